from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "kanagawa.figures"
    label = "figures"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system check)

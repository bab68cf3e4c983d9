from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "kanagawa.figures"
    label = "figures"

    def ready(self) -> None:
        from kanagawa.editions.rolling import RULES

        from . import checks  # noqa: F401  (registers the system check)
        from .models import FigureRow, Indicator
        from .rolling import roll_figures, roll_indicators

        RULES[FigureRow] = roll_figures
        RULES[Indicator] = roll_indicators

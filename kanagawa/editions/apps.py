from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class EditionsConfig(AppConfig):
    name = "kanagawa.editions"
    label = "editions"
    verbose_name = "年度版"

    def ready(self) -> None:
        from . import checks, section_checks  # noqa: F401  (registers the system checks)

        # SQLite can rebuild no table that a trigger names, and drops those of the table itself:
        # they are lifted before migrations run and laid anew after every migrate. Django tells of
        # these moments by its signals only.
        pre_migrate.connect(_lift_triggers, sender=self)
        post_migrate.connect(_install_triggers, sender=self)


def _lift_triggers(using: str, plan: object = (), **kwargs: object) -> None:
    from .triggers import lift

    if plan:
        lift(using)


def _install_triggers(using: str, **kwargs: object) -> None:
    from .triggers import install

    install(using)

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EditionsConfig(AppConfig):
    name = "kanagawa.editions"
    label = "editions"
    verbose_name = "年度版"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system checks)

        # SQLite drops a table's triggers when a migration rebuilds it, so they are laid anew after
        # every migrate; Django tells of that moment by this signal only.
        post_migrate.connect(_install_triggers, sender=self)


def _install_triggers(using: str, **kwargs: Any) -> None:
    from .triggers import install

    install(using)

import sqlite3
from typing import Any

from django.apps import AppConfig
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.db.models.signals import post_migrate


class EditionsConfig(AppConfig):
    name = "kanagawa.editions"
    label = "editions"
    verbose_name = "年度版"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system checks)

        # SQLite takes 32,766 parameters in a statement since 3.32; Django 5.2 still splits bulk
        # writes for the 999 of older ones (Django 6 asks the library).
        if sqlite3.sqlite_version_info >= (3, 32):
            features: Any = SQLite.features_class
            features.max_query_params = 32_766
        # SQLite drops a table's triggers when a migration rebuilds it, so they are laid anew after
        # every migrate; Django tells of that moment by this signal only.
        post_migrate.connect(_install_triggers, sender=self)


def _install_triggers(using: str, **kwargs: Any) -> None:
    from .triggers import install

    install(using)

from django.apps import AppConfig


class OwnTablesConfig(AppConfig):
    name = "kanagawa.own_tables"
    label = "own_tables"
    verbose_name = "担当者が作る表"

    def ready(self) -> None:
        from kanagawa.editions.rolling import RULES

        from .models import OwnTable
        from .rolling import roll_own_tables

        RULES[OwnTable] = roll_own_tables

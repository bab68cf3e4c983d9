from django.apps import AppConfig


class OwnTablesConfig(AppConfig):
    name = "kanagawa.own_tables"
    label = "own_tables"
    verbose_name = "報告に加えた表"

    def ready(self) -> None:
        from kanagawa.editions.rolling import RULES

        from .models import OwnTable
        from .rolling import roll_own_tables

        RULES[OwnTable] = roll_own_tables

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "kanagawa.history"
    label = "history"

from django.apps import AppConfig


class EntryConfig(AppConfig):
    name = "kanagawa.entry"
    label = "entry"
    verbose_name = "入力"

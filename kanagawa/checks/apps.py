from django.apps import AppConfig


class ChecksConfig(AppConfig):
    name = "kanagawa.checks"
    label = "checks"
    verbose_name = "検査"

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kanagawa.web"
    label = "web"
    verbose_name = "公開サイト"

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kanagawa.public"
    label = "web"
    verbose_name = "公開サイト"

from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "kanagawa.public"
    label = "public"
    verbose_name = "公開サイト"

from django.apps import AppConfig


class InternationalConfig(AppConfig):
    name = "international"
    verbose_name = "国際ビジネス振興"

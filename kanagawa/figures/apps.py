from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "kanagawa.figures"
    label = "figures"

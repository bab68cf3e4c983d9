from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "kanagawa.inquiries"
    label = "inquiries"
    verbose_name = "照会"

"""System check that names rows which staff cannot change."""

from django.apps import apps
from django.contrib import admin
from django.core.checks import CheckMessage, Error, register

from kanagawa.editions.rows import row_models


@register()
def check_screens(**kwargs: object) -> list[CheckMessage]:
    """Every row model has a screen of its own or stands on that of the row it belongs to."""
    screens = [model for model in apps.get_models() if admin.site.is_registered(model)]
    inlines = {i.model for model in screens for i in admin.site.get_model_admin(model).inlines}
    return [
        Error(
            f"{model._meta.label} has no screen on which staff could change it.",
            hint=f"Write `register_rows({model.__name__})` in {model._meta.app_label}/admin.py, or "
            "an inline of it on the screen of the row it belongs to.",
            obj=model,
            id="staff.E001",
        )
        for model in row_models()
        if model not in {*screens, *inlines}
    ]

from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig


class StaffConfig(AppConfig):
    name = "kanagawa.staff"
    label = "staff"
    verbose_name = "職員用画面"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system check)


class StaffAdminConfig(AdminConfig):
    default_site = "kanagawa.staff.site.StaffSite"

    def ready(self) -> None:
        """Without the stock screens of second factors: they would show what nobody may see, and
        change it unlogged."""
        super().ready()
        from django.contrib import admin

        models = [m for app in ("account", "mfa") for m in apps.get_app_config(app).get_models()]
        admin.site.unregister([m for m in models if admin.site.is_registered(m)])

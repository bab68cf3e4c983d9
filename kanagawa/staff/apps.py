from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class StaffConfig(AppConfig):
    name = "kanagawa.staff"
    label = "staff"
    verbose_name = "職員用画面"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system check)


class StaffAdminConfig(AdminConfig):
    default_site = "kanagawa.staff.site.StaffSite"

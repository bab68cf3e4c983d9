"""URLs of the log of changes and of the life of one value."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern

from kanagawa.staff.screens import READ, screen

from .deleted import deleted_rows
from .life import life
from .views import all_changes, edition_changes


def urls(site: AdminSite) -> list[URLPattern]:
    return [
        screen(site, "changes/<int:pk>/", edition_changes, "edition_changes", READ),
        screen(site, "deleted/<int:pk>/", deleted_rows, "deleted_rows"),
        screen(site, "changes.csv", all_changes, "all_changes", READ),
        screen(site, "life/<path:ref>/", life, "life", READ),
    ]

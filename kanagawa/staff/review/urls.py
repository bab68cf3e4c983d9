"""URLs of the checks, of the review and release of an edition, and of its evidence."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern

from kanagawa.staff.screens import screen

from .checks import checks
from .part_views import evidence_file, part_review, sheet_file
from .views import edition_review


def urls(site: AdminSite) -> list[URLPattern]:
    part = "review/<int:pk>/<slug:part>/"
    return [
        screen(site, "checks/<int:edition_pk>/", checks, "checks"),
        screen(site, "review/<int:pk>/", edition_review, "review"),
        screen(site, part, part_review, "review_section"),
        screen(site, f"{part}sheet.<slug:ending>", sheet_file, "review_sheet"),
        screen(site, "evidence/<int:pk>/<int:file>/", evidence_file, "evidence"),
    ]

"""URLs of the grid and of the workbook that is filled in outside."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern

from kanagawa.staff.screens import READ, WRITE, screen

from .english_workbook import english_workbook
from .lists import entry_list, entry_list_workbook
from .views import entry, entry_totals
from .word_views import import_text
from .workbook_views import upload, upload_preview, workbook


def urls(site: AdminSite) -> list[URLPattern]:
    one_list = "<int:edition_pk>/<str:name>/"
    section = "<int:edition_pk>/<slug:section>/"
    return [
        screen(site, f"entry/{section}", entry, "entry"),
        screen(site, f"entry/{section}totals/", entry_totals, "entry_totals", WRITE),
        screen(site, f"entry-list/{one_list}", entry_list, "entry_list"),
        screen(
            site,
            f"entry-list/{one_list}list.xlsx",
            entry_list_workbook,
            "entry_list_workbook",
            READ,
        ),
        screen(site, "workbook/<int:edition_pk>/<slug:section>.xlsx", workbook, "workbook"),
        screen(site, f"upload/{section}", upload, "upload"),
        screen(site, f"english-workbook/{section}", english_workbook, "english_workbook"),
        screen(site, "import-text/<int:pk>/", import_text, "import_text"),
        screen(site, "upload/<int:pk>/", upload_preview, "upload_preview"),
    ]

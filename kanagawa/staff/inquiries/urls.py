"""URLs of the inquiry: the board, a section's round, the list of one respondent."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern

from kanagawa.staff.screens import READ, screen

from .board import board
from .respondent_views import respondent_calendar, respondent_list, respondent_workbook
from .section_views import section_inquiry


def urls(site: AdminSite) -> list[URLPattern]:
    section = "inquiries/<int:pk>/<slug:section>/"
    respondent = f"{section}<int:respondent>/"
    return [
        screen(site, "inquiries/<int:pk>/", board, "inquiries"),
        screen(site, section, section_inquiry, "inquiry"),
        screen(site, respondent, respondent_list, "inquiry_list"),
        screen(site, f"{respondent}workbook.xlsx", respondent_workbook, "inquiry_workbook", READ),
        screen(site, f"{respondent}due.ics", respondent_calendar, "inquiry_calendar", READ),
    ]

from types import MappingProxyType
from typing import Any

from django.contrib import admin

from kanagawa.editions.models import Edition, EditionRow
from kanagawa.editions.rows import EditionRows
from kanagawa.staff.admin import (
    EditionRowAdmin,
    FigureAdmin,
    FigureInline,
    FigureMatrixInline,
    RowInline,
    register_rows,
)

from . import models
from .forms import ActivityForm
from .yearly import yearly_events


class AttractedCounts(FigureMatrixInline):
    model = models.AttractedCount


class SupportCounts(FigureMatrixInline):
    model = models.SupportCount


class ForeignCounts(FigureInline):
    model = models.ForeignCount


class OverseasCounts(FigureInline):
    model = models.OverseasCount


class ActivityNotes(RowInline):
    model = models.ActivityNote


class ActivityParts(RowInline):
    model = models.ActivityPart


class ActivityFigures(FigureInline):
    model = models.ActivityFigure


class Parks(RowInline):
    model = models.IndustrialPark


class Offices(RowInline):
    model = models.PartnerOffice


register_rows(
    models.Survey,
    list_display=["title", "publisher", "year"],
    inlines=[ForeignCounts, OverseasCounts],
)
register_rows(models.HomeRegion, list_display=["name", "unit"], inlines=[AttractedCounts])
register_rows(models.SupportType, list_display=["name", "unit"], inlines=[SupportCounts])
register_rows(
    models.ActivityGroup,
    list_display=["name", "part", "fiscal_year"],
    list_filter=["part", "fiscal_year"],
)


@admin.register(models.Activity)
class ActivityAdmin(EditionRowAdmin):
    form = ActivityForm
    list_display = ("name", "part", "fiscal_year", "kind", "state", "date_printed", "place")
    list_filter = ("part", "fiscal_year", "kind", "state")
    inlines = (ActivityFigures, ActivityNotes, ActivityParts)
    fieldsets = (
        (None, {"fields": ("name", "group", "part", "fiscal_year", "kind", "state")}),
        ("開催", {"fields": ("start", "end", "place", "is_online")}),
        ("文", {"fields": ("description",)}),
        ("注", {"fields": ("note",), "classes": ["collapse"]}),
        (
            "日と場所の書き方",
            {
                "fields": ("date_label", "place_label", "precision", "date_style", "date_text"),
                "classes": ["collapse"],
            },
        ),
    )
    entry_columns = ("name", "state", "start", "end", "place")
    entry_new = ("group", "kind")
    # Services have no day: their figures stand in the entry grid.
    entry_leaves_out = MappingProxyType({"state": ""})
    entry_results = models.ActivityFigure

    def proposals(self, edition: Edition) -> list[EditionRow]:
        return list(yearly_events(EditionRows(edition)))

    def printed_line(self, row: Any) -> str:
        return f"・{row.date_head}：{row.date_printed}" if row.date_printed else ""


register_rows(models.ActivityPart, list_display=["activity", "__str__"], inlines=[Parks, Offices])
register_rows(models.ActivityNote, list_display=["activity", "label"])
register_rows(models.IndustrialPark, list_display=["name", "factory", "province"])
register_rows(models.PartnerOffice, list_display=["name", "city"])
register_rows(models.OverseasPost, list_display=["place", "office", "note"])
register_rows(models.PostDuty, list_display=["name", "description"])

for figures in (
    models.ForeignCount,
    models.OverseasCount,
    models.AttractedCount,
    models.SupportCount,
    models.ActivityFigure,
):
    admin.site.register(figures, FigureAdmin)

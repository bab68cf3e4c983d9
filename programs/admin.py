from django.contrib import admin

from kanagawa.staff.admin import (
    FigureAdmin,
    FigureInline,
    FigureMatrixInline,
    RowInline,
    register_rows,
)

from .models import Hub, HubFigure, Metric, MetricFigure, Programme


class MetricFigures(FigureMatrixInline):
    model = MetricFigure


class HubFigures(FigureInline):
    model = HubFigure


class ProgrammeMetrics(RowInline):
    model = Metric
    fields = ("name", "sub_name", "unit")


register_rows(
    Hub,
    list_display=["name", "stage", "location", "opened_on", "operator"],
    list_filter=["stage"],
    inlines=[HubFigures],
)
register_rows(
    Programme,
    list_display=["name", "stage"],
    list_filter=["stage"],
    inlines=[ProgrammeMetrics],
)
register_rows(
    Metric,
    list_display=["programme", "name", "sub_name", "unit"],
    inlines=[MetricFigures],
)
admin.site.register(HubFigure, FigureAdmin)
admin.site.register(MetricFigure, FigureAdmin)

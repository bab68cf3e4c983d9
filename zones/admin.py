from django.contrib import admin

from kanagawa.staff.admin import FigureAdmin, FigureInline, RowInline, register_rows

from .models import (
    ComprehensiveZone,
    Deregulation,
    StrategicProject,
    StructuralZone,
    ZoneEvent,
    ZoneFigure,
    ZoneMunicipality,
    ZonePlanMeasure,
)


class Municipalities(RowInline):
    model = ZoneMunicipality


class Events(RowInline):
    model = ZoneEvent


class Figures(FigureInline):
    model = ZoneFigure


class PlanMeasures(RowInline):
    model = ZonePlanMeasure


class Projects(RowInline):
    model = StrategicProject


register_rows(StructuralZone, list_display=["name", "area"])
register_rows(
    ComprehensiveZone,
    inlines=[Municipalities, Figures, Events, PlanMeasures],
    list_display=["name", "plan_term"],
)
admin.site.register(ZoneFigure, FigureAdmin)
register_rows(
    ZoneMunicipality,
    list_display=["name", "area_code", "zone"],
    list_filter=["zone"],
    entry_columns=("zone", "name", "area_code"),
)
register_rows(
    ZoneEvent,
    list_display=["text", "month", "zone"],
    list_filter=["zone"],
    entry_columns=("zone", "month", "text"),
)
register_rows(
    ZonePlanMeasure,
    list_display=["text", "zone"],
    list_filter=["zone"],
    entry_columns=("zone", "text"),
)
register_rows(Deregulation, inlines=[Projects], list_display=["name", "law"])
register_rows(
    StrategicProject,
    list_display=["__str__", "deregulation", "operator", "area"],
    entry_columns=("deregulation", "overview", "operator", "area", "also_applied"),
)

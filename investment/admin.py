from django.contrib import admin

from kanagawa.staff.admin import FigureAdmin, FigureInline, FigureMatrixInline, register_rows

from .models import (
    Commitment,
    EmploymentFigure,
    Kpi,
    KpiFigure,
    OrderActivity,
    OrderFigure,
    RegionCount,
    Scheme,
    SchemeFigure,
    SubsidyPayment,
    SupportCount,
    SupportProgram,
    SurveyCount,
    TaxFigure,
)


class SupportCounts(FigureInline):
    model = SupportCount


class KpiFigures(FigureMatrixInline):
    model = KpiFigure


class OrderFigures(FigureInline):
    model = OrderFigure


class RegionCounts(FigureInline):
    model = RegionCount


class SchemeFigures(FigureInline):
    model = SchemeFigure


class EmploymentFigures(FigureInline):
    model = EmploymentFigure


class TaxFigures(FigureInline):
    model = TaxFigure


register_rows(
    SupportProgram, inlines=[SupportCounts], list_display=["name", "scheme", "is_one_stop"]
)
register_rows(Kpi, inlines=[KpiFigures], list_display=["name", "unit", "as_of"])
register_rows(OrderActivity, inlines=[OrderFigures], list_display=["name", "scheme", "role"])
register_rows(
    Scheme,
    inlines=[RegionCounts, SchemeFigures, EmploymentFigures, TaxFigures],
    list_display=["name", "short_name", "role"],
)
admin.site.register(
    [
        SupportCount,
        RegionCount,
        KpiFigure,
        Commitment,
        SubsidyPayment,
        SurveyCount,
        OrderFigure,
        SchemeFigure,
        EmploymentFigure,
        TaxFigure,
    ],
    FigureAdmin,
)

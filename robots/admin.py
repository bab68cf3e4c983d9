from django.contrib import admin

from kanagawa.staff.admin import (
    EditionRowAdmin,
    FigureAdmin,
    FigureInline,
    FigureMatrixInline,
    RowInline,
    register_rows,
)

from .models import (
    Measure,
    MeasureCategory,
    MeasureFigure,
    PlanPeriod,
    Robot,
    RobotIndicator,
    RobotIndicatorFigure,
)


class IndicatorFigures(FigureMatrixInline):
    model = RobotIndicatorFigure


class MeasureFigures(FigureInline):
    model = MeasureFigure


class Measures(RowInline):
    model = Measure


register_rows(PlanPeriod, list_display=["name", "first_fiscal_year", "last_fiscal_year"])
register_rows(RobotIndicator, inlines=[IndicatorFigures], list_display=["name", "unit", "as_of"])
register_rows(MeasureCategory, list_display=["name"])
register_rows(Measure, inlines=[MeasureFigures], list_display=["name", "category"])


@admin.register(Robot)
class RobotAdmin(EditionRowAdmin):
    list_display = ("name", "commercialised")
    entry_columns = ("name", "commercialised_on")


admin.site.register(RobotIndicatorFigure, FigureAdmin)
admin.site.register(MeasureFigure, FigureAdmin)

from kanagawa.public.filters import FiscalYearFilter, RecordFilter

from .models import Measure, Robot, RobotIndicator, RobotIndicatorFigure


class RobotFilter(RecordFilter):
    fiscal_year = FiscalYearFilter(field_name="commercialised_on", label="商品化した年度")

    class Meta(RecordFilter.Meta):
        model = Robot
        fields = ()


class MeasureFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = Measure
        fields = ("category",)


class RobotIndicatorFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = RobotIndicator
        fields = ("unit",)


class RobotIndicatorFigureFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = RobotIndicatorFigure
        fields = ("indicator", "kind", "status")

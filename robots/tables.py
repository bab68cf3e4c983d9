from kanagawa.public.tables import (
    FigureColumn,
    MonthColumn,
    PeriodColumn,
    RecordTable,
    ReferenceColumn,
)

from .models import Measure, Robot, RobotIndicator, RobotIndicatorFigure


class RobotTable(RecordTable):
    commercialised_on = MonthColumn()

    class Meta(RecordTable.Meta):
        model = Robot
        fields = ("name", "commercialised_on")


class MeasureTable(RecordTable):
    category = ReferenceColumn("category")

    class Meta(RecordTable.Meta):
        model = Measure
        fields = ("name", "category")


class RobotIndicatorTable(RecordTable):
    class Meta(RecordTable.Meta):
        model = RobotIndicator
        fields = ("name", "unit")


class RobotIndicatorFigureTable(RecordTable):
    indicator = ReferenceColumn("indicator")
    period = PeriodColumn()
    printed = FigureColumn()

    class Meta(RecordTable.Meta):
        model = RobotIndicatorFigure
        fields = ("indicator", "kind", "period", "printed")

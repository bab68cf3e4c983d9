"""The record lists of the robot zone and the columns of its lists."""

from kanagawa.figures.columns import FigureColumn, PeriodColumn
from kanagawa.reports.columns import NOT_IN_LISTS, Column, Filter, Month, Ordinal, ReferenceColumn
from kanagawa.reports.records import Records

from .models import Measure, Robot, RobotIndicator, RobotIndicatorFigure

INDICATORS = Records(
    "indicators",
    RobotIndicator,
    "数値目標",
    (
        Column("name", link=True),
        Column("unit", filter=Filter()),
    ),
)

INDICATOR_FIGURES = Records(
    "indicator-figures",
    RobotIndicatorFigure,
    "数値目標の目標値・実績値",
    (
        ReferenceColumn("indicator", link=True, filter=Filter()),
        Column("kind", filter=Filter()),
        PeriodColumn(),
        FigureColumn(),
        Column("status", on=("files",), filter=Filter()),
    ),
)

MEASURES = Records(
    "measures",
    Measure,
    "主な取組",
    (
        ReferenceColumn("category", head=True, filter=Filter(), width=22),
        Column("name", label="取組", link=True, width=34),
        Column("description", on=NOT_IN_LISTS, width=80),
    ),
)

# The figures that the descriptions of the measures give; they stand on the measures' pages.
MEASURE_FIGURES = (
    ReferenceColumn("measure", head=True, width=40),
    Column("name", width=30),
    FigureColumn(label="数値", width=12),
)

ROBOTS = Records(
    "robots",
    Robot,
    "商品化したロボット",
    (
        Ordinal(head=True, align="end", width=6),
        Column("name", link=True, width=72),
        Month("commercialised_on", filter=Filter("fiscal_year", "商品化した年度"), width=16),
    ),
)

RECORDS = (INDICATORS, INDICATOR_FIGURES, MEASURES, ROBOTS)

from kanagawa.public.records import Records

from .filters import (
    MeasureFilter,
    RobotFilter,
    RobotIndicatorFigureFilter,
    RobotIndicatorFilter,
)
from .models import Measure, Robot, RobotIndicator, RobotIndicatorFigure
from .tables import MeasureTable, RobotIndicatorFigureTable, RobotIndicatorTable, RobotTable

RECORDS = (
    Records("indicators", RobotIndicator, RobotIndicatorTable, RobotIndicatorFilter, "数値目標"),
    Records(
        "indicator-figures",
        RobotIndicatorFigure,
        RobotIndicatorFigureTable,
        RobotIndicatorFigureFilter,
        "数値目標の目標値・実績値",
    ),
    Records("measures", Measure, MeasureTable, MeasureFilter, "主な取組"),
    Records("robots", Robot, RobotTable, RobotFilter, "商品化したロボット"),
)
urlpatterns = [pattern for records in RECORDS for pattern in records.urls()]

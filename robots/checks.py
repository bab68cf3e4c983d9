"""The register explains the indicator: what the KPI counts is the list of commercialised robots."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from kanagawa.checks.context import Context
from kanagawa.checks.rules import Pair, about, same
from kanagawa.editions.rows import EditionRows
from kanagawa.figures.cells import count
from kanagawa.figures.kinds import Kind
from kanagawa.formats.numbers import number
from kanagawa.formats.years import fiscal_year_of, wareki
from kanagawa.reports.declaration import Check, Finding

from .models import PlanPeriod, Robot, RobotIndicator, RobotIndicatorFigure
from .register import robots_as_of


def _register(rows: EditionRows) -> Iterator[Pair]:
    """Every actual value of the indicator, and the robots on the list since its plan began."""
    for figure in rows.of(RobotIndicatorFigure):
        if figure.indicator.counts_robots and figure.kind == Kind.ACTUAL:
            listed = _robots(rows, figure)
            yield figure, [count(f"robots.register/{figure.key}", "一覧の件数", listed, "件")]


def _robots(rows: EditionRows, figure: RobotIndicatorFigure) -> list[Robot]:
    first, last = figure.period.first_fiscal_year, figure.period.last_fiscal_year
    plans = (p.first_fiscal_year for p in rows.of(PlanPeriod) if p.first_fiscal_year <= first)
    start = max(plans, default=first)
    return [
        robot
        for robot in rows.of(Robot)
        if start <= fiscal_year_of(robot.commercialised_on) <= last
    ]


def _after_the_as_of_date(context: Context) -> Iterator[Finding]:
    """The list is true as of the day that its heading names."""
    day = robots_as_of(context.rows)
    for robot in context.rows.of(Robot):
        if day and robot.commercialised_on > day:
            yield about(
                "robots.register-date",
                "error",
                robot,
                f"{robot}【{robot.commercialised}】：一覧の時点（{wareki(day)}）より後です。"
                "時点か商品化年月を直してください。",
            )


def _twice(context: Context) -> Iterator[Finding]:
    """The same robot is on the list once."""
    by_name: dict[str, list[Robot]] = defaultdict(list)
    for robot in context.rows.of(Robot):
        by_name[robot.name].append(robot)
    for same_name in by_name.values():
        for robot in same_name[1:]:
            message = f"{robot}：一覧に{number(len(same_name))}回あります。"
            yield about("robots.register-twice", "warning", robot, message)


def _plans(context: Context) -> Iterator[Finding]:
    """Each plan begins in the fiscal year after the one before it ended."""
    for before, plan in pairwise(context.rows.of(PlanPeriod)):
        if plan.first_fiscal_year != before.last_fiscal_year + 1:
            message = f"{plan}：前の計画（{before}）に続いていません。"
            yield about("robots.plans", "error", plan, message)


CHECKS = (
    same(
        "robots.register",
        "商品化したロボットの件数と一覧",
        _register,
        (RobotIndicatorFigure, RobotIndicator, Robot, PlanPeriod),
    ),
    Check("robots.register-date", "一覧の時点", _after_the_as_of_date, (Robot, RobotIndicator)),
    Check("robots.register-twice", "一覧の重複", _twice, (Robot,)),
    Check("robots.plans", "計画期間の連続", _plans, (PlanPeriod,)),
)

"""What next year's robot section needs beside its figures: its registers go on."""

from collections.abc import Iterator

from kanagawa.editions.rolling import RowsOfYear
from kanagawa.editions.rows import EditionRows
from kanagawa.figures.kinds import Kind
from kanagawa.figures.missing import figure_to_enter, missing
from kanagawa.figures.models import FigureRow
from kanagawa.formats.years import Period, fiscal_year, fiscal_year_of
from kanagawa.reports.declaration import Todo

from .models import PlanPeriod, Robot, RobotIndicator, RobotIndicatorFigure
from .register import plans


def needed(rows: RowsOfYear) -> Iterator[FigureRow]:
    """Of each numerical target: a target and an actual value for every column of its table."""
    if plans(rows):
        yield from missing(rows, _of_each_target(rows))


def _of_each_target(rows: RowsOfYear) -> Iterator[FigureRow]:
    *earlier, current = plans(rows)
    years = range(current.first_fiscal_year, current.last_fiscal_year + 1)
    of_years = [Period.fiscal_year(year) for year in years]
    kinds = (Kind.TARGET, Kind.ACTUAL)
    for indicator in rows.of(RobotIndicator):
        figures = rows.children(indicator, RobotIndicatorFigure)
        ends = {(f.kind, f.period) for f in figures if indicator.is_cumulative}
        periods = [
            (kind, plan.period)
            for plan in earlier
            for kind in kinds
            # What adds up over an earlier plan may be told for its last year.
            if (kind, Period.fiscal_year(plan.last_fiscal_year)) not in ends
        ]
        periods += [(kind, period) for period in of_years for kind in kinds]
        for kind, period in periods:
            yield figure_to_enter(RobotIndicatorFigure, rows, kind, period, indicator=indicator)


def todos(rows: EditionRows) -> Iterator[Todo]:
    """The robots that came onto the market in the year past; a new plan when the last is over."""
    year = rows.edition.fiscal_year - 1
    new = [r for r in rows.of(Robot) if fiscal_year_of(r.commercialised_on) == year]
    yield Todo(
        Robot._meta.label_lower,
        "robots.robots",
        f"{fiscal_year(year)}に商品化したロボットの登録",
        bool(new),
        f"登録済み：{len(new)}件",
    )
    begun = plans(rows)
    if begun and begun[-1].last_fiscal_year < rows.edition.fiscal_year:
        yield Todo(
            PlanPeriod._meta.label_lower,
            "robots.by-period",
            f"{begun[-1]}の次の計画期間と数値目標の登録",
            False,
        )

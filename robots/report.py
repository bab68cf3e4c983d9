"""What the section 「さがみロボット産業特区」 prints."""

from collections.abc import Iterable, Iterator, Mapping

from kanagawa.editions.in_text import in_text_table
from kanagawa.editions.rows import EditionRows
from kanagawa.figures.cells import cell, computed, count, measured
from kanagawa.figures.kinds import Kind
from kanagawa.formats.numbers import number
from kanagawa.formats.years import Period, as_of, fiscal_year_of, period_text
from kanagawa.own_tables.report import own_tables
from kanagawa.reports.charts import Chart
from kanagawa.reports.declaration import Fact, Listing, Section, Table
from kanagawa.reports.document import Writer
from kanagawa.reports.grid import Figure, Grid, column_head, row_head
from kanagawa.reports.list_tables import list_table
from kanagawa.reports.statements import Statement, targets

from .checks import CHECKS
from .models import (
    Measure,
    MeasureCategory,
    MeasureFigure,
    PlanPeriod,
    Robot,
    RobotIndicator,
    RobotIndicatorFigure,
)
from .records import MEASURE_FIGURES, MEASURES, RECORDS, ROBOTS
from .register import plans, robots_as_of
from .rolling import needed, todos

BY_PERIOD = "商品化したロボットの数（期間別）"


def indicator_table(rows: EditionRows, indicator: RobotIndicator) -> Grid:
    """Targets over actuals: earlier plan periods in one column each, the current year by year."""
    if not rows.of(PlanPeriod):
        return Grid(key="", title=indicator.name, body=())
    *earlier, current = plans(rows)
    years = range(current.first_fiscal_year, current.last_fiscal_year + 1)
    periods = [p.period for p in earlier] + [Period.fiscal_year(y) for y in years]
    figures = _of_plans(rows.children(indicator, RobotIndicatorFigure), earlier)
    targets = (cell(figures.get((Kind.TARGET, p)), unit=False) for p in periods)
    actuals = (measured(figures, p) for p in periods)
    body = (
        (row_head(str(Kind.TARGET.label)), *targets),
        (row_head(str(Kind.ACTUAL.label)), *actuals),
    )
    suffix = "(累計)" if indicator.is_cumulative else ""
    when = as_of(indicator.as_of) if indicator.as_of else ""
    return Grid(
        key="",
        title=indicator.name + suffix,
        header=(
            (
                column_head("", rowspan=2),
                *(column_head(p.name) for p in earlier),
                column_head(current.name, colspan=len(years)),
            ),
            tuple(column_head(period_text(p).replace("～", "～\n")) for p in periods),
        ),
        body=body,
        unit=indicator.unit,
        as_of=when,
        caption=f"○ {indicator.name}{suffix}",
        aside=f"{when}({indicator.unit})",
        notes=(indicator.note,) if indicator.note else (),
    )


def _of_plans(
    figures: Iterable[RobotIndicatorFigure], earlier: Iterable[PlanPeriod]
) -> dict[tuple[str, Period], RobotIndicatorFigure]:
    """Figures by kind and period; of a plan that is over, that of its last year when it adds up."""
    by_period = {(figure.kind, figure.period): figure for figure in figures}
    for plan in earlier:
        last = Period.fiscal_year(plan.last_fiscal_year)
        for kind in (Kind.TARGET, Kind.ACTUAL):
            figure = by_period.get((kind, last))
            if figure is not None and figure.is_cumulative:
                by_period.setdefault((kind, plan.period), figure)
    return by_period


def indicators(rows: EditionRows, writer: Writer, level: int) -> None:
    for indicator in rows.of(RobotIndicator):
        writer.table(f"robots.indicator.{indicator.key}", record=indicator.ref)


def measures(rows: EditionRows, writer: Writer, level: int) -> None:
    for category in rows.of(MeasureCategory):
        writer.heading(level, category.name, anchor=category.key)
        for measure in rows.children(category, Measure):
            writer.heading(level + 1, measure.name, record=measure.ref)
            writer.paragraph(measure.description, record=measure.ref)


def robots(rows: EditionRows, writer: Writer, level: int) -> None:
    for ordinal, robot in enumerate(rows.of(Robot), start=1):
        text = f"{robot.name}【{robot.commercialised}】"
        writer.entry(number(ordinal), text, record=robot.ref)


def _as_of(rows: EditionRows) -> str:
    when = robots_as_of(rows)
    return as_of(when) if when else ""


def robots_by_period(rows: EditionRows) -> Grid:
    """How many robots came onto the market in each plan period and year: what the KPI counts."""
    if not rows.of(Robot) or len(plans(rows)) < 2:
        return Grid(key="", title=BY_PERIOD, body=())
    first = min(fiscal_year_of(robot.commercialised_on) for robot in rows.of(Robot))
    *earlier, current = plans(rows)
    before = Period.fiscal_years(first, earlier[0].first_fiscal_year - 1)
    years = sorted({fiscal_year_of(r.commercialised_on) for r in rows.of(Robot)})
    periods = [
        before,
        *(p.period for p in earlier),
        *(Period.fiscal_year(y) for y in years if y >= current.first_fiscal_year),
    ]
    counts = [(p, _count(rows, p)) for p in periods]
    return Grid(
        key="",
        title=BY_PERIOD,
        header=((column_head("期間"), column_head("商品化した数")),),
        body=(
            *((row_head(period_text(p)), cell(figure)) for p, figure in counts),
            (row_head("合計"), cell(_count(rows, Period.fiscal_years(first, years[-1]), "all"))),
        ),
        unit="件",
        as_of=_as_of(rows),
        widths=(24, 16),
    )


def _count(rows: EditionRows, period: Period, name: str = "") -> Figure:
    robots = [
        robot
        for robot in rows.of(Robot)
        if period.first_fiscal_year
        <= fiscal_year_of(robot.commercialised_on)
        <= period.last_fiscal_year
    ]
    key = name or f"{period.first_fiscal_year}-{period.last_fiscal_year}"
    return count(
        f"robots.by-period/{key}",
        "商品化したロボットの数",
        robots,
        "件",
        period=period,
        as_of=robots_as_of(rows),
    )


def count_indicators(rows: EditionRows) -> Figure:
    year = Period.fiscal_year(rows.edition.fiscal_year)
    return count(
        "robots.fact/indicators", "数値目標の数", rows.of(RobotIndicator), "つ", period=year
    )


def plan(rows: EditionRows) -> Figure | None:
    """The plan in force (第３期), for the fiscal years it runs."""
    begun = plans(rows)
    if not begun:
        return None
    current = begun[-1]
    return computed(
        "robots.fact/plan",
        "現在の計画の期",
        current.number,
        "期",
        rule="record",
        parts=[current],
        period=current.period,
    )


def statements(tables: Mapping[str, Grid]) -> Iterator[Statement]:
    """How many targets were met, and by how much each of them."""
    indicators = [grid for key, grid in tables.items() if key.startswith("robots.indicator.")]
    return targets("robots", indicators, "数値目標")


SECTION = Section(
    key="robots",
    title="「さがみロボット産業特区」",
    tables=(
        Table(
            "robots.indicator",
            indicator_table,
            (RobotIndicatorFigure,),
            each=RobotIndicator,
            chart=Chart("targets"),
        ),
        list_table(
            "robots.robots", "これまでに商品化したロボット", Robot, ROBOTS.columns, as_of=_as_of
        ),
        Table("robots.by-period", robots_by_period, (Robot, PlanPeriod), is_list=True),
        list_table(
            "robots.measures", "主な取組", Measure, MEASURES.columns, reads=(MeasureCategory,)
        ),
        list_table("robots.measure-figures", "主な取組の数値", MeasureFigure, MEASURE_FIGURES),
        in_text_table("robots"),
        own_tables("robots"),
    ),
    listings=(
        Listing("robots.indicators", indicators, (RobotIndicator,)),
        Listing("robots.measures-text", measures, (MeasureCategory, Measure)),
        Listing("robots.robots-text", robots, (Robot,)),
    ),
    facts=(
        Fact("robots.fact/indicators", "数値目標の数", count_indicators),
        Fact("robots.fact/plan", "現在の計画の期", plan),
    ),
    checks=CHECKS,
    records=RECORDS,
    without_page=(PlanPeriod,),
    todos=todos,
    needed=needed,
    statements=statements,
)

"""Makes the picture of a printed table as data (`ChartData`), by what is declared beside it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kanagawa.formats.statuses import UNKNOWN
from kanagawa.formats.text import squeeze
from kanagawa.formats.years import fiscal_year

from .chart_words import words_of
from .charts import Chart, ChartData, ChartKind, ChartPoint, ChartSeries
from .grid import Cell, Figure, Grid, placed
from .labels import column_label
from .pie import no_pie, slices

TOTALS = {"合計", "計", "総計", "総数", "小計"}
REMAINDER = "その他"
_FEWEST = 2
_PARTS = ("whole", "pie")
_COUNTED = re.compile("^[①-⑳]")


_ACROSS = Chart("years", across=True)


@dataclass(frozen=True)
class _Value:
    """A figure with a value where the table prints it, under its heads."""

    figure: Figure
    row: int
    column: int
    row_head: str
    column_head: str

    def point(self) -> ChartPoint:
        figure = self.figure
        value = figure.value
        assert value is not None  # _values() leaves out those that have none
        end = figure.period.end if figure.period else None
        return ChartPoint(
            value,
            squeeze(figure.text),
            self.row,
            self.column,
            is_forecast=figure.kind in ("forecast", "estimate"),
            is_partial=bool(figure.as_of and end and figure.as_of < end),
        )


def drawn(grid: Grid) -> ChartData | None:
    """The picture of a table as it is shown; None where there is none or nothing to see."""
    data = grid.chart_data or (_pie(grid) if grid.chart == "pie" else None)
    return data if data and data.kind != "none" and data.labels else None


def no_picture(grid: Grid) -> str:
    """Why a table is shown without the pie that the paper has of it; "" for all others."""
    if grid.chart != "pie" or (grid.chart_data and grid.chart_data.kind == "none"):
        return ""
    return no_pie(grid)


def with_picture(
    grid: Grid, chart: Chart | None, kind: ChartKind | None = None, *, on_paper: bool | None = None
) -> Grid:
    """The table with its picture: as declared, or of the `kind` that staff chose.

    A pie that the paper has is made from the table itself as long as nobody chose otherwise.
    """
    if chart is None or (chart.by_choice and kind is None):
        return grid
    chart = suited(chart, grid)
    if kind not in (None, "none", *chart.fitting):
        return grid  # staff changed the table since they chose
    if grid.chart == "pie" and kind is None and on_paper is None:
        return grid
    data = chart_data(grid, chart, kind or chart.kind)
    if on_paper is None:
        on_paper = grid.chart == "pie"
    if data is None:
        return grid
    return replace(grid, chart_data=replace(data, on_paper=on_paper))


def chart_data(grid: Grid, chart: Chart, kind: ChartKind) -> ChartData | None:
    """The table as a picture of this kind; None with fewer than two values or where it lies."""
    if kind == "none":
        return ChartData("none")
    if grid.chart == "pie":
        data = _pie(grid)
    elif chart.kind in ("targets", "line"):
        data = _targets(grid)
    elif kind in chart.others:
        data = _by_year(grid)
    else:
        data = _compared(grid, replace(chart, kind=kind) if kind in _PARTS else chart)
    if data is None or sum(1 for _ in data.points()) < _FEWEST:
        return None
    if any(point.value < 0 for point in data.points()) or not any(
        point.value for point in data.points()
    ):
        return None
    data = replace(data, kind=kind)
    is_open = any(f.status in ("to_enter", *UNKNOWN) for f in grid.figures())
    if kind in _PARTS and is_open:
        return None
    if kind == "bars":
        data = _ranked(data)
    data = replace(data, is_open=is_open and kind in ("bars", "years"))
    return replace(data, words=words_of(data))


def suited(chart: Chart, grid: Grid) -> Chart:
    """How a table that staff defined can be drawn; one that is declared stays as it is.

    Rows that are added up are parts of a whole; a single row is compared over its columns, and
    drawn as a line where those are years.
    """
    if not chart.by_choice:
        return chart
    values = list(_without_totals(_of_one_unit(grid, chart), chart))
    if len({value.row for value in values}) > 1:
        has_total = any(squeeze(row[0].text) in TOTALS for row in grid.body)
        return replace(chart, parts=has_total, column=-1)
    years = _by_year(grid)
    others: tuple[ChartKind, ...] = ()
    if years and len(years.labels) > 1:
        has_targets = any(years.series[1].points)
        others = ("line", "targets") if has_targets else ("line",)
    return replace(chart, across=True, others=others)


def _by_year(grid: Grid) -> ChartData | None:
    """A row of figures over its years, targets apart; None where a year has two of them."""
    values = _of_one_unit(grid, _ACROSS)
    at: dict[tuple[int, bool], ChartPoint] = {}
    for value in _without_totals(values, _ACROSS):
        figure = value.figure
        if figure.period is None:
            return None
        place = figure.period.first_fiscal_year, figure.kind == "target"
        if place in at:
            return None
        at[place] = value.point()
    years = sorted({year for year, _ in at})
    series = (
        ChartSeries(name, tuple(at.get((year, is_target)) for year in years))
        for name, is_target in (("実績", False), ("目標", True))
    )
    unit = values[0].figure.unit if values else grid.unit
    return ChartData("line", unit, tuple(map(fiscal_year, years)), tuple(series))


def _values(grid: Grid) -> Iterator[_Value]:
    """The first figure of each cell that has a value; shares and sub-counts stand behind it."""
    matrix = grid.positions()
    for cell, row, column in placed(grid):
        if row < len(grid.header) or not cell.figures:
            continue
        figure = cell.figures[0]
        if figure.value is not None:
            heads = _row_head(matrix[row][:column]), column_label(matrix, cell, row, column)
            yield _Value(figure, row, column, *heads)


def _row_head(cells: Sequence[Cell]) -> str:
    """The heads of a row without numbers before them and without those set upright."""
    heads = [cell.text for cell in cells if cell.role == "row" and not cell.vertical]
    return "・".join(_COUNTED.sub("", squeeze(head)) for head in dict.fromkeys(heads))


def _targets(grid: Grid) -> ChartData | None:
    """Targets and actuals of a table whose columns are periods, in groups by their upper head."""
    values = list(_values(grid))
    columns = sorted({value.column for value in values})
    if not columns:
        return None
    heads = {value.column: value.column_head for value in values}
    parted = [heads[column].rpartition(" / ") for column in columns]
    series = []
    for name, is_target in (("実績", False), ("目標", True)):
        by_column = {v.column: v for v in values if (v.figure.kind == "target") is is_target}
        series.append(ChartSeries(name, tuple(_point(by_column.get(c)) for c in columns)))
    return ChartData(
        "targets",
        grid.unit or values[0].figure.unit,
        tuple(label for *_, label in parted),
        tuple(series),
        tuple(group for group, *_ in parted) if any(group for group, *_ in parted) else (),
    )


def _compared(grid: Grid, chart: Chart) -> ChartData | None:
    """Rows beside each other (or columns, with `across`), totals left out."""
    values = _of_one_unit(grid, chart)
    if not values:
        return None
    unit = values[0].figure.unit
    if not (chart.kind == "years" or chart.across):
        columns = sorted({value.column for value in values})
        if not -len(columns) <= chart.column < len(columns):
            return None
        values = [value for value in values if value.column == columns[chart.column]]
    values = list(_without_totals(values, chart))
    if chart.across:
        turned = {(v.column, v.row): v for v in values}
        labels = {v.column: v.column_head for v in values}
        names = {v.row: v.row_head for v in values}
    else:
        turned = {(v.row, v.column): v for v in values}
        labels = {v.row: _named(v, grid) for v in values}
        names = {v.column: v.column_head for v in values}
    series = []
    for each in sorted(names):
        points = (_point(turned.get((label, each))) for label in sorted(labels))
        series.append(ChartSeries(names[each], tuple(points)))
    ordered = tuple(labels[each] for each in sorted(labels))
    return ChartData(chart.kind, unit, ordered, tuple(series))


def _of_one_unit(grid: Grid, chart: Chart) -> list[_Value]:
    """The values of the unit that is drawn: the declared one, or the one that most have."""
    values = [value for value in _values(grid) if value.figure.unit != "％"]
    units = Counter(value.figure.unit for value in values)
    unit = chart.unit or next((unit for unit, _ in units.most_common(1)), "")
    return [value for value in values if value.figure.unit == unit]


def _point(value: _Value | None) -> ChartPoint | None:
    return value.point() if value else None


def _named(value: _Value, grid: Grid) -> str:
    """The head of a row; the indicator where rows share one head."""
    heads = Counter(v.row_head for v in _values(grid) if v.column == value.column)
    head = value.figure.indicator if heads[value.row_head] > 1 else value.row_head
    return head.replace(f"（{value.figure.unit}）", "")


def _without_totals(values: Sequence[_Value], chart: Chart) -> Iterator[_Value]:
    keys = {value.figure.key for value in values}
    for value in values:
        if squeeze(value.column_head if chart.across else value.row_head) in TOTALS:
            continue
        if value.figure.rule == "sum" and set(value.figure.parts) & (keys - {value.figure.key}):
            continue
        yield value


def _pie(grid: Grid) -> ChartData | None:
    """The parts of a whole with their shares, as the paper shows them."""
    parts = slices(grid)
    first = len(grid.header)
    points = (ChartPoint(part.value, part.text, first + part.row, 1) for part in parts)
    labels = tuple(part.label for part in parts)
    data = ChartData("pie", grid.unit, labels, (ChartSeries("", tuple(points)),), on_paper=True)
    return replace(data, words=words_of(data)) if parts else None


def _ranked(data: ChartData) -> ChartData:
    """The largest first by the last series, what is called その他 last."""
    by = data.series[-1].points

    def rank(number: int) -> tuple[bool, bool, object]:
        point = by[number]
        last = squeeze(data.labels[number]) == REMAINDER
        return last, point is None, -point.value if point else 0

    order = sorted(range(len(data.labels)), key=rank)
    return replace(
        data,
        labels=tuple(data.labels[n] for n in order),
        series=tuple(replace(s, points=tuple(s.points[n] for n in order)) for s in data.series),
    )

"""A figure over the editions: for each period what each of them printed, and where no line goes on.

An edition may revise what an earlier one said of a period, so a value belongs to a period and to
the edition that printed it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from kanagawa.formats.text import squeeze
from kanagawa.formats.years import period_text

from .chart_words import words_of
from .charts import ChartData, ChartPoint, ChartSeries
from .comparing.years import series_of
from .grid import Figure, Grid, placed
from .labels import column_label
from .wording import said

_KINDS = ("target", "limit", "estimate", "forecast", "actual")
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class TablePrint:
    """A figure in a table of an edition; `plan` is the plan period that its column stands under."""

    table: str
    figure: Figure
    plan: str


@dataclass(frozen=True, slots=True)
class Vintages:
    """One period of a figure; `prints` has one place for each edition, oldest first."""

    prints: tuple[TablePrint | None, ...]

    @property
    def newest(self) -> TablePrint:
        return next(each for each in reversed(self.prints) if each)

    @property
    def kind(self) -> str:
        return self.newest.figure.kind

    @property
    def unit(self) -> str:
        return self.newest.figure.unit

    @property
    def is_revised(self) -> bool:
        """Whether a later edition printed another value."""
        values = {each.figure.value for each in self.prints if each}
        return len(values - {None}) > 1


def prints_of(grid: Grid, series: str) -> Iterator[TablePrint]:
    """The figures of a series in a table."""
    matrix = grid.positions()
    for cell, row, column in placed(grid):
        for figure in cell.figures:
            if series_of(figure.key) == series:
                plan = column_label(matrix, cell, row, column).rpartition(" / ")[0]
                yield TablePrint(
                    grid.key, figure, plan if figure.kind in ("target", "actual") else ""
                )


def vintages(editions: Sequence[Sequence[TablePrint]]) -> list[Vintages]:
    """The periods of a figure in their order, with the first print of each edition."""
    rows: dict[tuple[str, str, int], list[TablePrint | None]] = {}
    for number, prints in enumerate(editions):
        for each in prints:
            period = each.figure.period
            start = period.start.isoformat() if period else ""
            end = period.end.isoformat() if period and period.end else "9"
            kind = each.figure.kind
            order = end, start, _KINDS.index(kind) if kind in _KINDS else len(_KINDS)
            row = rows.setdefault(order, [None] * len(editions))
            row[number] = row[number] or each
    return [Vintages(tuple(rows[order])) for order in sorted(rows)]


def breaks(rows: Sequence[Vintages], text: Callable[[str], str] = str) -> list[str]:
    """For each row why it cannot be compared with the row before; "" where it can.

    `text` puts what was printed into the language of the page.
    """
    reasons = []
    for number, row in enumerate(rows):
        before = rows[number - 1].newest if number else row.newest
        reasons.append(_break(before, row.newest, text))
    return reasons


def _break(before: TablePrint, now: TablePrint, text: Callable[[str], str]) -> str:
    old, new = before.figure, now.figure
    if old.unit != new.unit:
        return said("単位が変わりました（{old}→{new}）", old=text(old.unit), new=text(new.unit))
    if old.indicator != new.indicator:
        return said(
            "指標が変わりました（{old}→{new}）", old=text(old.indicator), new=text(new.indicator)
        )
    if before.plan and now.plan and before.plan != now.plan:
        return said(
            "計画期間が変わりました（{old}→{new}）", old=text(before.plan), new=text(now.plan)
        )
    return ""


def line_of(rows: Sequence[Vintages]) -> ChartData | None:
    """The newest values as lines that end at each break; None where there is no line to see.

    Actuals, then targets, which `words_of` tells apart by their places; one of them may be empty.
    """
    parts: dict[str, str] = {}
    actuals: dict[str, ChartPoint] = {}
    targets: dict[str, ChartPoint] = {}
    part = 0
    for row, reason in zip(rows, breaks(rows), strict=True):
        part += bool(reason)
        figure = row.newest.figure
        if figure.value is None or figure.period is None or figure.unit != rows[-1].unit:
            continue
        label = period_text(figure.period)
        parts.setdefault(label, str(part))
        points = targets if figure.kind in ("target", "limit") else actuals
        is_forecast = figure.kind in ("forecast", "estimate")
        # A forecast comes before its actual, which takes its place.
        points[label] = ChartPoint(figure.value, squeeze(figure.text), 0, 0, is_forecast)
    values = [point.value for point in (*actuals.values(), *targets.values())]
    if len(parts) < _FEWEST or not any(values) or min(values) < 0:
        return None
    series = (
        ChartSeries("実績", tuple(map(actuals.get, parts))),
        ChartSeries("目標", tuple(map(targets.get, parts))),
    )
    data = ChartData("line", rows[-1].unit, tuple(parts), series, tuple(parts.values()))
    return replace(data, words=words_of(data))

"""The figure that stands for a section on the home page: chosen by staff, else by a rule."""

from collections.abc import Iterable
from dataclasses import replace

from kanagawa.formats.numbers import PERCENT
from kanagawa.formats.text import squeeze
from kanagawa.formats.years import as_of, period_text

from .comparing.years import named_figures, series_of
from .grid import Figure, Grid
from .manifest import Direction, Headline, TrendPoint
from .statements import spoken, whole_year
from .vintages import breaks, prints_of, vintages


def from_tables(section: str, tables: Iterable[Grid]) -> Headline | None:
    """Of the section's first table with an actual the latest; a total stands last in its table.

    `tables` are those of the paper, without lists of records. Tables drawn as a pie only show
    parts.
    """
    for grid in tables:
        figure = None if grid.chart else latest(grid)
        if figure:
            return headline_of(section, figure, grid)
    return None


def chosen_headline(section: str, series: str, tables: Iterable[Grid]) -> Headline | None:
    """The newest actual of the series that staff chose; None where no table has one any more."""
    for grid in tables:
        figures = [f for f in grid.figures() if series_of(f.key) == series and f.kind == "actual"]
        valued = [f for f in figures if f.value is not None]
        newest = max(_finished(valued), key=_end, default=None)
        if newest:
            return headline_of(section, newest, grid)
    return None


def choices(tables: Iterable[Grid]) -> dict[str, str]:
    """The series that can stand for a section, with the words for staff."""
    labels: dict[str, str] = {}
    for grid in tables:
        for name, figure in named_figures(grid):
            if figure.kind == "actual" and figure.value is not None:
                labels.setdefault(series_of(figure.key), f"{grid.title or grid.caption}：{name}")
    return labels


def headline_of(section: str, figure: Figure, grid: Grid | None = None) -> Headline:
    """The figure of a table, or one that the text computes."""
    # The table's title stands for the indicator where it says the same and more (累計).
    title = grid.title if grid else ""
    headline = Headline(
        section,
        title if figure.indicator in title else figure.indicator,
        figure.key,
        figure.text,
        period_text(figure.period) if figure.period else "",
        as_of(figure.as_of) if figure.as_of and not _is_over(figure) else "",
        grid.key if grid else "",
    )
    return (
        replace(_beside(headline, figure, grid), trend=_trend(figure, grid)) if grid else headline
    )


def _is_over(figure: Figure) -> bool:
    """Whether the period ended before the day of the table, which is then none of this value."""
    end = figure.period.end if figure.period else None
    return bool(end and figure.as_of and end < figure.as_of)


def _trend(figure: Figure, grid: Grid) -> tuple[TrendPoint, ...]:
    """The actuals of the same thing from the last break on; none where there are not two."""
    rows = vintages([list(prints_of(grid, series_of(figure.key)))])
    points: list[TrendPoint] = []
    for row, gap in zip(rows, breaks(rows), strict=True):
        if gap:
            points = []
        each = row.newest.figure
        if each.kind == "actual" and each.value is not None and each.period:
            points.append(TrendPoint(period_text(each.period), each.value, squeeze(each.text)))
    return tuple(points) if len(points) > 1 else ()


def _beside(headline: Headline, figure: Figure, grid: Grid) -> Headline:
    """With the target of the same year, and the value of the year before if this one was whole."""
    year = None if figure.qualifier else whole_year(figure)
    alike = [s for s in spoken(grid) if s.figure.indicator == figure.indicator]
    target = [s for s in alike if (s.figure.kind, s.figure.period) == ("target", figure.period)]
    before = [s for s in alike if s.figure.kind == figure.kind]
    before = [s for s in before if year is not None and whole_year(s.figure) == year - 1]
    direction: Direction = ""
    if len(before) == 1 and figure.value is not None:
        rise = figure.value - before[0].value
        direction = "up" if rise > 0 else "down" if rise else "same"
    return replace(
        headline,
        target=target[0].figure.text if len(target) == 1 else "",
        before=before[0].figure.text if len(before) == 1 else "",
        direction=direction,
    )


def latest(grid: Grid) -> Figure | None:
    """The last of the newest actuals of whole years; sub-counts and shares are left out."""
    firsts = (cell.figures[0] for row in grid.body for cell in row if cell.figures)
    actuals = [
        f for f in firsts if f.kind == "actual" and f.value is not None and f.unit != PERCENT
    ]
    newest: Figure | None = None
    for figure in _finished(actuals):
        if newest is None or _end(figure) >= _end(newest):
            newest = figure
    return newest


def _finished(figures: list[Figure]) -> list[Figure]:
    """Without those of a year that was not over yet: a part of it says little beside a whole one.

    All of them where there is nothing else.
    """
    return [f for f in figures if not _is_part_of_year(f)] or figures


def _is_part_of_year(figure: Figure) -> bool:
    end = figure.period.end if figure.period else None
    return bool(end and figure.as_of and figure.as_of < end)


def _end(figure: Figure) -> str:
    # A period that still runs is the newest of all.
    if figure.period is None:
        return ""
    return figure.period.end.isoformat() if figure.period.end else "9"

"""The figure that stands for a section on the home page, chosen by a rule and not by hand."""

from collections.abc import Iterable
from dataclasses import replace

from kanagawa.formats.numbers import PERCENT
from kanagawa.formats.years import as_of, period_text

from .grid import Figure, Grid
from .manifest import Direction, Headline
from .statements import spoken, whole_year


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
        as_of(figure.as_of) if figure.as_of else "",
        grid.key if grid else "",
    )
    return _beside(headline, figure, grid) if grid else headline


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
    """The last of the newest actuals; sub-counts and shares are left out."""
    firsts = (cell.figures[0] for row in grid.body for cell in row if cell.figures)
    actuals = [
        f for f in firsts if f.kind == "actual" and f.value is not None and f.unit != PERCENT
    ]
    newest: Figure | None = None
    for figure in actuals:
        if newest is None or _end(figure) >= _end(newest):
            newest = figure
    return newest


def _end(figure: Figure) -> str:
    # A period that still runs is the newest of all.
    if figure.period is None:
        return ""
    return figure.period.end.isoformat() if figure.period.end else "9"

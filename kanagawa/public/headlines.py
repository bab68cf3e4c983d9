"""The figures on the home page: one a section, chosen by a rule and not by hand."""

from collections.abc import Iterator
from dataclasses import dataclass

from kanagawa.editions.content import Content
from kanagawa.editions.rows import EditionRows
from kanagawa.formats.numbers import PERCENT
from kanagawa.formats.years import as_of, period_text
from kanagawa.reports import registry
from kanagawa.reports.declaration import Section
from kanagawa.reports.grid import Figure, Grid


@dataclass(frozen=True)
class Headline:
    """The figure that stands for a section, and the table it comes from."""

    section: Section
    grid: Grid | None
    figure: Figure | None

    @property
    def label(self) -> str:
        """The indicator; the table's title where that says the same and more (累計)."""
        indicator = self.figure.indicator if self.figure else ""
        return self.grid.title if self.grid and indicator in self.grid.title else indicator

    @property
    def period(self) -> str:
        return period_text(self.figure.period) if self.figure and self.figure.period else ""

    @property
    def as_of(self) -> str:
        return as_of(self.figure.as_of) if self.figure and self.figure.as_of else ""


def headlines(content: Content) -> Iterator[Headline]:
    """Of each section's first table with an actual the latest; a total stands last in its table.

    Tables drawn as a pie only show parts. A section without such a table is represented by the
    first figure its text computes.
    """
    for section in registry.sections().values():
        found = _from_tables(section, content.section_tables(section.key))
        yield found or Headline(section, None, _fact(section, content))


def _from_tables(section: Section, tables: dict[str, Grid]) -> Headline | None:
    lists = {table.key for table in section.tables if table.is_list}
    for key, grid in tables.items():
        figure = None if key in lists or grid.chart else _latest(grid)
        if figure:
            return Headline(section, grid, figure)
    return None


def _latest(grid: Grid) -> Figure | None:
    """The last of the newest actuals; sub-counts and shares are left out."""
    firsts = (cell.figures[0] for row in grid.body for cell in row if cell.figures)
    found = [f for f in firsts if f.kind == "actual" and f.value is not None and f.unit != PERCENT]
    newest: Figure | None = None
    for figure in found:
        if newest is None or _end(figure) >= _end(newest):
            newest = figure
    return newest


def _end(figure: Figure) -> str:
    # A period that still runs is the newest of all.
    if figure.period is None:
        return ""
    return figure.period.end.isoformat() if figure.period.end else "9"


def _fact(section: Section, content: Content) -> Figure | None:
    return section.facts[0].build(EditionRows(content.edition)) if section.facts else None

"""The tables of a section as on paper, with the figures in their cells that people enter.

Screen and workbook are both made from this: where a figure stands, what it is called in words,
what is beside it, and what was shown when it was handed out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kanagawa.editions.content import Content, build
from kanagawa.editions.models import Edition
from kanagawa.editions.rows import EditionRows, models_of
from kanagawa.figures.cells import cell as figure_cell
from kanagawa.figures.kinds import Status
from kanagawa.figures.models import FigureRow
from kanagawa.formats.years import period_text
from kanagawa.reports import registry
from kanagawa.reports.grid import Cell, Figure, Grid, Row, column_head, placed, row_head
from kanagawa.reports.notes import with_notes

from .parsing import Entered, as_of_words
from .reference_values import Beside, Besides

OTHERS = "そのほかの数値（表に印字されないもの）"


@dataclass(frozen=True)
class OpenCell:
    """One figure to be typed, as it is stored now.

    `shown` goes out with the cell and comes back with what was typed (`Entry.shown`); `label`
    names it in words (indicator, period, kind); `beside` is what helps to enter it.
    """

    row: FigureRow
    entered: Entered
    label: str
    beside: Beside

    @property
    def ref(self) -> str:
        return self.row.ref

    @property
    def model(self) -> type[FigureRow]:
        return type(self.row)

    @property
    def pk(self) -> int:
        return int(self.row.pk)

    @property
    def shown(self) -> str:
        return self.entered.mark()

    @property
    def value(self) -> str:
        """The value as text to edit."""
        return self.entered.text

    @property
    def kind(self) -> str:
        return self.entered.kind

    @property
    def status(self) -> str:
        return self.entered.status

    @property
    def as_of(self) -> str:
        """Its own as-of date in words; "" when it has none."""
        return self.entered.as_of_text

    @property
    def day_holder(self) -> Any:
        """The record that holds its as-of date: changed there, for all its figures at once."""
        return self.row.as_of_holder

    @property
    def held_day(self) -> str:
        """The as-of date of `day_holder` in words."""
        return as_of_words(self.row.effective_as_of, self.entered.as_of_wording)

    @property
    def unit(self) -> str:
        return str(self.row.unit)

    @property
    def is_to_enter(self) -> bool:
        """Waits for its value."""
        return self.entered.status == Status.TO_ENTER

    @property
    def is_compiling(self) -> bool:
        """Its value is not known yet: a reason and a day are asked for."""
        return self.entered.status == Status.COMPILING

    @property
    def is_of_this_year(self) -> bool:
        """Waits for its value, or waited for it and got it in this edition."""
        return self.is_to_enter or self.beside.was_asked


@dataclass(frozen=True)
class EntryCell:
    """A cell of the paper at its place (from 0, header rows counted), with the figures open in it.

    A cell may print more than is open: a computed figure, or one that is open further up.
    """

    cell: Cell
    row: int
    column: int
    open: tuple[OpenCell, ...] = ()

    @property
    def place(self) -> str:
        return place(self.row, self.column)


EntryRow = tuple[EntryCell, ...]


@dataclass(frozen=True)
class EntryTable:
    """A table of the section that prints figures; one may have nothing open, only what follows."""

    key: str
    grid: Grid
    header: tuple[EntryRow, ...]
    body: tuple[EntryRow, ...]

    @property
    def open(self) -> list[OpenCell]:
        return [o for row in (*self.header, *self.body) for cell in row for o in cell.open]


def entry_tables(edition: Edition, section: str, rows: EditionRows) -> list[EntryTable]:
    """The section's tables in the order of the paper, then its lists, that print figures.

    Every figure row of the section is open exactly once, where it is printed first; one that no
    table prints stands in a table at the end. Reads each row model once, and for what stands
    beside the figures those of last year's edition.
    """
    figures = figure_rows(section, rows)
    besides = Besides(edition, rows)
    waiting = dict(figures)
    tables = []
    for key, grid in Content(edition, rows).section_tables(section).items():
        if any(True for _ in grid.figures()):
            tables.append(_table(key, grid, waiting, besides))
    if waiting:
        others = _others(f"{section}.others", waiting.values())
        tables.append(_table(others.key, others, waiting, besides))
    return tables


def section_grids(section: str, rows: EditionRows) -> dict[str, Grid]:
    """The section's Grids built from rows at hand, without captions and text: for live totals."""
    declared = registry.sections()[section].tables
    grids = {key: with_notes(grid) for table in declared for key, grid in build(table, rows)}
    printed = {figure.key for grid in grids.values() for figure in grid.figures()}
    left = [row for ref, row in figure_rows(section, rows).items() if ref not in printed]
    if left:
        grids[f"{section}.others"] = _others(f"{section}.others", left)
    return grids


@cache
def figure_models(section: str) -> tuple[type[FigureRow], ...]:
    """The models of a section whose rows are figures that people enter."""
    return tuple(model for model in models_of(section) if issubclass(model, FigureRow))


def figure_rows(section: str, rows: EditionRows) -> dict[str, FigureRow]:
    """The figures of a section by ref."""
    models = figure_models(section)
    return {r.ref: r for model in models for r in rows.of(model) if r.section == section}


def _others(key: str, figures: Iterable[FigureRow]) -> Grid:
    heads = (column_head("項目"), column_head("種別"), column_head("数値"))
    body: tuple[Row, ...] = tuple(
        (
            row_head(f"{row.indicator_name} {period_text(row.period)}"),
            Cell(str(row.get_kind_display())),
            figure_cell(row),
        )
        for row in figures
    )
    return Grid(key, OTHERS, body, (heads,))


def _table(key: str, grid: Grid, waiting: dict[str, FigureRow], besides: Besides) -> EntryTable:
    head = len(grid.header)
    lines: list[list[EntryCell]] = [[] for _ in (*grid.header, *grid.body)]
    for cell, row, column in placed(grid):
        opened = tuple(_opened(cell.figures, waiting, besides))
        lines[row].append(EntryCell(cell, row, column, opened))
    rows = [tuple(line) for line in lines]
    return EntryTable(key, grid, tuple(rows[:head]), tuple(rows[head:]))


def _opened(
    figures: Iterable[Figure], waiting: dict[str, FigureRow], besides: Besides
) -> Iterator[OpenCell]:
    for figure in figures:
        row = None if figure.computed else waiting.pop(figure.key, None)
        if row is not None:
            yield OpenCell(row, Entered.of(row), label_of(row), besides.of(row))


def label_of(row: FigureRow) -> str:
    """What the figure is, in words: indicator, period and kind."""
    return f"{row.indicator_name} {period_text(row.period)} {row.get_kind_display()}"


def place(row: int, column: int) -> str:
    """A place of a table as a name: the same on the page and in the answer about live totals."""
    return f"{row}-{column}"


def by_ref(tables: Iterable[EntryTable]) -> Mapping[str, OpenCell]:
    """All open cells by ref, in their order."""
    return {cell.ref: cell for table in tables for cell in table.open}

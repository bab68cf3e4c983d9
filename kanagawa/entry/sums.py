"""How the computed cells of a section follow from the open ones: found by trying, written nowhere.

The tables are built with a power of two in every figure: a sum then says by its digits which
figures it adds, and a cell by its print what stands around its figures. A second trial with other
powers refuses what only looks like a sum.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

from kanagawa.editions.rows import EditionRows
from kanagawa.figures.kinds import Status
from kanagawa.figures.models import FigureRow
from kanagawa.formats.numbers import number
from kanagawa.reports.grid import Cell, Grid, placed

from .cells import figure_rows, section_grids
from .parsing import Entered
from .saving import put

_LOW = 64  # bits below are left to constants, such as the number of rows
_MOST = 500  # figures; with more the trial takes longer than its use
Place = tuple[str, int, int]  # table, row and column from 0


@dataclass
class Sums:
    """`parts`: the addresses that a computed figure adds, by its key; `around`: the text before,
    between and behind the figures of a cell, where they are printed as plain numbers."""

    parts: dict[str, list[str]] = field(default_factory=dict)
    around: dict[Place, list[str]] = field(default_factory=dict)


def sums(section: str, rows: EditionRows) -> Sums:
    """Builds the section's tables twice; the rows keep their values."""
    figures = figure_rows(section, rows)
    if len(figures) > _MOST:
        return Sums()
    forth, back = list(figures), list(reversed(figures))
    with _kept(figures):
        grids = _trial(section, rows, figures, forth)
        first, second = _added(grids, forth), _added(_trial(section, rows, figures, back), back)
        around = {place: text for key, grid in grids.items() for place, text in _around(key, grid)}
    parts = {
        key: [address for address in figures if address in added]
        for key, added in first.items()
        if second.get(key) == added
    }
    return Sums(parts, around)


@contextmanager
def _kept(figures: Mapping[str, FigureRow]) -> Iterator[None]:
    before = {address: Entered.of(row) for address, row in figures.items()}
    try:
        with localcontext(prec=_LOW + len(figures)):
            yield
    finally:
        for address, row in figures.items():
            put(row, before[address])


def _trial(
    section: str, rows: EditionRows, figures: Mapping[str, FigureRow], order: Sequence[str]
) -> dict[str, Grid]:
    for place, address in enumerate(order):
        row = figures[address]
        row.value, row.status = Decimal(1 << (_LOW + place)), str(Status.VALUE)
    return section_grids(section, rows)


def _added(grids: Mapping[str, Grid], order: Sequence[str]) -> dict[str, set[str]]:
    """By key of a computed figure what it adds, were it a sum."""
    found = {}
    for grid in grids.values():
        for figure in grid.figures():
            if figure.computed and figure.value is not None:
                places = _bits(figure.value)
                if places and places[-1] < len(order):
                    found[figure.key] = {order[place] for place in places}
    return found


def _bits(value: Decimal) -> list[int]:
    """The places of the powers that add up to the value; none when it is no sum of them."""
    whole = int(value)
    if whole != value or whole < 1 << _LOW or whole & ((1 << _LOW) - 1):
        return []
    high = whole >> _LOW
    return [place for place in range(high.bit_length()) if high >> place & 1]


def _around(key: str, grid: Grid) -> Iterator[tuple[Place, list[str]]]:
    for cell, row, column in placed(grid):
        if cell.figures and (texts := _texts(cell)):
            yield (key, row, column), texts


def _texts(cell: Cell) -> list[str]:
    """What is printed around the numbers of a cell; nothing when one is no plain number."""
    found, rest = [], cell.text
    for figure in cell.figures:
        before, mark, rest = rest.partition(number(figure.value or 0))
        if not mark:
            return []
        found.append(before)
    return [*found, rest]

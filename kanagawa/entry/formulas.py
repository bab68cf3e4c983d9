"""Formulas of an entry workbook: what is computed from open cells follows while somebody types.

They are there to be looked at: an upload reads none of them.
"""

from typing import Any

from kanagawa.formats.numbers import DASH
from kanagawa.reports.grid import Cell, Figure
from kanagawa.reports.writers.cells import put
from kanagawa.reports.writers.styles import Looks

from .cells import EntryCell, EntryTable
from .records import Place
from .sums import Sums

_LONGEST, _LONGEST_TEXT, _MOST_PARTS = 8_000, 250, 250  # of a formula, its texts, a sum in Excel


class Formulas:
    """Writes formulas into the cells of a workbook whose open cells are placed already."""

    def __init__(self, found: Sums, places: list[Place]) -> None:
        self._sums = found
        self._at = {place.address: (place.sheet, place.value) for place in places}
        self._typed_in = set(self._at.values())

    def write(self, ws: Any, table: EntryTable, first: int, looks: Looks) -> None:
        """Into the cells of a table whose first row is `first`."""
        for cell in (cell for row in (*table.header, *table.body) for cell in row):
            row, column = first + cell.row, cell.column + 1
            here = (ws.title, ws.cell(row, column).coordinate)
            if cell.cell.figures and here not in self._typed_in:
                around = self._sums.around.get((table.key, cell.row, cell.column), [])
                self._write(ws, row, column, cell, around, looks)

    def _write(
        self, ws: Any, row: int, column: int, cell: EntryCell, around: list[str], looks: Looks
    ) -> None:
        figures = cell.cell.figures
        if not around or any(not self._refers(f, ws.title) for f in figures):
            return
        if len(figures) == 1 and "\n" not in cell.cell.text:
            formula = f"={self._number(figures[0], ws.title)}"
            array = _number_array(cell.cell, around, looks)
        else:
            formula = f"={self._text(figures, around, ws.title)}"
            array = looks.of(cell.cell)
        if len(formula) <= _LONGEST and all(len(text) <= _LONGEST_TEXT for text in around):
            placed = put(ws, row, column, None, array)
            placed._value, placed.data_type = formula, "f"

    def _refers(self, figure: Figure, sheet: str) -> list[str]:
        """The cells that a figure adds, or the one that holds it; none when it is not to be had."""
        parts = self._sums.parts.get(figure.key, []) if figure.computed else [figure.key]
        found = [self._at.get(address) for address in parts]
        if len(found) > _MOST_PARTS:
            return []
        cells = [at if on == sheet else f"'{on}'!{at}" for on, at in filter(None, found)]
        return cells if len(cells) == len(found) else []

    def _number(self, figure: Figure, sheet: str) -> str:
        cells = ",".join(self._refers(figure, sheet))
        value = f"SUM({cells})" if figure.computed else cells
        return f'IF(COUNT({cells})=0,"{DASH}",{value})'

    def _text(self, figures: tuple[Figure, ...], around: list[str], sheet: str) -> str:
        pieces = [_quoted(around[0])]
        for figure, behind in zip(figures, around[1:], strict=True):
            pieces += [f'TEXT({self._number(figure, sheet)},"{_digits(figure)}")', _quoted(behind)]
        return "&".join(piece for piece in pieces if piece)


def _number_array(cell: Cell, around: list[str], looks: Looks) -> Any:
    """Its own style where it prints a number already, else one made of what stands around it."""
    if looks.number(cell):
        return looks.of(cell)
    before, behind = (f'"{text}"' if text else "" for text in around)
    return looks.array(
        border=True, horizontal="right", code=f"{before}{_digits(cell.figures[0])}{behind}"
    )


def _digits(figure: Figure) -> str:
    """The number format of a figure: as many decimals as it prints."""
    return "#,##0" + ("." + "0" * figure.places if figure.places else "")


def _quoted(text: str) -> str:
    """A text inside a formula; a line break is a character of its own."""
    lines = ['"' + line.replace('"', '""') + '"' if line else "" for line in text.split("\n")]
    return "&CHAR(10)&".join(line or '""' for line in lines) if text else ""

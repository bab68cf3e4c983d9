"""Formulas of an entry workbook: what is computed from open cells follows while somebody types.

They are there to be looked at: an upload reads none of them.
"""

from collections.abc import Iterable
from typing import Any

from kanagawa.formats.numbers import DASH
from kanagawa.reports.grid import Cell, Figure
from kanagawa.reports.writers.cells import SheetCells
from kanagawa.reports.writers.styles import Looks

from .cells import EntryCell, EntryTable
from .records import COMPUTED, FigurePlace, Label

_LONGEST, _LONGEST_TEXT, _MOST_PARTS = 8_000, 250, 250  # of a formula, its texts, a sum in Excel


class Formulas:
    """Writes formulas into the cells of a workbook whose open cells are placed already.

    What a computed figure adds or divides says the figure itself (`Figure.rule`, `parts`).
    """

    def __init__(self, tables: Iterable[EntryTable], places: list[FigurePlace]) -> None:
        self._figures = {figure.key: figure for t in tables for figure in t.grid.figures()}
        self._at = {place.ref: (place.sheet, place.value) for place in places}
        self._typed_in = set(self._at.values())
        self.computed: list[Label] = []

    def write(self, sheet: SheetCells, table: EntryTable, first: int, looks: Looks) -> None:
        """Into the cells of a table whose first row is `first`."""
        from openpyxl.utils import get_column_letter

        for cell in (cell for row in (*table.header, *table.body) for cell in row):
            row, column = first + cell.row, cell.column + 1
            here = (sheet.ws.title, f"{get_column_letter(column)}{row}")
            if cell.cell.form and cell.cell.figures and here not in self._typed_in:
                self._write(sheet, row, column, cell, looks)

    def _write(
        self, sheet: SheetCells, row: int, column: int, cell: EntryCell, looks: Looks
    ) -> None:
        around = cell.cell.form.split("{}")
        numbers = [self._number(figure, sheet.ws.title) for figure in cell.cell.figures]
        if not all(numbers):
            return
        if len(numbers) == 1 and "\n" not in cell.cell.form:
            formula = f"={numbers[0]}"
            array = _number_array(cell.cell, around, looks)
        else:
            formula = f"={_text(cell.cell.figures, numbers, around)}"
            array = looks.of(cell.cell)
        if len(formula) <= _LONGEST and all(len(text) <= _LONGEST_TEXT for text in around):
            cell_at = sheet.put_formula(row, column, formula, array)
            self.computed.append(Label(sheet.ws.title, cell_at.coordinate, COMPUTED))

    def _number(self, figure: Figure, sheet: str) -> str:
        """The figure's value, a dash while nothing is typed that it follows from; "" for none."""
        if figure.rule not in ("", "sum", "difference", "share"):
            return ""
        parts = figure.parts if figure.rule else (figure.key,)
        first, others = self._cells(parts[:1], sheet), self._cells(parts[1:], sheet)
        if not first or len(first + others) > _MOST_PARTS or bool(others) != bool(parts[1:]):
            return ""
        if figure.rule == "share":
            value = f"ROUND({_sum(first)}/{_sum(others)}*100,{figure.places})"
            return f'IF(OR({_count(first)}=0,{_sum(others)}=0),"{DASH}",{value})'
        if figure.rule == "difference":
            value = f"{_sum(first)}-{_sum(others)}"
        else:
            value = _sum(first + others) if figure.rule else first[0]
        return f'IF({_count(first + others)}=0,"{DASH}",{value})'

    def _cells(self, parts: Iterable[str], sheet: str) -> list[str]:
        """The cells that these figures are typed in or add up; none when one is not to be had."""
        cells: list[str] = []
        for key in parts:
            if key in self._at:
                on, at = self._at[key]
                cells.append(at if on == sheet else f"'{on}'!{at}")
                continue
            figure = self._figures.get(key)
            added = self._cells(figure.parts, sheet) if figure and figure.rule == "sum" else []
            if not added:
                return []
            cells += added
        return cells


def _sum(cells: list[str]) -> str:
    """SUM takes a dash in a cell for nothing, which a plain plus does not."""
    return f"SUM({','.join(cells)})"


def _count(cells: list[str]) -> str:
    return f"COUNT({','.join(cells)})"


def _text(figures: tuple[Figure, ...], numbers: list[str], around: list[str]) -> str:
    pieces = [_quoted(around[0])]
    for figure, number, behind in zip(figures, numbers, around[1:], strict=True):
        pieces += [f'TEXT({number},"{_digits(figure)}")', _quoted(behind)]
    return "&".join(piece for piece in pieces if piece)


def _digits(figure: Figure) -> str:
    """The number format of a figure: as many decimals as it prints."""
    return "#,##0" + ("." + "0" * figure.places if figure.places else "")


def _number_array(cell: Cell, around: list[str], looks: Looks) -> Any:
    """Its own style where it prints a number already, else one made of what stands around it."""
    if looks.number(cell):
        return looks.of(cell)
    before, behind = (f'"{text}"' if text else "" for text in around)
    code = f"{before}{_digits(cell.figures[0])}{behind}"
    return looks.array(border=True, horizontal="right", code=code)


def _quoted(text: str) -> str:
    """A text inside a formula; a line break is a character of its own."""
    lines = ['"' + line.replace('"', '""') + '"' if line else "" for line in text.split("\n")]
    return "&CHAR(10)&".join(line or '""' for line in lines) if text else ""

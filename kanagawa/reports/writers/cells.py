"""Cells of openpyxl, made so that no text ever becomes a formula and each style is made once."""

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from ..grid import plain
from .styles import Looks

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.workbook.workbook import WriteOnlyWorksheet
    from openpyxl.worksheet.worksheet import Worksheet

MAX_TEXT = 32_767  # Excel's limit of a cell
FORMULA = ("=", "+", "-", "@")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class _Cells:
    """Makes cells of a sheet. openpyxl is imported here: it costs a third of the start."""

    def __init__(self, ws: "Worksheet | WriteOnlyWorksheet") -> None:
        from openpyxl.cell import Cell

        self.ws, self._new = ws, Cell

    def text(self, text: str, style: "StyleArray") -> "Cell":
        """A text: typed as text whatever it looks like, without characters that XML forbids."""
        cell = self._new(self.ws, 1, 1, clean(text), style)
        cell.data_type = "s"
        return cell


class SheetCells(_Cells):
    """The cells of a sheet: put in any order, then handed to openpyxl row by row.

    openpyxl takes a style that was made before only with a new cell, and new cells only as rows.
    """

    def __init__(self, ws: "Worksheet") -> None:
        super().__init__(ws)
        self._rows: dict[int, dict[int, Cell]] = {}

    def put(self, row: int, column: int, value: int | float | None, style: "StyleArray") -> "Cell":
        """A number, or an empty cell that has a style only; takes the place of one put before."""
        cell = self._new(self.ws, row, column, value, style)
        self._rows.setdefault(row, {})[column] = cell
        return cell

    def put_text(self, row: int, column: int, text: str, style: "StyleArray") -> "Cell":
        cell = self.text(text, style)
        cell.row, cell.column = row, column
        self._rows.setdefault(row, {})[column] = cell
        return cell

    def put_formula(self, row: int, column: int, formula: str, style: "StyleArray") -> "Cell":
        """A formula of ours (`=SUM(B4:B6)`); never a text that somebody typed."""
        cell = self.put(row, column, None, style)
        cell.value = formula
        return cell

    def merge(self, row: int, column: int, rows: int, columns: int) -> None:
        """Make one cell of these; a single one stays as it is."""
        from openpyxl.worksheet.cell_range import CellRange

        if rows * columns > 1:
            last = row + rows - 1, column + columns - 1
            place = CellRange(min_row=row, min_col=column, max_row=last[0], max_col=last[1])
            self.ws.merged_cells.ranges.add(place)

    def link(self, cell: "Cell", sheet: str) -> None:
        """A link inside the workbook."""
        from openpyxl.worksheet.hyperlink import Hyperlink

        cell.hyperlink = Hyperlink(ref="", location=f"'{sheet}'!A1", display=sheet)

    def at(self, row: int, column: int) -> "Cell | None":
        return self._rows.get(row, {}).get(column)

    def filled(self) -> list[str]:
        """Where something stands (「C7」), in the order of rows."""
        rows = sorted(self._rows.items())
        cells = (cell for _, row in rows for _, cell in sorted(row.items()))
        return [str(cell.coordinate) for cell in cells if cell.value is not None]

    def write(self) -> None:
        """Once, when all cells are put."""
        for row in range(1, max(self._rows, default=0) + 1):
            cells = self._rows.get(row, {})
            self.ws.append([cells.get(column) for column in range(1, max(cells, default=0) + 1)])


def clean(text: str) -> str:
    return _ILLEGAL.sub("", text)[:MAX_TEXT]


class ValueCells(_Cells):
    """Makes cells of values of any type: text as text, numbers and days as such."""

    def __init__(self, ws: "Worksheet | WriteOnlyWorksheet", looks: Looks, *, border: bool) -> None:
        super().__init__(ws)
        self._text = looks.array(border=border, wrap=border)
        self._quoted = looks.array(border=border, wrap=border, quoted=True)
        self._number = looks.array(border=border, code="#,##0" if border else "General")
        self._decimal = looks.array(border=border, code="#,##0.0###" if border else "General")
        self._date = looks.array(border=border, code="yyyy-mm-dd")

    def cell(self, value: object) -> "Cell":
        """What is no number and no day is written as its text, true and false in words."""
        if value is None:
            return self._new(self.ws, 1, 1, None, self._text)
        if isinstance(value, date):
            return self._new(self.ws, 1, 1, value, self._date)
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            number = plain(value) if isinstance(value, Decimal) else value
            style = self._number if isinstance(number, int) else self._decimal
            return self._new(self.ws, 1, 1, number, style)
        text = ("true" if value else "false") if isinstance(value, bool) else str(value)
        return self.text(text, self._quoted if text.startswith(FORMULA) else self._text)

"""Puts values into cells of openpyxl so that no text ever becomes a formula."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

MAX_TEXT = 32_767  # Excel's limit of a cell
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def put(ws: Any, row: int, column: int, value: int | float | Decimal | None, array: Any) -> Any:
    """A number, or an empty cell that has a style only."""
    from openpyxl.cell import Cell

    cell = Cell(ws, row, column)
    cell._style, cell._value = array, value
    ws._cells[row, column] = cell
    return cell


def put_text(ws: Any, row: int, column: int, text: str, array: Any) -> Any:
    """A text: typed as text whatever it looks like, without characters that XML forbids."""
    cell = put(ws, row, column, None, array)
    cell._value, cell.data_type = clean(text), "s"
    return cell


def put_date(ws: Any, row: int, column: int, day: date, array: Any) -> Any:
    cell = put(ws, row, column, None, array)
    cell._value, cell.data_type = day, "d"
    return cell


def clean(text: str) -> str:
    return _ILLEGAL.sub("", text)[:MAX_TEXT]

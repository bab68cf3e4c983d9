"""Reads a file back as a stranger's program does, and says what stands in its cells."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook, load_workbook

# What a CSV says before a text that a spreadsheet would take for a formula.
_GUARDED = ("'=", "'+", "'-", "'@", "'＝", "'＋", "'＠")
Value = str | Decimal | date | None


def book(content: bytes) -> Workbook:
    """The workbook by openpyxl, which refuses a cell whose value is not of the cell's type."""
    return load_workbook(io.BytesIO(content))


def sheet_rows(content: bytes, sheet: int | str = 0) -> list[list[Value]]:
    """The values of a sheet, by its name or place."""
    opened = book(content)
    ws = opened[sheet] if isinstance(sheet, str) else opened.worksheets[sheet]
    return [[plain(value) for value in row] for row in ws.iter_rows(values_only=True)]


def plain(value: object) -> Value:
    """A value as it compares: numbers exactly, a day without a time, nothing for an empty text."""
    if isinstance(value, datetime):
        assert (value.hour, value.minute, value.second) == (0, 0, 0), value
        return value.date()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    if value is None or value == "":
        return None
    assert isinstance(value, str), value
    return value


def csv_rows(content: bytes) -> list[list[str]]:
    """The lines of a CSV: a BOM, CRLF, and as many values in each line as in the first."""
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    assert text.endswith("\r\n")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    return rows


def as_csv(value: Value) -> str:
    """A value as the CSV says it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


def unguarded(text: str) -> str:
    """A text of a CSV without the apostrophe in front of what looks like a formula."""
    return text[1:] if text.startswith(_GUARDED) else text


def as_number(text: str) -> str:
    """A text of a CSV, a number without zeros at its end (50.0 is 50)."""
    try:
        return as_csv(Decimal(text))
    except ArithmeticError:
        return text

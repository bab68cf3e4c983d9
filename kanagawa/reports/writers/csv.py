"""CSV for Excel and machines: UTF-8 with BOM, CRLF, no text that is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

BOM = "\ufeff".encode()
Value = str | int | Decimal | date | bool | None

# What spreadsheets take for the beginning of a formula (OWASP, CSV injection); a full-width minus
# alone is the dash of the report and harmless.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "＠")
_BATCH = 500


def csv_rows(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """The file in pieces, so that a long list is never held as a whole; the BOM comes first.

    Numbers stay numbers, dates are 2025-03-31, None is empty.
    """
    yield BOM + _lines([header])
    batch: list[Sequence[str]] = []
    for row in rows:
        batch.append([safe(value) for value in row])
        if len(batch) == _BATCH:
            yield _lines(batch)
            batch = []
    if batch:
        yield _lines(batch)


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode()


def safe(value: Value) -> str:
    """A value as CSV text; text that looks like a formula gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = value.replace("\0", "")
        return f"'{text}" if value.startswith(_FORMULA) else text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)

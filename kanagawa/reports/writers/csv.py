"""CSV for Excel and machines: UTF-8 with BOM, CRLF, no text taken for a formula or a day."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

BOM = "\ufeff".encode()
Value = str | int | Decimal | date | bool | None

# What spreadsheets take for the beginning of a formula (OWASP, CSV injection); a full-width minus
# alone is the dash of the report and harmless.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "＠")
# What they take for a day, a time or a negative number.
_MISREAD = re.compile(r"\d{1,4}[-/:]\d{1,2}(?:[-/:]\d{1,4})?|\([\d,.]+\)", re.ASCII)
_BATCH = 500


def edition_code(slug: str) -> str:
    """`2025_1` of 2025-1, which spreadsheets would take for January 2025."""
    return slug.replace("-", "_")


def heads_of(content: bytes) -> list[str]:
    """The names of the columns of a file that `csv_rows` wrote, in any release."""
    first = content.partition(b"\r\n")[0].decode("utf-8-sig")
    return next(csv.reader([first]))


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
    """A value as CSV text; text that looks like a formula, a day or a negative number to
    spreadsheets gets an apostrophe in front.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        text = value.replace("\0", "")
        is_misread = value.startswith(_FORMULA) or _MISREAD.fullmatch(text.strip())
        return f"'{text}" if is_misread else text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)

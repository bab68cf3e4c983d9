"""Long lists of records as Excel: written row by row, flat in memory whatever their length."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import IO, Any

from ..grid import plain
from .archive import save
from .cells import clean
from .csv import Value
from .excel import longest, print_on_a4
from .numberformats import NumberFormats
from .styles import HEAD_FILL, Looks

_SAMPLE = 200  # rows that decide the widths of the columns
_NARROW, _WIDE, _PORTRAIT = 8, 60, 96
_MAX_ROWS = 1_048_576  # Excel's limit of a sheet
_PIECE = 1 << 16
SHEET = "一覧"


class TooManyRows(ValueError):
    """The list is longer than an Excel sheet; the message says what to take instead."""


def list_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> IO[bytes]:
    """A temporary file, at its start, with one sheet: heads in row 1, filter, A4 set-up.

    Raises TooManyRows above 1,048,575 rows. The caller closes the file.
    """
    return lists_xlsx(title, [ListSheet(SHEET, header, rows)])


def list_pieces(
    title: str, header: Sequence[str], rows: Iterable[Sequence[Value]]
) -> Iterator[bytes]:
    """The file of `list_xlsx` in pieces; raises TooManyRows before the first one."""
    return _pieces(list_xlsx(title, header, rows))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


@dataclass(frozen=True)
class ListSheet:
    """One list of a workbook; `name` is unique and at most 31 characters."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]


def lists_xlsx(title: str, lists: Sequence[ListSheet]) -> IO[bytes]:
    """As `list_xlsx`, with one sheet for each list."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheets = [book.create_sheet(each.name) for each in lists]
    looks = Looks(book, NumberFormats(()))
    try:
        for ws, each in zip(sheets, lists, strict=True):
            _write(ws, looks, title, each)
    except BaseException:
        _discard(sheets)
        raise
    file = TemporaryFile()  # noqa: SIM115 - handed to the caller
    save(book, file, title)
    file.seek(0)
    return file


def _write(ws: Any, looks: Looks, title: str, each: ListSheet) -> None:
    iterator = iter(each.rows)
    sample = list(islice(iterator, _SAMPLE))
    _set_up(ws, title, each.header, sample)
    ws.append(_heads(ws, looks, each.header))
    last = _append(ws, looks, chain(sample, iterator))
    ws.auto_filter.ref = f"A1:{_letter(len(each.header))}{max(last, 2)}"


def _discard(sheets: Sequence[Any]) -> None:
    """Remove the half-written sheets that openpyxl keeps in temporary files."""
    for ws in sheets:
        if ws._writer is not None:
            ws.close()
            ws._writer.cleanup()


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(max(column, 1)))


def _set_up(ws: Any, title: str, header: Sequence[str], sample: Sequence[Sequence[Value]]) -> None:
    total = 0.0
    for column, head in enumerate(header):
        texts = [head, *(_text(row[column]) for row in sample)]
        width = min(max(_NARROW, *(longest(text) + 2 for text in texts)), _WIDE)
        ws.column_dimensions[_letter(column + 1)].width = width
        total += width
    ws.freeze_panes, ws.print_title_rows = "A2", "1:1"
    # In a page header 「&」 begins a command.
    ws.oddHeader.center.text = title.replace("&", "&&")
    print_on_a4(ws, landscape=total > _PORTRAIT)


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _heads(ws: Any, looks: Looks, header: Sequence[str]) -> list[Any]:
    array = looks.array(horizontal="center", border=True, fill=HEAD_FILL, wrap=True)
    return [_cell(ws, clean(head), "s", array) for head in header]


def _append(ws: Any, looks: Looks, rows: Iterable[Sequence[Value]]) -> int:
    """Write all rows; returns the number of the last one."""
    make = _Maker(ws, looks)
    number = 1
    for number, row in enumerate(rows, start=2):
        if number > _MAX_ROWS:
            raise TooManyRows(
                f"Excelの１シートに入るのは{_MAX_ROWS - 1:,}行までです。"
                "条件で絞り込むか、CSVを使ってください。"
            )
        ws.append(list(make.cells(row)))
    return number


class _Maker:
    """Makes the cells of a row: text as text, numbers and dates as such."""

    def __init__(self, ws: Any, looks: Looks) -> None:
        self.ws = ws
        self._text = looks.array(border=True, wrap=True)
        self._quoted = looks.array(border=True, wrap=True, quoted=True)
        self._number = looks.array(border=True, code="#,##0")
        self._decimal = looks.array(border=True, code="#,##0.0###")
        self._date = looks.array(border=True, code="yyyy-mm-dd")

    def cells(self, row: Sequence[Value]) -> Iterator[Any]:
        for value in row:
            yield self._cell(value)

    def _cell(self, value: Value) -> Any:
        if value is None:
            return _cell(self.ws, None, "n", self._text)
        if isinstance(value, date):
            return _cell(self.ws, value, "d", self._date)
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            number = plain(value) if isinstance(value, Decimal) else value
            whole = isinstance(number, int)
            return _cell(self.ws, number, "n", self._number if whole else self._decimal)
        # Whatever else there is must be text: openpyxl checks no value of a cell made this way.
        text = ("true" if value else "false") if isinstance(value, bool) else str(value)
        quoted = text.startswith(("=", "+", "-", "@"))
        return _cell(self.ws, clean(text), "s", self._quoted if quoted else self._text)


def _cell(ws: Any, value: Any, kind: str, array: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(ws)
    cell._value, cell.data_type, cell._style = value, kind, array
    return cell

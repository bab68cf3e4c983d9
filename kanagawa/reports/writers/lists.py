"""Long lists of records as Excel: written row by row, flat in memory whatever their length."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

from ..openpyxl_internals import discard
from .archive import save
from .cells import ValueCells
from .csv import Value
from .excel import LINE, MAX_HEIGHT, lines, longest, print_on_a4
from .numberformats import NumberFormats
from .styles import HEAD_FILL, Looks

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import WriteOnlyWorksheet

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
    """One list of a workbook; `name` is unique and at most 31 characters.

    `widths`: those of its columns in half-width characters; without them as wide as the texts of
    the first rows, up to a limit. A row is as high as the lines that its texts take.
    """

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[float] = ()


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
        for ws in sheets:
            discard(ws)
        raise
    file = TemporaryFile()  # noqa: SIM115 - handed to the caller
    save(book, file, title)
    file.seek(0)
    return file


def _write(ws: "WriteOnlyWorksheet", looks: Looks, title: str, each: ListSheet) -> None:
    iterator = iter(each.rows)
    sample = list(islice(iterator, _SAMPLE))
    widths = _set_up(ws, title, each, sample)
    last = _append(ws, looks, each, chain(sample, iterator), widths)
    ws.auto_filter.ref = f"A1:{_letter(len(each.header))}{max(last, 2)}"


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(max(column, 1)))


def _set_up(
    ws: "WriteOnlyWorksheet", title: str, each: ListSheet, sample: Sequence[Sequence[Value]]
) -> Sequence[float]:
    """Columns and paper; returns the widths of the columns."""
    widths = each.widths or [_wide(column, each, sample) for column in range(len(each.header))]
    for column, width in enumerate(widths, start=1):
        ws.column_dimensions[_letter(column)].width = width
    ws.freeze_panes, ws.print_title_rows = "A2", "1:1"
    # In a page header 「&」 begins a command.
    ws.oddHeader.center.text = title.replace("&", "&&")
    print_on_a4(ws, landscape=sum(widths) > _PORTRAIT)
    return widths


def _wide(column: int, each: ListSheet, sample: Sequence[Sequence[Value]]) -> int:
    texts = [each.header[column], *(_text(row[column]) for row in sample)]
    return min(max(_NARROW, *(longest(text) + 2 for text in texts)), _WIDE)


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _append(
    ws: "WriteOnlyWorksheet",
    looks: Looks,
    each: ListSheet,
    rows: Iterable[Sequence[Value]],
    widths: Sequence[float],
) -> int:
    """Write the heads and all rows; returns the number of the last one."""
    cells = ValueCells(ws, looks, border=True)
    head = looks.array(horizontal="center", border=True, fill=HEAD_FILL, wrap=True)
    ws.append([cells.text(text, head) for text in each.header])
    number = 1
    for number, row in enumerate(rows, start=2):
        if number > _MAX_ROWS:
            raise TooManyRows(
                f"Excelの１シートに入るのは{_MAX_ROWS - 1:,}行までです。"
                "条件で絞り込むか、CSVを使ってください。"
            )
        if (high := _lines(row, widths)) > 1:
            ws.row_dimensions[number].height = min(high * LINE, MAX_HEIGHT)
        ws.append([cells.cell(value) for value in row])
        # It is written: heights of a hundred thousand rows would take 40 MiB.
        ws.row_dimensions.pop(number, None)
    return number


def _lines(row: Sequence[Value], widths: Sequence[float]) -> int:
    """How many lines the longest of the texts of a row takes; most have room twice over."""
    texts = map(_text, row)
    return max(
        lines(text, width) if 2 * len(text) > width or "\n" in text else 1
        for text, width in zip(texts, widths, strict=True)
    )

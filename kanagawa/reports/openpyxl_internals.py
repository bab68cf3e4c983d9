"""The few private names of openpyxl that the product needs: here and nowhere else.

Each says why no public name serves. tests/reports/test_openpyxl_internals.py proves what they do,
so that an upgrade of openpyxl that moves one of them fails there.
"""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, iterparse  # nosec B405: see read_cells

from .japanese_formats import JAPANESE_DAYS

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.workbook.workbook import WriteOnlyWorksheet
    from openpyxl.worksheet.worksheet import Worksheet

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CELL, _ROW = f"{_MAIN}c", f"{_MAIN}row"


def set_normal_font(book: "Workbook", font: Any) -> None:
    """Make a font that of cells without a style: there is no public way to the style 「標準」."""
    normal = book._named_styles["Normal"]
    normal.font = font
    book._fonts[0] = font


def discard(ws: "WriteOnlyWorksheet") -> None:
    """Remove the temporary file of a half-written sheet of a write-only workbook.

    `close()` alone leaves the file until the process ends, which on a server is weeks.
    """
    if ws._writer is not None:
        ws.close()
        ws._writer.cleanup()


def chart_xml(chart: Any) -> bytes:
    """A chart as the part of a file that holds it: openpyxl writes one into its workbooks only."""
    from openpyxl.xml.functions import tostring

    content: bytes = tostring(chart._write())
    return content


def described_charts(book: "Workbook") -> list[str]:
    """What the charts of a workbook show (`description`, where they have one), sheet by sheet."""
    return [
        getattr(chart, "description", "")
        for sheet in book.worksheets
        for chart in getattr(sheet, "_charts", ())
    ]


def read_cells(ws: "Worksheet", addresses: Collection[str] | None) -> Iterator[tuple[Any, Element]]:
    """The filled cells of a sheet of a read-only workbook: those at `addresses`, or all.

    With each the element that it was read from. A row or cell that does not say where it is, as
    the standard allows, follows the one before it.

    `iter_rows` takes the parser of defusedxml (pure Python), several times slower than the one of
    the standard library, and reads every cell. The file must have passed `unsafe_files`, which
    refuses all that defusedxml guards against.
    """
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.worksheet._reader import WorkSheetParser

    book = ws.parent
    parser = WorkSheetParser(
        None,
        ws._shared_strings,
        epoch=book.epoch,
        date_formats=book._date_formats | _japanese_dates(book),
        timedelta_formats=book._timedelta_formats,
    )
    with ws._get_source() as source:
        row = 0
        for _, element in iterparse(source):  # nosec B314: see above
            if element.tag != _ROW:
                continue
            row = int(element.get("r") or row + 1)
            for placed in _placed(element, row):
                if addresses is None or placed.get("r") in addresses:
                    cell = ReadOnlyCell(ws, **parser.parse_cell(placed))
                    if cell.value is not None:
                        yield cell, placed
            element.clear()


def _japanese_dates(book: "Workbook") -> set[int]:
    """The styles whose format is one that only Excel in Japan knows: a day, too."""
    styles = enumerate(book._cell_styles)
    return {number for number, style in styles if style.numFmtId in JAPANESE_DAYS}


def sheet_source(ws: "Worksheet") -> tuple[str, bytes]:
    """Where a sheet of a read-only workbook stands in its package, and its XML as it is."""
    with ws._get_source() as source:
        return str(ws._worksheet_path).lstrip("/"), source.read()


def _placed(row_element: Element, row: int) -> Iterator[Element]:
    """The cells of a row, each with its address."""
    from openpyxl.utils import column_index_from_string, get_column_letter

    column = 0
    for cell in row_element.iterfind(_CELL):
        at = cell.get("r")
        if at is None:
            column += 1
            cell.set("r", f"{get_column_letter(column)}{row}")
        else:
            column = column_index_from_string(at.rstrip("0123456789"))
        yield cell

"""The cells of an uploaded file, as openpyxl understands them.

openpyxl reads the workbook, its texts and its styles; the sheets are parsed here, because the
parser that openpyxl takes (defusedxml's, in pure Python) is several times slower and reads every
cell. It adds nothing: `unsafe_files` has refused whatever it guards against.
"""

import io
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import iterparse  # nosec B405: see above

from .unsafe_files import AGAIN, UnsafeFile, require_workbook

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CELL, _ROW = f"{_MAIN}c", f"{_MAIN}row"


@dataclass(frozen=True, slots=True)
class BookCell:
    """What a cell holds: `data_type` is openpyxl's (n, s, b, d, e, f for a formula)."""

    at: str
    row: int
    value: Any
    data_type: str
    number_format: str


Cells = Mapping[str, BookCell]


class Book:
    """An uploaded workbook. Raises UnsafeFile for whatever it or openpyxl stumbles over."""

    def __init__(self, content: bytes) -> None:
        from openpyxl import load_workbook

        require_workbook(content)
        with _broken():
            self._book = load_workbook(io.BytesIO(content), read_only=True)

    def cells(self, sheet: str, wanted: Collection[str] | None = None) -> Cells | None:
        """Cells that hold something by 「C7」: those wanted, or all; None: no such sheet."""
        if sheet not in self._book.sheetnames:
            return None
        with _broken():
            return {cell.at: cell for cell in self._read(self._book[sheet], wanted)}

    def _read(self, ws: Any, wanted: Collection[str] | None) -> Iterator[BookCell]:
        from openpyxl.cell.read_only import ReadOnlyCell
        from openpyxl.worksheet._reader import WorkSheetParser

        book = self._book
        parser = WorkSheetParser(
            None,
            ws._shared_strings,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        with ws._get_source() as source:
            for _, element in iterparse(source):  # nosec B314: see above
                if element.tag == _ROW:
                    element.clear()
                elif element.tag == _CELL and (wanted is None or element.get("r") in wanted):
                    cell = ReadOnlyCell(ws, **parser.parse_cell(element))
                    if cell.value is not None:
                        yield BookCell(
                            cell.coordinate,
                            cell.row,
                            cell.value,
                            cell.data_type,
                            cell.number_format,
                        )


@contextmanager
def _broken() -> Iterator[None]:
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:  # openpyxl answers a strange file with any kind of error
        raise UnsafeFile(f"ファイルの内容を読み取れません。{AGAIN}") from error

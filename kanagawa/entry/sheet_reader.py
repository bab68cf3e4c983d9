"""The cells of an uploaded file, as openpyxl understands them.

What is no plain workbook `unsafe_files` has refused before openpyxl opens it.
"""

import io
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kanagawa.reports.openpyxl_internals import read_cells

from .unsafe_files import AGAIN, UnsafeFile, require_workbook


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
            return {
                cell.coordinate: BookCell(
                    cell.coordinate, cell.row, cell.value, cell.data_type, cell.number_format
                )
                for cell in read_cells(self._book[sheet], wanted)
            }


@contextmanager
def _broken() -> Iterator[None]:
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:  # openpyxl answers a strange file with any kind of error
        raise UnsafeFile(f"ファイルの内容を読み取れません。{AGAIN}") from error

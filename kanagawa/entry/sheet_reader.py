"""The cells of an uploaded file, as openpyxl understands them.

What is no plain workbook `unsafe_files` has refused before openpyxl opens it.
"""

import io
import zipfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element, iterparse  # nosec B405: the file passed `unsafe_files`

from kanagawa.reports.openpyxl_internals import read_cells

from .marks import marks_of_font, marks_of_text
from .other_programs import MAIN, transitional, with_plain_styles
from .unsafe_files import AGAIN, UnsafeFile, require_workbook


@dataclass(frozen=True, slots=True)
class BookCell:
    """What a cell holds: `data_type` is openpyxl's (n, s, b, d, e, f for a formula).

    `marks` names what only a person sees in it (`marks.py`).
    """

    at: str
    row: int
    value: Any
    data_type: str
    number_format: str
    marks: tuple[str, ...] = ()


Cells = Mapping[str, BookCell]


class Book:
    """An uploaded workbook. Raises UnsafeFile for whatever it or openpyxl stumbles over."""

    def __init__(self, content: bytes) -> None:
        from openpyxl import load_workbook

        require_workbook(content)
        with _broken():
            self._content = content = transitional(content)
            try:
                self._book = load_workbook(io.BytesIO(content), read_only=True)
            except Exception:  # openpyxl answers strange styles with any kind of error
                plain = with_plain_styles(content)
                self._book = load_workbook(io.BytesIO(plain), read_only=True)

    def cells(self, sheet: str, wanted: Collection[str] | None = None) -> Cells | None:
        """Cells that hold something by 「C7」: those wanted, or all; None: no such sheet."""
        if sheet not in self._book.sheetnames:
            return None
        with _broken():
            return {
                cell.coordinate: BookCell(
                    cell.coordinate,
                    cell.row,
                    cell.value,
                    cell.data_type,
                    cell.number_format,
                    self._marks(cell, element) if wanted else (),
                )
                for cell, element in read_cells(self._book[sheet], wanted)
            }

    def _marks(self, cell: Any, element: Element) -> tuple[str, ...]:
        marks: list[str] = []
        with suppress(IndexError):  # a cell may name a font that the file does not have
            marks += marks_of_font(cell.font)
        if element.get("t") == "s":
            marks += self._marks_of_shared.get(element.findtext(f"{{{MAIN}}}v", ""), [])
        for text in element.iterfind(f"{{{MAIN}}}is"):
            marks += marks_of_text(text)
        return tuple(dict.fromkeys(marks))

    @cached_property
    def _marks_of_shared(self) -> dict[str, list[str]]:
        """The marks of the shared texts that have any, by their number."""
        marks: dict[str, list[str]] = {}
        with zipfile.ZipFile(io.BytesIO(self._content)) as archive:
            names = [n for n in archive.namelist() if n.lower().endswith("/sharedstrings.xml")]
            for name in names[:1]:
                with archive.open(name) as source:
                    number = 0
                    for _, element in iterparse(source):  # nosec B314
                        if element.tag == f"{{{MAIN}}}si":
                            if found := list(marks_of_text(element)):
                                marks[str(number)] = found
                            number += 1
                            element.clear()
        return marks


@contextmanager
def _broken() -> Iterator[None]:
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:  # openpyxl answers a strange file with any kind of error
        raise UnsafeFile(
            "ファイルの内容を読み取れません。Excelで開いて「Excelブック（.xlsx）」として保存し直すか、"
            f"{AGAIN}"
        ) from error

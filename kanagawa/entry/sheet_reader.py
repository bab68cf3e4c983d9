"""The cells of an uploaded file, as openpyxl understands them.

What is no plain workbook `unsafe_files` has refused before openpyxl opens it.
"""

import io
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from posixpath import basename, dirname, join, normpath
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, iterparse  # nosec B405: the file passed `unsafe_files`

from kanagawa.reports.japanese_formats import JAPANESE_FORMATS
from kanagawa.reports.openpyxl_internals import read_cells, sheet_source

from .fractions import cells_with_fractions
from .marks import REPEATED, marks_of_font, marks_of_text
from .other_programs import MAIN, transitional, with_plain_styles
from .sheet_rules import Dress, SheetRules, dresses_of, hides_zeros, rules_of
from .shown_numbers import text_shows_otherwise
from .unsafe_files import AGAIN, UnsafeFile, require_workbook

if TYPE_CHECKING:
    from openpyxl.cell import Cell

_CELL = re.compile("[A-Z]{1,3}[1-9][0-9]{0,6}")
_MAY_HIDE = (b"hidden=", b"ht=", b"width=")
_LEAST = {"row": 3, "col": 0.5}  # points, and characters: what is lower or narrower shows nothing


@dataclass(frozen=True, slots=True)
class BookCell:
    """What a cell holds: `data_type` is openpyxl's (n, s, b, d, e, f for a formula).

    `marks` names what only a person sees in it (`marks.py`); `shows_fractions`: whatever its
    number format rounds, a rule of ours shows (`fractions.py`). `marks_by_rule` and
    `formats_by_rule`: what the rules of the sheet make of it (`sheet_rules.py`). `is_unseen_zero`:
    it holds 0 on a sheet that shows none.
    """

    at: str
    row: int
    value: Any
    data_type: str
    number_format: str
    marks: tuple[str, ...] = ()
    shows_fractions: bool = False
    marks_by_rule: tuple[str, ...] = ()
    formats_by_rule: tuple[str, ...] = ()
    is_unseen_zero: bool = False

    @property
    def is_plain_text(self) -> bool:
        """A text without formats that change what a person reads."""
        is_text = isinstance(self.value, str) and self.data_type in ("s", "inlineStr")
        return is_text and not (self.marks or self.marks_by_rule or self.shows_other_text)

    @property
    def shows_other_text(self) -> str:
        """Why a text in it is not what is seen; "" when it is."""
        codes = (self.number_format, *self.formats_by_rule)
        return next(filter(None, map(text_shows_otherwise, codes)), "")


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

    def cells(self, sheet: str, places: Collection[str] | None = None) -> Cells | None:
        """Cells that hold something by 「C7」: those wanted, or all; None: no such sheet."""
        from openpyxl.utils.escape import unescape

        if sheet not in self._book.sheetnames:
            return None
        with _broken():
            _, content = sheet_source(self._book[sheet])
            with_fractions = cells_with_fractions(content)
            rules = rules_of(content, lambda: self._dresses) if places else SheetRules()
            rules.require_few(len(places or ()))
            without_zeros = hides_zeros(content)
            return {
                cell.coordinate: BookCell(
                    cell.coordinate,
                    cell.row,
                    unescape(cell.value) if isinstance(cell.value, str) else cell.value,
                    cell.data_type,
                    _number_format(cell),
                    self._marks(cell, element) if places else (),
                    cell.coordinate in with_fractions,
                    _marks_by_rule(rules, cell),
                    rules.formats(cell),
                    without_zeros and cell.data_type == "n" and cell.value == 0,
                )
                for cell, element in read_cells(self._book[sheet], places)
            }

    @cached_property
    def _dresses(self) -> list[Dress]:
        return dresses_of(self._content)

    @property
    def sheets(self) -> list[str]:
        return list(self._book.sheetnames)

    def filled(self, sheet: str) -> list[str]:
        """Where something stands in a sheet (「C7」)."""
        with _broken():
            _, content = sheet_source(self._book[sheet])
            refs = []
            for _, element in iterparse(io.BytesIO(content)):  # nosec B314
                if element.tag == f"{{{MAIN}}}row":
                    refs += [c.get("r", "") for c in element if len(c)]
                    element.clear()
            return [at for at in refs if _CELL.fullmatch(at)]

    @property
    def has_pictures(self) -> bool:
        """Whether somebody put a picture, a shape or a text box on a sheet."""
        with zipfile.ZipFile(io.BytesIO(self._content)) as archive:
            names = [name.lower() for name in archive.namelist()]
        return any(name.startswith(("xl/drawings/drawing", "xl/media/")) for name in names)

    def hidden(self, sheet: str) -> "Hidden":
        """What of a sheet nobody sees: rows and columns that are hidden or have no size."""
        ws = self._book[sheet]
        with _broken():
            _, content = sheet_source(ws)
            hidden_parts = Hidden(is_sheet=ws.sheet_state != "visible")
            if any(mark in content for mark in _MAY_HIDE):
                for _, element in iterparse(io.BytesIO(content)):  # nosec B314
                    hidden_parts.take(element)
            return hidden_parts

    def comments(self, sheet: str) -> list[tuple[str, str]]:
        """The comments on the cells of a sheet: 「C7」 and the text."""
        with _broken(), zipfile.ZipFile(io.BytesIO(self._content)) as archive:
            path, _ = sheet_source(self._book[sheet])
            folder = dirname(path)
            relations = f"{folder}/_rels/{basename(path)}.rels"
            names = set(archive.namelist())
            targets = _targets(archive, relations, folder) if relations in names else []
            return [*chain.from_iterable(_comments(archive, n) for n in targets if n in names)]

    def _marks(self, cell: "Cell", element: Element) -> tuple[str, ...]:
        marks: list[str] = []
        fill = None
        with suppress(IndexError):  # a cell may name a font that the file does not have
            fill = cell.fill
            marks += marks_of_font(cell.font, fill)
            marks += [REPEATED] if cell.alignment.horizontal == "fill" else []
        if element.get("t") == "s":
            shared = self._formatted.get(element.findtext(f"{{{MAIN}}}v", ""))
            marks += marks_of_text(shared, fill) if shared is not None else ()
        for text in element.iterfind(f"{{{MAIN}}}is"):
            marks += marks_of_text(text, fill)
        return tuple(dict.fromkeys(marks))

    @cached_property
    def _formatted(self) -> dict[str, Element]:
        """The shared texts that have formats of their own, by their number."""
        formatted: dict[str, Element] = {}
        with zipfile.ZipFile(io.BytesIO(self._content)) as archive:
            names = [n for n in archive.namelist() if n.lower().endswith("/sharedstrings.xml")]
            for name in names[:1]:
                with archive.open(name) as source:
                    number = 0
                    for _, element in iterparse(source):  # nosec B314
                        if element.tag == f"{{{MAIN}}}si":
                            if element.find(f"{{{MAIN}}}r") is not None:
                                formatted[str(number)] = element
                            else:
                                element.clear()
                            number += 1
        return formatted


@dataclass
class Hidden:
    """Rows and columns (from 1) of a sheet that nobody sees; `is_sheet`: all of it."""

    is_sheet: bool = False
    rows: set[int] = field(default_factory=set)
    columns: list[tuple[int, int]] = field(default_factory=list)

    def take(self, element: Element) -> None:
        """Note what this element of the sheet hides, and let go of its cells."""
        name = element.tag.rpartition("}")[2]
        size = {"row": element.get("ht"), "col": element.get("width")}.get(name)
        is_hidden = element.get("hidden") in ("1", "true") or _is_tiny(size, _LEAST.get(name, 0))
        if name == "row":
            if is_hidden and (number := element.get("r", "")).isdecimal():
                self.rows.add(int(number))
            element.clear()
        elif name == "col" and is_hidden:
            self.columns.append((int(element.get("min", 0)), int(element.get("max", 0))))

    def where(self, at: str) -> str:
        """How a cell (「C7」) is hidden, in words; "" when it is seen or there is no such cell."""
        from openpyxl.utils import coordinate_to_tuple

        if not _CELL.fullmatch(at):
            return ""
        row, column = coordinate_to_tuple(at)
        if self.is_sheet:
            return "シート"
        if row in self.rows:
            return f"{row}行目"
        return "列" if any(first <= column <= last for first, last in self.columns) else ""


def _is_tiny(size: str | None, least: float) -> bool:
    try:
        return size is not None and float(size) < least
    except ValueError:
        return False


def _marks_by_rule(rules: SheetRules, cell: "Cell") -> tuple[str, ...]:
    with suppress(IndexError):  # a cell may name a font that the file does not have
        return tuple(dict.fromkeys(rules.marks(cell)))
    return ()


def _number_format(cell: "Cell") -> str:
    """「標準」 for a format that the file does not say."""
    try:
        return JAPANESE_FORMATS.get(cell.style_array.numFmtId) or str(cell.number_format)
    except IndexError:
        return "General"


def _targets(archive: zipfile.ZipFile, relations: str, folder: str) -> list[str]:
    """The parts that hold the comments of a sheet."""
    with archive.open(relations) as source:
        elements = [element for _, element in iterparse(source)]  # nosec B314
    targets = [e.get("Target", "") for e in elements if e.get("Type", "").endswith("/comments")]
    return [t.lstrip("/") if t.startswith("/") else normpath(join(folder, t)) for t in targets]


def _comments(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, str]]:
    with archive.open(name) as source:
        for _, element in iterparse(source):  # nosec B314
            if element.tag.endswith("}comment"):
                texts = (e.text or "" for e in element.iter() if e.tag.endswith("}t"))
                yield element.get("ref", ""), "".join(texts)
                element.clear()


@contextmanager
def _broken() -> Iterator[None]:
    try:
        yield
    except (MemoryError, UnsafeFile):
        raise
    except Exception as error:  # openpyxl answers a strange file with any kind of error
        raise UnsafeFile(
            "ファイルの内容を読み取れません。Excelで開いて「Excelブック（.xlsx）」として保存し直すか、"
            f"{AGAIN}"
        ) from error

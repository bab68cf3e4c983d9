"""The file formats: each is one writer and one entry of FORMATS.

Links on the pages, URLs, the command `export_report`, 正誤表 and change sheet follow from it.
A format whose files are made from more than tables finds it in `Extract`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from django.utils.translation import gettext

from ..errata import Errata, errata_grid
from ..grid import Cell, Grid, column_head
from ..wording import in_brackets, said
from .csv import Value, csv_rows
from .errata import SHEET, errata_csv, errata_json, errata_xlsx
from .export import Extract, extract_csv, extract_json, extract_xlsx, safe_name
from .json import list_json
from .lists import ListSheet, list_pieces, lists_xlsx
from .pdf import fonts_installed
from .printing import extract_docx, extract_pdf
from .workbook import Progress

# What a file holds: tables of an edition, a list of records, a 正誤表, a change sheet.
Scope = Literal["table", "section", "edition", "list", "errata", "changes"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
PUBLIC_SCOPES: tuple[Scope, ...] = ("table", "section", "edition", "list", "errata")


@dataclass(frozen=True)
class ListFile:
    """A list of records as files have it; `rows` and `texts` are read once, as the file is made.

    `names` are the ASCII names of the columns, `labels` the Japanese ones; `rows` hold numbers
    and dates as such, `texts` what the pages print.
    """

    title: str
    names: Sequence[str]
    labels: Sequence[str]
    rows: Iterable[Sequence[Value]]
    texts: Iterable[Sequence[str]]

    def grid(self) -> Grid:
        return _grid(self.title, self.labels, self.texts)


@dataclass(frozen=True, kw_only=True)
class FileFormat:
    """A kind of file that tables, lists and corrections can be had as.

    `ending` names it in URLs and commands; `title`, `face` and `remark` in links and file
    names (`Excel`, 様式, XLSX). `has_text` says that its files hold the text around the tables,
    which is then read; `is_available` whether this machine can make them. `write` makes the file
    of an extract: the same content gives the same bytes. The other writers are for what has a
    form of its own in this format; without them lists, 正誤表 and change sheet are written as the
    tables they also are.
    """

    ending: str
    title: str
    media_type: str
    face: str
    remark: str = ""
    has_text: bool = False
    is_available: Callable[[], bool] = lambda: True
    scopes: tuple[Scope, ...] = PUBLIC_SCOPES
    write: Callable[[Extract, Progress | None], bytes]
    write_list: Callable[[ListFile], Iterator[bytes]] | None = None
    write_errata: Callable[[Errata, str, datetime | None], bytes] | None = None
    write_changes: Callable[[str, Sequence[ListSheet]], bytes] | None = None

    def link_text(self, scope: Scope, size: int = 0) -> str:
        """`Excelダウンロード（様式・XLSX・25KB）`; lists and change sheets have no printed form.

        `size` is in bytes, 0 where it is not known before.
        """
        face = "" if scope in ("list", "changes") else self.face
        kilobytes = f"{-(-size // 1024):,}KB" if size else ""
        words = [gettext(word) for word in (face, self.remark) if word]
        joined = gettext("・").join([*words, *([kilobytes] if kilobytes else [])])
        text = said("{format}ダウンロード", format=self.title)
        return text + (in_brackets(joined) if joined else "")

    def file_name(self, part: Extract) -> str:
        """`令和7年度_商品化件数_様式.xlsx`, without characters that file systems refuse."""
        return safe_name(f"{part.label}_{part.name}_{self.face}") + f".{self.ending}"

    def listing(self, file: ListFile) -> Iterator[bytes]:
        """A list of records in pieces. Raises TooManyRows before the first one."""
        if self.write_list:
            return self.write_list(file)
        return iter((self.write(Extract("", "", file.title, (file.grid(),)), None),))

    def errata(self, errata: Errata, label: str, modified: datetime | None = None) -> bytes:
        if self.write_errata:
            return self.write_errata(errata, label, modified)
        tables = (errata_grid(errata, label),)
        return self.write(Extract(errata.new, label, SHEET, tables, modified=modified), None)

    def changes(self, title: str, lists: Sequence[ListSheet]) -> bytes:
        """A change sheet: a list for each comparison, for findings, remarks and decisions."""
        if self.write_changes:
            return self.write_changes(title, lists)
        texts = ([[_text(value) for value in row] for row in each.rows] for each in lists)
        grids = (_grid(e.name, e.header, rows) for e, rows in zip(lists, texts, strict=True))
        return self.write(Extract("", "", title, tuple(grids)), None)


def _grid(title: str, heads: Iterable[str], rows: Iterable[Sequence[str]]) -> Grid:
    header = (tuple(column_head(head) for head in heads),)
    return Grid("", title, tuple(tuple(Cell(text) for text in row) for row in rows), header)


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _list_csv(file: ListFile) -> Iterator[bytes]:
    return csv_rows(file.names, file.rows)


def _list_json(file: ListFile) -> Iterator[bytes]:
    return list_json(file.title, file.names, file.labels, file.rows)


def _list_xlsx(file: ListFile) -> Iterator[bytes]:
    return list_pieces(file.title, file.labels, file.rows)


def _changes_xlsx(title: str, lists: Sequence[ListSheet]) -> bytes:
    with lists_xlsx(title, lists) as file:
        return file.read()


EXCEL = FileFormat(
    ending="xlsx",
    title="Excel",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    face="様式",
    remark="XLSX",
    has_text=True,
    scopes=SCOPES,
    write=extract_xlsx,
    write_list=_list_xlsx,
    write_errata=errata_xlsx,
    write_changes=_changes_xlsx,
)
CSV = FileFormat(
    ending="csv",
    title="CSV",
    media_type="text/csv; charset=utf-8",
    face="機械可読",
    remark="UTF-8 BOM付き",
    write=extract_csv,
    write_list=_list_csv,
    write_errata=errata_csv,
)
JSON = FileFormat(
    ending="json",
    title="JSON",
    media_type="application/json",
    face="機械可読",
    write=extract_json,
    write_list=_list_json,
    write_errata=errata_json,
)
PDF = FileFormat(
    ending="pdf",
    title="PDF",
    media_type="application/pdf",
    face="様式",
    scopes=("table", "section", "edition", "errata", "changes"),
    has_text=True,
    is_available=fonts_installed,
    write=extract_pdf,
)
WORD = FileFormat(
    ending="docx",
    title="Word",
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    face="様式",
    remark="DOCX",
    scopes=("table", "section", "edition", "errata", "changes"),
    has_text=True,
    write=extract_docx,
)
FORMATS: dict[str, FileFormat] = {entry.ending: entry for entry in (PDF, WORD, EXCEL, CSV, JSON)}


def formats_of(scope: Scope) -> list[FileFormat]:
    """The formats that something can be had in here, in the order of their links."""
    return [entry for entry in FORMATS.values() if scope in entry.scopes and entry.is_available()]


def write(part: Extract, ending: str, progress: Progress | None = None) -> bytes:
    """The file in the format of this ending; the same content gives the same bytes."""
    return FORMATS[ending].write(part, progress)

"""A whole workbook: table of contents, the tables as on paper, and every figure in long form."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ..grid import Grid, plain
from .archive import save
from .cells import put, put_date, put_text
from .excel import LINE, lines, print_on_a4, write_sheet
from .flat import DICTIONARY, DICTIONARY_HEADER, HEADER, flat_rows
from .numberformats import NumberFormats
from .styles import HEAD_FILL, TITLE_SIZE, Looks

CONTENTS, LIST, FLAT, COLUMNS = "目次", "一覧", "機械可読", "項目の説明"
_TITLE_WIDTH = 66  # half-width characters of the column of titles in the contents
Progress = Callable[[int, int, str], None]
_WIDTHS = {
    "table_title": 34,
    "row_label": 34,
    "column_label": 30,
    "figure_key": 40,
    "indicator": 34,
}


def workbook(
    title: str,
    grids: Iterable[Grid],
    *,
    lists: Iterable[Grid] = (),
    edition: str = "",
    sections: Mapping[str, str] | None = None,
    toc: bool = True,
    flat: bool = True,
    progress: Progress | None = None,
    modified: datetime | None = None,
) -> bytes:
    """The xlsx file of tables (`第1表`, …) and lists of records (`一覧1`, …).

    `sections` gives titles of sections for the table of contents; `progress(done, all, name)` is
    called after each sheet. The same content gives the same bytes.
    """
    from openpyxl import Workbook

    named = name_sheets(list(grids), list(lists))
    book = Workbook()
    book.remove(book.active)
    sheets = {name: book.create_sheet(name) for name in _sheet_names(named, toc, flat)}
    cells = (c for g in named.values() for row in (*g.header, *g.body) for c in row)
    looks = Looks(book, NumberFormats(cells))
    if toc:
        _write_contents(sheets[CONTENTS], looks, title, named, sections or {})
    for done, (name, grid) in enumerate(named.items(), start=1):
        write_sheet(sheets[name], grid, looks)
        if toc:
            _link_back(sheets[name], looks, grid)
        if progress:
            progress(done, len(named), grid.title or grid.caption)
    if flat:
        _write_flat(sheets[FLAT], looks, edition, named.values())
        _write_columns(sheets[COLUMNS], looks)
    buffer = io.BytesIO()
    save(book, buffer, title, modified)
    return buffer.getvalue()


def name_sheets(tables: Sequence[Grid], lists: Sequence[Grid]) -> dict[str, Grid]:
    """Sheet names, short and the same for the same table order; the titles are in the contents."""
    named = {f"第{n}表": grid for n, grid in enumerate(tables, start=1)}
    return named | {f"{LIST}{n}": grid for n, grid in enumerate(lists, start=1)}


def _sheet_names(named: Mapping[str, Grid], toc: bool, flat: bool) -> list[str]:
    # A workbook without any table still needs a sheet.
    first = [CONTENTS] if toc or not (named or flat) else []
    return [*first, *named, *([FLAT, COLUMNS] if flat else [])]


def _write_contents(
    ws: Any, looks: Looks, title: str, named: Mapping[str, Grid], sections: Mapping[str, str]
) -> None:
    put_text(ws, 1, 1, title, looks.array(size=TITLE_SIZE, bold=True))
    _write_heads(ws, looks, 3, ("シート", "表の名称", "単位", "時点"))
    row, section = 4, ""
    for name, grid in named.items():
        title = sections.get(grid.key.split(".", 1)[0], "")
        title += "（一覧）" if title and name.startswith(LIST) else ""
        if title != section:
            section = title
            row = _write_section(ws, looks, row, title)
        _write_entry(ws, looks, row, name, grid)
        row += 1
    for column, width in zip("ABCD", (10, _TITLE_WIDTH, 10, 30), strict=True):
        ws.column_dimensions[column].width = width
    ws.freeze_panes, ws.print_title_rows = "A4", "3:3"
    ws.sheet_view.showGridLines = False
    print_on_a4(ws, landscape=False)


def _write_section(ws: Any, looks: Looks, row: int, title: str) -> int:
    if not title:
        return row
    array = looks.array(border=True, fill=HEAD_FILL, bold=True)
    for column in range(1, 5):
        put_text(ws, row, column, title if column == 1 else "", array)
    return row + 1


def _write_entry(ws: Any, looks: Looks, row: int, name: str, grid: Grid) -> None:
    title = (grid.title or grid.caption).replace("\n", "")
    _write_entry_texts(ws, looks, row, (name, title, grid.unit, grid.as_of))
    ws.row_dimensions[row].height = LINE * lines(title, _TITLE_WIDTH) + 3
    cell = put_text(ws, row, 1, name, looks.array(border=True, link=True))
    link(cell, name)


def _write_entry_texts(ws: Any, looks: Looks, row: int, texts: Sequence[str]) -> None:
    array = looks.array(border=True, wrap=True)
    for column, text in enumerate(texts, start=1):
        put_text(ws, row, column, text, array)


def link(cell: Any, sheet: str) -> None:
    """A link inside the workbook, without the style that openpyxl would give the cell."""
    from openpyxl.worksheet.hyperlink import Hyperlink

    cell._hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!A1", display=sheet)


def _link_back(ws: Any, looks: Looks, grid: Grid) -> None:
    """「目次へ」 beside the table, outside of what is printed."""
    link(put_text(ws, 1, max(grid.columns, 1) + 2, "目次へ", looks.array(link=True)), CONTENTS)


def _write_heads(ws: Any, looks: Looks, row: int, heads: Iterable[str]) -> None:
    array = looks.array(horizontal="center", border=True, fill=HEAD_FILL)
    for column, head in enumerate(heads, start=1):
        put_text(ws, row, column, head, array)


def _write_flat(ws: Any, looks: Looks, edition: str, grids: Iterable[Grid]) -> None:
    _write_heads(ws, looks, 1, HEADER)
    styles = _Plain(looks)
    row = 1
    for row, figure in enumerate(flat_rows(edition, grids), start=2):
        for column, value in enumerate(figure.values(), start=1):
            styles.put(ws, row, column, value)
    _finish_list(ws, HEADER, row)


def _finish_list(ws: Any, heads: Sequence[str], last: int) -> None:
    from openpyxl.utils import get_column_letter

    for column, head in enumerate(heads, start=1):
        width = _WIDTHS.get(head, max(12, len(head) + 2))
        ws.column_dimensions[get_column_letter(column)].width = width
    ws.freeze_panes, ws.print_title_rows = "A2", "1:1"
    ws.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{max(last, 2)}"
    print_on_a4(ws, landscape=True)


def _write_columns(ws: Any, looks: Looks) -> None:
    _write_heads(ws, looks, 1, DICTIONARY_HEADER)
    styles = _Plain(looks)
    for row, entry in enumerate(DICTIONARY, start=2):
        for column, text in enumerate(entry, start=1):
            styles.put(ws, row, column, text)
    for letter, width in zip("ABC", (18, 26, 90), strict=True):
        ws.column_dimensions[letter].width = width
    ws.freeze_panes = "A2"
    print_on_a4(ws, landscape=True)


class _Plain:
    """Puts values of any type into plain cells."""

    def __init__(self, looks: Looks) -> None:
        self._text, self._quoted = looks.array(), looks.array(quoted=True)
        self._date = looks.array(code="yyyy-mm-dd")

    def put(self, ws: Any, row: int, column: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, str):
            quoted = value.startswith(("=", "+", "-", "@"))
            put_text(ws, row, column, value, self._quoted if quoted else self._text)
        elif isinstance(value, bool):
            put_text(ws, row, column, "true" if value else "false", self._text)
        elif isinstance(value, date):
            put_date(ws, row, column, value, self._date)
        else:
            number = plain(value) if isinstance(value, Decimal) else value
            put(ws, row, column, number, self._text)

"""A whole workbook: cover and contents, the tables as on paper, and every figure in long form."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ..document import Block
from ..grid import Grid
from .archive import save
from .cells import FORMULA, SheetCells, ValueCells, clean
from .contents import CONTENTS, LIST, SECTION, Cover, write_contents
from .excel import LINE, lines, print_on_a4, write_sheet
from .flat import DICTIONARY, DICTIONARY_HEADER, HEADER, FlatRow, english, flat_rows
from .numberformats import NumberFormats
from .sectionsheet import SectionSheet
from .styles import HEAD_FILL, Looks

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FLAT, COLUMNS = "機械可読", "項目の説明"
_A3 = 8  # as Excel counts paper; on A4 the columns of the long form could not be read
_MEANING_WIDTH = 90  # half-width characters
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
    label: str = "",
    cover: Cover | None = None,
    orders: Mapping[str, int] | None = None,
    toc: bool = True,
    flat: bool = True,
    progress: Progress | None = None,
    modified: datetime | None = None,
    blocks: Sequence[Block] = (),
) -> bytes:
    """The xlsx file of tables (`第1表`, …) and lists of records (`一覧1`, …).

    `sections` gives titles of sections, which stand with `label` (令和７年度; else the title) above
    each printed page; `cover` is what the contents begin with, `orders` are the
    places of the tables in the edition. `progress(done, all, name)` is
    called after each sheet. With `blocks`, the text of the report, each section is a sheet as on
    paper as well (`節1`, …). The same content gives the same bytes.
    """
    by_sheet = name_sheets(list(grids), list(lists))
    titles = sections or {}
    parts = _parts(blocks)
    book, sheets = _new_book(_sheet_names([*parts, *by_sheet], toc, flat))
    cells = (c for g in by_sheet.values() for row in (*g.header, *g.body) for c in row)
    looks = Looks(book, NumberFormats(cells))
    if toc:
        first = SheetCells(sheets[CONTENTS])
        write_contents(first, looks, cover or Cover(title), parts, by_sheet, titles)
    tables = {grid.key: grid for grid in by_sheet.values()}
    for name, text in parts.items():
        head = f"{label or title}　{titles.get(text[-1].section, '')}"
        _write_as_on_paper(SectionSheet(sheets[name], looks), text, tables, head)
    for number, (name, grid) in enumerate(by_sheet.items(), start=1):
        head = f"{label or title}　{titles.get(grid.key.split('.', 1)[0], '')}"
        _write_table(SheetCells(sheets[name]), grid, looks, head, toc)
        if progress:
            progress(number, len(by_sheet), grid.title or grid.caption)
    if flat:
        figures = flat_rows(edition, by_sheet.values(), orders)
        _write_flat(sheets[FLAT], looks, figures, f"{label or title}　{FLAT}")
        _write_columns(sheets[COLUMNS], looks, f"{label or title}　{COLUMNS}")
    buffer = io.BytesIO()
    save(book, buffer, title, modified)
    return buffer.getvalue()


def _new_book(names: Sequence[str]) -> tuple[Any, dict[str, Any]]:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    return book, {name: book.create_sheet(name) for name in names}


def name_sheets(tables: Sequence[Grid], lists: Sequence[Grid]) -> dict[str, Grid]:
    """Sheet names, short and the same for the same table order; the titles are in the contents."""
    by_sheet = {f"第{n}表": grid for n, grid in enumerate(tables, start=1)}
    return by_sheet | {f"{LIST}{n}": grid for n, grid in enumerate(lists, start=1)}


def _write_as_on_paper(
    sheet: SectionSheet, text: Sequence[Block], tables: Mapping[str, Grid], head: str
) -> None:
    for block in text:
        sheet.block(block, tables)
    sheet.write(head)


def _parts(blocks: Sequence[Block]) -> dict[str, list[Block]]:
    """The text of each section by the name of its sheet; what stands above all goes before."""
    groups = [list(group) for _, group in groupby(blocks, key=lambda block: block.section)]
    if len(groups) > 1 and not groups[0][0].section:
        groups[:2] = [groups[0] + groups[1]]
    return {f"{SECTION}{number}": group for number, group in enumerate(groups, start=1)}


def _sheet_names(tables: Sequence[str], toc: bool, flat: bool) -> list[str]:
    # A workbook without any table still needs a sheet.
    first = [CONTENTS] if toc or not (tables or flat) else []
    return [*first, *tables, *([FLAT, COLUMNS] if flat else [])]


def _write_table(sheet: SheetCells, grid: Grid, looks: Looks, head: str, toc: bool) -> None:
    area = write_sheet(sheet, grid, looks, head)
    if toc:
        # 「目次へ」 stands beside the table, outside of what is printed.
        back = sheet.put_text(1, area.columns + 2, "目次へ", looks.array(link=True))
        sheet.link(back, CONTENTS)
    sheet.write()


def _write_flat(ws: "Worksheet", looks: Looks, figures: Iterable[FlatRow], head: str) -> None:
    """Thousands of cells: those that need no style have none, and are left to openpyxl."""
    ws.append(_heads(ws, looks, HEADER))
    cells = ValueCells(ws, looks, border=False)
    for figure in figures:
        ws.append([_plain(value, cells) for value in figure.values()])
    _finish_list(ws, HEADER)
    print_on_a4(ws, landscape=True, head=head)
    ws.page_setup.paperSize = _A3


def _plain(value: object, cells: ValueCells) -> Any:
    """A text or whole number as it is, all else (and a text that could be misread) as a cell."""
    if value is None or value == "":
        return None
    if isinstance(value, str) and not value.startswith((*FORMULA, "#")):
        return clean(value)
    return value if type(value) is int else cells.cell(value)


def _heads(ws: "Worksheet", looks: Looks, heads: Sequence[str]) -> list[Any]:
    array = looks.array(horizontal="center", border=True, fill=HEAD_FILL)
    cells = ValueCells(ws, looks, border=False)
    return [cells.text(head, array) for head in heads]


def _finish_list(ws: "Worksheet", heads: Sequence[str]) -> None:
    from openpyxl.utils import get_column_letter

    for column, head in enumerate(heads, start=1):
        width = _WIDTHS.get(head, max(12, len(head) + 2))
        ws.column_dimensions[get_column_letter(column)].width = width
    ws.freeze_panes, ws.print_title_rows = "A2", "1:1"
    ws.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{max(ws.max_row, 2)}"


def _write_columns(ws: "Worksheet", looks: Looks, title: str) -> None:
    cells = SheetCells(ws)
    head = looks.array(horizontal="center", border=True, fill=HEAD_FILL)
    array = looks.array(border=True, wrap=True)
    columns = ((*each, english(each[0])) for each in DICTIONARY)
    for row, texts in enumerate([DICTIONARY_HEADER, *columns], start=1):
        for column, text in enumerate(texts, start=1):
            cells.put_text(row, column, text, head if row == 1 else array)
        ws.row_dimensions[row].height = LINE * lines(texts[2], _MEANING_WIDTH) + 4
    for letter, width in zip("ABCD", (18, 26, _MEANING_WIDTH, 20), strict=True):
        ws.column_dimensions[letter].width = width
    ws.freeze_panes, ws.print_title_rows = "A2", "1:1"
    cells.write()
    print_on_a4(ws, landscape=True, head=title)

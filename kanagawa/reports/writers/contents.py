"""The first sheet of a workbook: what it is (title, edition, dates, contact) and its contents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from kanagawa.formats.numbers import number
from kanagawa.formats.years import fiscal_year, wareki
from kanagawa.organisation import organisation

from ..document import Block, with_headings
from ..grid import Grid
from .cells import SheetCells
from .excel import LINE, lines, print_on_a4
from .styles import HEAD_FILL, Looks

CONTENTS, SECTION, LIST = "目次", "節", "一覧"
_TITLE_SIZE = 18
_HEADS = ("シート", "報告の番号", "表の名称", "単位", "時点")
_WIDTHS = (9, 17, 56, 8, 22)  # half-width characters; together as wide as a page
_SHEETS = (
    "「節」は報告と同じ順の本文・表・図、「第○表」は１つずつの表、「一覧」は報告に表として"
    "載らない一覧、「機械可読」はすべての数値を１行に１つ並べたものです。"
)


@dataclass(frozen=True)
class Cover:
    """What the first sheet says of the workbook: its title, and facts each with its name."""

    title: str
    facts: Sequence[tuple[str, str]] = ()


@dataclass
class _ContentsSheet:
    """The sheet while it is written; `row` is the next one."""

    cells: SheetCells
    looks: Looks
    row: int = 1
    heads: list[int] = field(default_factory=list)

    def across(self, text: str, first: int, **look: object) -> None:
        """A text from a column to the last one, as high as it needs."""
        array = self.looks.array(wrap=True, **look)  # type: ignore[arg-type]
        for column in range(first, len(_WIDTHS) + 1):
            self.cells.put(self.row, column, None, array)
        self.cells.put_text(self.row, first, text, array)
        self.cells.merge(self.row, first, 1, len(_WIDTHS) - first + 1)
        self.high(lines(text, sum(_WIDTHS[first - 1 :])))

    def high(self, count: int, size: float = LINE) -> None:
        self.cells.ws.row_dimensions[self.row].height = size * count + 4


def cover_of(
    slug: str,
    title: str,
    grids: Iterable[Grid],
    *,
    published: datetime | None,
    committee_on: date | None,
    is_draft: bool,
) -> Cover:
    """The cover of an edition (`slug` is 2025-1) or of a part of it; unknown facts are left out."""
    publisher = organisation()
    year, _, revision = slug.partition("-")
    edition = f"{fiscal_year(int(year))}版（第{number(int(revision))}版）" if revision else ""
    facts = {
        "作成": publisher.name,
        "年度版": edition + ("（下書き）" if is_draft and edition else ""),
        "委員会": wareki(committee_on) if committee_on else "",
        "公開日": wareki(timezone.localdate(published)) if published and not is_draft else "",
        "数値の時点": _as_of(grids),
        "シート": _SHEETS,
        "利用条件": publisher.licence,
        "問合せ先": publisher.contact,
    }
    return Cover(title, [(name, text) for name, text in facts.items() if text])


def _as_of(grids: Iterable[Grid]) -> str:
    """From the oldest to the newest day of what the tables print."""
    days = {figure.as_of for grid in grids for figure in grid.figures() if figure.as_of}
    if not days:
        return ""
    first, last = wareki(min(days)), wareki(max(days))
    span = first if first == last else f"{first}から{last}まで"
    return f"{span}（表ごとの時点は下の表に記します）"


def write_contents(
    cells: SheetCells,
    looks: Looks,
    cover: Cover,
    parts: Mapping[str, Sequence[Block]],
    by_sheet: Mapping[str, Grid],
    sections: Mapping[str, str],
) -> None:
    """`parts` are the sections as on paper, `by_sheet` the tables, both by names of their sheets;
    `sections` are the titles of sections by their keys.
    """
    sheet = _ContentsSheet(cells, looks)
    _write_cover(sheet, cover)
    head = looks.array(horizontal="center", border=True, fill=HEAD_FILL, bold=True)
    for column, text in enumerate(_HEADS, start=1):
        cells.put_text(sheet.row, column, text, head)
    head_row = sheet.row
    sheet.row += 1
    numbers = numbers_of(block for blocks in parts.values() for block in blocks)
    if parts:
        _write_group(sheet, "報告の全文（節ごと）")
        for name, blocks in parts.items():
            heading = next((b for b in blocks if b.kind == "heading" and b.section), blocks[0])
            number = numbers.get(heading.anchor, "")
            _write_entry(sheet, name, (number, heading.text, "", ""))
    group = ""
    for name, grid in by_sheet.items():
        title = sections.get(grid.key.split(".", 1)[0], "")
        title += "（一覧）" if title and name.startswith(LIST) else ""
        if title and title != group:
            _write_group(sheet, title)
        group = title
        text = (grid.title or grid.caption).replace("\n", "")
        _write_entry(sheet, name, (numbers.get(grid.key, ""), text, grid.unit, grid.as_of))
    _set_up(cells, head_row)


def numbers_of(blocks: Iterable[Block]) -> dict[str, str]:
    """Where headings (by their anchors) and tables (by their keys) stand in the report: １(1)イ."""
    numbers: dict[str, str] = {}
    for headings, block in with_headings(blocks):
        name = block.table if block.kind == "table" else block.anchor
        if name and block.kind in ("table", "heading"):
            numbers.setdefault(name, "".join(heading.number for heading in headings))
    return numbers


def _write_cover(sheet: _ContentsSheet, cover: Cover) -> None:
    sheet.across(cover.title, 1, size=_TITLE_SIZE, bold=True)
    sheet.high(lines(cover.title, sum(_WIDTHS) * 10.5 / _TITLE_SIZE), _TITLE_SIZE * 1.5)
    sheet.row += 2
    name_array = sheet.looks.array(border=True, fill=HEAD_FILL)
    for name, text in cover.facts:
        sheet.cells.put_text(sheet.row, 1, name, name_array)
        sheet.cells.put(sheet.row, 2, None, name_array)
        sheet.cells.merge(sheet.row, 1, 1, 2)
        sheet.across(text, 3, border=True)
        sheet.row += 1
    sheet.row += 1


def _write_group(sheet: _ContentsSheet, title: str) -> None:
    sheet.across(title, 1, border=True, fill=HEAD_FILL, bold=True)
    sheet.row += 1


def _write_entry(sheet: _ContentsSheet, name: str, texts: Sequence[str]) -> None:
    array = sheet.looks.array(border=True, wrap=True)
    for column, text in enumerate(texts, start=2):
        sheet.cells.put_text(sheet.row, column, text, array)
    link = sheet.cells.put_text(sheet.row, 1, name, sheet.looks.array(border=True, link=True))
    sheet.cells.link(link, name)
    widths = zip(texts, _WIDTHS[1:], strict=True)
    sheet.high(max(lines(text, width) for text, width in widths))
    sheet.row += 1


def _set_up(cells: SheetCells, head_row: int) -> None:
    ws = cells.ws
    for letter, width in zip("ABCDE", _WIDTHS, strict=True):
        ws.column_dimensions[letter].width = width
    ws.print_title_rows = f"{head_row}:{head_row}"
    ws.sheet_view.showGridLines = False
    print_on_a4(ws, landscape=False)
    cells.write()

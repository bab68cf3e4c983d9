"""A Grid as an Excel sheet that looks as on paper (様式) and prints on A4."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil, sqrt
from typing import TYPE_CHECKING

from kanagawa.formats.text import squeeze, visible_width
from kanagawa.organisation import organisation

from ..charting import drawn, no_picture
from ..charts import ChartData, ChartSeries
from ..grid import Cell, Grid, placed
from .cells import FORMULA, SheetCells
from .nativecharts import native_chart
from .numberformats import NumberFormats
from .styles import NOTE_SIZE, TITLE_SIZE, Looks

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import WriteOnlyWorksheet
    from openpyxl.worksheet.worksheet import Worksheet

LINE = 15.0  # points of a line of text
_ROW = LINE + 5  # of a row of one line
MAX_HEIGHT = 409.0  # Excel's limit
# Widths in half-width characters: columns by content, and a page before its print gets too small.
_NARROW, _WIDE, _PORTRAIT, _LANDSCAPE = 8, 44, 96, 160
_MAX_FROZEN = 50
# Points of A4 between the margins of print_on_a4, and of a half-width character in a column.
_SHORT_SIDE, _LONG_SIDE, _CHARACTER = 487.0, 726.0, 5.25
PAGE_HEIGHT = _LONG_SIDE
# A small table is enlarged to cover this part of its page, but not beyond; programs without its
# letters take wider ones.
_COVERED, _LARGEST, _WIDER_LETTERS = 0.35, 2.4, 1.3
_SQUEEZED = 1.5  # pages that are made one
_CHART_ROWS = 16  # rows that a chart covers, and half-width characters
_CHART_WIDTH = 84


Places = Sequence[tuple[Cell, int, int]]  # cells with row and column from 0
_width = lru_cache(4096)(visible_width)


@dataclass
class _TableSheet:
    """A sheet while it is written: where the next row is, how wide columns are."""

    cells: SheetCells
    grid: Grid
    looks: Looks
    places: Places
    widths: list[float]
    row: int = 1
    heights: dict[int, float] = field(default_factory=dict)

    @property
    def columns(self) -> int:
        return len(self.widths)

    def is_number(self, row: int, column: int) -> bool:
        cells = (cell for cell, r, c in self.places if (r, c) == (row, column))
        return any(self.looks.number(cell) for cell in cells)

    def heads(self, down: int) -> int:
        """The last column of row heads; going across, the last row of column heads."""
        if not down:
            return len(self.grid.header) - 1
        return max((c for cell, _, c in self.places if cell.role == "row"), default=0)


@dataclass(frozen=True)
class Area:
    """Where a table stands on its sheet: its first row of cells, the last row of all, columns."""

    first: int
    last: int
    columns: int


def write_sheet(cells: SheetCells, grid: Grid, looks: Looks | None = None, head: str = "") -> Area:
    """Put a table as on paper into an empty sheet; says where it stands.

    `looks` shares styles and number formats between the sheets of one workbook, `head` stands
    above each printed page. The caller adds
    what else belongs on the sheet and then writes `cells`.
    """
    if looks is None:
        looks = Looks(cells.ws.parent, NumberFormats(cell for cell, _, _ in placed(grid)))
    places = list(placed(grid))
    sheet = _TableSheet(cells, grid, looks, places, column_widths(grid, places, looks))
    _write_above(sheet)
    first = sheet.row
    _write_table(sheet)
    _write_below(sheet)
    data = drawn(grid)
    if data:
        ranges = _references(sheet, data, first)
        chart = native_chart(data, lambda number: ranges.get(number, ""))
        chart.description = f"{grid.title or grid.caption}（{data.title}）。{data.words}"
        cells.ws.add_chart(chart, f"A{sheet.row + 1}")
        last = sheet.row + 1 + _CHART_ROWS
        _widen(sheet, _CHART_WIDTH)
    else:
        last = sheet.row - 1
    _set_up(sheet, first, last, head)
    return Area(first, last, sheet.columns)


def _widen(sheet: _TableSheet, width: float) -> None:
    """Let the printed area reach as far to the right as the chart does."""
    missing = width - sum(sheet.widths)
    if missing > 0:
        sheet.widths.append(missing)


def _references(sheet: _TableSheet, data: ChartData, first: int) -> dict[int | None, str]:
    """The cells of each series and of the labels (None); empty where they do not stand in a line.

    A program that reads a file takes values and labels from cells, or both from the chart.
    """
    ranges: dict[int | None, str] = {}
    for down, across in ((1, 0), (0, 1)):
        starts = [_start(sheet, series, down, across) for series in data.series]
        if all(starts):
            more = len(data.labels) - 1
            heads = sheet.heads(down)
            for number, (row, column) in enumerate(filter(None, starts)):
                at = first + row, column
                ranges[number] = _range(sheet, at, down * more, across * more)
            row, column = starts[0] or (0, 0)
            at = (first + row, heads) if down else (first + heads, column)
            ranges[None] = _range(sheet, at, down * more, across * more)
            return ranges
    return ranges


def _start(
    sheet: _TableSheet, series: ChartSeries, down: int, across: int
) -> tuple[int, int] | None:
    """Where a series begins whose points follow each other in this direction, as numbers."""
    points = [(n, point) for n, point in enumerate(series.points) if point]
    if not all(sheet.is_number(point.row, point.column) for _, point in points):
        return None
    begins = {(p.row - n * down, p.column - n * across) for n, p in points}
    return begins.pop() if len(begins) == 1 else None


def _range(sheet: _TableSheet, at: tuple[int, int], down: int, across: int) -> str:
    end = at[0] + down, at[1] + across
    return f"'{sheet.cells.ws.title}'!{_absolute(*at)}:{_absolute(*end)}"


def _absolute(row: int, column: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"${get_column_letter(column + 1)}${row}"


def column_widths(grid: Grid, places: Places, looks: Looks) -> list[float]:
    """Widths in half-width characters: the Grid's own or by content; a number always fits."""
    count = max((column + cell.colspan for cell, _, column in places), default=1)
    widths: list[float] = [_NARROW] * count
    needed: list[float] = [0] * count
    for cell, _, column in places:
        if cell.colspan > 1:
            continue
        width = 4 if cell.vertical else longest(cell.text) + 2 + 2 * cell.indent
        widths[column] = max(widths[column], min(width, _WIDE))
        if looks.number(cell):
            needed[column] = max(needed[column], width)
    if len(grid.widths) == count:
        widths = [float(width) for width in grid.widths]
    scale = min(1.0, _LANDSCAPE / sum(widths))
    return [max(width * scale, need) for width, need in zip(widths, needed, strict=True)]


def longest(text: str) -> int:
    return max((_width(line) for line in text.split("\n")), default=0)


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of `width` half-width characters."""
    room = max(width - 1.5, 2)
    return sum(max(1, ceil(_width(line) / room)) for line in text.split("\n"))


def _write_above(sheet: _TableSheet) -> None:
    """Title, then the caption at the left and unit, period and as-of date at the right."""
    grid = sheet.grid
    same = squeeze(grid.title) in squeeze(grid.caption) if grid.title else True
    title = (grid.caption if same else grid.title) or grid.title
    left = "" if same else grid.caption
    _write_line(sheet, title, size=TITLE_SIZE, bold=True)
    right = grid.aside or _facts(grid)
    parted = _parted(sheet.widths, left, right) if left and right else 0
    if parted:
        _write_pair(sheet, left, right, parted)
        return
    for text, horizontal in ((left, "left"), (right, "right")):
        if text:
            _write_line(sheet, text, horizontal=horizontal)


def _parted(widths: Sequence[float], left: str, right: str) -> int:
    """After how many columns a line can part its two texts; 0 when both do not fit in a line."""
    for count in range(1, len(widths)):
        if sum(widths[:count]) > visible_width(left):
            return count if sum(widths[count:]) > visible_width(right) else 0
    return 0


def _write_pair(sheet: _TableSheet, left: str, right: str, parted: int) -> None:
    sheet.cells.put_text(sheet.row, 1, left, sheet.looks.array(horizontal="left"))
    sheet.cells.merge(sheet.row, 1, 1, parted)
    sheet.cells.put_text(sheet.row, parted + 1, right, sheet.looks.array(horizontal="right"))
    sheet.cells.merge(sheet.row, parted + 1, 1, sheet.columns - parted)
    sheet.row += 1


def _facts(grid: Grid) -> str:
    """Period, as-of date and unit, the unit only when the cells do not print it themselves."""
    printed = any(grid.unit in c.text for row in grid.body for c in row if c.figures)
    unit = f"（単位：{grid.unit}）" if grid.unit and not printed else ""
    return "　".join(part for part in (grid.period, grid.as_of, unit) if part)


def _write_line(
    sheet: _TableSheet, text: str, size: float = 10.5, bold: bool = False, horizontal: str = "left"
) -> None:
    """A text over the whole width of the table, as high as its lines need."""
    array = sheet.looks.array(horizontal=horizontal, wrap=True, size=size, bold=bold)
    sheet.cells.put_text(sheet.row, 1, text, array)
    sheet.cells.merge(sheet.row, 1, 1, sheet.columns)
    height = lines(text, sum(sheet.widths) * 10.5 / size) * LINE * max(size / 10.5, 0.9)
    sheet.heights[sheet.row] = height + (6 if bold else 0)
    sheet.row += 1


def _write_table(sheet: _TableSheet) -> None:
    first = sheet.row
    spanning: list[tuple[int, int, float]] = []
    for cell, row, column in sheet.places:
        _write_cell(sheet, cell, first + row, column + 1)
        height = _height(sheet, cell, column)
        if cell.rowspan == 1:
            sheet.heights[first + row] = max(sheet.heights.get(first + row, 0), height)
        else:
            spanning.append((first + row, cell.rowspan, height))
    _stretch(sheet.heights, spanning)
    sheet.row += len(sheet.grid.header) + len(sheet.grid.body)


def _write_cell(sheet: _TableSheet, cell: Cell, row: int, column: int) -> None:
    looks, number = sheet.looks, sheet.looks.number(cell)
    array = looks.of(cell, quoted=number is None and cell.text.startswith(FORMULA))
    if number:
        sheet.cells.put(row, column, number.value, array)
    else:
        sheet.cells.put_text(row, column, cell.text, array)
    for r in range(row, row + cell.rowspan):
        for c in range(column, column + cell.colspan):
            if (r, c) != (row, column):
                sheet.cells.put(r, c, None, array)
    sheet.cells.merge(row, column, cell.rowspan, cell.colspan)


def _height(sheet: _TableSheet, cell: Cell, column: int) -> float:
    if cell.vertical:
        return LINE * len(cell.text) + 6
    width = sum(sheet.widths[column : column + cell.colspan]) - 2 * cell.indent
    return LINE * lines(cell.text, width) + _ROW - LINE


def _stretch(heights: dict[int, float], spanning: Sequence[tuple[int, int, float]]) -> None:
    """Make the last row under a merged cell higher when the rows together are too low for it."""
    for row, rows, height in spanning:
        for r in range(row, row + rows):
            heights.setdefault(r, _ROW)
        missing = height - sum(heights[r] for r in range(row, row + rows))
        if missing > 0:
            for r in range(row, row + rows):
                heights[r] += missing / rows


def _write_below(sheet: _TableSheet) -> None:
    grid = sheet.grid
    texts = (*grid.notes, grid.source, no_picture(grid))
    for text in filter(None, texts):
        _write_line(sheet, text, size=NOTE_SIZE)


def _set_up(sheet: _TableSheet, first: int, last: int, head: str) -> None:
    from openpyxl.utils import get_column_letter

    ws = sheet.cells.ws
    for column, width in enumerate(sheet.widths, start=1):
        ws.column_dimensions[get_column_letter(column)].width = width + 0.7
    # A row of one line, as most are, has the height of all rows: no object for each of them.
    ws.sheet_format.defaultRowHeight, ws.sheet_format.customHeight = _ROW, True
    for row, height in sheet.heights.items():
        if height != _ROW:
            ws.row_dimensions[row].height = min(height, MAX_HEIGHT)
    header = len(sheet.grid.header)
    if header:
        ws.print_title_rows = f"{first}:{first + header - 1}"
        column = get_column_letter(_frozen_columns(sheet) + 1)
        ws.freeze_panes = f"{column}{first + header}"
    ws.sheet_view.showGridLines = False
    ws.print_area = f"A1:{get_column_letter(sheet.columns)}{last}"
    _fit_on_paper(sheet, last, head)


def _fit_on_paper(sheet: _TableSheet, last: int, head: str) -> None:
    """A small table is enlarged until its page is filled; a little too long one is made to fit."""
    ws = sheet.cells.ws
    width = sum(sheet.widths) * _CHARACTER
    height = sum(sheet.heights.get(row, _ROW) for row in range(1, last + 1))
    flat = width > height * _LONG_SIDE / _SHORT_SIDE and height < _SHORT_SIDE / 2
    landscape = flat or sum(sheet.widths) > _PORTRAIT
    print_on_a4(ws, landscape=landscape, head=head)
    across, down = (_LONG_SIDE, _SHORT_SIDE) if landscape else (_SHORT_SIDE, _LONG_SIDE)
    enough = sqrt(_COVERED * across * down / (width * height))
    scale = min(across / (width * _WIDER_LETTERS), down / height, enough, _LARGEST)
    if scale > 1:
        ws.sheet_properties.pageSetUpPr.fitToPage = False
        ws.page_setup.scale = int(scale * 100)
    elif down < height * min(1, across / width) < down * _SQUEEZED:
        ws.page_setup.fitToHeight = 1


def _frozen_columns(sheet: _TableSheet) -> int:
    """Columns of row heads at the left, unless they would fill a small screen."""
    body = (place for place in sheet.places if place[1] >= len(sheet.grid.header))
    count = min((column for cell, _, column in body if cell.role != "row"), default=0)
    return count if sum(sheet.widths[:count]) <= _MAX_FROZEN else 0


def print_on_a4(ws: "Worksheet | WriteOnlyWorksheet", *, landscape: bool, head: str = "") -> None:
    """A4, as wide as one page, page numbers at the foot; `head` stands above each page."""
    from openpyxl.worksheet.page import PageMargins

    ws.page_setup.paperSize = 9
    ws.page_setup.orientation = "landscape" if landscape else "portrait"
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.print_options.horizontalCentered = True
    ws.page_margins = PageMargins(0.75, 0.75, 0.8, 0.8, header=0.4, footer=0.4)
    ws.oddFooter.center.text = "－ &P －"
    if head:
        ws.oddFooter.left.text = organisation().name.replace("&", "&&")
        ws.oddHeader.right.text = head.replace("&", "&&")

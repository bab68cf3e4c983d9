"""A section of the report as one Excel sheet, as on paper: headings, text, tables, charts, notes.

Tables of different columns stand below each other, so the sheet has narrow columns of equal width
and a column of a table takes as many of them as it needs. To work on, each table has a sheet of
its own besides.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from ..charting import drawn, no_picture
from ..document import Block
from ..grid import Grid, placed
from .cells import FORMULA, SheetCells
from .excel import LINE, PAGE_HEIGHT, lines, print_on_a4
from .nativecharts import native_chart
from .paper import first_line_of, is_stacked, relative_widths, size_of
from .styles import FONT_SIZE, Looks

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

COLUMNS, WIDTH = 68, 1.35  # of the sheet, and the width of each in half-width characters
_INDENT = 2  # columns for each level of the outline
_MOST = 400.0  # points; Excel's limit of a row is 409
_CHART_ROWS = 20  # a chart is 10 cm high
# The sheet is as wide as the page without being made smaller; programs round heights of rows.
_PAGE = PAGE_HEIGHT - 10


class SectionSheet:
    """Writes downwards; `row` is the next one. `write()` puts all cells into the sheet."""

    def __init__(self, ws: "Worksheet", looks: Looks) -> None:
        self.cells, self.looks, self.row = SheetCells(ws), looks, 1
        self.used = 0.0  # points of the page that is being filled
        # Where headings begin below which nothing stands yet: the row and what was used then.
        self.headings: tuple[int, float] | None = None

    def block(self, block: Block, tables: Mapping[str, Grid]) -> None:
        start = max(block.level, 1) * _INDENT
        begin = self.headings or (self.row, self.used)
        if block.kind == "table":
            self._table(tables[block.table])
        elif block.kind == "heading":
            self._text(first_line_of(block) + block.text, start - _INDENT, bold=True)
        elif block.kind == "paragraph":
            self._text(f"　{block.text}", start)
        elif block.kind == "entry":
            self._text(f"{block.number}　{block.text}", 0)
        elif block.kind == "line":
            self._text(f"・{block.label}：{block.text}", start)
        elif block.kind == "stages":
            self._text(block.text, start)
            for name, served in block.items:
                self._text(f"{name}：{'、'.join(served)}", start + _INDENT)
        else:
            self._text(block.text, start)
        self.headings = begin if block.kind == "heading" else None
        if not self.headings:
            self._keep_together(*begin)

    def _keep_together(self, row: int, used: float) -> None:
        """On a new page from this row on, when what stands from there crosses the page's end.

        All page ends are set, for each program would find others; what is longer than a page
        breaks where the program breaks it.
        """
        from openpyxl.worksheet.pagebreak import Break

        size = self.used - used
        if self.used > _PAGE >= size and row > 1:
            self.cells.ws.row_breaks.append(Break(id=row - 1))
            self.used = size
        self.used %= _PAGE

    def write(self, head: str) -> None:
        ws = self.cells.ws
        for column in range(1, COLUMNS + 1):
            ws.column_dimensions[_letter(column)].width = WIDTH
        ws.sheet_view.showGridLines = False
        ws.print_area = f"A1:{_letter(COLUMNS)}{max(self.row - 1, 1)}"
        print_on_a4(ws, landscape=False, head=head)
        self.cells.write()

    def _text(self, text: str, start: int, *, bold: bool = False, end: str = "left") -> None:
        array = self.looks.array(horizontal=end, wrap=True, bold=bold)
        self.cells.put_text(self.row, start + 1, text, array)
        self.cells.merge(self.row, start + 1, 1, COLUMNS - start)
        self._high(self.row, lines(text, (COLUMNS - start) * WIDTH) * LINE + 2)
        self.row += 1

    def _table(self, grid: Grid) -> None:
        self._caption(grid)
        if grid.columns:
            self._cells_of(grid)
        for text in filter(None, (*grid.notes, grid.source, no_picture(grid))):
            self._text(text, 0)
        data = drawn(grid)
        if data and data.on_paper:
            chart = native_chart(data)
            chart.description = f"{grid.title or grid.caption}（{data.title}）。{data.words}"
            self.cells.ws.add_chart(chart, f"C{self.row}")
            for _ in range(_CHART_ROWS):
                self._high(self.row, LINE)
                self.row += 1
        self._high(self.row, LINE)
        self.row += 1

    def _caption(self, grid: Grid) -> None:
        if grid.caption and grid.aside and not is_stacked(grid):
            half = COLUMNS // 2
            self.cells.put_text(self.row, 1, grid.caption, self.looks.array(horizontal="left"))
            self.cells.merge(self.row, 1, 1, half)
            aside = self.looks.array(horizontal="right")
            self.cells.put_text(self.row, half + 1, grid.aside, aside)
            self.cells.merge(self.row, half + 1, 1, COLUMNS - half)
            self._high(self.row, LINE)
            self.row += 1
            return
        for text, end in ((grid.caption, "left"), (grid.aside, "right")):
            if text:
                self._text(text, 0, end=end)

    def _cells_of(self, grid: Grid) -> None:
        widths = relative_widths(grid)
        edges, size = _edges(widths), size_of(widths)
        heights: dict[int, float] = {}
        for cell, row, column in placed(grid):
            at, left = self.row + row, edges[column]
            wide = edges[column + cell.colspan] - left
            number = self.looks.number(cell)
            quoted = number is None and cell.text.startswith(FORMULA)
            array = self.looks.of(cell, quoted=quoted, size=size, shrink=True)
            for r in range(at, at + cell.rowspan):
                for c in range(left + 1, left + wide + 1):
                    self.cells.put(r, c, None, array)
            if number:
                self.cells.put(at, left + 1, number.value, array)
            else:
                self.cells.put_text(at, left + 1, cell.text, array)
            self.cells.merge(at, left + 1, cell.rowspan, wide)
            width = 2 if cell.vertical else wide * WIDTH * FONT_SIZE / size - 2 * cell.indent
            text = "\n".join(cell.text) if cell.vertical else cell.text
            high = (lines(text, width) * LINE + 5) / cell.rowspan
            for r in range(at, at + cell.rowspan):
                heights[r] = max(heights.get(r, 0), high)
        for row, height in heights.items():
            self._high(row, height)
        self.row += len(grid.header) + len(grid.body)

    def _high(self, row: int, height: float) -> None:
        height = min(height, _MOST)
        self.cells.ws.row_dimensions[row].height = height
        self.used += height


def _edges(widths: Sequence[float]) -> list[int]:
    """Where the columns of a table begin and end: each has a column of the sheet at the least."""
    whole = sum(widths)
    edges = [0, *(round(end / whole * COLUMNS) for end in accumulate(widths))]
    for number in range(1, len(edges)):
        edges[number] = max(edges[number], edges[number - 1] + 1)
    return edges


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    letter: str = get_column_letter(column)
    return letter

"""What one printed document consists of, laid out for the paper: PDF and Word are made from it.

The paper of the report, as its text shows it: A4, 34 full-width characters a line; a heading of
level n begins after n−1 characters, its text after n, the first line one more; lines that begin
with a mark or a number go on under their text; a table's caption stands to the left, its day and
unit to the right on the same line.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

from kanagawa.formats.text import visible_width

from ..document import Block
from ..grid import Cell, Grid, placed

# Half-width characters that stand beside each other between the margins, by size in points.
_LINE = {10.5: 77, 9: 90, 8: 102}
_CAPTION_LINE = 74
_NARROWEST, _WIDEST = 4, 40
_MOST_OF_SPARE = 0.6  # of the width of a text that is taken from it
_PADDING = 2  # what the inner margins of a cell take, in half-width characters
_SMALL = 12  # rows; a table up to this long is not broken over two pages
_HIGHEST = 560  # points; a higher one may not fit on any page, and what is not broken is cut off
_LEADING, _ROW_PADDING = 3.5, 7  # points between lines; above and below the text of a row


@dataclass(frozen=True)
class Paper:
    """One document: a report, a section of it, or one table.

    `title` names it (令和７年度版　全体), `organisation` who reports; `running` stands at the head
    of each page; with `contents` a cover and a table of contents come first. A `draft` says so
    across every page.
    """

    title: str
    organisation: str
    blocks: Sequence[Block]
    tables: Mapping[str, Grid]
    running: str = ""
    contents: bool = False
    committee_on: date | None = None
    draft: bool = False
    modified: datetime | None = None

    def grids(self) -> Iterator[Grid]:
        """The tables in the order in which they stand on the paper."""
        for block in self.blocks:
            if block.kind == "table":
                yield self.tables[block.table]


def of_tables(tables: Mapping[str, Grid]) -> list[Block]:
    """The text of a document that consists of tables only, each under its title."""
    blocks: list[Block] = []
    for key, grid in tables.items():
        blocks.append(Block("heading", level=1, text=grid.title or grid.caption, anchor=key))
        blocks.append(Block("table", level=1, table=key))
    return blocks


def first_line_of(heading: Block) -> str:
    """The number of a heading and the blank after it; nothing for one without a number."""
    return f"{heading.number}　" if heading.number else ""


def relative_widths(grid: Grid) -> list[float]:
    """Widths of the columns in half-width characters, by declaration or by what they print.

    Where the paper is too narrow, heads and texts are broken into lines and figures are not.
    """
    rows = grid.positions()
    columns = len(rows[0]) if rows else 0
    if len(grid.widths) == columns:
        return [float(width) for width in grid.widths]
    widths = [float(_NARROWEST)] * columns
    needed = list(widths)
    for row in rows:
        for column, cell in enumerate(row):
            widths[column] = max(widths[column], min(_width(cell), _WIDEST))
            if cell.figures and cell.colspan == 1:
                needed[column] = max(needed[column], _width(cell))
    over = sum(widths) + _PADDING * len(widths) - max(_LINE.values())
    spare = sum(width - need for width, need in zip(widths, needed, strict=True))
    share = min(over / spare, _MOST_OF_SPARE) if over > 0 and spare else 0
    pairs = zip(widths, needed, strict=True)
    return [width - share * (width - need) + _PADDING for width, need in pairs]


def _width(cell: Cell) -> float:
    if cell.vertical:
        return 2
    return max(visible_width(line) for line in cell.text.split("\n")) / cell.colspan


def size_of(widths: Sequence[float]) -> float:
    """The largest size of letters, in points, at which the columns fit beside each other."""
    return next((size for size, line in _LINE.items() if sum(widths) <= line), min(_LINE))


def is_stacked(grid: Grid) -> bool:
    """Whether caption and aside are too long for one line and stand below each other."""
    longest = max(map(visible_width, grid.caption.split("\n")))
    return longest + max(map(visible_width, grid.aside.split("\n"))) > _CAPTION_LINE


def is_breakable(grid: Grid) -> bool:
    return len(grid.body) > _SMALL or _height(grid) > _HIGHEST


def _height(grid: Grid) -> float:
    """About how many points a table takes, rather too many."""
    widths = relative_widths(grid)
    size = size_of(widths)
    scale = _LINE[size] / max(sum(widths), 1)
    lines = [1.0] * (len(grid.header) + len(grid.body))
    for cell, row, column in placed(grid):
        across = sum(widths[column : column + cell.colspan]) * scale - _PADDING
        lines[row] = max(lines[row], _lines(cell, max(across, 1)) / cell.rowspan)
    return sum(count * (size + _LEADING) + _ROW_PADDING for count in lines)


def _lines(cell: Cell, across: float) -> int:
    """How many lines the text of a cell takes, with so many half-width characters on each."""
    if cell.vertical:
        return len(cell.text)
    return sum(max(1, ceil(visible_width(line) / across)) for line in cell.text.split("\n"))


def alignment(cell: Cell) -> str:
    """start, center or end: figures stand to the right unless the cell says otherwise."""
    if cell.align in ("start", "center", "end"):
        return cell.align
    if cell.align == "distribute":
        return "center"
    return "end" if cell.role == "data" and cell.figures else "start"

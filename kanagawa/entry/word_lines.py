"""The lines that a draft prints and those of a Word file, as they are compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kanagawa.formats.numerals import parse_outline_number
from kanagawa.formats.text import repaired, squeeze
from kanagawa.reports.charting import no_picture
from kanagawa.reports.comparing.align import Line
from kanagawa.reports.document import Block, with_headings
from kanagawa.reports.grid import Cell, Grid, placed
from kanagawa.reports.writers.paper import first_line_of, is_stacked

from .word_reading import WordLine

_SHORTEST_START = 4  # letters of a line by which it is known as the start of a text


@dataclass(frozen=True)
class PrintedLine:
    """A line that the draft prints: of a block, or beside the table of one; `where` in words."""

    text: str
    block: Block
    where: str
    grid: Grid | None = None
    before: str = ""
    is_own: bool = True


def lines_of(blocks: Sequence[Block], tables: Mapping[str, Grid]) -> Iterator[PrintedLine]:
    """The lines of the Word behind its contents, as `reports.writers.docx` writes them."""
    for headings, block in with_headings(blocks):
        numbers = "".join(heading.number for heading in headings)
        where = f"{numbers} {headings[-1].text}".strip() if headings else ""
        if block.kind == "table":
            yield from _of_table(tables[block.table], block, where)
        elif block.kind == "stages":
            cells = (Cell("\n".join((n, *(f"・{s}" for s in served)))) for n, served in block.items)
            grid = Grid("stages", block.text, (tuple(cells),), caption=block.text)
            yield from _of_table(grid, block, where)
        else:
            before = _before(block)
            yield PrintedLine(before + block.text, block, where, before=before)


def _before(block: Block) -> str:
    if block.kind == "heading":
        return first_line_of(block)
    if block.kind == "entry":
        return f"{block.number}　"
    return f"・{block.label}：" if block.kind == "line" else ""


def _of_table(grid: Grid, block: Block, where: str) -> Iterator[PrintedLine]:
    heads = [grid.caption, grid.aside]
    if not is_stacked(grid) and grid.caption:
        heads = ["\t".join(filter(None, heads))]
    for text in (*heads, no_picture(grid)):
        if text.strip():
            yield PrintedLine(text, block, where, is_own=False)
    yield PrintedLine("", block, where, grid, is_own=False)
    for text in (*grid.notes, grid.source):
        if text.strip():
            yield PrintedLine(text, block, where, is_own=False)


def cells_of(grid: Grid) -> dict[tuple[int, int], tuple[Cell, str]]:
    return {
        (row, column): (cell, "\n".join(cell.text) if cell.vertical else cell.text)
        for cell, row, column in placed(grid)
    }


def same(text: str) -> str:
    """Texts are compared without what no reader sees."""
    return "\n".join(line.strip() for line in repaired(text).split("\n")).strip()


def put_together(lines: list[WordLine], printed: PrintedLine) -> list[WordLine]:
    """The lines up to that of a printed text; one that somebody cut in pieces is one line again."""
    if printed.grid is not None:
        return lines
    text, whole, start = squeeze(same(printed.text)), lines, ""
    for first in range(len(lines) - 2, -1, -1):
        start = squeeze(lines[first].text) + start
        if lines[first].table is not None or lines[first].is_heading or len(start) > len(text):
            break
        is_start = len(start) >= _SHORTEST_START and text.startswith(start)
        if is_start or start + squeeze(lines[-1].text) == text:
            whole = [*lines[:first], _joined(lines[first:])]
    return whole


def _joined(pieces: Sequence[WordLine]) -> WordLine:
    unread = next((piece.unread for piece in pieces if piece.unread), "")
    return replace(pieces[-1], text="\n".join(piece.text for piece in pieces), unread=unread)


def printed_line(printed: PrintedLine) -> Line:
    if printed.grid is not None:
        return Line(tuple(same(text) for _, text in cells_of(printed.grid).values()), kind="table")
    return Line((same(printed.text),), kind="text")


def word_line(line: WordLine) -> Line:
    if line.table is not None:
        return Line(tuple(map(same, line.table.cells.values())), kind="table")
    return Line((same(line.text),), kind="text")


def heads_of(grid: Grid, row: int, column: int) -> str:
    """The heads of a place of a table in words."""
    matrix = grid.positions()
    above = [matrix[r][column].text for r in range(min(row, len(grid.header)))]
    beside = [cell.text for cell in matrix[row][:column] if cell.role == "row"]
    return "・".join(dict.fromkeys(filter(None, (*beside, *above)))).replace("\n", "")


def without_number(printed: PrintedLine, text: str) -> str | None:
    """The typed text behind the mark that is set by itself; None where the mark was changed."""
    if not printed.before:
        return text
    if text.startswith(printed.before.rstrip()):
        return text.removeprefix(printed.before.rstrip()).strip()
    number, _, rest = text.replace(" ", "　", 1).partition("　")
    if printed.block.kind != "heading" or not rest:
        return text if printed.block.kind == "heading" else None
    try:
        parse_outline_number(number)
    except ValueError:
        return text
    return rest.strip()

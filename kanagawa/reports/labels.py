"""What the headings of a table call a cell: the heads of its row and of its column, in words."""

import re
import unicodedata
from itertools import islice

from .grid import Cell, Matrix


def row_label(places: Matrix, cell: Cell, row: int, column: int) -> str:
    """The heads of the rows that a cell covers, outermost first; without any its first text."""
    heads: list[Cell] = []
    for r in range(row, min(row + cell.rowspan, len(places))):
        row_heads = [c for c in places[r][:column] if c.role == "row"]
        if not row_heads:
            texts = (c for c in places[r][:column] if c.text and not c.figures)
            row_heads = list(islice(texts, 1))
        heads += [parent for c in row_heads for parent in (*_parents(places, c, r), c)]
    return _joined(heads)


def _parents(places: Matrix, head: Cell, row: int) -> list[Cell]:
    """The less indented heads above an indented one, from the outermost."""
    column = next(n for n, cell in enumerate(places[row]) if cell is head)
    parents: list[Cell] = []
    indent = head.indent
    for r in range(row - 1, -1, -1):
        above = places[r][column]
        if above.role == "row" and above.indent < indent:
            parents.insert(0, above)
            indent = above.indent
    return parents


def column_label(places: Matrix, cell: Cell, row: int, column: int) -> str:
    columns = range(column, column + cell.colspan)
    above = [places[r][c] for r in range(row) for c in columns if c < len(places[r])]
    return _joined([c for c in above if c.role == "column"])


def _joined(cells: list[Cell]) -> str:
    texts = {id(cell): machine_text(cell.text) for cell in cells}
    return " / ".join(text for text in texts.values() if text)


_PLATFORM = re.compile("[\uff61-\uff9f]+|[\u2460-\u2473]")


def machine_text(text: str) -> str:
    """Text without line breaks, half-width kana, circled numbers and ㈱ (機種依存文字)."""
    text = _PLATFORM.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return text.replace("㈱", "株式会社").replace("\n", "").strip()

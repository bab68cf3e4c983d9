"""What a pie chart shows of a table: its slices, or why there is no picture."""

from dataclasses import dataclass
from decimal import Decimal

from kanagawa.formats.statuses import UNKNOWN
from kanagawa.formats.text import squeeze

from .grid import Cell, Grid

TOTALS = {"合計", "計", "総計", "総数"}


@dataclass(frozen=True)
class Slice:
    """A part of a pie: what it is, how much, both as printed, and its body row (from 0)."""

    label: str
    value: Decimal
    text: str
    row: int


def slices(grid: Grid) -> list[Slice]:
    """The rows of a table with a label and its count (and share), the total row left out.

    Empty when there is nothing to draw; `no_pie` then says why.
    """
    if no_pie(grid):
        return []
    pieces = []
    for number, label, cells in _parts(grid):
        value = cells[0].figures[0].value if cells and cells[0].figures else None
        if value:
            text = " ".join(cell.text for cell in cells if cell.text)
            pieces.append(Slice(label.text.replace("\n", ""), value, text, number))
    return pieces


def no_pie(grid: Grid) -> str:
    """Why the table is shown without its pie, in words for its readers; "" when it has one.

    A pie of only some parts, or of parts below zero, would show shares that are not true.
    """
    counts = [cells[0].figures[0] for _, _, cells in _parts(grid) if cells and cells[0].figures]
    if any(figure.status == "to_enter" for figure in counts):
        return "すべての数値が入力されると図が表示されます。"
    if any(figure.status in UNKNOWN for figure in counts):
        return "値が分からない区分があるため、円グラフでは表せません。"
    values = [figure.value for figure in counts if figure.value is not None]
    if any(value < 0 for value in values):
        return "負の数値があるため、円グラフでは表せません。"
    return "" if any(values) else "円グラフに表す数値がありません。"


def _parts(grid: Grid) -> list[tuple[int, Cell, list[Cell]]]:
    """Number, label and further cells of the body rows that are parts of the whole."""
    parts = []
    for number, cells in enumerate(grid.positions()[len(grid.header) :]):
        if cells and squeeze(cells[0].text) not in TOTALS:
            parts.append((number, cells[0], cells[1:]))
    return parts

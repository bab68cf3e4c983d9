"""Which figures of a table are part of another one (うち, 内数): by its heads and brackets."""

from collections.abc import Iterator

from .grid import Cell, Figure, Grid, Matrix, placed
from .labels import column_label

WITHIN = ("うち", "内数")


def subsets(grid: Grid) -> dict[str, str]:
    """The key of the figure that each one is a part of, by its own key.

    Three ways in which the report prints it: behind the whole in its cell (`141件［124件］`), in an
    indented line that begins with うち, in a column of that name to the right of the whole.
    """
    matrix = grid.positions()
    return dict(_pairs(grid, matrix))


def _pairs(grid: Grid, matrix: Matrix) -> Iterator[tuple[str, str]]:
    for cell, row, column in placed(grid):
        label = column_label(matrix, cell, row, column)
        if _is_pair(cell, label):
            yield cell.figures[1].key, cell.figures[0].key
        if not cell.figures:
            continue
        first = cell.figures[0]
        head = label.rpartition(" / ")[2]
        whole = _above(matrix, first, row, column)
        if whole is None and head.startswith("うち"):
            whole = _beside(matrix, first, row, column)
        if whole is not None and whole.key != first.key:
            yield first.key, whole.key


def _is_pair(cell: Cell, label: str) -> bool:
    """Two figures of one unit in a cell whose second is said to be within the first."""
    if len(cell.figures) != 2 or cell.figures[0].unit != cell.figures[1].unit:
        return False
    return any(word in text for word in WITHIN for text in (cell.figures[1].indicator, label))


def _above(matrix: Matrix, figure: Figure, row: int, column: int) -> Figure | None:
    """The figure of the same column in the line that an indented うち line belongs to."""
    heads = [cell for cell in matrix[row][:column] if cell.role == "row"]
    if not heads or not heads[-1].indent or not heads[-1].text.startswith("うち"):
        return None
    place = next(n for n, cell in enumerate(matrix[row]) if cell is heads[-1])
    for above in range(row - 1, -1, -1):
        head = matrix[above][place]
        if head.role == "row" and head.indent < heads[-1].indent:
            return _same_unit(matrix[above][column], figure)
    return None


def _beside(matrix: Matrix, figure: Figure, row: int, column: int) -> Figure | None:
    """The nearest figure of the same unit to the left."""
    for cell in reversed(matrix[row][:column]):
        if whole := _same_unit(cell, figure):
            return whole
    return None


def _same_unit(cell: Cell, figure: Figure) -> Figure | None:
    return next((each for each in cell.figures if each.unit == figure.unit), None)

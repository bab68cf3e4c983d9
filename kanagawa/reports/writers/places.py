"""Where the cells of a Grid stand."""

from collections.abc import Iterator

from ..grid import Cell, Grid


def placed(grid: Grid) -> Iterator[tuple[Cell, int, int]]:
    """Each cell once, with the row and column (from 0) of its upper left corner."""
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate((*grid.header, *grid.body)):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            yield cell, row, column
            taken.update(
                (r, c)
                for r in range(row, row + cell.rowspan)
                for c in range(column, column + cell.colspan)
            )

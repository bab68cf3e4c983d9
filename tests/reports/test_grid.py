"""Where the cells of a Grid stand: the first free places, as HTML lays a table out."""

import pytest

from kanagawa.reports.grid import Cell, Grid, placed

from .samples import every_grid


def corners(*rows: tuple[Cell, ...]) -> dict[str, tuple[int, int]]:
    grid = Grid("sample.grid", "", rows[1:], rows[:1])
    return {cell.text: (row, column) for cell, row, column in placed(grid)}


def test_cells_stand_in_the_first_free_places() -> None:
    assert corners(
        (Cell("a", rowspan=2), Cell("b", colspan=2), Cell("c", rowspan=3)),
        (Cell("d"), Cell("e", rowspan=2)),
        (Cell("f", colspan=2),),
    ) == {"a": (0, 0), "b": (0, 1), "c": (0, 3), "d": (1, 1), "e": (1, 2), "f": (2, 0)}


def test_a_row_that_others_cover_has_no_cells_of_its_own() -> None:
    rows = ((Cell("a", rowspan=2), Cell("b", rowspan=2)), (), (Cell("c"), Cell("d")))
    assert corners(*rows) == {"a": (0, 0), "b": (0, 1), "c": (2, 0), "d": (2, 1)}
    assert [len(row) for row in Grid("sample.grid", "", rows).positions()] == [2, 2, 2]


@pytest.mark.parametrize("grid", every_grid(), ids=lambda grid: grid.key)
def test_every_place_holds_the_cell_that_covers_it(grid: Grid) -> None:
    matrix = grid.positions()
    seen = 0
    for cell, row, column in placed(grid):
        for r in range(row, row + cell.rowspan):
            for c in range(column, column + cell.colspan):
                assert matrix[r][c] is cell
                seen += 1
    assert seen == sum(len(row) for row in matrix)
    assert grid.columns == len(matrix[0])


def test_an_empty_table_has_no_places() -> None:
    assert Grid("sample.grid", "", ()).positions() == []
    assert Grid("sample.grid", "", ()).columns == 0


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (((Cell("a"), Cell("b", rowspan=2)), (Cell("c", colspan=2),)), "row 2, column 2"),
        (((Cell("a"), Cell("b")), (Cell("c"),)), "rectangle"),
        (((Cell("a", rowspan=2),), (Cell("b"),)), "rectangle"),
    ],
    ids=["overlap", "short", "long"],
)
def test_cells_that_do_not_fill_a_rectangle_are_named(
    rows: tuple[tuple[Cell, ...], ...], message: str
) -> None:
    with pytest.raises(ValueError, match=f"sample.grid.*{message}"):
        Grid("sample.grid", "", rows).positions()

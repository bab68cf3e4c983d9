"""What LibreOffice shows when it opens the workbook."""

import csv
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kanagawa.formats.numbers import bracketed, money, number, number_unit
from kanagawa.reports.grid import Cell, Grid, placed
from kanagawa.reports.writers.workbook import name_sheets, workbook

from .samples import every_grid, merged, pie, plain, prints, shown

# Separator, quotes, UTF-8, first row, …, "as shown" and every sheet into its own file.
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"


def drawn_cells() -> Iterator[Cell]:
    """Counts, forecasts, sub-counts and money of every size, drawn once and for all."""
    draw = random.Random(2025)
    for _ in range(60):
        n = draw.choice((draw.randint(0, 9), draw.randint(10, 999), draw.randint(1000, 10**7)))
        yield shown(n, "件", draw.choice((number(n), number_unit(n, "件"))))
        yield shown(n, "社", bracketed(number_unit(n, "社"), draw.choice(("sub", "sub-round"))))
        yield shown(n, "名", bracketed(number(n)))
    for _ in range(60):
        yen = draw.randint(1, 10 ** draw.randint(1, 9)) * 10_000
        yield shown(yen, "円", money(yen, padded=draw.random() < 0.3))


def drawn() -> Grid:
    return Grid("sample.drawn", "数", tuple((cell,) for cell in drawn_cells()))


GRIDS = (prints(), merged(), pie(), plain(), drawn())


@pytest.fixture(scope="module")
def sheets(
    tmp_path_factory: pytest.TempPathFactory, office_profile: str
) -> dict[str, list[list[str]]]:
    """The rows of every sheet as LibreOffice displays them."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    folder = tmp_path_factory.mktemp("office")
    (folder / "book.xlsx").write_bytes(workbook("見本", GRIDS))
    command = [
        office,
        "--headless",
        office_profile,
        "--convert-to",
        AS_SHOWN,
        "--outdir",
        str(folder),
    ]
    subprocess.run([*command, str(folder / "book.xlsx")], check=True, capture_output=True)
    return {path.stem.removeprefix("book-"): rows(path) for path in folder.glob("book-*.csv")}


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.office
@pytest.mark.parametrize("name", name_sheets(GRIDS, []))
def test_every_cell_shows_its_print(sheets: dict[str, list[list[str]]], name: str) -> None:
    grid = name_sheets(GRIDS, [])[name]
    sheet = sheets[name]
    top = next(n for n, row in enumerate(sheet) if first_text(grid) in row)
    for cell, row, column in placed(grid):
        assert sheet[top + row][column] == cell.text


def first_text(grid: Grid) -> str:
    return next(cell.text for cell, _, _ in placed(grid) if cell.text)


@pytest.mark.office
def test_the_flat_sheet_has_every_figure(sheets: dict[str, list[list[str]]]) -> None:
    keys = [figure.key for grid in GRIDS for figure in grid.figures()]
    header, *body = sheets["機械可読"]
    assert [row[header.index("figure_key")] for row in body] == keys


def test_the_samples_hold_every_role_span_and_print() -> None:
    cells = [cell for grid in every_grid() for row in (*grid.header, *grid.body) for cell in row]
    assert {cell.role for cell in cells} == {"column", "row", "data"}
    assert any(c.colspan > 1 for c in cells) and any(c.rowspan > 1 for c in cells)
    assert any(c.vertical for c in cells) and any(c.indent for c in cells)
    assert any(len(c.figures) == 2 for c in cells)

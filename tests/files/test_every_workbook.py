"""Every workbook that can be downloaded, opened by openpyxl and shown by LibreOffice."""

import csv
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kanagawa.editions.content import Content
from kanagawa.formats.text import squeeze
from kanagawa.reports import registry
from kanagawa.reports.grid import Grid, placed
from kanagawa.reports.registry import record_lists
from kanagawa.reports.writers.workbook import LIST, name_sheets
from tests.breadth import every_one, first_of_each
from tests.public.public_urls import of_list, url_of

from .reading import book, plain

# Separator, quotes, UTF-8, first row, …, "as shown" and every sheet into its own file.
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
Shown = dict[str, list[list[str]]]


def of_workbooks(edition) -> dict[str, str]:
    """The URL by the name of every workbook that visitors get of an edition."""
    urls = {"report": url_of("report-file", slug="2025", extension="xlsx")}
    for key in Content(edition).tables:
        urls[f"table {key}"] = url_of("table-file", slug="2025", key=key, extension="xlsx")
    for section in registry.sections():
        urls[section] = url_of("section-file", slug="2025", section=section, extension="xlsx")
    for records in record_lists():
        urls[f"list {records.name}"] = of_list(records, "2025", "xlsx")
    return urls


def content(client, url: str) -> bytes:
    response = client.get(url)
    assert response.status_code == 200, url
    return b"".join(response) if response.streaming else response.content


def kind_of_file(name: str) -> str:
    """A section's own name is a kind of its own: take the first one for all of them."""
    first = name.partition(" ")[0]
    return "section" if first in registry.sections() else first


def shown(files: dict[str, bytes], folder: Path, profile: str) -> dict[str, Shown]:
    """By file and sheet what LibreOffice displays; all files are opened in one go."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "LibreOffice is not installed"
    names = {f"book{n}": name for n, name in enumerate(files)}
    for short, name in names.items():
        (folder / f"{short}.xlsx").write_bytes(files[name])
    command = [office, profile, "--headless", "--convert-to", AS_SHOWN, "--outdir", str(folder)]
    paths = [str(folder / f"{short}.xlsx") for short in names]
    subprocess.run([*command, *paths], check=True, capture_output=True, timeout=600)
    by_file: dict[str, Shown] = {name: {} for name in files}
    for path in folder.glob("book*-*.csv"):
        short, _, sheet = path.stem.partition("-")
        with path.open(encoding="utf-8", newline="") as file:
            by_file[names[short]][sheet] = list(csv.reader(file))
    return by_file


def assert_table(rows: list[list[str]], grid: Grid) -> None:
    """Every cell of the table is shown as it is printed, at its place."""
    first = next((cell.text for cell, _, _ in placed(grid) if cell.text), "")
    tops = [n for n, row in enumerate(rows) if first in row]
    missing = [missed(rows, grid, top) for top in tops]
    assert [] in missing, (grid.key, missing[:1])


def missed(rows: list[list[str]], grid: Grid, top: int) -> list[tuple[str, str]]:
    return [
        (cell.text, text)
        for cell, row, column in placed(grid)
        if squeeze(text := at(rows, top + row, column)) != squeeze(cell.text)
    ]


def at(rows: list[list[str]], row: int, column: int) -> str:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""


def assert_values(rows: list[list[str]], ws) -> None:
    """Every value that openpyxl reads is shown: texts as they are, numbers and days as such."""
    for cells in ws.iter_rows():
        for cell in cells:
            value, text = plain(cell.value), at(rows, cell.row - 1, cell.column - 1)
            if isinstance(value, Decimal):
                assert Decimal(text.replace(",", "")) == value, (ws.title, cell.coordinate)
            elif isinstance(value, date):
                assert text == value.isoformat(), (ws.title, cell.coordinate)
            elif value is not None:
                assert squeeze(text) == squeeze(value), (ws.title, cell.coordinate)


@pytest.mark.office
@pytest.mark.parametrize(
    "take",
    [
        pytest.param(first_of_each, id="one of each", marks=pytest.mark.sample),
        pytest.param(every_one, id="every one", marks=pytest.mark.thorough),
    ],
)
def test_every_workbook_shows_what_it_holds(take, client, published, tmp_path, office_profile):
    tables = Content(published).tables
    urls = of_workbooks(published)
    assert len(urls) == 1 + len(tables) + len(registry.sections()) + len(record_lists())
    files = {name: content(client, urls[name]) for name in take(urls, kind_of_file)}
    displayed = shown(files, tmp_path, office_profile)
    for name, sheets in displayed.items():
        opened = book(files[name])
        assert set(sheets) == set(opened.sheetnames), name
        if name.startswith("list "):
            assert_values(next(iter(sheets.values())), opened.worksheets[0])
        elif name.startswith("table "):
            assert_table(sheets["第1表" if "第1表" in sheets else f"{LIST}1"], tables[name[6:]])
    is_list = Content(published).manifest.is_list
    printed = [grid for key, grid in tables.items() if not is_list(key)]
    listed = [grid for key, grid in tables.items() if is_list(key)]
    for sheet, grid in name_sheets(printed, listed).items():
        assert_table(displayed["report"][sheet], grid)

"""The whole-edition workbook and the entry workbook, read by exceljs and SheetJS as by openpyxl."""

import json
import os
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl.cell import Cell

from kanagawa.entry.workbook import entry_workbook
from tests.people import person

from .reading import as_csv, book, plain

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("read_workbooks.mjs")
pytestmark = pytest.mark.office


def read(files: dict[str, bytes], folder: Path) -> dict[str, dict[str, dict]]:
    """By reader and name of the file: sheets and comments as Node's two readers see them."""
    node = shutil.which("node")
    assert node, "Node is not installed"
    assert (ROOT / "node_modules" / "exceljs").exists(), "./run test installs it (npm ci)"
    paths = {name: folder / f"{name}.xlsx" for name in files}
    for name, content in files.items():
        paths[name].write_bytes(content)
    command = [node, str(SCRIPT), *map(str, paths.values())]
    # A day of a sheet is midnight of where one is: SheetJS would tell the day before in UTC.
    environment = {**os.environ, "TZ": "UTC"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    return {reader: {n: data[reader][str(p)] for n, p in paths.items()} for reader in data}


def expected(content: bytes) -> dict[str, dict[str, str]]:
    """Every value of every sheet by its cell, as openpyxl reads it."""
    return {
        ws.title: {cell.coordinate: text(cell) for row in ws for cell in row if holds(cell)}
        for ws in book(content)
    }


def holds(cell: Cell) -> bool:
    return cell.value is not None


def text(cell: Cell) -> str:
    return as_csv(plain(cell.value))


def as_text(value: object) -> str:
    return as_csv(Decimal(str(value))) if isinstance(value, int | float) else str(value)


def assert_same(found: dict, content: bytes, reader: str) -> None:
    for sheet, values in expected(content).items():
        read_values = {at: as_text(v) for at, v in found["sheets"][sheet].items() if v != ""}
        assert read_values == {at: value for at, value in values.items() if value}, (reader, sheet)


@pytest.mark.parametrize(
    "edition",
    [
        pytest.param("sample", marks=pytest.mark.sample),
        pytest.param("whole", marks=pytest.mark.thorough),
    ],
)
def test_other_programs_read_the_same_values(edition, client, published, draft, tmp_path):
    files = {"report": client.get("/2025/report.xlsx").content}
    files["entry"] = entry_workbook(draft, "investment", person("editor", "investment"))
    comments = {
        ws.title: {c.coordinate: c.comment.text for row in ws for c in row if c.comment}
        for ws in book(files["entry"])
    }
    assert sum(map(len, comments.values())) > 30
    for reader, found in read(files, tmp_path).items():
        for name, content in files.items():
            assert list(found[name]["sheets"]) == book(content).sheetnames, (reader, name)
            assert_same(found[name], content, reader)
        assert found["entry"]["comments"] == comments, reader

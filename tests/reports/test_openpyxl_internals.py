"""What the private names of openpyxl do that the product needs; they stand in one place."""

import ast
import io
import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import PieChart, Reference
from openpyxl.styles import Font

from kanagawa.reports import openpyxl_internals

PRODUCT = Path(openpyxl_internals.__file__).parents[1]


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_the_normal_font_is_that_of_cells_without_a_style() -> None:
    book = Workbook()
    openpyxl_internals.set_normal_font(book, Font(name="ＭＳ 明朝", size=10.5))
    book.active["A1"] = "字"
    with ZipFile(io.BytesIO(saved(book))) as archive:
        styles = archive.read("xl/styles.xml").decode()
    fonts = re.findall(r"<font>.*?</font>", styles)
    normal = re.search(r'<cellStyleXfs.*?fontId="(\d+)"', styles)
    assert normal
    assert all('<name val="ＭＳ 明朝" />' in fonts[n] for n in (0, int(normal[1])))
    assert load_workbook(io.BytesIO(saved(book))).active["A1"].font.name == "ＭＳ 明朝"


def test_a_half_written_sheet_leaves_no_file(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ws = Workbook(write_only=True).create_sheet()
    ws.append(["甲"])
    assert [*tmp_path.iterdir()]
    openpyxl_internals.discard(ws)
    assert not [*tmp_path.iterdir()]
    openpyxl_internals.discard(Workbook(write_only=True).create_sheet())  # nothing written yet


@pytest.fixture
def sheet():
    book = Workbook()
    ws = book.active
    ws.append(["甲", 12, 28.8, date(2025, 3, 31), True, "=A1", None, "乙"])
    ws.append(["", "#N/A"])
    return load_workbook(io.BytesIO(saved(book)), read_only=True).worksheets[0]


def test_cells_are_read_as_openpyxl_reads_them(sheet) -> None:
    def described(cells) -> list[tuple[object, ...]]:
        return [
            (c.coordinate, c.row, c.value, c.data_type, c.number_format)
            for c in cells
            if c.value is not None
        ]

    read = described(cell for cell, _ in openpyxl_internals.read_cells(sheet, None))
    assert read == described(cell for row in sheet.iter_rows() for cell in row)
    assert [cell.data_type for cell, _ in openpyxl_internals.read_cells(sheet, None)] == [
        *("s", "n", "n", "d", "b", "f", "s"),
        "e",
    ]


def test_only_the_cells_wanted_are_read(sheet) -> None:
    cells = (cell for cell, _ in openpyxl_internals.read_cells(sheet, {"B1", "Z9"}))
    assert [(cell.coordinate, cell.value) for cell in cells] == [("B1", 12)]


def test_a_sheet_tells_where_it_stands_and_what_it_holds(sheet) -> None:
    path, content = openpyxl_internals.sheet_source(sheet)
    assert path == "xl/worksheets/sheet1.xml"
    assert b"<sheetData>" in content


def test_a_chart_is_written_as_its_workbook_would_hold_it() -> None:
    book = Workbook()
    chart = PieChart()
    chart.add_data(Reference(book.active, min_col=1, min_row=1, max_row=3))
    book.active.add_chart(chart)
    with ZipFile(io.BytesIO(saved(book))) as parts:
        held = parts.read("xl/charts/chart1.xml")
    assert openpyxl_internals.chart_xml(chart) == held


def test_no_other_module_uses_a_private_name_of_openpyxl() -> None:
    """In modules that write or read workbooks: no `_name` but those of an object's own class."""
    uses = []
    for path in PRODUCT.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "openpyxl" not in text or path.name == "openpyxl_internals.py":
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Attribute) and re.match("_[a-z]", node.attr):
                owner = node.value.id if isinstance(node.value, ast.Name) else ""
                if owner not in ("self", "cls"):
                    uses.append(f"{path.name}:{node.lineno} {node.attr}")
            if isinstance(node, ast.ImportFrom) and "openpyxl" in (node.module or ""):
                uses += [f"{path.name}: {node.module}"] if "._" in str(node.module) else []
    assert uses == []

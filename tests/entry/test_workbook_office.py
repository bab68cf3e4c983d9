"""The entry workbook opened and saved again by LibreOffice, as somebody without Excel does."""

import io
import shutil
import subprocess
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from kanagawa.editions.rows import EditionRows
from kanagawa.entry.cells import entry_tables
from kanagawa.entry.cells import place as place_of
from kanagawa.entry.live import live
from kanagawa.entry.parsing import Entry
from kanagawa.entry.preview import preview
from kanagawa.entry.uploads import apply_upload, store
from kanagawa.entry.workbook import entry_workbook
from kanagawa.formats.text import squeeze
from kanagawa.reports import registry
from kanagawa.reports.writers.cells import SheetCells
from kanagawa.reports.writers.excel import write_sheet
from tests.breadth import each_section

from .books import filled, opened, places
from .conftest import open_cells

pytestmark = pytest.mark.office
SECTIONS = list(registry.sections())
# So many formulas, and so many of them shares.
FORMULAS = {
    "robots": (0, 0),
    "programs": (0, 0),
    "investment": (30, 10),
    "international": (25, 18),
    "zones": (0, 0),
}


@pytest.fixture
def resaved(tmp_path: Path, office_profile: str):
    """Files of this test after LibreOffice opened and saved them."""

    def save(files: dict[str, bytes]) -> dict[str, bytes]:
        office = shutil.which("soffice") or shutil.which("libreoffice")
        assert office, "LibreOffice is not installed"
        for name, content in files.items():
            (tmp_path / f"{name}.xlsx").write_bytes(content)
        out = tmp_path / "out"
        command = [
            office,
            office_profile,
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(out),
        ]
        paths = [str(tmp_path / f"{name}.xlsx") for name in files]
        subprocess.run([*command, *paths], check=True, timeout=300, capture_output=True)
        return {name: (out / f"{name}.xlsx").read_bytes() for name in files}

    return save


@pytest.mark.thorough
def test_saved_untouched_it_changes_nothing(draft, clerk, resaved):
    for section, content in resaved({s: entry_workbook(draft, s, clerk) for s in SECTIONS}).items():
        result = preview(
            store(
                edition=draft,
                section=section,
                user=clerk,
                name="x.xlsx",
                content=content,
            )
        )
        assert (result.problems, result.changes, result.since) == ([], [], []), section
        assert result.unchanged == len(open_cells(draft, section))


@each_section
def test_filled_in_it_changes_exactly_what_was_typed(section, draft, clerk, resaved):
    cells = open_cells(draft, section)
    wanted = {a: Decimal(2000 + n) for n, a in enumerate(cells)}
    spelt = {
        a: {"value": int(v) if v % 2 else f"{v:,}"}
        | ({} if cells[a].day_holder else {"as_of": "令和８年３月31日現在"})
        for a, v in wanted.items()
    }
    content = resaved({"book": filled(entry_workbook(draft, section, clerk), spelt)})["book"]
    assert_guided(opened(content))
    upload = store(edition=draft, section=section, user=clerk, name="x.xlsx", content=content)
    result = preview(upload)
    assert result.problems == []
    assert apply_upload(upload=upload, user=clerk, seen=result.seen, choices={}).is_done
    after = open_cells(draft, section)
    assert {a: c.entered.value for a, c in after.items()} == wanted
    own = {c.as_of for c in after.values() if not c.day_holder}
    assert own <= {"令和８年３月31日現在"}


def assert_guided(book):
    """LibreOffice keeps what guides the clerk."""
    for ref, place in places(book).items():
        sheet = book[place.sheet]
        assert sheet.protection.sheet
        assert not sheet[place.value].protection.locked, ref
        assert sheet[place.value].comment, ref
        assert sheet.data_validations.count


@each_section
def test_computed_cells_follow_what_is_typed(section, draft, clerk, resaved):
    """What LibreOffice computes in the locked cells is what the tables will print."""
    cells = open_cells(draft, section)
    typed = {a: Entry(c.shown, str(3000 + n)) for n, (a, c) in enumerate(cells.items())}
    numbers = {a: {"value": int(entry.value)} for a, entry in typed.items()}
    file = filled(entry_workbook(draft, section, clerk), numbers)
    given, content = opened(file), resaved({"book": file})["book"]
    computed = load_workbook(io.BytesIO(content), data_only=True)
    figures = printed_by_place(draft, section, typed)
    formulas = shares = 0
    for sheet in given.worksheets:
        for cell in (c for row in sheet.iter_rows() for c in row if c.data_type == "f"):
            formulas += 1
            at = (sheet.title, cell.coordinate)
            value = computed[sheet.title][cell.coordinate].value
            if isinstance(value, int | float):
                shares += "ROUND" in cell.value
                places = 1 if "." in figures[at] else 0
                assert f"{value:,.{places}f}" in figures[at], at
            else:
                assert squeeze(unicodedata.normalize("NFKC", value)) == figures[at], at
    least = FORMULAS[section]
    assert formulas >= least[0] and shares >= least[1]


def printed_by_place(draft, section, entries):
    """The print of the tables with these entries, by sheet and cell of the workbook."""
    prints = {}
    now = live(draft, section, entries)
    rows = EditionRows(draft)
    tables = [table for table in entry_tables(draft, section, rows) if table.grid.body]
    for number, table in enumerate(tables, start=1):
        ws = opened_sheet(table)
        for line in (*table.header, *table.body):
            for cell in line:
                text = now.printed[table.key].get(place_of(cell.row, cell.column), "")
                at = f"{get_column_letter(cell.column + 1)}{ws.first + cell.row}"
                prints[f"第{number}表", at] = squeeze(unicodedata.normalize("NFKC", text))
    return prints


def opened_sheet(table):
    return write_sheet(SheetCells(Workbook().active), table.grid.with_(chart="", chart_data=None))

"""The entry workbook opened and saved again by LibreOffice, as somebody without Excel does."""

import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from kanagawa.entry.preview import preview
from kanagawa.entry.uploads import apply_upload, store
from kanagawa.entry.workbook import entry_workbook
from kanagawa.reports import registry

from .books import filled, opened, places
from .conftest import open_cells

pytestmark = pytest.mark.office
SECTIONS = list(registry.sections())


@pytest.fixture
def resaved(tmp_path: Path):
    """Files of this test after LibreOffice opened and saved them."""

    def save(files: dict[str, bytes]) -> dict[str, bytes]:
        office = shutil.which("soffice") or shutil.which("libreoffice")
        assert office, "LibreOffice is not installed"
        for name, content in files.items():
            (tmp_path / f"{name}.xlsx").write_bytes(content)
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        out = tmp_path / "out"
        command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out)]
        paths = [str(tmp_path / f"{name}.xlsx") for name in files]
        subprocess.run([*command, *paths], check=True, timeout=300, capture_output=True)
        return {name: (out / f"{name}.xlsx").read_bytes() for name in files}

    return save


def test_saved_untouched_it_changes_nothing(draft, clerk, resaved):
    for section, content in resaved({s: entry_workbook(draft, s, clerk) for s in SECTIONS}).items():
        found = preview(store(
            edition=draft, section=section, user=clerk, name="x.xlsx", content=content,
        ))  # fmt: skip
        assert (found.problems, found.changes, found.since) == ([], [], []), section
        assert found.unchanged == len(open_cells(draft, section))


def test_filled_in_it_changes_exactly_what_was_typed(draft, clerk, resaved):
    wanted, files = {}, {}
    for section in SECTIONS:
        cells = open_cells(draft, section)
        wanted[section] = {a: Decimal(2000 + n) for n, a in enumerate(cells)}
        spelt = {
            a: {"value": int(v) if v % 2 else f"{v:,}", "as_of": "令和８年３月31日現在"}
            for a, v in wanted[section].items()
        }
        files[section] = filled(entry_workbook(draft, section, clerk), spelt)
    for section, content in resaved(files).items():
        kept = store(edition=draft, section=section, user=clerk, name="x.xlsx", content=content)
        found = preview(kept)
        assert found.problems == [], section
        assert apply_upload(upload=kept, user=clerk, seen=found.seen, choices={}).is_done
        after = open_cells(draft, section)
        assert {a: c.entered.value for a, c in after.items()} == wanted[section]
        assert {c.as_of for c in after.values()} == {"令和８年３月31日現在"}


def test_it_keeps_what_guides_the_clerk(draft, clerk, resaved):
    book = opened(resaved({"book": entry_workbook(draft, "investment", clerk)})["book"])
    for address, place in places(book).items():
        sheet = book[place.sheet]
        assert sheet.protection.sheet
        assert not sheet[place.value].protection.locked, address
        assert sheet[place.value].comment, address
        assert sheet.data_validations.count

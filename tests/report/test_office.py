"""The whole-edition workbook, opened by LibreOffice, shows every table row and every robot."""

import csv
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

from kanagawa.editions.content import Content
from kanagawa.formats.text import squeeze
from robots.models import Robot

pytestmark = pytest.mark.office
# Every sheet as displayed: UTF-8, quoted where needed, "as shown", all sheets (-1).
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"


@pytest.fixture
def sheets(published, tmp_path: Path, office_profile: str) -> list[str]:
    """The displayed text of every sheet, without spaces."""
    book = tmp_path / "report.xlsx"
    call_command("export_report", edition="2025", format="xlsx", output=book)
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "LibreOffice is not installed"
    command = [
        office,
        office_profile,
        "--headless",
        "--convert-to",
        AS_SHOWN,
        "--outdir",
        tmp_path,
        book,
    ]
    subprocess.run(command, check=True, timeout=300, capture_output=True)
    return [_shown(path) for path in sorted(tmp_path.glob("report-*.csv"))]


def _shown(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return squeeze("".join(cell for row in csv.reader(file) for cell in row))


def test_every_table_row_and_every_robot_is_displayed_as_printed(sheets, published):
    tables = Content(published).tables
    assert len(sheets) >= len(tables)
    missing = []
    for key, grid in tables.items():
        for row in grid.body:
            line = squeeze("".join(cell.text for cell in row))
            if not any(line in sheet for sheet in sheets):
                missing.append(f"{key}: {line[:60]}")
    assert missing == []
    names = [squeeze(robot.name) for robot in Robot.objects.filter(edition=published)]
    assert len(names) == 75
    assert [name for name in names if not any(name in sheet for sheet in sheets)] == []

"""What goes into a file, how the file is named, and the command that writes it."""

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from kanagawa.editions.describing import manifest_of
from kanagawa.editions.management.commands import export_report
from kanagawa.editions.models import Edition
from kanagawa.reports.document import Block
from kanagawa.reports.grid import Grid
from kanagawa.reports.writers.export import Extract, NothingToExport, extract, safe_name
from kanagawa.reports.writers.file_formats import CSV, EXCEL, FORMATS, JSON

from .samples import every_grid, pie

TABLES = {grid.key: grid for grid in every_grid()} | {"other.one": pie().with_(key="other.one")}
MANIFEST = manifest_of((), TABLES, (), {}, ())


def taken(**options: Any) -> Extract:
    manifest = options.pop("manifest", MANIFEST)
    return extract(TABLES, manifest, edition="2025-1", label="令和７年度", **options)


def test_everything_one_section_or_one_table() -> None:
    assert [grid.key for grid in taken().all] == list(TABLES)
    assert [grid.key for grid in taken(section="other").all] == ["other.one"]
    assert [grid.key for grid in taken(table="sample.pie").all] == ["sample.pie"]


def test_lists_of_records_come_after_the_tables() -> None:
    part = taken(manifest=manifest_of((), TABLES, {"sample.prints"}, {}, ()))
    assert [grid.key for grid in part.lists] == ["sample.prints"]
    assert part.all[-1].key == "sample.prints"


@pytest.mark.parametrize(
    ("options", "said"),
    [({"section": "none"}, "sample、other"), ({"table": "none"}, "sample.pie")],
)
def test_what_is_not_there_is_refused_with_what_there_is(
    options: dict[str, str], said: str
) -> None:
    with pytest.raises(NothingToExport, match=said):
        taken(**options)


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_tables_give_the_same_file(form: str) -> None:
    write = FORMATS[form].write
    assert write(taken(), None) == write(taken(), None)


@pytest.mark.parametrize("form", FORMATS)
def test_progress_counts_to_the_end(form: str) -> None:
    calls: list[tuple[int, int, str]] = []
    FORMATS[form].write(taken(), lambda *call: calls.append(call))
    assert calls[-1][:2] == (len(TABLES), len(TABLES))


def test_one_table_has_no_contents_but_its_long_form() -> None:
    book = openpyxl.load_workbook(io.BytesIO(EXCEL.write(taken(table="sample.pie"), None)))
    assert book.sheetnames == ["第1表", "機械可読", "項目の説明"]


def test_json_names_the_edition() -> None:
    edition = json.loads(JSON.write(taken(content_hash="abc"), None))["edition"]
    assert edition == {"slug": "2025-1", "label": "令和７年度", "content_hash": "abc"}


def test_files_have_japanese_names() -> None:
    assert EXCEL.file_name(taken(table="sample.pie")) == "令和7年度_進出地域別_様式.xlsx"
    assert CSV.file_name(taken()) == "令和7年度_全体_機械可読.csv"


@pytest.mark.parametrize("text", ["../../a", 'a"b<c>|?*:\\', "a\r\nb\0", "...", "長" * 300])
def test_names_hold_nothing_that_file_systems_refuse(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name) <= 80 and not set(name) & set('\\/:*?"<>|\r\n\0')
    assert not name.startswith(".")


@pytest.fixture
def draft(db: None, monkeypatch: pytest.MonkeyPatch) -> Edition:
    """A draft whose content are the sample tables."""

    class Sample:
        tables: dict[str, Grid] = TABLES
        manifest = MANIFEST
        blocks: tuple[Block, ...] = ()

        def __init__(self, edition: Edition) -> None:
            self.edition = edition

    monkeypatch.setattr(export_report, "Content", Sample)
    return Edition.objects.create(fiscal_year=2030)


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("export_report", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("form", FORMATS)
def test_the_command_writes_a_file_and_says_which(
    draft: Edition, tmp_path: Path, form: str
) -> None:
    process = run("--edition", "2030", "--draft", "--format", form, "--output", str(tmp_path))
    path = next(p for p in tmp_path.iterdir() if "説明" not in p.name)
    assert path.name.startswith("令和12年度_全体_") and str(path) in process
    expected = extract(TABLES, MANIFEST, edition="2030-1", label="令和12年度", is_draft=True)
    assert path.read_bytes() == FORMATS[form].write(expected, None)
    assert (form == "csv") == any("項目の説明" in p.name for p in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--edition", "2030"], "--draft"),
        (["--edition", "1999"], "2030-1"),
        (["--edition", "2030-2", "--draft"], "2030-1"),
        (["--edition", "令和12"], "2025-1"),
        (["--edition", "9" * 30], "2025-1"),
        (["--edition", "2030-", "--draft"], "2025-1"),
        (["--edition", "2030", "--draft", "--section", "none"], "other"),
        (["--edition", "2030", "--draft", "--table", "none"], "sample.pie"),
        (["--edition", "2030", "--draft", "--section", "a", "--table", "b"], "どちらか"),
        (["--edition", "2030", "--draft", "--output", "/none/such/file.xlsx"], "書き込めません"),
    ],
)
def test_the_command_says_what_is_wrong(draft: Edition, arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(*arguments)

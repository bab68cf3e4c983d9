"""The rule of the Digital Agency on machine-readable data (機械可読性ルール, 2026-03-31), levels
1 to 3, on every file of the data package and on the sheet 機械可読 of the workbook.

What only a person can judge is not here: whether a name says enough (1-5), whether その他 is too
large (2-5). 1-10 to 1-13 and 2-6 speak of workbooks: `test_the_sheet_for_machines_is_only_data`.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from kanagawa.editions.copying import copy_edition
from kanagawa.editions.publishing import publish
from kanagawa.formats.area_codes import check_digit
from kanagawa.reports.writers.workbook import FLAT
from robots.models import RobotIndicatorFigure
from tests.public.public_urls import look_for_news

pytestmark = pytest.mark.sample
BOM = b"\xef\xbb\xbf"
# How the paper sets a text, its blanks included, is what these columns are for.
AS_PRINTED = {"printed", "table_title", "row_label", "column_label", "old", "new", "place"}
# Characters of one maker's machines (NEC's and IBM's rows of JIS).
OF_ONE_MACHINE = re.compile(
    "[①-⑳Ⅰ-Ⅻ㍉㌔㌢㍍㌘㌧㌃㌶㍑㍗㌍㌦㌣㌫㍊㌻㎜㎝㎞㎎㎏㏄㎡㍻㍼㍽㍾〝〟№㏍℡㊤-㊨㈱㈲㈹]"
)
CODES = ("kind", "measure", "status", "qualifier")
ISO = re.compile(r"\d{4}(-\d\d){0,2}(/(\d{4}-\d\d-\d\d|\.\.))?")


@dataclass(frozen=True)
class Table:
    """One CSV file as it is read: `fields` by name as the package describes them."""

    path: str
    raw: bytes
    encoding: str
    head: list[str]
    rows: list[list[str]]
    fields: dict[str, dict[str, Any]]
    dictionary: frozenset[str]

    def column(self, name: str) -> list[str]:
        return [cell for column, cell in self.cells() if column == name]

    def cells(self) -> Iterator[tuple[str, str]]:
        for row in self.rows:
            yield from zip(self.head, row, strict=False)

    def of_type(self, *types: str) -> Iterator[str]:
        for name, cell in self.cells():
            if cell and name in self.fields and self.fields[name]["type"] in types:
                yield cell


def is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", cell))


def is_area_in_kanagawa(code: str) -> bool:
    return code.startswith("14") and code[5:] == check_digit(code[:5])


def explained(table: Table) -> Iterator[bool]:
    """Whether each code stands in the description of its column."""
    for name, cell in table.cells():
        if cell and table.path == "figures.csv" and name in CODES:
            yield cell in re.findall("[a-z_]+", table.fields[name]["description"])


def without_value(table: Table) -> Iterator[bool]:
    for value, status in zip(table.column("value"), table.column("status"), strict=False):
        yield bool(value) == (status == "value")


def with_unit(table: Table) -> Iterator[bool]:
    for value, unit in zip(table.column("value"), table.column("unit"), strict=False):
        yield not value or bool(unit)


RULES: dict[str, Callable[[Table], bool]] = {
    "1-1 a format for data": lambda t: PurePosixPath(t.path).suffix == ".csv",
    "1-2 one table, 1-4 nothing beside it": lambda t: set(map(len, t.rows)) <= {len(t.head)},
    "1-3 no blank rows": lambda t: all(any(row) for row in t.rows),
    "1-5 every column has a name": lambda t: all(t.head),
    "1-6 no blanks for looks": lambda t: (
        not any(
            cell != cell.strip() or re.search("[ 　]{2}", cell)
            for name, cell in t.cells()
            if name not in AS_PRINTED
        )
    ),
    "1-8 no characters of one machine": lambda t: (
        not any(
            OF_ONE_MACHINE.search(cell)
            for name, cell in t.cells()
            if name not in {"name", "printed"}
        )
    ),
    "1-9 nothing is not 0": lambda t: all(without_value(t)),
    "1-14 one record a line, 1-15 quoted": lambda t: (
        list(csv.reader(io.StringIO(t.raw.decode("utf-8-sig"), newline=""), strict=True))
        == [t.head, *t.rows]
    ),
    "2-1 numbers are numbers": lambda t: all(map(is_number, t.of_type("number", "integer"))),
    "2-2 labels are repeated": lambda t: (
        not any(cell in ("同上", "〃", "”") for _, cell in t.cells())
        and all(all(t.column(name)) for name in ("edition", "section", "table_key"))
    ),
    "2-3 names are unique": lambda t: len(set(t.head)) == len(t.head),
    "2-4 codes out of a list": lambda t: all(explained(t)),
    "2-6 no formulas": lambda t: not any(cell.startswith(("=", "@")) for _, cell in t.cells()),
    "3-1 the head in the first row": lambda t: t.head == list(t.fields),
    "3-2 codes and 3-3 signs are explained": lambda t: set(t.head) <= t.dictionary,
    "3-4 the unit is told": lambda t: all(with_unit(t)),
    "3-5 times by the Western year": lambda t: all(
        ISO.fullmatch(cell)
        for name, cell in t.cells()
        if cell and (t.fields.get(name, {}).get("type") == "date" or name == "time_code")
    ),
    "3-6 the area by its code": lambda t: (
        all(map(is_area_in_kanagawa, t.column("local_gov_code")))
        and set(t.column("prefecture")) <= {"神奈川県"}
    ),
    "3-8 ASCII names and a declared encoding": lambda t: (
        all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in t.head)
        and (t.encoding == "utf-8-sig") == t.raw.startswith(BOM)
    ),
    "3-9 long form": lambda t: sum(name == "value" for name in t.head) <= 1,
}


def tables_of(web: Any, edition: str) -> list[Table]:
    archive = ZipFile(io.BytesIO(web.get(f"/{edition}/data.zip").content))
    package = json.loads(archive.read("datapackage.json"))
    records = csv.reader(io.StringIO(web.get("/dictionary.csv").content.decode("utf-8-sig")))
    dictionary = frozenset(row[0].rpartition(":")[2] for row in records)
    tables = []
    for resource in package["resources"]:
        raw = archive.read(resource["path"])
        head, *rows = csv.reader(io.StringIO(raw.decode(resource["encoding"]), newline=""))
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        tables.append(
            Table(resource["path"], raw, resource["encoding"], head, rows, fields, dictionary)
        )
    return tables


@pytest.fixture
def corrected(published):
    draft = copy_edition(source=published, fiscal_year=2025, reason="集計の誤り")
    figure = RobotIndicatorFigure.objects.filter(edition=draft, value__isnull=False).first()
    figure.value += 1
    figure.save()
    publish(edition=draft)
    look_for_news()
    return draft


def broken_rules(table: Table) -> list[str]:
    return [rule for rule, keeps in RULES.items() if not keeps(table)]


def test_every_file_keeps_every_rule_and_its_form_over_the_editions(web, corrected):
    tables = tables_of(web, "2025-2")
    assert {"figures.csv", "errata.csv"} <= {table.path for table in tables}
    assert {t.path: broken_rules(t) for t in tables if broken_rules(t)} == {}
    # 3-7: the form stays the same from one edition to the next.
    first = {table.path: table.head for table in tables_of(web, "2025-1")}
    assert {t.path: t.head for t in tables if t.path != "errata.csv"} == first


def changed(table: Table, **cells: str) -> Table:
    """The table with these cells in the first row that has a value."""
    number = next(n for n, row in enumerate(table.rows) if row[table.head.index("value")])
    row = [cells.get(name, old) for name, old in zip(table.head, table.rows[number], strict=True)]
    rows = [*table.rows[:number], row, *table.rows[number + 1 :]]
    return replace(table, rows=rows)


def test_every_rule_sees_what_breaks_it(web, published):
    table = next(t for t in tables_of(web, "2025-1") if t.path == "figures.csv")
    head = table.head
    broken = {
        "1-1": replace(table, path="figures.pdf"),
        "1-2": replace(table, rows=[*table.rows, ["※ 速報値です。"]]),
        "1-3": replace(table, rows=[*table.rows, [""] * len(head)]),
        "1-5": replace(table, head=["", *head[1:]]),
        "1-6": changed(table, indicator="企　　業"),
        "1-8": changed(table, indicator="㈱の数"),
        "1-9": changed(table, value=""),
        "1-14": replace(table, raw=table.raw + b"a,\n"),
        "2-1": changed(table, value="1,234"),
        "2-2": changed(table, table_key=""),
        "2-3": replace(table, head=[head[1], *head[1:]]),
        "2-4": changed(table, kind="およそ"),
        "2-6": changed(table, indicator="=1+1"),
        "3-1": replace(table, head=[*reversed(head)]),
        "3-2": replace(table, dictionary=table.dictionary - {"status"}),
        "3-4": changed(table, unit=""),
        "3-5": changed(table, period_start="令和７年４月１日"),
        "3-6": changed(table, local_gov_code="140001"),
        "3-8": replace(table, raw=table.raw.removeprefix(BOM)),
        "3-9": replace(table, head=[*head[:-1], "value"]),
    }
    assert broken_rules(table) == []
    assert set(broken) == {rule.partition(" ")[0] for rule in RULES}
    for rule, wrong in broken.items():
        assert any(each.startswith(f"{rule} ") for each in broken_rules(wrong)), rule


def test_the_sheet_for_machines_is_only_data(web, published):
    book = load_workbook(io.BytesIO(web.get("/2025/report.xlsx").content))
    sheet = book[FLAT]
    assert not sheet.merged_cells.ranges  # 1-12
    assert not sheet._images and not sheet._charts  # 1-10
    hidden = [*sheet.row_dimensions.values(), *sheet.column_dimensions.values()]
    assert not [each for each in hidden if each.hidden]  # 1-13
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]  # 2-6
    # 1-11: neither colour nor bold letters say anything.
    assert {(cell.fill.fill_type, bool(cell.font.b)) for cell in cells} == {(None, False)}

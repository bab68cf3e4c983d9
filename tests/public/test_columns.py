"""A field of a record is declared once: list, page, files and table print the same of it."""

import csv
import io
from dataclasses import replace

from bs4 import BeautifulSoup

from kanagawa.editions.content import Content
from kanagawa.editions.rows import EditionRows
from kanagawa.formats.numbers import DASH
from kanagawa.public.filters import RecordFilter
from kanagawa.public.record_page import fields_of
from kanagawa.public.selection import rows_of
from kanagawa.public.tables import RecordTable, labels, names, raw_rows
from kanagawa.reports import registry
from kanagawa.reports.columns import Column, Filter
from kanagawa.reports.list_tables import list_table
from kanagawa.reports.registry import record_lists
from robots.records import ROBOTS
from tests.public.public_urls import of_list


def page(client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200, url
    return BeautifulSoup(response.content, "html.parser")


def listed(client, records) -> list[dict[str, str]]:
    """What the list page prints of its records row by row, by the heads of its columns."""
    table = page(client, f"{of_list(records, '2025')}?page=1").select_one("table.records")
    heads = [th.text for th in table.select("thead th")]
    rows = [[cell.text for cell in tr.select("th, td")] for tr in table.select("tbody tr")]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def detailed(client, records, key: str) -> dict[str, str]:
    fields = page(client, f"{of_list(records, '2025')}{key}/").select("dl.fields div")
    return {div.dt.text: div.dd.text for div in fields}


def filed(client, records) -> list[dict[str, str]]:
    content = client.get(of_list(records, "2025", "csv")).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def gridded(content, records) -> list[dict[str, str]]:
    """What the table of these records prints, by its heads; nothing where they have no table."""
    declared = registry.tables().values()
    keys = [t.key for t in declared if t.is_list and t.models[:1] == (records.model,)]
    if not keys or keys[0] not in content.tables:
        return []
    grid = content.tables[keys[0]]
    heads = [cell.text for cell in grid.header[0]]
    return [dict(zip(heads, (c.text for c in row), strict=True)) for row in grid.body]


def same(one: dict[str, str], other: dict[str, str]) -> bool:
    """Both print the same under the heads they share; nothing is a dash in a list."""

    def plain(text: str) -> str:
        return "" if text == DASH else "".join(text.split())

    return all(plain(one[head]) == plain(other[head]) for head in {*one} & {*other})


def test_list_page_file_and_table_print_the_same_text_of_every_field(web, published):
    content, compared = Content(published), 0
    for records in record_lists():
        rows = listed(web, records)
        files, table = filed(web, records), gridded(content, records)
        for place, row in enumerate(rows[:3]):
            detail = detailed(web, records, files[place]["key"])
            assert same(row, detail), (row, detail)
            if table:
                assert same(row, table[place]), (row, table[place])
                assert same(detail, table[place]), (detail, table[place])
                compared += 1
            texts = {c.label_of(records.model): files[place][c.name] for c in records.on("files")}
            printed = {head: text for head, text in texts.items() if not text[:1].isdigit()}
            assert same(row, printed), (row, printed)
    assert compared >= 20


def test_one_line_declares_a_field_for_every_face(published):
    added = Column("maker", label="メーカー", path="key", filter=Filter(), width=20)
    declared = replace(ROBOTS, columns=(*ROBOTS.columns, added))
    robots = rows_of(ROBOTS, published)
    first = robots.first()
    table = RecordTable(robots, declared)
    table.paginate(page=1)
    assert f"<td>{first.key}</td>" in table.body()
    assert "メーカー" in [str(column.header) for column in table.columns]
    shown = list(fields_of(first, declared, str))
    assert ("メーカー", first.key) in [(field.label, field.text) for field in shown]
    columns = declared.on("files")
    assert names(columns)[-1] == "maker"
    assert labels(columns, declared.model)[-1] == "メーカー"
    assert next(raw_rows(columns, robots, str))[-1] == first.key
    grid = list_table("robots.x", "", declared.model, declared.columns).build(
        EditionRows(published)
    )
    assert grid.header[0][-1].text == "メーカー"
    assert grid.body[0][-1].text == first.key
    assert grid.widths == (6, 72, 16, 20)


def test_a_list_may_have_other_columns_first_than_its_files():
    first = replace(ROBOTS, first=("commercialised_on",))
    names_of = {face: [column.name for column in first.on(face)] for face in ("list", "files")}
    assert names_of["list"][0] == "commercialised_on"
    assert names_of["files"] == [column.name for column in ROBOTS.on("files")]
    assert sorted(names_of["list"]) == sorted(column.name for column in ROBOTS.on("list"))


def test_a_column_that_narrows_the_list_does_so(published):
    added = Column("position", label="並び順", filter=Filter("least", lookup="gte"))
    declared = replace(ROBOTS, columns=(*ROBOTS.columns, added))
    robots = rows_of(ROBOTS, published)
    last = robots.last()
    narrowed = RecordFilter(
        {"least": str(last.position)}, robots, records=declared, edition=published
    )
    assert list(narrowed.qs) == [last]
    assert narrowed.filters["least"].label == "並び順"

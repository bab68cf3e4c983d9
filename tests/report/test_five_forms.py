"""Every declared table says the same on its page, in Excel, CSV, JSON and in its frozen copy."""

import csv
import io
import json
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from openpyxl import load_workbook

from kanagawa.editions.content import Content, LiveContent
from kanagawa.editions.rows import EditionRows
from kanagawa.formats.text import squeeze
from kanagawa.reports import registry


@pytest.fixture
def client(db):
    return Client()


@pytest.fixture
def tables(published):
    return Content(published).tables


def cells(grid):
    return [cell for row in (*grid.header, *grid.body) for cell in row]


def texts(grid):
    return [squeeze(cell.text) for cell in cells(grid)]


# What a scheme prints that has ended since it was the present one: in 令和７年度 there is none.
FOR_LATER = "investment.ended-"
# Where the tables stand that staff make: the report of 令和７年度 has none.
OF_STAFF = ".own"


def test_every_declared_table_is_in_the_edition(tables):
    for key, table in registry.tables().items():
        if key.startswith(FOR_LATER) or key.endswith(OF_STAFF):
            continue
        wanted = f"{key}." if table.each else key
        assert any(name == key or name.startswith(wanted) for name in tables), key


def test_the_frozen_copies_are_what_the_rows_say(published, tables):
    assert LiveContent(EditionRows(published)).tables == tables


def test_the_page_of_every_table_shows_its_cells_in_order(client, tables):
    for key, grid in tables.items():
        page = client.get(f"/2025/tables/{key}/")
        assert page.status_code == 200, key
        soup = BeautifulSoup(page.content, "html.parser")
        table = soup.select_one("table.report-table") or soup.table
        for hidden in table.select(".hidden, caption"):
            hidden.decompose()
        shown = [squeeze(cell.get_text()) for cell in table.select("th, td")]
        assert shown == texts(grid), key
        for printed in (grid.title, grid.as_of, grid.source, *grid.notes):
            assert squeeze(printed) in squeeze(soup.get_text()), key


def test_the_json_of_every_table_holds_its_cells_and_figures(client, tables):
    for key, grid in tables.items():
        (table,) = json.loads(client.get(f"/2025/tables/{key}.json").content)["tables"]
        assert (table["key"], table["title"]) == (key, grid.title)
        assert (table["unit"], table["as_of"]) == (grid.unit, grid.as_of)
        assert table["notes"] == list(grid.notes)
        stored = [cell for row in (*table["header"], *table["body"]) for cell in row]
        assert [squeeze(cell["text"]) for cell in stored] == texts(grid)
        spans = [(cell["colspan"], cell["rowspan"]) for cell in stored]
        assert spans == [(cell.colspan, cell.rowspan) for cell in cells(grid)]
        figures = [figure["key"] for cell in stored for figure in cell["figures"]]
        assert figures == [figure.key for figure in grid.figures()]


def test_the_csv_of_every_table_holds_its_figures(client, tables):
    for key, grid in tables.items():
        content = client.get(f"/2025/tables/{key}.csv").content
        assert content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        figures = list(grid.figures())
        assert [row["figure_key"] for row in rows] == [figure.key for figure in figures]
        for row, figure in zip(rows, figures, strict=True):
            stored = Decimal(row["value"]) if row["value"] else None
            assert (stored, row["unit"], row["kind"]) == (figure.value, figure.unit, figure.kind)
            assert row["status"] == figure.status
            # A target has no day, nor has what has no value.
            day = figure.as_of if figure.kind != "target" and figure.value is not None else None
            assert row["as_of"] == (day.isoformat() if day else "")


def test_the_excel_sheet_of_every_table_holds_its_cells_and_its_numbers_as_numbers(client, tables):
    for key, grid in tables.items():
        content = client.get(f"/2025/tables/{key}.xlsx").content
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        filled = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        values = [cell.value for cell in filled]
        words = [squeeze(value) for value in values if isinstance(value, str)]
        numbers = [Decimal(str(v)) for v in values if isinstance(v, int | float)]
        for cell in cells(grid):
            single = cell.figures[0].value if len(cell.figures) == 1 else None
            if single is None:
                assert not cell.text or squeeze(cell.text) in words, (key, cell.text)
            else:
                assert single in numbers or squeeze(cell.text) in words, (key, cell.text)
        # A cell whose whole text is one figure is a number, not text.
        plain = [c for c in cells(grid) if len(c.figures) == 1 and c.figures[0].value is not None]
        whole = [c for c in plain if squeeze(c.text).endswith(squeeze(c.figures[0].text))]
        assert len([c for c in filled if c.data_type == "n"]) >= len(whole), key

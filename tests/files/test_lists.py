"""Every list of records says the same on its pages, in Excel and in CSV."""

from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from kanagawa.formats.numbers import is_dash, parse_amount
from kanagawa.formats.text import squeeze
from kanagawa.formats.years import fiscal_year, wareki, wareki_month
from kanagawa.public.tables import PER_PAGE
from kanagawa.reports.registry import record_lists
from tests.public.public_urls import of_list

from .reading import as_csv, as_number, csv_rows, sheet_rows, unguarded

DIGITS = "0123456789０１２３４５６７８９,.，．"
LISTS = {records.name: records for records in record_lists()}


@pytest.fixture(params=LISTS)
def records(request):
    return LISTS[request.param]


def test_the_workbook_holds_what_the_csv_holds(client, published, records):
    heads, *rows = sheet_rows(client.get(of_list(records, "2025", "xlsx")).content)
    names, *lines = csv_rows(client.get(of_list(records, "2025", "csv")).content)
    assert len(heads) == len(names) and None not in heads
    assert rows
    values = [[as_csv(value) for value in row] for row in rows]
    assert values == [[as_number(unguarded(text)) for text in line] for line in lines]


def test_the_pages_show_what_the_workbook_holds(client, published, records):
    heads, *rows = sheet_rows(client.get(of_list(records, "2025", "xlsx")).content)
    pages = -(-len(rows) // PER_PAGE)
    shown = [row for n in range(1, pages + 1) for row in page_rows(client, records, n)]
    assert len(shown) == len(rows)
    for row, (link, texts) in zip(rows, shown, strict=True):
        values = dict(zip(heads, row, strict=True))
        assert link.endswith(f"/{row[0]}/")
        # A page leaves long texts to the record's own page: it has fewer columns than the file.
        for head, text in texts.items():
            assert says(text, values[head]), (row[0], head, values[head], text)


def page_rows(client, records, number):
    """The rows of a page of the list: the URL that each leads to, its texts by their heads."""
    page = client.get(of_list(records, "2025"), {"page": number}).content
    table = BeautifulSoup(page, "html.parser").select_one("table.records")
    heads = [th.get_text(strip=True) for th in table.select("thead th")]
    for tr in table.select("tbody tr"):
        texts = (cell.get_text() for cell in tr.find_all(["th", "td"]))
        yield tr.a["href"], dict(zip(heads, texts, strict=True))


def says(text: str, value: object) -> bool:
    """Whether the print says the value: 令和６年６月 the day 2024-06-01, 28.8％ the number 28.8."""
    if value is None:
        return is_dash(text) or not text
    if isinstance(value, date):
        return text in (wareki(value), wareki_month(value))
    if isinstance(value, Decimal):
        return text == fiscal_year(int(value)) if text.endswith("年度") else prints(text, value)
    return squeeze(text) == squeeze(value)


def prints(text: str, value: Decimal) -> bool:
    """Whether an amount with some unit (12件, 28.8％, 13億291万円) is this number."""
    unit = text.lstrip(DIGITS)
    return parse_amount(text, "円" if text.endswith("円") else unit) == value

"""How many database queries each page takes is recorded; more rows take no more queries.

After a change on purpose run it once with RECORD_QUERY_COUNTS=1 in the environment and review the
difference in query_counts.json.
"""

import json
import os
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kanagawa.editions.content import Content
from kanagawa.editions.rows import create_rows, references, row_models
from kanagawa.reports import registry
from kanagawa.reports.registry import record_lists
from tests.breadth import first_or_every
from tests.public.public_urls import FIGURE

RECORDED = Path(__file__).with_name("query_counts.json")


def urls(edition) -> dict[str, str]:
    """One URL of every kind of page, named without what the edition holds."""
    table = next(iter(Content(edition).tables))
    found = {
        "home": "",
        "editions": "editions/",
        "comparisons": "compare/",
        "comparison": "compare/2025..2025/robots/",
        "series": f"series/{FIGURE}/",
        "about": "about/",
        "sitemap": "sitemap.xml",
        "search": "search/?q=%E7%89%B9%E5%8C%BA",
        "feed": "feed.atom",
        "edition": f"{edition.slug}/",
        "report": f"{edition.slug}/report/",
        "errata": f"{edition.slug}/errata/",
        "tables": f"{edition.slug}/tables/",
        "table": f"{edition.slug}/tables/{table}/",
        "table.xlsx": f"{edition.slug}/tables/{table}.xlsx",
        "report.xlsx": f"{edition.slug}/report.xlsx",
        "report.csv": f"{edition.slug}/report.csv",
        "report.json": f"{edition.slug}/report.json",
    }
    for name in ("home", "comparison", "series", "search", "edition", "errata", "table"):
        found[f"english {name}"] = f"en/{found[name]}"
    for section in registry.sections():
        found[f"section {section}"] = f"{edition.slug}/{section}/"
    for records in record_lists():
        at = f"{edition.slug}/{records.section}/{records.key}"
        key = records.model.objects.filter(edition=edition).first().key
        found[f"list {records.name}"] = f"{at}/"
        found[f"csv {records.name}"] = f"{at}.csv"
        found[f"detail {records.name}"] = f"{at}/{key}/"
    return found


def kind_of_page(name: str) -> str:
    """All sections are of one kind, all lists, all files of a list; English pages are of theirs."""
    return name.split()[0]


def count(client: Client, url: str) -> int:
    caches["default"].clear()
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
        b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == 200, url
    return len(queries)


@first_or_every
def test_every_public_page_takes_its_recorded_number_of_queries(take, published):
    client, pages = Client(), urls(published)
    counts = {name: count(client, f"/{pages[name]}") for name in take(pages, kind_of_page)}
    recorded = json.loads(RECORDED.read_text("utf-8"))
    if os.environ.get("RECORD_QUERY_COUNTS") and counts.keys() == pages.keys():
        RECORDED.write_text(json.dumps(counts, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert recorded.keys() == pages.keys()
    assert counts == {name: recorded[name] for name in counts}


@pytest.mark.sample
@first_or_every
def test_no_page_takes_more_queries_because_it_has_more_rows(take, draft, admin_client):
    pages = urls(draft)
    # A detail page belongs to one row and its file lists are compared by their tables.
    names = take([name for name in pages if not name.startswith("detail")], kind_of_page)
    before = {name: count(admin_client, f"/staff/preview/{pages[name]}") for name in names}
    for model in row_models():
        _double(model, draft)
    after = {name: count(admin_client, f"/staff/preview/{pages[name]}") for name in names}
    assert after == before


def _double(model, edition) -> None:
    """A second row like each that the edition has, under another key, where tables allow it."""
    from kanagawa.editions.models import Node
    from kanagawa.figures.models import FigureRow, Indicator

    if model is Node or issubclass(model, FigureRow | Indicator) or not model.SEARCHED:
        return
    rows = list(model.objects.filter(edition=edition))
    for row in rows:
        for field in references(model):
            getattr(row, field.name)
        row.pk, row.key = None, f"{row.key}-again"
        row._state.adding = True
        row.edition = edition
    create_rows(model, rows)

"""Two published editions side by side: every number, name and way of the pages."""

import csv
import io
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kanagawa.editions.content import Content
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Edition
from kanagawa.editions.publishing import publish
from kanagawa.editions.rolling import roll_edition
from kanagawa.formats.years import period_text
from robots.models import Robot, RobotIndicatorFigure
from tests.made_once import made_once
from tests.public.public_urls import FIGURE, look_for_news
from tests.rolling.conftest import fill

pytestmark = pytest.mark.sample


def _next_year() -> Edition:
    edition = roll_edition(source=Edition.objects.get(fiscal_year=2025))
    fill(edition, states=("held", "cancelled"))
    Robot.objects.filter(edition=edition).first().delete()
    Robot.objects.create(edition=edition, name="新しいロボット", commercialised_on="2026-02-01")
    return edition


@pytest.fixture
def two_years(published) -> Edition:
    edition = made_once("compared", lambda: publish(edition=_next_year()))
    look_for_news()
    return edition


def page(web, url: str) -> BeautifulSoup:
    response = web.get(url)
    assert response.status_code == 200, url
    return BeautifulSoup(response.content, "html.parser")


def links(soup: BeautifulSoup) -> list[str]:
    return [a["href"] for a in soup.find_all("a")]


def test_with_one_edition_there_is_nothing_to_compare_and_no_link(web, published):
    for url in ("/", "/2025/", "/2025/robots/", "/editions/"):
        assert not [link for link in links(page(web, url)) if "/compare/" in link], url
    assert "まだありません" in page(web, "/compare/").main.text
    same = page(web, "/compare/2025..2025/")
    assert "違いはありません" in same.main.text
    assert web.get("/compare/2024..2025/").status_code == 404
    assert web.get("/compare/2025..2025/none/").status_code == 404


def test_home_edition_and_section_lead_to_what_is_new(web, two_years):
    for url in ("/", "/2026/"):
        soup = page(web, url)
        assert "新しいロボット" in soup.find(id="news").parent.text
        assert "/compare/2025..2026/" in links(soup)
    assert "/compare/2025..2026/robots/" in links(page(web, "/2026/robots/"))
    assert "/compare/2025..2026/" in links(page(web, "/compare/"))


def test_an_older_edition_says_that_there_is_a_newer_one(web, two_years):
    for url in ("/2025/", "/2025-1/report/", "/2025/robots/robots/", "/2025/tables/"):
        soup = page(web, url)
        assert "新しい年度版があります" in soup.main.text, url
        assert "/2026/" in links(soup), url
    assert "新しい年度版" not in page(web, "/2026/").main.text


def test_a_section_tells_what_its_figures_were_and_are(web, two_years):
    soup = page(web, "/compare/2025..2026/robots/")
    old = RobotIndicatorFigure.objects.get(
        edition__fiscal_year=2025, key="commercialised-actual-2024"
    )
    new = RobotIndicatorFigure.objects.get(edition=two_years, key="commercialised-actual-2025")
    rows = soup.find(id="moved").parent.select("tbody tr")
    row = next(r for r in rows if old.printed in r.text and new.printed in r.text)
    difference = new.value - old.value
    assert f"{difference:,.0f}" in row.find_all("td")[2].text
    assert f"{difference * 100 / old.value:,.1f}％" in row.find_all("td")[3].text


def test_what_came_and_went_leads_to_its_page_in_its_edition(web, two_years):
    ways = [a["href"] for a in page(web, "/compare/2025..2026/robots/").select("main .links a")]
    assert any(way.startswith("/2025/robots/robots/") for way in ways)
    assert any(way.startswith("/2026/robots/robots/") for way in ways)
    assert {web.get(way).status_code for way in ways} == {200}


def test_the_file_has_what_the_pages_say(web, two_years):
    response = web.get("/compare/2025..2026.csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert {(row["old_edition"], row["new_edition"]) for row in rows} == {("2025_1", "2026_1")}
    moved = [row for row in rows if row["change"] == "moved"]
    assert moved
    for row in moved:
        difference = Decimal(row["new_value"]) - Decimal(row["old_value"])
        assert difference == Decimal(row["difference"])
    assert [r["new"] for r in rows if r["change"] == "added" and not r["table_key"]] == [
        "新しいロボット"
    ]


def test_the_other_way_round_leads_to_the_right_order(web, two_years):
    assert web.get("/compare/2026..2025/").headers["Location"] == "/compare/2025..2026/"
    section = web.get("/compare/2026-1..2025-1/robots/")
    assert section.headers["Location"] == "/compare/2025-1..2026-1/robots/"


@pytest.mark.thorough
def test_every_section_takes_the_same_queries_and_a_second_page_reads_no_tables(web, two_years):
    counts = set()
    web.get("/2026/")  # reads which editions there are
    for section in Content(two_years).sections:
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            web.get(f"/compare/2025..2026/{section.key}/")
        counts.add(len(queries))
    assert len(counts) == 1
    with CaptureQueriesContext(connection) as queries:
        web.get("/compare/2025..2026/")
    assert not [q for q in queries if '"content"' in q["sql"] and "'table'" in q["sql"]]


def test_revisions_are_named_and_lead_to_the_errata(web, published):
    draft = copy_edition(source=published, fiscal_year=2025, reason="集計の誤り")
    figure = RobotIndicatorFigure.objects.get(edition=draft, key="commercialised-actual-2024")
    figure.value += 1
    figure.save()
    publish(edition=draft)
    look_for_news()
    soup = page(web, "/compare/2025-1..2025-2/")
    assert soup.h1.text == "令和７年度版（第１版）から令和７年度版（第２版）で変わったこと"
    assert "/2025-2/errata/" in links(soup)
    revised = page(web, "/compare/2025-1..2025-2/robots/").find(id="revised").parent
    assert figure.printed in revised.text
    assert "2025-1" not in revised.text


def test_a_table_leads_to_what_each_edition_printed_of_its_figures(web, two_years):
    table = page(web, "/2026/tables/robots.indicator.commercialised/")
    way = next(link for link in links(table) if link.startswith("/series/"))
    soup = page(web, way)
    heads = [head.text for head in soup.select("thead th")]
    assert heads[2:] == ["令和８年度版（第１版）", "令和７年度版（第１版）"]
    for key in ("commercialised-actual-2024", "commercialised-target-2025"):
        for number, edition in enumerate((2026, 2025)):
            figure = RobotIndicatorFigure.objects.get(edition__fiscal_year=edition, key=key)
            row = _row_of(soup, figure)
            assert row.find_all("td")[1 + number].strong.text == figure.printed
    assert soup.select(".gap")
    assert soup.find("svg")


def _row_of(soup: BeautifulSoup, figure: RobotIndicatorFigure):
    head = period_text(figure.period)
    rows = [r for r in soup.select("tbody tr:not(.gap)") if r.th.text == head]
    return next(row for row in rows if row.td.contents[0] == figure.get_kind_display())


def test_a_series_tells_what_was_known_on_a_day(web, two_years):
    way = f"/series/{FIGURE}/"
    before = page(web, f"{way}?as_of=2020-01-01")
    assert "まだ公開していませんでした" in before.main.text
    assert not before.select("tbody tr")
    today = page(web, f"{way}?as_of={timezone.localdate().isoformat()}")
    assert len(today.select("thead th")) == 4
    assert web.get(f"{way}?as_of=yesterday").status_code == 400
    assert web.get("/series/a.b/nothing/").status_code == 404

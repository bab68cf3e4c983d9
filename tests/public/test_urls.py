"""Every public URL answers, by the year and by the revision, and in the staff preview."""

import os
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from kanagawa.editions.content import Content
from kanagawa.public.every_url import site_urls
from kanagawa.reports import registry
from tests.breadth import first_or_every
from tests.public.public_urls import (
    FORMATS,
    of_edition,
    of_list,
    of_site,
    of_tables,
    table_keys,
    url_of,
    view_and_format,
)

PAGES = "text/html; charset=utf-8"


def failures(client: Client, paths) -> list[str]:
    answers = ((path, client.get(path)) for path in paths)
    return [f"{path}: {r.status_code}" for path, r in answers if r.status_code != 200]


@pytest.mark.thorough
def test_every_public_address_of_an_edition_answers(web, published):
    paths = [*of_site(), *of_edition(published, "2025"), *of_tables("2025")]
    assert len(paths) > 100
    assert failures(web, paths) == []


@pytest.mark.thorough
@pytest.mark.sample
def test_an_edition_answers_under_its_revision_too(web, published):
    assert failures(web, of_edition(published, "2025-1")) == []


@pytest.mark.thorough
@first_or_every
def test_every_file_of_an_edition_answers(take, web, published):
    paths = [
        url_of("report-file", slug="2025", extension="xlsx"),
        *(url_of("table-file", slug="2025", key=k, extension="csv") for k in table_keys()),
        *(
            url_of("section-file", slug="2025", section=section, extension=extension)
            for section in registry.sections()
            for extension in FORMATS
        ),
    ]
    assert failures(web, take(paths, view_and_format)) == []


@pytest.mark.thorough
@pytest.mark.sample
@first_or_every
def test_the_preview_has_the_same_addresses_for_a_draft(take, draft, admin_client):
    paths = [*of_site("preview"), *of_edition(draft, draft.slug, "preview")]
    assert all(path.startswith("/staff/preview/") for path in paths)
    assert failures(admin_client, take(paths, view_and_format)) == []


@first_or_every
def test_every_page_has_one_heading_a_language_and_no_inline_code(take, web, published):
    paths = [*of_site(), *of_edition(published, "2025"), *of_tables("2025")]
    for path in take(paths, view_and_format):
        response = web.get(path)
        assert response.status_code == 200, path
        if response.headers["Content-Type"] != PAGES:
            continue
        page = BeautifulSoup(response.content, "html.parser")
        assert page.html["lang"] == "ja", path
        assert len(page.find_all("h1")) == 1, path
        assert page.title.text.endswith("神奈川県"), path
        # A data set for search engines is a block of data, which no browser runs.
        assert not page.find_all("script", type=lambda t: t != "application/ld+json"), path
        assert not page.find_all("style"), path
        assert not page.find_all(style=True), path
        ids = [tag["id"] for tag in page.find_all(id=True)]
        assert len(ids) == len(set(ids)), path
        targets = {a["href"][1:] for a in page.find_all("a", href=lambda h: h and h[0] == "#")}
        assert targets <= set(ids), path


@pytest.mark.sample
def test_links_stay_in_the_preview_and_in_the_public_site(draft, web, admin_client):
    def links(client, path: str) -> set[str]:
        page = BeautifulSoup(client.get(path).content, "html.parser")
        return {a["href"] for a in page.find_all("a") if a["href"].startswith("/")}

    for path in ("/", "/2025/", "/2025/robots/", "/2025/robots/robots/"):
        assert not [link for link in links(web, path) if link.startswith("/staff/")], path
    preview = links(admin_client, f"/staff/preview/{draft.slug}/robots/robots/")
    assert {link for link in preview if not link.startswith("/staff/preview/")} == {"/staff/"}


@pytest.mark.thorough
@first_or_every
def test_every_link_of_the_main_pages_leads_somewhere(take, web, published):
    """Excel files are left out: they are many, slow to build, and have a test of their own."""
    links: set[str] = set()
    for path in ("/", "/editions/", "/2025/", "/2025/tables/", "/2025/report/", "/2025/zones/"):
        page = BeautifulSoup(web.get(path).content, "html.parser")
        links |= {a["href"].split("#")[0].split("?")[0] for a in page.find_all("a")}
    by_kind = {re.sub(r"[a-z]+-[0-9]+/$", "", link): link for link in sorted(links) if link}
    assert len(by_kind) > 60
    paths = [link for link in by_kind.values() if not link.endswith(("xlsx", "csv"))]
    assert failures(web, take(paths, view_and_format)) == []


def test_the_report_page_holds_its_blocks_and_nothing_else(web, published):
    article = BeautifulSoup(web.get("/2025/report/").content, "html.parser").find(id="report")
    for chart in article.select(".chart, table, figure, .table-links"):
        chart.decompose()
    texts = []
    for block in Content(published).blocks:
        if block.kind == "line":
            texts.append(f"・{block.label}：{block.text}" if block.label else f"・{block.text}")
        elif block.kind not in ("table", "stages"):
            texts.append(block.number + block.text)
    assert "".join(article.get_text().split()) == "".join("".join(texts).split())


def test_headings_of_the_report_have_their_numbers_and_anchors(web, published):
    article = BeautifulSoup(web.get("/2025/report/").content, "html.parser").find(id="report")
    for block in Content(published).blocks:
        if block.kind == "heading" and block.anchor:
            heading = article.find(id=block.anchor)
            assert heading.name == f"h{min(block.level + 1, 6)}"
            assert heading.get_text() == f"{block.number} {block.text}".strip()


@pytest.mark.thorough
def test_an_older_revision_stays_and_points_to_the_newer(published, web):
    from kanagawa.editions.copying import copy_edition
    from kanagawa.editions.publishing import publish
    from tests.public.public_urls import look_for_news

    assert "訂正された版があります" not in web.get("/2025-1/").content.decode()
    correction = copy_edition(source=published, fiscal_year=2025, reason="誤記")
    publish(edition=correction)
    look_for_news()
    for page in ("", "report/", "robots/", "tables/"):
        old = web.get(f"/2025-1/{page}")
        assert old.status_code == 200
        assert "訂正された版があります" in old.content.decode()
        assert 'href="/2025-2/"' in old.content.decode()
        assert "訂正された版があります" not in web.get(f"/2025/{page}").content.decode()
    assert of_list_title(web.get("/2025-2/")) == "令和７年度版（第２版）"


def of_list_title(response) -> str:
    return BeautifulSoup(response.content, "html.parser").h1.text


def test_the_table_page_says_where_to_cite_it(web, published):
    key = next(iter(Content(published).tables))
    page = web.get(f"/2025/tables/{key}/").content.decode()
    assert f"http://testserver/2025-1/tables/{key}/" in page


def test_a_list_downloads_under_a_japanese_name(web, published):
    from kanagawa.reports.registry import record_lists

    for records in record_lists()[:3]:
        for name in ("xlsx", "csv"):
            response = web.get(of_list(records, "2025", name))
            disposition = response.headers["Content-Disposition"]
            assert disposition.startswith("attachment; filename*=utf-8''%E4%BB%A4"), disposition
            assert disposition.endswith(f".{name}")


def test_a_table_says_what_its_dashes_mean(web, published):
    page = web.get("/2025/tables/robots.indicator.commercialised/").content.decode()
    assert "この表の「－」は、未到来です。" in page
    whole = web.get("/2025/tables/investment.results/").content.decode()
    assert "この表の「" not in whole


EVER_PUBLIC = Path(__file__).with_name("ever_public.txt")


def test_no_address_that_was_ever_public_is_gone(published):
    """With RECORD_ADDRESSES=1 in the environment new ones are added to the list; none is removed.

    Addresses are for ever: who cited one must find the same there.
    """
    found = [*site_urls(published), *site_urls(published, "english")]
    urls = {each.path.replace("/2025-1/", "/2025/", 1) for each in found}
    known = EVER_PUBLIC.read_text("utf-8").split()
    if os.environ.get("RECORD_ADDRESSES"):
        known = sorted(urls.union(known))
        EVER_PUBLIC.write_text("\n".join(known) + "\n", "utf-8")
    assert sorted(set(known) - urls) == []
    # A new URL is public from its first release on.
    assert sorted(urls - set(known)) == []

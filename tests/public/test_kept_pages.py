"""Published pages are built once, kept under their edition, and answer conditional requests."""

import gzip
import re

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from kanagawa.editions.copying import copy_edition
from kanagawa.editions.published_cache import forget_editions
from kanagawa.editions.publishing import publish
from kanagawa.public.visible import KNOWN
from tests.public.public_urls import look_for_news, of_edition, of_list, of_site, one_of_each_view

pytestmark = pytest.mark.sample

LIST = "/2025/robots/robots/"


def all_paths(edition) -> list[str]:
    return one_of_each_view([*of_site(), *of_edition(edition, "2025")])


def test_a_page_already_seen_needs_no_query_and_is_the_same(web, published):
    for path in all_paths(published):
        first = web.get(path)
        with CaptureQueriesContext(connection) as queries:
            again = web.get(path)
        assert len(queries) == 0, path
        assert again.content == first.content, path
        assert again.headers["Content-Type"] == first.headers["Content-Type"], path


def test_a_conditional_request_is_answered_before_anything_is_built(web, published):
    for path in all_paths(published):
        tag = web.get(path).headers["ETag"]
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            response = web.get(path, headers={"If-None-Match": f'"other", W/{tag}'})
        assert response.status_code == 304, path
        assert response.content == b""
        assert response.headers["ETag"] == tag
        assert len(queries) == 0, path


def test_a_reader_who_takes_gzip_gets_it_made_once(web, published, monkeypatch):
    made = []
    monkeypatch.setattr(
        gzip, "compress", lambda *a, real=gzip.compress, **k: made.append(1) or real(*a, **k)
    )
    smaller = {"/2025/report/": True, "/2025/figures.csv": True, "/2025/report.xlsx": False}
    for path, is_smaller in smaller.items():
        plain = web.get(path)
        for _ in range(2):
            zipped = web.get(path, headers={"Accept-Encoding": "br;q=1, gzip"})
            assert (zipped.headers.get("Content-Encoding") == "gzip") is is_smaller, path
        content = gzip.decompress(zipped.content) if is_smaller else zipped.content
        assert content == plain.content
        tag = f"W/{plain.headers['ETag']}" if is_smaller else plain.headers["ETag"]
        assert zipped.headers["ETag"] == tag
        assert web.get(path, headers={"If-None-Match": tag}).status_code == 304
        refused = web.get(path, headers={"Accept-Encoding": "gzip;q=0, br"})
        assert "Content-Encoding" not in refused.headers
        varies = {answer.headers.get("Vary") for answer in (plain, zipped, refused)}
        assert varies == {"Accept-Encoding" if is_smaller else None}
    assert len(made) == sum(smaller.values())


def test_what_is_not_kept_is_sent_compressed_too(web, published):
    path = "/search/?q=ロボット"
    zipped = web.get(path, headers={"Accept-Encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert "no-store" in zipped.headers["Cache-Control"]
    assert gzip.decompress(zipped.content) == web.get(path).content


@pytest.mark.thorough
def test_addresses_and_queries_have_tags_of_their_own(web, published):
    paths = [*all_paths(published), f"{LIST}?page=2", f"{LIST}?q=手", f"{LIST}?sort=-name"]
    tags = [web.get(path).headers["ETag"] for path in paths]
    assert len(set(tags)) == len(tags)


def test_public_pages_touch_no_session_and_set_no_cookie(published):
    client = Client()
    for path in all_paths(published):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        assert not response.cookies, path
        assert "Cookie" not in response.headers.get("Vary", ""), path
        assert not [q for q in queries if "session" in q["sql"] or "auth_user" in q["sql"]], path


@pytest.mark.parametrize("query", ["?sort=nonsense", "?page=999", "?fiscal_year=abc", "?foo=1"])
def test_nothing_wrong_is_kept(web, published, query):
    response = web.get(LIST + query)
    assert "no-store" in response.headers["Cache-Control"]
    assert "ETag" not in response.headers
    with CaptureQueriesContext(connection) as queries:
        web.get(LIST + query)
    assert len(queries) > 0


def test_errors_are_not_kept(web, published):
    for path in ("/2025/none/", "/1999/", "/nowhere", "/2025/tables/none/"):
        response = web.get(path)
        assert response.status_code == 404
        assert response.headers["Cache-Control"] == "no-store"
        assert "ETag" not in response.headers


def test_a_query_string_that_no_page_reads_changes_nothing(web, published):
    assert web.get("/2025/?x=1").headers["ETag"] == web.get("/2025/").headers["ETag"]


def test_a_publication_shows_at_once(web, published):
    before = web.get("/").headers["ETag"]
    old = web.get("/2025/").content.decode()
    edition = publish(edition=copy_edition(source=published, fiscal_year=2026))
    look_for_news()
    home = web.get("/")
    assert home.headers["ETag"] != before
    assert str(edition) in home.content.decode()
    assert web.get("/2026/").status_code == 200
    assert str(edition) in web.get("/editions/").content.decode()
    # The older edition says that there is a newer one, and is otherwise as it was.
    text = web.get("/2025/").content.decode()
    banner = re.compile(
        r'<div class="banner" role="note">.*?新しい年度版があります.*?</div>\n', re.S
    )
    assert banner.sub("", text) == old and banner.search(text)


def test_other_methods_than_reading_are_refused(web, published):
    for path in ("/", LIST, "/2025/report.csv"):
        assert web.post(path).status_code == 405
        assert web.head(path).status_code == 200


def test_lists_of_every_section_are_kept_by_their_query(web, published):
    from kanagawa.reports.registry import record_lists

    for records in record_lists():
        path = of_list(records, "2025")
        assert web.get(path).headers["Cache-Control"] == "public, no-cache"


def test_a_shared_cache_that_is_away_stops_no_reader_and_no_publication(web, published):
    away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://[::1]:1"}
    with override_settings(CACHES={**settings.CACHES, "default": away}):
        for _ in range(2):
            assert web.get("/2025/robots/").status_code == 200
            caches["pages"].delete(KNOWN)
        correction = copy_edition(source=published, fiscal_year=2025, reason="誤記")
        publish(edition=correction)
        forget_editions()
        assert "第２版" in web.get("/2025/").content.decode()


def test_a_database_that_is_away_stops_no_page_that_is_kept(web, published):
    def away(*_):
        raise OperationalError("away")

    page = web.get("/2025/robots/")
    forget_editions()
    caches["pages"].delete(KNOWN)
    with connection.execute_wrapper(away):
        assert web.get("/2025/robots/").content == page.content
        assert web.get("/2025/zones/").status_code == 503
    assert web.get("/2025/zones/").status_code == 200

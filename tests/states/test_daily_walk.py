"""Every day: each view in one of the states, and in each state the whole report and some of each
kind of view.

All URLs in all states, by all roles: test_walk.py and test_html.py, in `./run test-all`. What is
opened here answers without an error, in words of its readers, and is valid HTML.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse

from kanagawa.editions.models import Edition
from kanagawa.editions.rows import EditionRows, row_models
from tests.people import person, signed_in
from tests.public.public_urls import look_for_news

from .making import STATES
from .plain_words import code_in, is_in_words, words_of
from .staff_urls import ARGUMENTS, staff_urls
from .test_html import complaints
from .test_walk import ROLES, errors, failure, pages_of, screens_of

pytestmark = [pytest.mark.office, pytest.mark.sample]

# What the tables print of the other ones: tests/reports/test_empty.py. Three are walked through in
# one test, as the checker of the HTML takes its time to start.
WALKS = (
    ("rolled", "complete", "correction"),
    ("half_entered", "out", "rolled_twice"),
    ("not_applicable", "corrected", "emptied"),
)
# In these the rows themselves say all words in Latin letters.
SPOKEN = ("rolled", "correction")
# Without rows an edition has no pages of them, so it has no share of its own.
SHARES = [name for name in sum(WALKS, ()) if name != "emptied"]


def place_of(name: str) -> int:
    return SHARES.index(name) if name in SHARES else 0


def share(urls: list[str], name: str) -> Iterator[str]:
    """A URL of each view that is opened in this state; which one depends on the state, too."""
    views: dict[object, list[str]] = {}
    for url in urls:
        view = resolve(url)
        extension = "" if url.endswith("/") else url.rpartition(".")[2]
        views.setdefault((view.namespace, view.url_name, extension), []).append(url)
    place = place_of(name)
    for alike in list(views.values())[place :: len(SHARES)]:
        yield alike[place % len(alike)]


def by_a_role(edition: Edition, name: str) -> tuple[str, list[str]]:
    """A role and screens that it opens in this state, in the same way."""
    place = place_of(name)
    entries = [reverse("admin:entry", args=a) for a in ARGUMENTS["entry"](edition)]
    screens = [*screens_of(edition), *entries[:1]]
    return ROLES[place % len(ROLES)], [screens[0], screens[1 + place % (len(screens) - 1)]]


def walk(name: str, edition: Edition, boss: Client) -> Iterator[tuple[str, str, Any]]:
    """Who opened which URL of an edition in this state, and the answer."""
    urls = [*pages_of(edition), *staff_urls(edition, every=False)]
    report = [url for url in urls if url.endswith("/report/")]  # all tables
    of_site = ("/", "/search/?q=x") if name == "rolled" else ()
    for url in dict.fromkeys((*report[:1], *share(urls, name), *of_site)):
        yield "boss", url, boss.get(url)
    role, urls = by_a_role(edition, name)
    client = signed_in(person(role), raise_request_exception=False)
    for url in urls:
        yield role, url, client.get(url)


def is_page(url: str, answer: Any) -> bool:
    """A redirect says nothing, and what a script fetches for the page is no page."""
    is_html = answer.headers.get("Content-Type", "").startswith("text/html")
    return is_html and answer.status_code == 200 and not url.endswith("/pick/")


def said_by_the_report() -> set[str]:
    rows = [r for e in Edition.objects.all() for m in row_models() for r in EditionRows(e).of(m)]
    return words_of(rows) | {"boss", "viewer"}  # names of accounts


@pytest.mark.parametrize("names", WALKS, ids=" ".join)
def test_pages_answer_in_every_state_in_plain_words_and_valid_html(
    names, published, boss, caplog, tmp_path
):
    pages: list[tuple[str, str, str]] = []
    wrong: dict[tuple[str, str, str], str] = {}
    for name in names:
        with transaction.atomic():
            edition = STATES[name](published)
            look_for_news()
            words = said_by_the_report() if name in SPOKEN else set()
            for who, url, answer in walk(name, edition, boss):
                code: set[str] = set()
                if is_page(url, answer):
                    (tmp_path / f"{len(pages)}.html").write_bytes(answer.content)
                    pages.append((name, who, url))
                    if name in SPOKEN and is_in_words(url):
                        code = set(code_in(answer.content, words | {who}))
                if complaint := failure(url, answer) or " ".join(sorted(code)):
                    wrong[name, who, url] = complaint
            transaction.set_rollback(True)
    for line in complaints(tmp_path):
        number, _, complaint = line.partition(".html:")
        wrong[pages[int(number)]] = complaint
    assert wrong == {}
    assert errors(caplog) == []
    assert len(pages) > 30

"""No state of an edition breaks a page: every URL is opened in every one of them.

The sample has every kind of row and every table; tests/states/test_proof.py builds every page and
file of the whole report, freshly rolled. What is opened every day of it: test_daily_walk.py.
"""

import logging
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from kanagawa.editions.models import Edition, EditionRow
from kanagawa.editions.publishing import proved
from kanagawa.editions.rows import EditionRows, row_models
from kanagawa.public.every_url import SiteUrl, site_urls
from kanagawa.public.links import ENGLISH_OF
from tests.people import person, signed_in
from tests.public.public_urls import look_for_news

from .making import STATES, mend_all
from .plain_words import code_in, is_in_words, words_of
from .staff_urls import ARGUMENTS, staff_urls

WHOLE_PROOF = "kanagawa.public.proof.unbuildable"
pytestmark = [pytest.mark.sample, pytest.mark.thorough]

ROLES = ("editor", "approver", "viewer", "publisher", "administrator")


def by_kind(found: Iterator[SiteUrl]) -> list[SiteUrl]:
    """One URL for each view and format."""
    kinds: dict[object, SiteUrl] = {}
    for site_url in found:
        kind = site_url.pattern.callback, site_url.arguments.get("extension")
        kinds.setdefault(kind, site_url)
    return list(kinds.values())


def pages_of(edition: Edition) -> list[str]:
    """One public or preview URL of each kind, and all sections, which hold all tables."""
    instance = "report" if edition.is_published else "preview"
    urls = list(site_urls(edition, instance))
    chosen = [*by_kind(iter(urls)), *(a for a in urls if a.name == "section")]
    chosen += by_kind(site_urls(edition, ENGLISH_OF[instance]))
    return list(dict.fromkeys(site_url.path for site_url in chosen))


def firsts(edition: Edition) -> Iterator[EditionRow]:
    """A row of each kind with a screen: the first that refers to figures, if any does."""
    for model in filter(admin.site.is_registered, row_models()):
        rows = sorted(EditionRows(edition).of(model), key=lambda row: "{" not in str(vars(row)))
        yield from rows[:1]


def form_of(row: EditionRow) -> str:
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])


def screens_of(edition: Edition) -> list[str]:
    """Where everybody works."""
    screens = ("index", "checks", "new_facts", "edition_changes", "review", "facts")
    return [reverse(f"admin:{s}", args=a) for s in screens for a in ARGUMENTS[s](edition)]


def failures(client: Client, urls: list[str]) -> list[str]:
    """Addresses that answer with an error. Who may do what: tests/permissions."""
    return [told for url in urls if (told := failure(url, client.get(url)))]


def failure(url: str, response: Any) -> str:
    content = b"".join(response) if response.streaming else response.content
    # Where there is nothing yet, there is nothing to download.
    is_refused = response.status_code == 403 or (
        response.status_code in (400, 404) and not url.endswith("/")
    )
    if not content and response.status_code == 200:
        return f"{url}: empty"
    if response.status_code >= 400 and not is_refused:
        return f"{url}: {response.status_code}"
    return ""


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged as an error, exceptions first of all."""
    return [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]


@pytest.mark.parametrize("name", [name for name in STATES if name != "rolled"])
def test_every_page_answers_in_every_state(name, published, boss, caplog, settings):
    edition = STATES[name](published)
    look_for_news()
    urls = pages_of(edition)
    urls += [*staff_urls(edition, every=False)]
    assert failures(boss, urls) == []
    if name == "not_applicable":
        settings.PUBLICATION_PROOF = WHOLE_PROOF
        mend_all(edition)
        proved(edition)  # raises when any page or file cannot be built
    assert errors(caplog) == []


def test_rolled_every_page_answers_without_a_key_a_slug_notation_or_english(
    published, boss, caplog
):
    """Here every kind of row's own screen is opened; above one kind of each section."""
    edition = STATES["rolled"](published)
    look_for_news()
    rows = [r for e in (edition, published) for m in row_models() for r in EditionRows(e).of(m)]
    said = words_of(rows) | {"boss", "viewer"}  # names of accounts
    urls = [*pages_of(published), *pages_of(edition), *staff_urls(edition, every=True)]
    forms = [form_of(row) for row in firsts(edition)]
    assert any("{" in str(vars(row)) for row in firsts(edition))
    viewer = signed_in(person("viewer"))
    opened = [("boss", boss, url) for url in dict.fromkeys(urls)]
    opened += [("viewer", viewer, url) for url in forms]  # who may only look sees no input
    wrong: dict[tuple[str, str], str] = {}
    for who, client, url in opened:
        answer = client.get(url)
        is_page = answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]
        if is_page and is_in_words(url):
            wrong[who, url] = " ".join(sorted(set(code_in(answer.content, said))))
        wrong[who, url] = failure(url, answer) or wrong.get((who, url), "")
    assert {url: told for url, told in wrong.items() if told} == {}
    assert errors(caplog) == []


@pytest.mark.parametrize("name", ["rolled", "emptied", "not_applicable"])
def test_every_role_sees_its_screens(name, published, caplog):
    edition = STATES[name](published)
    urls = screens_of(edition)
    # The superuser opens the entry of every section above, so each role takes another one.
    entries = cycle(reverse("admin:entry", args=a) for a in ARGUMENTS["entry"](edition))
    for role in ROLES:
        client = signed_in(person(role), raise_request_exception=False)
        answers = {url: client.get(url).status_code for url in (*urls, next(entries))}
        assert {url: status for url, status in answers.items() if status not in (200, 403)} == {}
    assert errors(caplog) == []

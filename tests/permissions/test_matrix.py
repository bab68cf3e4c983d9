"""Every staff address × method × role, in the own and in another section; none may be unlisted.

The views are called as the addresses resolve, with the person already found: the middleware
asks for no role. What they would draw is left out: other tests look at the pages.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admin import AdminSite
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import RequestFactory
from django.urls import resolve, reverse

from kanagawa.editions.references import References
from kanagawa.reports import registry
from kanagawa.reports.writers.lists import ListSheet
from kanagawa.workflow.steps import Stale
from tests.public.addresses import of_edition as of_edition_paths
from tests.public.addresses import of_site

from .addresses import (
    ANY_ROLE,
    ELSEWHERE,
    EVERYBODY,
    IN_A_SECTION,
    NOBODY,
    Asked,
    Rule,
    of_edition,
    people,
    routes,
)

SECTIONS = list(registry.sections())


def blank(*args: Any, status: int = 200, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=next((a for a in args if isinstance(a, int)), status))


def stale(*args: Any) -> None:
    raise Stale("what comes after the question who may")


class Nothing:
    """A report without any table or text."""

    def __init__(self, rows: Any) -> None:
        self.rows, self.facts, self.tables = rows, (), {}
        self.references = References.of({}, (), rows.edition.fiscal_year)


class Seen:
    """A change sheet in which nothing is compared."""

    places: dict[str, str] = {}

    def __init__(self, edition: Any, section: str, user: Any) -> None:
        self.edition, self.section, self.user, self.present = edition, section, user, self

    def printed(self, section: str) -> None:
        return None


# What takes long and comes after the question who may: pages, and what they are made from.
NOT_DONE = {
    "history.views.edition_log": lambda *args: [],
    "history.views.whole_log": lambda *args: [],
    "history.views.changes": lambda *args: [],
    "history.life.prints": lambda *args: [],
    "history.life._events": lambda *args: ["a change"],
    "site.overview": blank,
    "entry.workbook_views.entry_workbook": lambda *args: b"",
    "entry.workbook_views._preview_page": blank,
    "entry.workbook_views.preview": blank,
    "entry.views._page": blank,
    "new_year.new_facts._page": blank,
    "review.checks.findings_in": lambda *args: [],
    "new_year.views._previews": lambda *args: [],
    "review.views._page": blank,
    "rows.admin.lost_by_deleting": lambda *args: [],
    "prose.views.typed_numbers": lambda *args: [],
    "prose.views.replace_number": blank,
    "prose.source.LiveContent": Nothing,
    "review.part_views.page": blank,
    "review.part_views.Sheet": Seen,
    "review.part_views.sheet_lists": lambda *args: [ListSheet("見本", ["見本"], [])],
    "review.part_page.tables_of": lambda *args: {},
    "prose.guard._lost": lambda *args, **kwargs: [],
}
factory = RequestFactory()


@pytest.fixture(autouse=True)
def undrawn(monkeypatch) -> None:
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    monkeypatch.setattr(AdminSite, "each_context", lambda site, request: {})
    for name, instead in NOT_DONE.items():
        monkeypatch.setattr(f"kanagawa.staff.{name}", instead)
    monkeypatch.setattr("kanagawa.workflow.deciding.present_state", stale)
    monkeypatch.setattr("kanagawa.workflow.deciding.look_at", stale)


def answer(user: Any, method: str, asked: Asked) -> tuple[int, str]:
    """The status and where it leads to; nothing that was done remains."""
    request: Any = getattr(factory, method)(asked.url, asked.rule.body)
    request.user, request.session = user, SessionStore()
    request._messages = CookieStorage(request)
    request._dont_enforce_csrf_checks = True
    found = request.resolver_match = resolve(request.path)
    try:
        with transaction.atomic():
            response = found.func(request, *found.args, **found.kwargs)
            transaction.set_rollback(True)
    except PermissionDenied:
        return 403, ""
    except Http404:
        return 404, ""
    return response.status_code, response.headers.get("Location", "")


def is_refused(status: int, location: str, rule: Rule) -> bool:
    if location.startswith(reverse("admin:login")):
        return True
    if rule.as_if_missing and location == reverse("admin:index"):
        return True
    return status in (403, 404, 405)


def surprises(groups: Any, edition: Any, section: str) -> Iterator[str]:
    staff = people(section, SECTIONS[SECTIONS.index(section) - 1])
    for asked in (asked for group in groups for asked in group(edition, section)):
        for method in ("get", "post"):
            allowed = asked.rule.allowed(method, edition)
            assert allowed <= set(staff)
            for name, user in staff.items():
                status, location = answer(user, method, asked)
                if is_refused(status, location, asked.rule) == (name in allowed) or status >= 500:
                    yield f"{name}: {method} {asked.url} → {status} {location}"


@pytest.mark.parametrize("section", SECTIONS)
def test_each_address_of_a_section_answers_those_it_should_and_no_others(section, draft):
    assert list(surprises(IN_A_SECTION, draft, section)) == []


def test_each_address_elsewhere_does_so_too(draft):
    assert list(surprises(ELSEWHERE, draft, "zones")) == []


def test_so_does_each_address_of_a_published_edition(published, draft):
    groups = (*IN_A_SECTION, of_edition)
    assert list(surprises(groups, published, "robots")) == []


def test_every_staff_address_is_in_the_table(draft):
    groups = (*IN_A_SECTION, *ELSEWHERE)
    listed = {
        resolve(asked.url).route
        for section in SECTIONS
        for group in groups
        for asked in group(draft, section)
    }
    assert routes("admin") - listed == set()


def test_every_rule_names_people_that_there_are(draft):
    assert set(people("robots", "zones")) == EVERYBODY


def test_the_preview_is_for_those_with_a_role_in_whatever_section(draft):
    paths = [*of_site("preview"), *of_edition_paths(draft, draft.slug, "preview")]
    one_each = {resolve(path).route: path for path in paths}
    # A draft that corrects nothing has no such file; who may not look is not told so.
    errata = f"/staff/preview/{draft.slug}/errata.csv"
    assert routes("preview") - {resolve(errata).route} == set(one_each)
    staff = people("robots", "zones")
    for name, status in (("newcomer", 403), ("other viewer", 404)):
        assert answer(staff[name], "get", Asked(errata, Rule(ANY_ROLE, NOBODY)))[0] == status
    for path in one_each.values():
        asked = Asked(path, Rule(ANY_ROLE, NOBODY))
        for name in EVERYBODY - ANY_ROLE:
            assert is_refused(*answer(staff[name], "get", asked), asked.rule), (name, path)
    # What the pages show to those who may see them: tests/public/test_drafts.py.
    asked = Asked(reverse("preview:about"), Rule(ANY_ROLE, NOBODY))
    for name in ANY_ROLE:
        assert answer(staff[name], "get", asked)[0] == 200, name

"""Every staff URL × method × role, in the own and in another section; none may be unlisted.

Each request goes the whole way: sign-in, middleware, view, template. Of people whom the table
treats alike everywhere (a class) one is asked at each URL, another one at the next. The six
screens of a kind of row come from one place: at those of the first kind of a section each class is
asked, at those of every other kind (`./run test-all`) one that is refused and one that is not, in
turns. Every day each screen is asked for in one of the sections by every third of the refused
classes and sent to by every second one, in `./run test-all` in all sections by all, and at the
screens of a row and of the edition everybody is asked.
"""

from collections.abc import Iterator
from http.cookies import SimpleCookie
from itertools import count
from typing import Any
from zlib import crc32

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse

from kanagawa.reports import registry
from tests.people import signed_in
from tests.public.public_urls import of_edition as of_edition_paths
from tests.public.public_urls import of_site

from .staff_urls import (
    ANY_ROLE,
    ELSEWHERE,
    EVERYBODY,
    IN_A_SECTION,
    NOBODY,
    ROW_SCREENS,
    STRANGERS,
    Asked,
    Rule,
    Who,
    of_edition,
    of_rows,
    people,
    routes,
)

pytestmark = pytest.mark.sample

SECTIONS = list(registry.sections())


class Visits:
    """The browsers of all people, seen from one section; what a request does is taken back."""

    def __init__(self, section: str) -> None:
        users = people(section, SECTIONS[SECTIONS.index(section) - 1])
        self._clients = {name: self._browser(user) for name, user in users.items()}
        self._cookies = {
            name: client.cookies.output([], "") for name, client in self._clients.items()
        }

    @staticmethod
    def _browser(user: Any) -> Client:
        options = {"raise_request_exception": False}
        return signed_in(user, **options) if user.is_authenticated else Client(**options)

    def answer(self, name: str, method: str, asked: Asked) -> tuple[int, str]:
        """The status and where it leads to."""
        client = self._clients[name]
        client.cookies = SimpleCookie(self._cookies[name])
        with transaction.atomic():
            response = getattr(client, method)(asked.url, asked.rule.body)
            transaction.set_rollback(True)
        return response.status_code, response.headers.get("Location", "")


def is_refused(status: int, location: str, rule: Rule) -> bool:
    if location.startswith(reverse("admin:login")):
        return True
    if rule.as_if_missing and location == reverse("admin:index"):
        return True
    return status in (403, 404, 405)


def surprises(
    parts: Any,
    edition: Any,
    section: str,
    *,
    every_kind: bool = False,
    in_turn: bool = False,
    every_class: bool = True,
) -> Iterator[str]:
    """Who is answered and should not be, or the other way round.

    Of each class that is refused one is asked; of those who get a page one; of each class that may
    send something one, unless all who see the page may. Where the screen is like another one, one
    of the refused and one of the others. With `in_turn` only the screens whose turn it is in this
    section; without `every_class` one of all who may send something.
    """
    visits, turns = Visits(section), count()
    table = [asked for part in parts for asked in part(edition, section)]
    alike = classes(table, edition)
    if in_turn:
        asked_in = whose_turn(parts, edition)
        table = [asked for asked in table if asked_in[screen_of(asked)] == section]
    looked_at: set[tuple[str, Who]] = set()
    for asked in table if every_kind else [a for a in table if not a.like_another]:
        # A page that takes several forms is looked at once.
        is_new = (asked.url, asked.rule.get) not in looked_at
        looked_at.add((asked.url, asked.rule.get))
        for method in ("get", "post") if is_new else ("post",):
            allowed = asked.rule.allowed(method, edition)
            assert allowed <= EVERYBODY
            groups = [members for members in alike if members[0] not in allowed]
            if asked.like_another:
                # Who is not signed in as staff is led away before any of these screens.
                staff = [members for members in groups if members[0] not in STRANGERS]
                groups = [staff[next(turns) % len(staff)]] if staff else groups[:1]
            elif not every_class:
                turn, share = next(turns), 3 if method == "get" else 2
                groups = groups[turn % share :: share]
            is_same = method == "get" or allowed == asked.rule.get
            if asked.like_another or is_same or not every_class:
                groups.append(sorted(allowed))
            else:
                groups += [members for members in alike if members[0] in allowed]
            names = [members[next(turns) % len(members)] for members in groups if members]
            yield from wrong(visits, names, method, asked, allowed)


def screen_of(asked: Asked) -> str:
    """Its name; of all kinds of rows the six are alike."""
    name = resolve(asked.url).url_name or ""
    screen = name.rpartition("_")[2]
    return screen if screen in ROW_SCREENS else name


def whose_turn(parts: Any, edition: Any) -> dict[str, str]:
    """For each screen the section in which it is asked for, one of those that have it."""
    sections: dict[str, list[str]] = {}
    for section in SECTIONS:
        for screen in {screen_of(asked) for part in parts for asked in part(edition, section)}:
            sections.setdefault(screen, []).append(section)
    return {
        screen: those[crc32(screen.encode()) % len(those)] for screen, those in sections.items()
    }


def classes(table: list[Asked], edition: Any) -> list[list[str]]:
    """The people in classes: those of one are in the same rules of all URLs."""
    names_by_rights: dict[tuple[bool, ...], list[str]] = {}
    for name in sorted(EVERYBODY):
        rules = (asked.rule.allowed(m, edition) for asked in table for m in ("get", "post"))
        names_by_rights.setdefault(tuple(name in rule for rule in rules), []).append(name)
    return list(names_by_rights.values())


def wrong(visits: Visits, names: Any, method: str, asked: Asked, allowed: Who) -> Iterator[str]:
    for name in names:
        status, location = visits.answer(name, method, asked)
        if is_refused(status, location, asked.rule) == (name in allowed) or status >= 500:
            yield f"{name}: {method} {asked.url} → {status} {location}"


@pytest.mark.parametrize("section", SECTIONS)
def test_each_address_answers_in_one_section_those_it_should_and_no_others(section, draft):
    assert list(surprises(IN_A_SECTION, draft, section, in_turn=True, every_class=False)) == []


@pytest.mark.thorough
@pytest.mark.parametrize("section", SECTIONS)
def test_each_address_of_a_section_answers_those_it_should_and_no_others(section, draft):
    assert list(surprises(IN_A_SECTION, draft, section)) == []


@pytest.mark.thorough
@pytest.mark.parametrize("section", SECTIONS)
def test_so_do_the_screens_of_every_other_kind_of_row(section, draft):
    assert list(surprises([of_rows], draft, section, every_kind=True)) == []


EVERY_CLASS = pytest.mark.parametrize(
    "every_class", [False, pytest.param(True, marks=pytest.mark.thorough)]
)


@EVERY_CLASS
def test_each_address_elsewhere_does_so_too(every_class, draft):
    assert list(surprises(ELSEWHERE, draft, "zones", every_class=every_class)) == []


@EVERY_CLASS
def test_so_does_each_address_of_a_published_edition(every_class, published, draft):
    groups = (*IN_A_SECTION, of_edition)
    assert list(surprises(groups, published, "robots", every_class=every_class)) == []


@pytest.mark.thorough
def test_everybody_by_name_gets_the_answer_of_his_class(draft):
    """Whoever is in a class is treated like it: at the screens of a row and of the edition."""
    visits = Visits("zones")
    table = [*list(of_rows(draft, "zones"))[:5], *of_edition(draft, "zones")]
    for asked in table:
        for method in ("get", "post"):
            allowed = asked.rule.allowed(method, draft)
            assert list(wrong(visits, EVERYBODY, method, asked, allowed)) == []


def test_the_table_itself_tells_a_wrong_right(draft):
    """A URL that is open to more or to fewer than its rule says is found."""
    visits, [asked, *_] = Visits("robots"), of_rows(draft, "robots")
    for allowed in (EVERYBODY, NOBODY):
        surprised = list(wrong(visits, EVERYBODY, "get", asked, allowed))
        assert 0 < len(surprised) < len(EVERYBODY)


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
    # Lists that only a published edition may still have, when no section declares them any more.
    data = ("figures.csv", "figures.csv-metadata.json", "datapackage.json", "data.zip")
    paths += [f"/staff/preview/{draft.slug}/{name}" for name in data]
    commercialised = f"/staff/preview/{draft.slug}/tables/robots.indicator.commercialised"
    paths += [f"{commercialised}.{name}" for name in ("jsonstat.json", "svg", "metadata.json")]
    undeclared = f"/staff/preview/{draft.slug}/robots/nothing"
    paths += [f"{undeclared}/", f"{undeclared}.csv", f"{undeclared}/1/"]
    one_each = {resolve(path).route: path for path in paths}
    # A draft has no such file when it corrects nothing; what nobody published makes no series.
    # Who may not look is not told so.
    nowhere = [
        f"/staff/preview/{draft.slug}/errata.csv",
        "/staff/preview/series/robots.measurefigure/nothing.csv",
    ]
    assert routes("preview") - {resolve(path).route for path in nowhere} == set(one_each)
    visits = Visits("robots")
    for path in nowhere:
        for name, status in (("newcomer", 403), ("other viewer", 404)):
            assert visits.answer(name, "get", Asked(path, Rule(ANY_ROLE, NOBODY)))[0] == status
    for path in one_each.values():
        asked = Asked(path, Rule(ANY_ROLE, NOBODY))
        for name in EVERYBODY - ANY_ROLE:
            assert is_refused(*visits.answer(name, "get", asked), asked.rule), (name, path)
    # What the pages show to those who may see them: tests/public/test_drafts.py.
    asked = Asked(reverse("preview:about"), Rule(ANY_ROLE, NOBODY))
    for name in ANY_ROLE:
        assert visits.answer(name, "get", asked)[0] == 200, name

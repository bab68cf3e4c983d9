"""No form of any staff URL ends in an error of the server, whatever is sent in its fields.

One of each URL, its forms filled in with nonsense; sent through the middleware and stored,
for PostgreSQL is stricter than SQLite with what reaches it.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import transaction
from django.test import Client
from django.urls import resolve

from tests.breadth import first_daily, share
from tests.permissions.staff_urls import ELSEWHERE, IN_A_SECTION, Asked

pytestmark = pytest.mark.sample

NONSENSE = {
    "text": "\0県庁、ﾛﾎﾞｯﾄ 😀 '\"<>%{" * 100,
    "a number beyond every column": "9" * 30,
}
# Signs the sender out, so that all that follows would go to the page of the sign-in.
SIGN_OUT = "staff/logout/"
# Kinds of rows are all edited by the same screens: one with rows below it, and one without.
ROWS = ("robotindicator", "robot")


def one_of_each(edition: Any) -> list[Asked]:
    found: dict[tuple[str, tuple[str, ...]], Asked] = {}
    for group in chain(IN_A_SECTION, ELSEWHERE):
        for asked in group(edition, "robots"):
            # The same URL with another body takes another way.
            key = (resolve(asked.url).route, tuple(sorted(asked.rule.body)))
            if not is_left_out(key[0]):
                found.setdefault(key, asked)
    return list(found.values())


def is_left_out(route: str) -> bool:
    _, app, model, *_ = [*route.split("/"), "", ""]
    return route == SIGN_OUT or (app == "robots" and model not in (*ROWS, ""))


def forms(client: Client, asked: Asked, visited: set[str]) -> Iterator[dict[str, str]]:
    """What the URL expects, and what a browser could send from its page, form by form."""
    if asked.rule.body:
        yield {name: str(value) for name, value in asked.rule.body.items()}
    if asked.url in visited:
        return
    visited.add(asked.url)
    page = client.get(asked.url)
    if page.status_code == 200 and page.headers["Content-Type"].startswith("text/html"):
        for form in BeautifulSoup(page.content, "html.parser").select("form[method=post i]"):
            # Of a hundred rows the first stands for the rest.
            yield dict(list(_fields(form))[:12])


def _fields(form: Tag) -> Iterator[tuple[str, str]]:
    for field in form.select("[name]"):
        if field.get("type") != "file":
            yield str(field["name"]), str(field.get("value") or "1")


def bodies(fields: dict[str, str], kind: str) -> Iterator[dict[str, str]]:
    """All fields at once, all names, and in a small form every second field alone."""
    nonsense, turn = NONSENSE[kind], list(NONSENSE).index(kind)
    yield dict.fromkeys(fields, nonsense)
    yield {f"{name}{nonsense[:40]}": value for name, value in fields.items()}
    for name in list(fields)[turn :: len(NONSENSE)] if len(fields) <= 3 else ():
        yield fields | {name: nonsense}


@pytest.mark.postgres
@pytest.mark.parametrize(("kind", "shares"), first_daily(("text", 8), *((k, 1) for k in NONSENSE)))
def test_nonsense_in_any_field_is_no_error_of_the_server(kind, shares, draft, chief):
    every = one_of_each(draft)
    assert len(every) > 40
    asked_for = share("hostile forms", every, shares)
    client = Client(raise_request_exception=False)
    client.force_login(chief)
    wrong, visited = [], set()
    for asked in asked_for:
        for fields in forms(client, asked, visited):
            for body in bodies(fields, kind):
                with transaction.atomic():
                    status = client.post(asked.url, body).status_code
                    transaction.set_rollback(True)
                if status >= 500:
                    wrong.append(f"{status} {asked.url} {body}"[:400])
    assert wrong == []

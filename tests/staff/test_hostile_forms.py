"""No form of any staff address ends in an error of the server, whatever is sent in its fields.

One of each address, its forms filled in with nonsense; sent through the middleware and stored,
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

from tests.permissions.addresses import ELSEWHERE, IN_A_SECTION, Asked

NONSENSE = {
    "NUL": "\0",
    "a number beyond every column": "9" * 30,
    "a negative number": "-1",
    "words": "県庁、ﾛﾎﾞｯﾄ 😀 '\"<>%{",
    "very long": "県" * 3_000,
    "nothing": "",
}
# Signs the sender out, so that all that follows would go to the page of the sign-in.
LEFT_OUT = {"staff/logout/"}


def one_of_each(edition: Any) -> list[Asked]:
    found: dict[tuple[str, tuple[str, ...]], Asked] = {}
    for group in chain(IN_A_SECTION, ELSEWHERE):
        for asked in group(edition, "robots"):
            # The same address with another body takes another way.
            key = (resolve(asked.url).route, tuple(sorted(asked.rule.body)))
            if key[0] not in LEFT_OUT:
                found.setdefault(key, asked)
    return list(found.values())


def forms(client: Client, asked: Asked) -> Iterator[dict[str, str]]:
    """What a browser could send from the page, form by form, and what the address expects."""
    if asked.rule.body:
        yield {name: str(value) for name, value in asked.rule.body.items()}
    page = client.get(asked.url)
    if page.status_code == 200 and page.headers["Content-Type"].startswith("text/html"):
        for form in BeautifulSoup(page.content, "html.parser").select("form[method=post i]"):
            # Of a hundred rows the first few stand for the rest.
            yield dict(list(_fields(form))[:40])


def _fields(form: Tag) -> Iterator[tuple[str, str]]:
    for field in form.select("[name]"):
        if field.get("type") != "file":
            yield str(field["name"]), str(field.get("value") or "1")


def bodies(fields: dict[str, str], kind: str) -> Iterator[dict[str, str]]:
    """All fields at once, all names, and alone every field that is this kind's turn."""
    nonsense, turn = NONSENSE[kind], list(NONSENSE).index(kind)
    yield dict.fromkeys(fields, nonsense)
    yield {f"{name}{nonsense[:40]}": value for name, value in fields.items()}
    for name in list(fields)[turn :: len(NONSENSE)]:
        yield fields | {name: nonsense}


@pytest.mark.parametrize("kind", NONSENSE)
def test_nonsense_in_any_field_is_no_error_of_the_server(kind, draft, chief):
    asked_for = one_of_each(draft)
    assert len(asked_for) > 50
    client = Client(raise_request_exception=False)
    client.force_login(chief)
    wrong = []
    for asked in asked_for:
        for fields in forms(client, asked):
            for body in bodies(fields, kind):
                with transaction.atomic():
                    status = client.post(asked.url, body).status_code
                    transaction.set_rollback(True)
                if status >= 500:
                    wrong.append(f"{status} {asked.url} {body}"[:400])
    assert wrong == []

"""Whatever is typed into a text field, a preview or a search, nobody else waits for it.

Every field of every screen takes the worst of every kind, all fields of a form at once: it is
answered within two seconds of work, nothing is stored, and what was typed comes back.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from time import process_time
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse
from django.utils.html import escape

from kanagawa.editions.rows import row_models
from kanagawa.formats.text import LONGEST_TEXT
from tests.permissions.addresses import ELSEWHERE, IN_A_SECTION

from .conftest import messages

MOST_SECONDS = 2
MOST_BYTES = 50_000_000
TOO_LONG = {
    "one reference, 60,000 times": "{a}" * 60_000,
    "20,000 references": "".join(f"{{robots.robot/a-{n}}}" for n in range(20_000)),
    "letters": "あ" * 200_000,
    "a name in braces": "{" + "あ" * 200_000 + "}",
    "digits": "9" * 300_000,
    "braces": "{" * 200_000,
    "rows": "\n".join(f"{n}, {n}" for n in range(10_000)),
}
# As long as a text may be: it is read to its end.
LONG = {
    "references": "".join(f"{{a{n}}}" for n in range(5_000))[:LONGEST_TEXT],
    "names in braces": "".join(f"{{県内に本社を置く企業{n}}}" for n in range(2_000))[:LONGEST_TEXT],
    "digits": "9" * LONGEST_TEXT,
    "amounts": "302件と１社、" * (LONGEST_TEXT // 8),
    "dates": "令和６年度末" * (LONGEST_TEXT // 6),
    "opening quotation marks": "「" * LONGEST_TEXT,
    "brackets": "（" * LONGEST_TEXT,
    "spaces": "あ" + " " * (LONGEST_TEXT - 2) + "あ",
}


@contextmanager
def bounded(what: str) -> Iterator[None]:
    before = process_time()
    yield
    spent = process_time() - before
    assert spent < MOST_SECONDS, f"{what}: {spent:.1f} s"


def text_fields(form: Tag) -> list[str]:
    """The names of the fields that take any text; of rows that are all alike the first one's."""
    fields = form.select("textarea[name], input[name]")
    names = {
        re.sub(r"(?<=-)[0-9]+(?=-)|:.+", "", str(field["name"])): str(field["name"])
        for field in reversed(fields)
        if field.name == "textarea" or field.get("type", "text") in ("text", "search", "password")
        if not (field.has_attr("readonly") or field.has_attr("disabled"))
        if "__prefix__" not in str(field["name"])
    }
    return list(names.values())


def sent_by(form: Tag) -> dict[str, list[str]]:
    """What a browser sends for a form that nobody touched, by the button that saves it."""
    data: dict[str, list[str]] = {}
    buttons = form.select("button:not([type=button]), [type=submit]")
    named = [b for b in buttons if b.get("name") and not str(b["name"]).startswith("_")]
    if len(named) == len(buttons) and named:
        data[str(named[0]["name"])] = [str(named[0].get("value", ""))]
    for field in form.select("[name]:not([type=checkbox], [type=radio], [type=file])"):
        if field.name == "select":
            chosen = field.find("option", selected=True)
            value: Any = chosen.get("value", "") if isinstance(chosen, Tag) else ""
        elif field in buttons:
            continue
        else:
            value = field.text if field.name == "textarea" else field.get("value", "")
        data.setdefault(str(field["name"]), []).append(str(value or ""))
    return data


def post_forms(page: Any) -> Iterator[Tag]:
    if page.status_code == 200 and page.headers["Content-Type"].startswith("text/html"):
        for form in BeautifulSoup(page.content, "html.parser").select("form[method=post i]"):
            if text_fields(form):
                yield form


def screens_of_rows(edition: Any) -> Iterator[str]:
    for model in [m for m in row_models() if m in admin.site._registry]:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_change", args=[model._default_manager.filter(edition=edition)[0].pk])
    for screen in ("add", "changelist"):  # the same fields as on the screen of a row
        yield reverse(f"admin:robots_robot_{screen}")


def other_screens(edition: Any) -> Iterator[str]:
    """Every other address of the staff site once, with the rows of one section."""
    urls = (
        asked.url for group in (*IN_A_SECTION, *ELSEWHERE) for asked in group(edition, "robots")
    )
    routes = {resolve(url).route: url for url in urls}
    rows = [f"staff/{model._meta.app_label}/{model._meta.model_name}/" for model in row_models()]
    for route, url in routes.items():
        if not route.startswith((*rows, "staff/logout/")):
            yield url


def batches(names: list[str]) -> Iterator[tuple[str, ...]]:
    """As many fields at once as one request may hold (`DATA_UPLOAD_MAX_MEMORY_SIZE`)."""
    waiting = iter(names)
    while some := tuple(islice(waiting, 8)):
        yield some


def answered(client: Client, url: str, fields: dict[str, str]) -> Any:
    """The answer to a form; whatever it stores is taken back."""
    with transaction.atomic():
        response = client.post(url, fields)
        transaction.set_rollback(True)
    return response


@pytest.mark.parametrize("kinds", [TOO_LONG, LONG], ids=["too long", "long"])
def test_every_text_field_of_every_kind_of_row(kinds, draft, staff):
    """The kinds take turns over the fields; the same class of field meets them all."""
    turns = cycle(kinds.values())
    for url in screens_of_rows(draft):
        for form in post_forms(staff.get(url)):
            for names in batches(text_fields(form)):
                typed = dict(zip(names, turns, strict=False))
                with bounded(url):
                    response = answered(staff, url, sent_by(form) | typed)
                if kinds is LONG and response.status_code == 302:
                    continue  # such a text may be stored
                assert response.status_code == 200, url
                assert messages(response), url
                page = response.content.decode()
                assert [name for name, text in typed.items() if escape(text) not in page] == [], url


@pytest.mark.parametrize("kinds", [TOO_LONG, LONG], ids=["too long", "long"])
def test_every_text_field_of_every_other_screen(kinds, draft, staff):
    turns, fields = cycle(kinds.values()), 0
    for url in other_screens(draft):
        with bounded(url):
            page = staff.get(url)
        for form in post_forms(page):
            for names in batches(text_fields(form)):
                fields += len(names)
                typed = dict(zip(names, turns, strict=False))
                with bounded(url):
                    response = answered(staff, url, sent_by(form) | typed)
                assert response.status_code < 500, url
                if response.status_code == 200:
                    content = response.content.decode()
                    lost = [name for name, text in typed.items() if escape(text) not in content]
                    assert lost == [], url
    assert fields > 20

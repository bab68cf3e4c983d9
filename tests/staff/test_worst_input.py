"""Whatever is typed into a text field, a preview or a search, nobody else waits for it.

Every field of every screen takes the worst of every kind, all fields of a form at once: it is
answered within two seconds of work, nothing is stored, and what was typed comes back.
"""

import re
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from time import process_time
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.admin import ModelAdmin
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse
from django.utils.html import escape

from kanagawa.editions.models import Node
from kanagawa.editions.rows import row_models
from kanagawa.entry.workbook import entry_workbook
from kanagawa.formats.text import LONGEST_TEXT
from tests.breadth import few_daily, first_daily, first_or_every, over_kinds_of_rows
from tests.entry.books import filled, sent
from tests.entry.conftest import open_cells
from tests.people import person, signed_in
from tests.permissions.staff_urls import ELSEWHERE, IN_A_SECTION

from .conftest import messages

pytestmark = pytest.mark.sample

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

FORM = "application/x-www-form-urlencoded"
KINDS = TOO_LONG | LONG
# Screens with fields of their own, by the kinds that are typed there.
FEW = (("review_section", "new_facts"), ("editions_edition_english", "auth_user_add"))


@contextmanager
def bounded(what: str) -> Iterator[None]:
    before = process_time()
    yield
    spent = process_time() - before
    if spent >= MOST_SECONDS:
        spent /= slowness()
    assert spent < MOST_SECONDS, f"{what}: {spent:.1f} s"


def slowness() -> float:
    """How many times as long this machine takes now for what takes 50 ms on a usual one."""
    before = process_time()
    for number in range(1_000_000):
        number += 1
    return max(1.0, (process_time() - before) / 0.05)


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


def screens_of_rows(models: Any, edition: Any) -> Iterator[str]:
    for model in models:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_change", args=[model._default_manager.filter(edition=edition)[0].pk])
    yield reverse("admin:robots_robot_changelist")  # the same fields as on the screen of a row


def other_screens(edition: Any) -> Iterator[str]:
    """Every other URL of the staff site once, with the rows of one section."""
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


@over_kinds_of_rows
@pytest.mark.parametrize("kinds", first_daily(TOO_LONG, LONG), ids=["too long", "long"])
def test_every_text_field_of_every_kind_of_row(kinds, models, draft, staff):
    """The kinds take turns over the fields; the same class of field meets them all."""
    turns = cycle(kinds.values())
    for url in screens_of_rows(models, draft):
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


@pytest.mark.parametrize("kinds", first_daily(TOO_LONG, LONG), ids=["too long", "long"])
@pytest.mark.parametrize("names", first_daily(FEW, None), ids=["a few", "every one"])
def test_every_text_field_of_every_other_screen(names, kinds, draft, staff):
    turns, fields = cycle(kinds.values()), 0
    for url in other_screens(draft):
        if names and resolve(url).url_name not in names[kinds is LONG]:
            continue
        with bounded(url):
            page = staff.get(url)
        for form in post_forms(page):
            for some in batches(text_fields(form)):
                fields += len(some)
                typed = dict(zip(some, turns, strict=False))
                action = urljoin(url, str(form.get("action", "")))
                with bounded(action):
                    response = answered(staff, action, sent_by(form) | typed)
                assert response.status_code < 500, action
                if response.status_code == 200:
                    content = response.content.decode()
                    lost = {name for name, text in typed.items() if escape(text) not in content}
                    secret = {str(field["name"]) for field in form.select("[type=password]")}
                    assert lost - secret == set(), action
    assert fields > (3 if names else 20)


@pytest.fixture
def viewer(db) -> Client:
    """Who may look only, and so ask for previews and searches."""
    return signed_in(person("viewer", name="watcher"))


@pytest.mark.parametrize(
    "kind", few_daily(2, *sorted(KINDS, key=lambda kind: "references" not in kind))
)
def test_previews_of_any_text(kind, published, viewer):
    text = KINDS[kind]
    url = reverse("admin:preview_text", args=[published.pk])
    with bounded(url):
        page = viewer.post(url, {"text": text, "about": "editions.node", "field": "text"})
    assert page.status_code == 200
    assert len(text) <= LONGEST_TEXT or "20,000文字まで" in page.content.decode()


@first_or_every
def test_searches_of_any_length(take, published, viewer):
    names = ("admin:pick_facts", "admin:facts")
    urls = [reverse(name, args=[published.pk]) for name in names]
    urls += [reverse("admin:robots_robot_changelist"), "/2025/robots/", "/search/"]
    for url in urls:
        for words in take(("の " * 4_000, "あ" * 8_000, " ".join(map(str, range(2_000)))), type):
            with bounded(url):
                assert viewer.get(url, {"q": words}).status_code in (200, 400), url


@pytest.mark.parametrize(
    "text",
    first_daily(LONG["amounts"], LONG["names in braces"], TOO_LONG["20,000 references"]),
    ids=["amounts", "names in braces", "references"],
)
def test_memory_for_the_worst_text(text, draft, staff, viewer):
    node = Node.objects.filter(edition=draft, kind="paragraph").first()
    change = reverse("admin:editions_node_change", args=[node.pk])
    preview = reverse("admin:preview_text", args=[draft.pk])
    form = sent_by(next(post_forms(staff.get(change))))
    tracemalloc.start()
    staff.post(preview, {"text": text})
    if text is not LONG["amounts"]:  # to save it takes as much, and longer
        answered(staff, change, form | {"text": [text]})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MOST_BYTES, f"{peak:,} bytes"


@pytest.mark.parametrize(
    "text", first_daily(LONG["names in braces"], LONG["references"], LONG["amounts"])
)
def test_nobody_waits_while_a_text_is_read(text, draft, staff, monkeypatch):
    """The work inside the lock is that of any save: what was typed has been read before."""
    spent: list[float] = []

    def locked_since(view: Any) -> Any:
        def measured(*args: Any, **kwargs: Any) -> Any:
            before = process_time()
            try:
                return view(*args, **kwargs)
            finally:
                spent.append(process_time() - before)

        return measured

    node = Node.objects.filter(edition=draft, kind="paragraph").first()
    url = reverse("admin:editions_node_change", args=[node.pk])
    form = sent_by(next(post_forms(staff.get(url))))
    monkeypatch.setattr(ModelAdmin, "changeform_view", locked_since(ModelAdmin.changeform_view))
    answered(staff, url, form | {"text": ["短い文です。"]})
    answered(staff, url, form | {"text": [text]})
    plain, worst = spent
    assert worst < plain + 0.2


def test_ten_thousand_cells_and_a_long_reason_in_the_grid(draft, staff):
    url = reverse("admin:entry", args=[draft.pk, "robots"])
    cells = {f"value:robots.measurefigure/none-{n}": "{a}" * 20 for n in range(9_000)}
    for data in (cells, cells | {"reason": "あ" * 200_000}, {"table_as_of:robots": "9" * 300_000}):
        for asked in (url, f"{url}totals/"):
            body = urlencode(data)
            with bounded(asked):
                page = staff.post(asked, body, content_type=FORM)
            assert page.status_code == 200, asked
            assert asked != url or data.get("reason", "") in page.content.decode()


def test_an_upload_with_the_worst_in_its_cells(draft, staff):
    cells = open_cells(draft, "robots")
    kinds = cycle(text[:30_000] for text in KINDS.values())
    typed = {ref: {"value": next(kinds)} for ref in list(cells)[:200]}
    content = filled(entry_workbook(draft, "robots", person("editor", name="clerk")), typed)
    with bounded("upload"):
        answer = staff.post(
            reverse("admin:upload", args=[draft.pk, "robots"]), sent(content), follow=True
        )
    assert "長すぎます" in answer.content.decode()

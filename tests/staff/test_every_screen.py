"""Every admin screen of every kind of row answers, to those who may see it and to no others.

Each test walks over all kinds of rows and collects what is wrong, so that one edition serves all.
"""

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kanagawa.editions.models import Node, NodeKind
from kanagawa.editions.rows import create_rows, row_models
from kanagawa.figures.models import FigureRow
from tests.breadth import REGISTERED, over_kinds_of_rows

from .conftest import messages, messages_in, sent

pytestmark = pytest.mark.sample

WHY = "公開済みの年度版のため"


def url_of(model, screen: str, row=None) -> str:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{screen}"
    return reverse(name, args=[row.pk] if row else [])


def screens(model, row) -> list[str]:
    return [
        url_of(model, "changelist"),
        url_of(model, "add"),
        *(url_of(model, screen, row) for screen in ("change", "history", "delete")),
    ]


def every_screen(models, edition) -> Iterator[str]:
    for model in models:
        yield from screens(model, model.objects.filter(edition=edition).first())
    # What narrows a list is the same code for all of them.
    for model in models[::10]:
        for query in ("edition=all", "edition=nonsense", "q=ﾛﾎﾞｯﾄ"):
            yield f"{url_of(model, 'changelist')}?{query}"


def test_every_row_model_can_be_edited_in_a_screen_of_its_own_or_of_its_parent():
    screens = admin.site._registry.values()
    inlines = {inline.model for screen in screens for inline in screen.inlines}
    assert set(row_models()) - set(admin.site._registry) - inlines == set()


@over_kinds_of_rows
def test_screens_of_a_draft_answer_name_every_input_and_have_nothing_inline(models, draft, staff):
    for url in every_screen(models, draft):
        response = staff.get(url)
        assert response.status_code == 200, url
        soup = BeautifulSoup(response.content, "html.parser")
        assert WHY not in messages_in(soup), url
        assert unlabelled(soup) == [], url
        assert [a.text for a in soup.select(".breadcrumbs a")[:1]] == ["はじめの画面"], url
        scripts = [s for s in soup.find_all("script") if not s.get("src") and not s.get("type")]
        assert soup.select("style, [style], [onclick]") + scripts == [], url


def unlabelled(soup) -> list[str]:
    labelled = {label.get("for") for label in soup.find_all("label")}
    return [
        str(field)
        for field in soup.select("main input, main select, main textarea")
        if field.get("type") not in ("hidden", "submit", "button")
        and not field.get("aria-label")
        and field.get("id") not in labelled
        and not field.find_parent("label")
    ]


@over_kinds_of_rows
def test_screens_of_a_published_edition_are_read_only_and_say_why(models, published, draft, staff):
    for model in models:
        row = model.objects.filter(edition=published).first()
        page = staff.get(url_of(model, "change", row))
        assert page.status_code == 200
        assert WHY in messages(page), model
        assert inputs(page) == [], model
        listed = staff.get(f"{url_of(model, 'changelist')}?edition={published.pk}")
        assert WHY in messages(listed), model
        assert "delete_selected" not in listed.text, model
        assert 'name="_save"' not in listed.text, model
        assert staff.get(url_of(model, "history", row)).status_code == 200


def inputs(page) -> list[str]:
    form = BeautifulSoup(page.content, "html.parser").select_one("#content-main form")
    elements = form.select("input, select, textarea")
    return [str(field) for field in elements if field.get("type") != "hidden"]


@over_kinds_of_rows
def test_rows_of_a_published_edition_can_be_neither_changed_nor_deleted(
    models, published, draft, staff
):
    for model in models:
        row = model.objects.filter(edition=published).first()
        assert staff.post(url_of(model, "change", row), {"key": "changed"}).status_code == 403
        refused = staff.post(url_of(model, "delete", row), {"post": "yes"}, follow=True)
        assert WHY in messages(refused), model
        action = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        listed = f"{url_of(model, 'changelist')}?edition=all"
        assert staff.post(listed, action).status_code == 403
        assert model.objects.filter(pk=row.pk, key=row.key).exists(), model


@over_kinds_of_rows
def test_an_untouched_screen_writes_no_history_and_makes_nobody_an_author(models, draft, staff):
    for model in models:
        url = url_of(model, "change", model.objects.filter(edition=draft).first())
        untouched = sent(staff.get(url), f"{model._meta.model_name}_form")
        said = {"change_reason": "確認のみ"} if "change_reason" in untouched else {}
        assert staff.post(url, untouched | said).status_code == 302, model
    for model in row_models():
        since = model.history.filter(edition_id=draft.pk, history_date__gt=draft.created_at)
        assert not since.exists(), model


@over_kinds_of_rows
def test_staff_without_a_right_see_no_screen(models, draft, newcomer):
    answers = {url: newcomer.get(url).status_code for url in every_screen(models, draft)}
    assert {url for url, status in answers.items() if status != 403} == set()


@over_kinds_of_rows
def test_visitors_are_sent_to_the_login(models, draft, client):
    for url in every_screen(models, draft):
        assert client.get(url).headers["Location"].startswith(reverse("admin:login")), url


@over_kinds_of_rows
def test_readers_may_look_and_not_write(models, draft, reader):
    for model in models:
        row = model.objects.filter(edition=draft).first()
        assert reader.get(url_of(model, "changelist")).status_code == 200
        page = reader.get(url_of(model, "change", row))
        assert page.status_code == 200
        assert inputs(page) == [], model
        assert reader.get(url_of(model, "history", row)).status_code == 200
        assert reader.post(url_of(model, "change", row), {}).status_code == 403
        assert reader.post(url_of(model, "delete", row), {"post": "yes"}).status_code == 403
        assert reader.get(url_of(model, "add")).status_code == 403


@over_kinds_of_rows
def test_more_rows_take_no_more_queries(models, draft, staff):
    break_a_reference(draft)
    rows = {model: model.objects.filter(edition=draft).first() for model in models}
    urls = [
        url_of(model, screen, row if screen != "changelist" else None)
        for model, row in rows.items()
        for screen in ("changelist", "change", "history")
    ]
    if models is REGISTERED:
        urls += [reverse("admin:index"), reverse("admin:edition_changes", args=[draft.pk])]
    staff.get(urls[0])
    before = {url: _queries(staff, url) for url in urls}
    double_all_rows(draft)
    assert {url: _queries(staff, url) for url in urls} == before


def break_a_reference(edition) -> None:
    """To offer what to put instead of the first one, earlier editions are read once.

    Doubled rows break references, so that this reading has to be in the first count too.
    """
    node = Node.objects.filter(edition=edition, kind=NodeKind.PARAGRAPH).first()
    Node.objects.filter(pk=node.pk).update(text=f"{node.text}{{no.such.figure|current}}")


def double_all_rows(edition) -> None:
    for model in row_models():
        rows = list(model.objects.filter(edition=edition))
        for number, row in enumerate(rows):
            row.pk, row.key, row._state.adding = None, f"more-{number}", True
            if isinstance(row, FigureRow):
                row.period_start = row.period_start.replace(year=row.period_start.year - 50)
        create_rows(model, rows)


def _queries(client, url: str) -> int:
    # Cold each time: what an earlier visit kept would be missing from the first count only.
    ContentType.objects.clear_cache()
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200, url
    return len(queries)

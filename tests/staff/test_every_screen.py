"""Every admin screen of every kind of row answers, to those who may see it and to no others."""

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kanagawa.editions.rows import create_rows, row_models
from kanagawa.figures.models import FigureRow

from .conftest import messages

REGISTERED = [model for model in row_models() if model in admin.site._registry]
names = [model._meta.label for model in REGISTERED]
every_model = pytest.mark.parametrize("model", REGISTERED, ids=names)
WHY = "公開済みの年度版のため"


def address(model, screen: str, row=None) -> str:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{screen}"
    return reverse(name, args=[row.pk] if row else [])


def screens(model, row) -> list[str]:
    lists = [address(model, "changelist"), f"{address(model, 'changelist')}?edition=all"]
    return [
        *lists,
        f"{lists[0]}?q=ﾛﾎﾞｯﾄ",
        f"{lists[0]}?edition=nonsense",
        address(model, "add"),
        *(address(model, screen, row) for screen in ("change", "history", "delete")),
    ]


def test_every_row_model_can_be_edited_in_a_screen_of_its_own_or_of_its_parent():
    inlines = {inline.model for screen in admin.site._registry.values() for inline in screen.inlines}
    missing = set(row_models()) - set(admin.site._registry) - inlines
    assert missing == set()


@every_model
def test_screens_of_a_draft_answer(model, draft, staff):
    row = model.objects.filter(edition=draft).first()
    for url in screens(model, row):
        response = staff.get(url)
        assert response.status_code == 200, url
        assert WHY not in messages(response), url


@every_model
def test_screens_of_a_published_edition_are_read_only_and_say_why(model, published, draft, staff):
    row = model.objects.filter(edition=published).first()
    page = staff.get(address(model, "change", row))
    assert page.status_code == 200
    assert WHY in messages(page)
    form = BeautifulSoup(page.content, "html.parser").select_one("#content-main form")
    shown = [field for field in form.select("input, select, textarea") if field.get("type") != "hidden"]
    assert shown == []
    assert staff.post(address(model, "change", row), {"key": "changed"}).status_code == 403
    listed = staff.get(f"{address(model, 'changelist')}?edition={published.pk}")
    assert WHY in messages(listed)
    assert "delete_selected" not in listed.text and 'name="_save"' not in listed.text
    refused = staff.post(address(model, "delete", row), {"post": "yes"}, follow=True)
    assert WHY in messages(refused)
    assert model.objects.filter(pk=row.pk, key=row.key).exists()
    assert staff.get(address(model, "history", row)).status_code == 200


@every_model
def test_staff_without_a_right_see_no_screen(model, draft, newcomer):
    row = model.objects.filter(edition=draft).first()
    assert {newcomer.get(url).status_code for url in screens(model, row)} == {403}


@every_model
def test_visitors_are_sent_to_the_login(model, draft, client):
    row = model.objects.filter(edition=draft).first()
    for url in screens(model, row):
        assert client.get(url).headers["Location"].startswith(reverse("admin:login")), url


@every_model
def test_readers_may_look_and_not_write(model, draft, reader):
    row = model.objects.filter(edition=draft).first()
    assert reader.get(address(model, "change", row)).status_code == 200
    assert reader.get(address(model, "history", row)).status_code == 200
    assert reader.post(address(model, "change", row), {}).status_code == 403
    assert reader.post(address(model, "delete", row), {"post": "yes"}).status_code == 403
    assert reader.get(address(model, "add")).status_code == 403


@every_model
def test_every_visible_input_has_a_label(model, draft, staff):
    row = model.objects.filter(edition=draft).first()
    for url in (*screens(model, row)[:1], address(model, "add"), address(model, "change", row)):
        soup = BeautifulSoup(staff.get(url).content, "html.parser")
        labelled = {label.get("for") for label in soup.find_all("label")}
        without = [
            field
            for field in soup.select("main input, main select, main textarea")
            if field.get("type") not in ("hidden", "submit", "button")
            and not field.get("aria-label")
            and field.get("id") not in labelled
        ]
        assert without == [], url


@every_model
def test_screens_have_no_inline_style_or_script(model, draft, staff):
    row = model.objects.filter(edition=draft).first()
    for url in screens(model, row):
        soup = BeautifulSoup(staff.get(url).content, "html.parser")
        assert soup.select("style, [style], [onclick], script:not([src]):not([type])") == [], url


@every_model
def test_more_rows_take_no_more_queries(model, draft, staff):
    row = model.objects.filter(edition=draft).first()
    urls = [address(model, "changelist"), address(model, "change", row)]
    staff.get(urls[0])
    before = [_queries(staff, url) for url in urls]
    for kind in row_models():
        found = list(kind.objects.filter(edition=draft))
        for n, copy in enumerate(found):
            copy.pk, copy.key = None, f"more-{n}"
            if isinstance(copy, FigureRow):
                copy.period_start = copy.period_start.replace(year=copy.period_start.year - 50)
        create_rows(kind, found)
    assert [_queries(staff, url) for url in urls] == before


def _queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)

"""No crafted request of one section's editor changes a row of another section or of a frozen
edition, and none leaves a row that refers to another edition."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse

from kanagawa.editions.rows import fingerprint, row_models
from kanagawa.figures.models import FigureRow
from tests.people import person, signed_in
from tests.staff.conftest import sent

from .rows import OTHER, OWN, outside, strays

pytestmark = pytest.mark.sample


@pytest.fixture
def editor(db):
    """The editor of robots; an error on the server fails the test."""
    return signed_in(person("editor", OWN))


def models_of(section: str) -> list[Any]:
    return [model for model in row_models() if model._meta.app_label == section]


def screen(model: Any, name: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def row_of(model: Any, edition: Any) -> Any:
    return model._default_manager.filter(edition=edition).first()


def test_no_screen_of_another_section_takes_a_form(draft, editor):
    before = outside(draft)
    boss = signed_in(person("editor"))
    for model in models_of(OTHER):
        row = row_of(model, draft)
        form = sent(boss.get(screen(model, "change", row.pk)), f"{model._meta.model_name}_form")
        changed = form | {name: "999" for name in form if name.endswith(("value", "name"))}
        listed = screen(model, "changelist")
        deleting = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        for url, data in (
            (screen(model, "change", row.pk), changed),
            (screen(model, "change", row.pk), changed | {"_saveasnew": "1"}),
            (screen(model, "add"), changed),
            (f"{screen(model, 'add')}?_popup=1&_to_field=id", changed),
            (screen(model, "delete", row.pk), {"post": "yes"}),
            (listed, deleting),
            (f"{listed}?edition=all", deleting | {"select_across": "1"}),
            (
                listed,
                {
                    "_save": "1",
                    "form-TOTAL_FORMS": "1",
                    "form-INITIAL_FORMS": "1",
                    "form-0-id": row.pk,
                    "form-0-value": "999",
                },
            ),
        ):
            assert editor.post(url, data).status_code == 403, url
    assert outside(draft) == before


def fakes(form: dict[str, Any], strange: list[int], every: bool) -> Iterator[dict[str, Any]]:
    """The form with another row's number in one place; of fields that are alike only the first,
    and in each of them every number or one, in turns.
    """
    alike: dict[str, str] = {}
    for name in form:
        alike.setdefault(re.sub(r"\d+", "N", name), name)
    numbers = [name for name in alike.values() if str(form[name]).isdigit()]
    for place, name in enumerate(numbers):
        for pk in strange if every else [strange[place % len(strange)]]:
            yield form | {name: str(pk)}


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.thorough)])
def test_no_number_put_into_an_own_form_reaches_a_row_outside(every, draft, published, editor):
    before = outside(draft)
    for model in models_of(OWN):
        row, frozen = row_of(model, draft), row_of(model, published)
        url = screen(model, "change", row.pk)
        form = sent(editor.get(url), f"{model._meta.model_name}_form")
        figures = [m for m in models_of(OWN) if issubclass(m, FigureRow)]
        strange = [frozen.pk, *(row_of(m, published).pk for m in figures)]
        for fake in fakes(form, strange, every):
            assert editor.post(url, fake).status_code in (200, 302, 403), model
        if row_of(model, draft):
            for inlined in admin.site._registry[model].inlines:
                deleted = {n: "on" for n in form if n.endswith("-DELETE")}
                assert editor.post(url, form | deleted).status_code in (200, 302), inlined
    assert outside(draft) == before
    assert strays() == []


def test_no_number_smuggled_into_a_list_reaches_a_row_outside(draft, published, editor):
    before = outside(draft)
    for model in models_of(OWN):
        frozen = row_of(model, published)
        url = screen(model, "changelist")
        form = sent(editor.get(url), "changelist-form") | {"_save": "1"}
        for name in [n for n in form if n.endswith("-id")][:1]:
            value = name.replace("-id", "-value")
            # The list of the draft, with a row of the published edition in the first place.
            fake = form | {name: str(frozen.pk), value: "999"}
            for asked in (url, f"{url}?edition=all", f"{url}?edition={published.pk}"):
                assert editor.post(asked, fake).status_code in (200, 302, 403), asked
        action = {"action": "delete_selected", "_selected_action": [frozen.pk], "post": "yes"}
        for asked in (url, f"{url}?edition=all", f"{url}?edition={published.pk}"):
            assert editor.post(asked, action).status_code in (200, 302, 403), asked
    assert outside(draft) == before


def test_no_edition_in_an_address_or_a_form_adds_a_row_elsewhere(draft, published, editor):
    before = outside(draft)
    for model in models_of(OWN):
        url = screen(model, "add")
        form = sent(editor.get(url), f"{model._meta.model_name}_form")
        for field in model._meta.fields:
            if field.name in ("name", "text", "first_fiscal_year", "last_fiscal_year"):
                form[field.name] = "2030" if "year" in field.name else "加えた行"
        for asked in (url, f"{url}?edition={published.pk}"):
            answer = editor.post(asked, form | {"edition": str(published.pk)})
            assert answer.status_code in (200, 302)
    assert outside(draft) == before
    assert strays() == []


def test_a_form_that_was_opened_with_a_role_is_refused_without_it(draft, editor):
    user = person("editor", OWN)
    model = models_of(OWN)[0]
    row = row_of(model, draft)
    url = screen(model, "change", row.pk)
    form = sent(editor.get(url), f"{model._meta.model_name}_form")
    user.roles.update(section=OTHER)
    before = outside(draft)
    assert editor.post(url, form | {"name": "差し替え"}).status_code == 403
    assert fingerprint(row_of(model, draft)) == fingerprint(row)
    assert outside(draft) == before


def test_every_role_but_the_editor_changes_no_row_anywhere(draft):
    rows = {m: row_of(m, draft) for m in models_of(OWN)}
    boss = signed_in(person("editor"))
    forms = {
        m: sent(boss.get(screen(m, "change", row.pk)), f"{m._meta.model_name}_form")
        for m, row in rows.items()
    }
    for role in ("approver", "viewer", "publisher", "administrator"):
        client = signed_in(person(role))
        for model, row in rows.items():
            for name, data in (("change", forms[model]), ("delete", {"post": "yes"})):
                assert client.post(screen(model, name, row.pk), data).status_code == 403
            assert client.post(screen(model, "add"), forms[model]).status_code == 403
            assert fingerprint(row_of(model, draft)) == fingerprint(row)

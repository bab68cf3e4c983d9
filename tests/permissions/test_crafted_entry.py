"""The grid, the workbooks, the checks and the new facts take nothing for another section either."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from kanagawa.editions.models import Edition
from kanagawa.entry.models import Upload
from kanagawa.entry.uploads import store
from kanagawa.entry.workbook import entry_workbook
from kanagawa.reports import registry
from kanagawa.workflow.confirming import open_findings
from kanagawa.workflow.models import Assignment, Confirmation
from tests.entry.books import filled, sent
from tests.entry.conftest import open_cells
from tests.people import person, signed_in

from .rows import OTHER, OWN, outside

pytestmark = pytest.mark.sample

VALUE = "1,234"


@pytest.fixture
def editor(db: None) -> Any:
    return signed_in(person("editor", OWN))


def grid(client: Any, edition: Edition, section: str) -> dict[str, str]:
    """The form of the grid as a browser would send it."""
    page = client.get(f"{url_of('entry', edition, section)}?show=all")
    form = BeautifulSoup(page.content, "html.parser").find("form", id="entry-form")
    assert form, "no inputs"
    return {i["name"]: i.get("value", "") for i in form.find_all("input") if i.get("name")}


def url_of(name: str, edition: Edition, section: str) -> str:
    return reverse(f"admin:{name}", args=[edition.pk, section])


def typed(form: dict[str, str]) -> dict[str, str]:
    return {name: VALUE if name.startswith("value:") else text for name, text in form.items()}


def test_no_cell_of_another_section_is_saved_from_any_grid(draft, published, editor):
    before = outside(draft)
    boss = signed_in(person("editor"))
    form = typed(grid(boss, draft, OTHER))
    assert editor.post(url_of("entry", draft, OTHER), form).status_code == 403
    assert editor.post(url_of("entry_totals", draft, OTHER), form).status_code == 403
    # The cells of the other section sent to the own grid, alone and among own ones.
    own = typed(grid(editor, draft, OWN))
    for data in (form, own | form):
        answer = editor.post(url_of("entry", draft, OWN), data)
        assert "この節の数値ではない" in answer.text
        totals = editor.post(url_of("entry_totals", draft, OWN), data)
        assert totals.status_code == 200
    # The own cells sent to a published edition.
    assert editor.post(url_of("entry", published, OWN), own).status_code == 200
    assert outside(draft) == before


def test_the_same_form_of_the_own_section_is_saved(draft, editor):
    form = grid(editor, draft, OWN)
    first = next(name for name in form if name.startswith("value:"))
    assert editor.post(url_of("entry", draft, OWN), form | {first: VALUE}).status_code == 302
    assert open_cells(draft, OWN)[first.removeprefix("value:")].value == VALUE


def test_no_workbook_of_another_section_is_taken_or_applied(draft, editor):
    boss = person("editor")
    before = outside(draft)
    cell = next(iter(open_cells(draft, OTHER)))
    book = filled(entry_workbook(draft, OTHER, boss), {cell: {"value": VALUE}})
    assert editor.get(url_of("workbook", draft, OTHER)).status_code == 403
    for section, status in ((OTHER, 403), (OWN, 200)):
        assert editor.post(url_of("upload", draft, section), sent(book)).status_code == status
    assert not Upload.objects.exists()
    upload = store(edition=draft, section=OTHER, user=boss, name="x.xlsx", content=book)
    url = reverse("admin:upload_preview", args=[upload.pk])
    assert editor.get(url).status_code == 403
    assert editor.post(url, {"seen": "x"}).status_code == 403
    upload.refresh_from_db()
    assert not upload.is_applied
    assert outside(draft) == before


def test_no_warning_of_another_section_is_ticked_off(draft, editor):
    row = next(f for f in open_findings(draft).open if f.section not in (OWN, ""))
    url = reverse("admin:checks", args=[draft.pk])
    data = {"digest": [row.digest], "reason": "よいです。"}
    assert editor.post(url, data).status_code == 403
    assert not Confirmation.objects.exists()
    boss = signed_in(person("editor"))
    assert boss.post(url, data).status_code == 302
    assert editor.post(url, {"withdraw": row.digest}).status_code == 403
    assert Confirmation.objects.filter(section=row.section).count() == 1
    assert row.message not in editor.get(url).text


def test_nobody_assigns_the_tables_of_another_section(draft, editor):
    table = registry.sections()[OTHER].tables[0].key
    url = reverse("admin:new_facts", args=[draft.pk])
    data = {"table": [table], "source": "よその出どころ"}
    assert editor.post(url, data).status_code == 403
    assert not Assignment.objects.filter(table=table).exists()

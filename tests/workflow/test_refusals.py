"""One family of refusals, one place that tells them: no screen answers a refusal with an error."""

import ast
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from kanagawa.editions import refusals
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.locking import lock_draft
from kanagawa.editions.rows import row_models
from kanagawa.workflow.deleted_drafts import delete_draft
from tests.entry.conftest import open_cells
from tests.people import person, signed_in

pytestmark = pytest.mark.sample

PRODUCT = Path(refusals.__file__).parents[1]
FAMILY = {
    name
    for name, kind in vars(refusals).items()
    if isinstance(kind, type) and issubclass(kind, refusals.Refused)
}


@pytest.fixture
def draft(published):
    return copy_edition(source=published, fiscal_year=2025, reason="数値の訂正")


def caught(path: Path) -> set[str]:
    """The names of the refusals that a module catches."""
    handlers = [
        n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.ExceptHandler)
    ]
    kinds = [n for handler in handlers if handler.type for n in ast.walk(handler.type)]
    return {kind.id for kind in kinds if isinstance(kind, ast.Name)} & FAMILY


def test_screens_catch_the_family_and_leave_the_words_to_one_place():
    staff = {path: caught(path) for path in (PRODUCT / "staff").rglob("*.py")}
    sets = {str(path.relative_to(PRODUCT)) for path, names in staff.items() if names - {"Refused"}}
    # The upload's page itself says why a published edition takes no file.
    assert sets == {"staff/refusals.py", "staff/entry/workbook_views.py"}


def test_an_edition_is_locked_in_one_place():
    locking = {
        str(path.relative_to(PRODUCT))
        for path in PRODUCT.rglob("*.py")
        if "Edition.objects.select_for_update" in path.read_text()
    }
    assert locking == {"editions/locking.py"}


def test_a_draft_that_is_gone_or_published_is_refused(draft, published):
    delete_draft(edition=draft)
    with pytest.raises(refusals.EditionDeleted, match="削除しました"):
        lock_draft(draft)
    with pytest.raises(refusals.EditionPublished, match="公開済み"):
        lock_draft(published)


def test_who_saves_into_a_deleted_draft_is_told(draft, monkeypatch):
    """The draft goes just before it is locked: a message, no error."""

    def deleted_first(edition):
        delete_draft(edition=edition)
        return lock_draft(edition)

    monkeypatch.setattr("kanagawa.entry.saving.lock_draft", deleted_first)
    ref = next(iter(open_cells(draft, "robots")))
    shown = open_cells(draft, "robots")[ref].shown
    client = signed_in(person("editor", name="sato"))
    answer = client.post(
        reverse("admin:entry", args=[draft.pk, "robots"]),
        {f"value:{ref}": "12", f"shown:{ref}": shown},
    )
    assert answer.status_code == 302
    assert answer.url == reverse("admin:index")
    assert "削除しました" in "".join(str(m) for m in get_messages(answer.wsgi_request))


def test_the_database_that_says_no_is_told_too(draft, monkeypatch):
    """Published between the lock and the write: the trigger's no is a message."""
    model = next(m for m in row_models() if m._meta.label == "robots.Robot")
    row = model.objects.filter(edition=draft).first()
    client = signed_in(person("editor", name="sato"))

    def published_meanwhile(self, *args, **kwargs):
        type(draft).objects.filter(pk=draft.pk).update(
            state="published", published_at="2026-01-01T00:00Z", content_hash="x" * 64
        )
        self.save_base(raw=True)

    monkeypatch.setattr(model, "delete", published_meanwhile)
    url = reverse("admin:robots_robot_delete", args=[row.pk])
    mark = client.get(url).context["row_version"]
    answer = client.post(url, {"post": "yes", "row_version": mark})
    assert answer.status_code == 302
    assert "公開済み" in "".join(str(m) for m in get_messages(answer.wsgi_request))

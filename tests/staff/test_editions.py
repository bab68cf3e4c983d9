"""Publishing, copying and deleting editions from the staff screens."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from kanagawa.editions.models import Edition, Node
from kanagawa.editions.published_cache import VERSION_KEY, editions_version
from kanagawa.editions.rows import row_models
from kanagawa.figures.kinds import Status
from kanagawa.figures.models import FigureRow
from kanagawa.workflow.finding_counts import tally
from tests.people import person, signed_in
from tests.workflow.acts import approve_all

from .conftest import messages

pytestmark = pytest.mark.sample


def page(edition, name: str) -> str:
    return reverse(f"admin:editions_edition_{name}", args=[edition.pk])


def review(edition) -> str:
    return reverse("admin:review", args=[edition.pk])


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_old_way_to_publish_leads_to_the_review_and_publishes_nothing(method, draft, staff):
    done = getattr(staff, method)(page(draft, "publish"))
    assert (done.status_code, done.headers["Location"]) == (302, review(draft))
    draft.refresh_from_db()
    assert not draft.is_published


@pytest.mark.thorough
def test_a_draft_is_published_only_when_approved_and_confirmed(
    draft, staff, chief, office, django_capture_on_commit_callbacks
):
    before = editions_version()
    sent = {"act": "release", "number": 0, "confirmed": "on"}
    assert "承認されていない節" in messages(staff.post(review(draft), sent, follow=True))
    approve_all(draft, office)
    sent["number"] = 2
    assert "確かめた印" in messages(staff.post(review(draft), sent | {"confirmed": ""}))
    draft.refresh_from_db()
    assert not draft.is_published
    with django_capture_on_commit_callbacks(execute=True):
        done = staff.post(review(draft), sent, follow=True)
    assert "公開しました" in messages(done)
    draft.refresh_from_db()
    assert draft.is_published
    assert draft.published_by == chief
    assert cache.get(VERSION_KEY) != before
    assert "すでに公開" in messages(staff.get(page(draft, "publish"), follow=True))
    assert "すでに公開" in messages(staff.post(review(draft), sent, follow=True))


def test_a_text_that_refers_to_nothing_stops_the_publication_and_is_named(draft, staff, office):
    node = Node.objects.filter(edition=draft, kind="paragraph").first()
    node.text = "{robots.robot/no-such-thing}"
    node.save()
    approve_all(draft, office)
    sent = {"act": "release", "number": 2, "confirmed": "on"}
    texts = messages(staff.post(review(draft), sent, follow=True))
    assert "参照先のない記述" in texts
    assert "no-such-thing" in texts
    draft.refresh_from_db()
    assert not draft.is_published


def test_a_published_edition_is_corrected_with_a_reason(published, staff):
    assert "訂正の理由" in staff.get(page(published, "copy")).text
    for reason in ("", " 　\n"):
        refused = staff.post(page(published, "copy"), {"reason": reason})
        assert "必須" in messages(refused)
    assert Edition.objects.count() == 1
    done = staff.post(page(published, "copy"), {"reason": "集計の誤り"}, follow=True)
    assert "下書きを作りました" in messages(done)
    correction = Edition.objects.get(fiscal_year=2025, revision=2)
    assert (correction.reason, correction.is_published) == ("集計の誤り", False)
    assert Node.objects.filter(edition=correction).exists()
    again = staff.post(page(published, "copy"), {"reason": "また"})
    assert "下書きがすでにあります" in messages(again)
    assert Edition.objects.count() == 2


def test_a_draft_needs_no_correction(draft, staff):
    response = staff.get(page(draft, "copy"), follow=True)
    assert "そのまま変更できます" in messages(response)
    staff.post(page(draft, "copy"), {"reason": "誤記"})
    assert Edition.objects.count() == 2


def test_a_draft_is_deleted_with_all_its_rows(draft, published, staff):
    assert f"{draft}" in staff.get(page(draft, "delete")).text
    staff.post(page(draft, "delete"), {"post": "yes"})
    assert not Edition.objects.filter(pk=draft.pk).exists()
    assert {m for m in row_models() if m.objects.filter(edition_id=draft.pk).exists()} == set()
    assert Node.history.filter(edition_id=draft.pk, history_type="-").exists()
    assert Node.objects.filter(edition=published).exists()


def test_a_published_edition_cannot_be_deleted(published, staff):
    assert staff.get(page(published, "delete")).status_code == 403
    assert staff.post(page(published, "delete"), {"post": "yes"}).status_code == 403
    assert Edition.objects.filter(pk=published.pk).exists()


@pytest.mark.parametrize(
    ("name", "other"), [("publish", "administrator"), ("copy", "publisher"), ("publish", "editor")]
)
def test_publishing_and_copying_take_a_role_of_their_own(name, other, draft):
    client = signed_in(person(other))
    assert client.get(page(draft, name)).status_code == 403
    assert client.post(page(draft, name), {"reason": "誤記"}).status_code == 403
    draft.refresh_from_db()
    assert not draft.is_published
    assert page(draft, name) not in client.get(page(draft, "change")).text


@pytest.mark.parametrize("name", ["publish", "copy", "change", "delete", "history"])
def test_an_edition_that_is_not_there_is_no_error(name, staff):
    missing = reverse(f"admin:editions_edition_{name}", args=[987654])
    assert staff.get(missing).status_code in (302, 404)


def test_editions_are_never_typed_in(staff, db):
    assert staff.get(reverse("admin:editions_edition_add")).status_code == 403


def test_the_start_page_shows_the_draft_and_what_is_still_empty(draft, published, staff):
    model = next(m for m in row_models() if issubclass(m, FigureRow))
    figure = model.objects.filter(edition=draft).first()
    figure.value, figure.status = None, Status.TO_ENTER
    figure.save()
    start = staff.get(reverse("admin:index")).text
    assert f"{draft}の下書き" in start
    assert tally(draft).to_enter[figure.section] >= 1
    assert f"入力するもの 計{sum(tally(draft).to_enter.values())}件" in start
    assert review(draft) in start
    assert page(published, "change") in start
    assert page(published, "copy") in start
    assert reverse("preview:edition", args=[draft.slug]) in start


def test_the_start_page_shows_each_person_only_what_he_may_see(draft, newcomer):
    start = newcomer.get(reverse("admin:index"))
    assert start.status_code == 200
    assert reverse("admin:robots_robot_changelist") not in start.text
    assert page(draft, "publish") not in start.text

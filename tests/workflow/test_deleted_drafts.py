"""A draft that was deleted as a whole comes back as it was, or says why it cannot."""

import gzip
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Edition, EditionRow, Node
from kanagawa.editions.refusals import EditionDeleted, EditionPublished, Refused, Stale
from kanagawa.editions.rows import row_models
from kanagawa.entry.models import Upload
from kanagawa.workflow import deciding, deleted_drafts
from kanagawa.workflow.deleted_drafts import bring_back, delete_draft, forget_old_copies
from kanagawa.workflow.models import (
    Assignment,
    Confirmation,
    Decision,
    DeletedDraft,
    DroppedProposal,
    Evidence,
    Look,
    Release,
    Remark,
    Respondent,
    SameContent,
    Seen,
    SettledRegister,
)
from robots.models import Robot
from tests.people import answered, person, signed_in

from .acts import approve, shown, state, submit

pytestmark = pytest.mark.sample

URL = "admin:editions_edition_deleted"
OF_PUBLISHED = {"editions.FrozenPart", "editions.StoredFile", "editions.SearchEntry"}


@pytest.fixture
def admin(db: None) -> Any:
    return person("administrator")


def worked_on(draft: Edition, office: Any) -> None:
    """Something of everything that belongs to a draft."""
    editor, approver = office.editors["robots"], office.approvers["robots"]
    robot = Robot.objects.filter(edition=draft).first()
    robot._history_user = editor
    robot.name += "改"
    robot.save()
    submit(draft, "robots", editor)
    approve(draft, "robots", approver)
    SameContent.objects.create(
        edition=draft, decision=draft.decisions.order_by("pk").last(), content_hash="x"
    )
    answered(draft, editor)
    of_draft = {"edition": draft, "section": "robots"}
    row = Respondent.objects.get(name="県内の団体")
    Assignment.objects.create(edition=draft, table="robots.indicator", respondent=row)
    Remark.objects.create(**of_draft, text="確かめてください。", by=approver)
    Evidence.objects.create(**of_draft, name="x.pdf", content=b"\0\xff", size=2, by=editor)
    Upload.objects.create(**of_draft, by=editor, name="x.xlsx", content={"entries": {"a": "１"}})
    Confirmation.objects.create(**of_draft, check_key="x", digest="d", reason="理由", by=editor)
    SettledRegister.objects.create(**of_draft, ref="robots.robot", by=editor)
    DroppedProposal.objects.create(**of_draft, ref="international.activity/fair", by=editor)
    Look.objects.get_or_create(**of_draft, user=approver, defaults={"content_hash": "x"})
    inquiry = draft.inquiries.get()
    mail = apps.get_model("inquiries.Mail").objects.create(
        to="x@example.jp",
        day="2026-07-01",
        created_at=draft.created_at,
        next_attempt_at="2026-07-01T00:00Z",
    )
    inquiry.notices.create(
        mail=mail, respondent=row, table="robots.indicator", occasion=1, due_on="2026-07-31"
    )


def everything() -> dict[str, list[dict[str, Any]]]:
    """Each table that an edition has rows in, value by value."""
    return {
        model._meta.label: [
            {name: bytes(v) if isinstance(v, memoryview) else v for name, v in row.items()}
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in deleted_drafts._models()
    }


def test_all_that_belongs_to_a_draft_comes_back_with_its_numbers(draft, office, admin):
    worked_on(draft, office)
    before, approved = everything(), state(draft, "robots")
    missing = {label for label, rows in before.items() if not rows}
    assert missing <= OF_PUBLISHED and Seen.objects.filter(edition=draft).exists()
    deleted = delete_draft(edition=draft, user=admin)
    assert deleted.rows == sum(len(before[m._meta.label]) for m in row_models()) // 2
    assert everything() != before and not Decision.objects.exists()
    back = bring_back(number=deleted.pk, user=admin)
    assert everything() == before
    assert state(back, "robots") == approved
    deleted.refresh_from_db()
    assert (deleted.brought_back_by, bytes(deleted.content)) == (admin, b"")
    assert not deleted.can_be_brought_back


def test_every_model_that_goes_with_a_draft_is_in_the_copy():
    """A new one that points to an edition is found by itself; a planned release stays behind."""
    pointing = {
        model
        for model in apps.get_models()
        if not hasattr(model, "history_type")
        and any(f.name == "edition" and f.related_model is Edition for f in model._meta.fields)
    }
    assert pointing - set(deleted_drafts._models()) == {Release}
    assert {m for m in pointing if issubclass(m, EditionRow)} == set(row_models())


def test_the_history_goes_on_and_who_brought_it_back_approves_nothing(draft, office, admin):
    submit(draft, "robots", office.editors["robots"])
    chief = office.approvers["robots"]
    bring_back(number=delete_draft(edition=draft, user=admin).pk, user=chief)
    robot = Robot.objects.filter(edition=draft).first()
    acts = [(h.history_type, h.history_user) for h in robot.history.order_by("history_id")]
    assert acts[-1] == ("+", chief) and [act for act, _ in acts] == ["+", "-", "+"]
    with pytest.raises(Refused, match="入力"):
        deciding.approve(**shown(draft, "robots", chief))


def test_a_planned_release_does_not_come_back(draft, admin):
    Release.objects.create(edition=draft, at=timezone.now(), by=admin)
    bring_back(number=delete_draft(edition=draft).pk, user=admin)
    assert not Release.objects.exists()


def test_only_a_draft_that_is_there_and_that_no_edition_came_from_is_deleted(draft, published):
    with pytest.raises(EditionPublished):
        delete_draft(edition=published)
    later = Edition.objects.create(fiscal_year=2030, copied_from=draft)
    with pytest.raises(ProtectedError):
        delete_draft(edition=draft)
    assert not DeletedDraft.objects.exists() and Node.objects.filter(edition=draft).exists()
    later.delete()
    delete_draft(edition=draft)
    with pytest.raises(EditionDeleted):
        delete_draft(edition=draft)
    assert DeletedDraft.objects.count() == 1


def test_nothing_comes_back_twice_or_where_something_else_stands(draft, published, admin):
    deleted = delete_draft(edition=draft)
    other = copy_edition(source=published, fiscal_year=draft.fiscal_year)
    with pytest.raises(Refused, match="下書きがいまあるため"):
        bring_back(number=deleted.pk, user=admin)
    newer = delete_draft(edition=other)
    bring_back(number=deleted.pk, user=admin)
    with pytest.raises(Stale, match="すでに元に戻された"):
        bring_back(number=deleted.pk, user=admin)
    Edition.objects.filter(pk=draft.pk).update(
        state="published", published_at=timezone.now(), content_hash="x" * 64
    )
    with pytest.raises(Refused, match="公開されているため"):
        bring_back(number=newer.pk, user=admin)
    with pytest.raises(Stale):
        bring_back(number=0, user=admin)
    assert Edition.objects.count() == 2


def test_what_it_came_from_must_be_there(draft, admin):
    later = Edition.objects.create(fiscal_year=2030, copied_from=draft)
    last, first = delete_draft(edition=later), delete_draft(edition=draft)
    with pytest.raises(Refused, match="もとの版"):
        bring_back(number=last.pk, user=admin)
    assert not Edition.objects.filter(pk=later.pk).exists()
    for deleted in (first, last):
        bring_back(number=deleted.pk, user=admin)
    assert Edition.objects.get(pk=later.pk).copied_from == draft


def test_a_copy_that_is_damaged_or_of_another_form_is_told(draft, admin):
    deleted = delete_draft(edition=draft)
    whole = bytes(deleted.content)
    DeletedDraft.objects.update(content=whole[:-9])
    with pytest.raises(Refused, match="壊れています"):
        bring_back(number=deleted.pk, user=admin)
    text = gzip.decompress(whole).decode().replace('"running_head"', '"no_such_field"')
    for changed in (text, text.replace("robots.robot", "robots.gone")):
        content = gzip.compress(changed.encode())
        DeletedDraft.objects.update(content=content, sha256=deleted_drafts.sha256(content))
        with pytest.raises(Refused, match="形が変わった"):
            bring_back(number=deleted.pk, user=admin)
    assert not Edition.objects.filter(pk=draft.pk).exists()


def test_a_copy_of_an_earlier_release_is_read(draft, admin):
    """`ref` was called `address`, and 「追加なし」 was a confirmation of a check of its own."""
    of_draft = {"edition": draft, "section": "robots", "by": admin}
    Remark.objects.create(**of_draft, text="確かめてください。", ref="robots.robot/robot-001")
    Confirmation.objects.create(**of_draft, check_key="new_facts.register", ref="robots.robot")
    deleted = delete_draft(edition=draft)
    text = gzip.decompress(bytes(deleted.content)).decode().replace('"ref":', '"address":')
    content = gzip.compress(text.encode())
    DeletedDraft.objects.update(content=content, sha256=deleted_drafts.sha256(content))
    back = bring_back(number=deleted.pk, user=admin)
    assert back.remarks.get().ref == "robots.robot/robot-001"
    assert [(s.ref, s.by) for s in back.settled_registers.all()] == [("robots.robot", admin)]
    assert not back.confirmations.exists()


def test_the_content_goes_when_its_time_is_over(draft, admin, settings):
    deleted = delete_draft(edition=draft, user=admin)
    assert forget_old_copies() == 0
    DeletedDraft.objects.update(at=timezone.now() - timedelta(days=settings.DELETED_DRAFT_DAYS + 1))
    with pytest.raises(Stale, match="期間が過ぎました"):
        bring_back(number=deleted.pk, user=admin)
    assert (forget_old_copies(), forget_old_copies()) == (1, 0)
    page = signed_in(admin).get(reverse(URL)).text
    assert "期間が過ぎたため戻せません" in page and str(draft) in page


def told(response: Any) -> str:
    return "".join(str(message) for message in get_messages(response.wsgi_request))


def test_the_screens_delete_say_where_it_is_and_bring_it_back(draft, admin):
    client = signed_in(admin)
    assert "削除した下書きはありません" in client.get(reverse(URL)).text
    delete = reverse("admin:editions_edition_delete", args=[draft.pk])
    assert "90日の間は" in client.get(delete).text
    answer = client.post(delete, {"post": "yes"})
    assert "元に戻せます" in told(answer)
    assert reverse(URL) in client.get(answer.url).text
    deleted = DeletedDraft.objects.get()
    assert deleted.by == admin
    assert LogEntry.objects.filter(object_id=str(draft.pk), action_flag=3, user=admin).exists()
    page = client.get(reverse(URL)).text
    assert f'value="{deleted.pk}"' in page
    assert "を元に戻しました" in told(client.post(reverse(URL), {"number": deleted.pk}))
    assert Edition.objects.filter(pk=draft.pk).exists()
    assert LogEntry.objects.filter(object_id=str(draft.pk), action_flag=1, user=admin).exists()
    assert "が元に戻しました" in client.get(reverse(URL)).text
    for number in ("", "x", "１", "9" * 5000, "-1", str(deleted.pk)):
        assert "すでに元に戻された" in told(client.post(reverse(URL), {"number": number}))


def test_who_may_not_delete_brings_nothing_back(draft, admin):
    number = delete_draft(edition=draft).pk
    for role in ("editor", "approver", "publisher", "viewer"):
        client = signed_in(person(role))
        assert client.get(reverse(URL)).status_code == 403
        assert client.post(reverse(URL), {"number": number}).status_code == 403
        assert reverse(URL) not in client.get(reverse("admin:editions_edition_changelist")).text
    assert not Edition.objects.filter(pk=draft.pk).exists()

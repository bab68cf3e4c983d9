"""An edition becomes public when every part is approved as it stands: all at once or not at all."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from kanagawa.editions.models import FrozenPart, Node
from kanagawa.editions.refusals import NotAllowed, Refused, Stale
from kanagawa.workflow import releasing
from kanagawa.workflow.models import Act, Decision, Release, Role
from kanagawa.workflow.parts import WHOLE
from robots.models import Robot

from .acts import approve, approve_all, return_, state, submit

pytestmark = pytest.mark.sample


def step(edition, user) -> dict:
    return {"edition": edition, "user": user, "number": state(edition, WHOLE).number}


def change(edition) -> None:
    robot = Robot.objects.filter(edition=edition).first()
    robot.name += "改"
    robot.save()


def is_public(edition) -> bool:
    edition.refresh_from_db()
    return edition.is_published


def plan(edition, user, seconds: int = 60) -> Release:
    """A release whose time has come, planned when it had not."""
    planned = releasing.schedule(
        **step(edition, user), at=timezone.now() + timedelta(seconds=seconds)
    )
    Release.objects.filter(pk=planned.pk).update(at=timezone.now() - timedelta(seconds=1))
    return Release.objects.get(pk=planned.pk)


def test_an_edition_is_published_when_all_is_approved(draft, office):
    approve_all(draft, office)
    releasing.release(**step(draft, office.publisher))
    assert is_public(draft)
    last = draft.decisions.order_by("id").last()
    assert (last.act, last.by, last.exceptional) == (Act.RELEASED, office.publisher, "")
    assert last.content_hash == draft.content_hash


def test_one_part_that_is_missing_or_changed_or_returned_holds_everything_back(draft, office):
    approve_all(draft, office)
    with pytest.raises(NotAllowed):
        releasing.release(**step(draft, office.administrator))
    return_(draft, "zones", office.approvers["zones"], "確認のため")
    with pytest.raises(Refused, match=r"特区制度.*差戻し"):
        releasing.release(**step(draft, office.publisher))
    submit(draft, "zones", office.editors["zones"])
    approve(draft, "zones", office.approvers["zones"], "確認済み")
    change(draft)
    with pytest.raises(Refused, match="承認後に変更あり"):
        releasing.release(**step(draft, office.publisher))
    assert not is_public(draft)
    assert not draft.decisions.filter(act=Act.RELEASED).exists()
    assert not FrozenPart.objects.filter(edition=draft).exists()


def test_the_headings_above_all_sections_are_approved_too(draft, office):
    approve_all(draft, office)
    return_(draft, WHOLE, office.approvers[WHOLE], "章の題を確かめること")
    with pytest.raises(Refused, match="章の見出し"):
        releasing.release(**step(draft, office.publisher))
    submit(draft, WHOLE, office.editors[WHOLE])
    approve(draft, WHOLE, office.approvers[WHOLE], "確認済み")
    heading = next(n for n in Node.objects.filter(edition=draft) if n.section == WHOLE)
    heading.text += "。"
    heading.save()
    assert state(draft, WHOLE).voided


def test_a_second_release_and_a_stale_form_do_nothing(draft, office):
    approve_all(draft, office)
    taken = step(draft, office.publisher)
    planned = releasing.schedule(**taken, at=timezone.now() + timedelta(days=1))
    assert planned.by == office.publisher
    for act in (
        lambda: releasing.release(**taken),
        lambda: releasing.unschedule(**taken),
        lambda: releasing.schedule(**taken, at=timezone.now() + timedelta(days=2)),
        lambda: releasing.release_in_emergency(**taken, reason="急ぐため"),
    ):
        with pytest.raises(Stale):
            act()
    assert not is_public(draft)
    releasing.release(**step(draft, office.publisher))
    with pytest.raises(Refused, match="すでに公開"):
        releasing.release(**taken)
    assert not Release.objects.exists()


def test_a_release_is_planned_only_ahead_and_only_when_all_is_approved(draft, office):
    with pytest.raises(Refused, match="承認されていない節"):
        releasing.schedule(**step(draft, office.publisher), at=timezone.now() + timedelta(hours=1))
    approve_all(draft, office)
    with pytest.raises(Refused, match="これからの日時"):
        releasing.schedule(**step(draft, office.publisher), at=timezone.now())
    with pytest.raises(Refused, match="予約はありません"):
        releasing.unschedule(**step(draft, office.publisher))
    releasing.schedule(**step(draft, office.publisher), at=timezone.now() + timedelta(hours=1))
    call_command("release_due")
    assert not is_public(draft)
    releasing.unschedule(**step(draft, office.publisher))
    acts = [d.act for d in draft.decisions.order_by("id")][-2:]
    assert acts == [Act.SCHEDULED, Act.UNSCHEDULED]
    assert not Release.objects.exists()


def test_what_is_due_is_published_in_the_name_of_who_planned_it(draft, office, capsys):
    approve_all(draft, office)
    plan(draft, office.publisher)
    call_command("release_due")
    assert "公開しました" in capsys.readouterr().out
    assert is_public(draft)
    assert draft.published_by == office.publisher
    assert not Release.objects.exists()
    call_command("release_due")
    assert Decision.objects.filter(act=Act.RELEASED).count() == 1


def test_a_release_that_fails_says_why_and_is_not_tried_again(draft, office):
    approve_all(draft, office)
    planned = plan(draft, office.publisher)
    Role.objects.filter(user=office.publisher, name="publisher").delete()
    with pytest.raises(CommandError):
        call_command("release_due")
    planned.refresh_from_db()
    assert "公開の役割がない" in planned.failure
    assert not is_public(draft)
    assert not draft.decisions.filter(act=Act.RELEASED).exists()
    Role.objects.create(user=office.publisher, name="publisher")
    call_command("release_due")
    assert not is_public(draft)


def test_who_loses_the_role_while_the_publication_is_proved_publishes_nothing(
    draft, office, monkeypatch
):
    approve_all(draft, office)

    def proved(edition, prove=releasing.proved):
        Role.objects.filter(user=office.publisher, name="publisher").delete()
        return prove(edition)

    monkeypatch.setattr(releasing, "proved", proved)
    with pytest.raises(NotAllowed, match="公開の役割"):
        releasing.release(**step(draft, office.publisher))
    assert not is_public(draft)


def test_a_planned_release_that_somebody_took_back_meanwhile_has_not_failed(
    draft, office, monkeypatch, caplog
):
    approve_all(draft, office)
    planned = plan(draft, office.publisher)

    def proved(edition):
        Release.objects.all().delete()
        raise Refused("内容が変わりました。")

    monkeypatch.setattr(releasing, "proved", proved)
    assert releasing.release_due(planned) == ""
    assert "release-failed" not in caplog.text


def test_the_watch_refuses_senseless_intervals(db):
    for seconds in ("0", "-1", "1e9"):
        with pytest.raises(CommandError, match="間隔"):
            call_command("release_due", "--watch", seconds)

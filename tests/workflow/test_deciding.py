"""A part goes from being entered to approved; what was approved is exactly what was seen."""

import pytest

from kanagawa.editions.refusals import NotAllowed, Refused, Stale
from kanagawa.workflow import deciding
from kanagawa.workflow.models import Act, Decision
from kanagawa.workflow.parts import parts
from kanagawa.workflow.remarking import answer, remark, remarks_by_ref
from kanagawa.workflow.states import StateName
from robots.models import Robot

from .acts import approve, return_, shown, state, submit

pytestmark = pytest.mark.sample


def change(edition, user=None):
    robot = Robot.objects.filter(edition=edition).first()
    robot.name += "改"
    robot._history_user = user
    robot.save()


def test_a_part_is_entered_submitted_and_approved(draft, office):
    assert state(draft, "robots").name == StateName.ENTERING
    submit(draft, "robots", office.editors["robots"])
    assert state(draft, "robots").label == "提出済み"
    done = approve(draft, "robots", office.approvers["robots"])
    now = state(draft, "robots")
    assert now.is_approved
    assert done.content_hash == now.content_hash
    assert done.submitted_by == office.editors["robots"]
    assert done.exceptional == ""
    assert [d.number for d in draft.decisions.all()] == [1, 2]


def test_a_remark_must_be_answered_before_the_part_is_submitted_again(draft, office):
    editor, approver = office.editors["robots"], office.approvers["robots"]
    submit(draft, "robots", editor)
    ref = Robot.objects.filter(edition=draft).first().ref
    place = {"ref": ref, "place": "一覧の1行目"}
    remark(edition=draft, section="robots", user=approver, text="出典は？", **place)
    return_(draft, "robots", approver)
    assert [r.text for r in remarks_by_ref(draft, "robots")[ref]] == ["出典は？"]
    with pytest.raises(Refused, match="回答のない指摘が1件"):
        submit(draft, "robots", editor)
    [written] = draft.remarks.all()
    answer(edition=draft, remark_id=written.pk, user=editor, text="県調べです。")
    assert remarks_by_ref(draft, "robots") == {}
    submit(draft, "robots", editor)
    with pytest.raises(Refused, match="すでに"):
        answer(edition=draft, remark_id=written.pk, user=editor, text="もう一度")
    remark(edition=draft, section="robots", user=approver, text="やはり確認を")
    with pytest.raises(Refused, match="回答のない指摘"):
        approve(draft, "robots", approver)


def test_a_change_voids_a_submission_and_an_approval_and_shows_it(draft, office):
    editor, approver = office.editors["robots"], office.approvers["robots"]
    submit(draft, "robots", editor)
    change(draft)
    assert state(draft, "robots").label == "入力中（提出後に変更あり）"
    with pytest.raises(Refused, match="承認できません"):
        approve(draft, "robots", approver)
    submit(draft, "robots", editor)
    approve(draft, "robots", approver)
    before = Robot.objects.filter(edition=draft).first()
    change(draft)
    assert state(draft, "robots").label == "入力中（承認後に変更あり）"
    before.save()  # taken back: the approval holds again
    assert state(draft, "robots").is_approved


def test_other_parts_keep_their_approval(draft, office):
    submit(draft, "zones", office.editors["zones"])
    approve(draft, "zones", office.approvers["zones"])
    change(draft)
    assert state(draft, "zones").is_approved


def test_a_form_shown_before_somebody_decided_is_stale(draft, office):
    old = shown(draft, "robots", office.editors["robots"])
    deciding.submit(**old)
    with pytest.raises(Stale, match="ほかの人"):
        deciding.submit(**old)
    seen = shown(draft, "robots", office.approvers["robots"])
    deciding.approve(**seen)
    for step in (deciding.approve, deciding.return_):
        with pytest.raises(Stale):
            step(**seen, reason="理由")
    assert draft.decisions.count() == 2


def test_a_form_shown_before_a_change_is_stale_and_nothing_is_decided(draft, office):
    submit(draft, "robots", office.editors["robots"])
    seen = shown(draft, "robots", office.approvers["robots"])
    change(draft)
    for step in (deciding.approve, deciding.return_):
        with pytest.raises(Stale, match="内容が変更"):
            step(**seen, reason="理由")
    with pytest.raises(Stale):
        deciding.look(
            edition=draft, section="robots", user=seen["user"], seen_hash=seen["seen_hash"]
        )
    assert [d.act for d in draft.decisions.all()] == [Act.SUBMITTED]
    for empty in ("", "0" * 64):
        with pytest.raises(Stale):
            deciding.submit(**{**seen, "seen_hash": empty, "user": office.editors["robots"]})


def test_every_step_asks_for_the_role_in_the_section(draft, office):
    made = {"edition": draft, "number": 0}
    for section in parts():
        entering = {office.editors[section], office.superuser}
        entering |= {office.publisher, office.administrator} if section == "" else set()
        step = made | {"section": section}
        for user in set(office.everybody()) - entering:
            with pytest.raises(NotAllowed):
                deciding.submit(**step, user=user, seen_hash="x")
            with pytest.raises(NotAllowed):
                deciding.withdraw(**step, user=user)
        deciding_ones = {*office.approvers.values(), office.administrator, office.superuser}
        for user in set(office.everybody()) - deciding_ones:
            with pytest.raises(NotAllowed):
                deciding.approve(**step, user=user, seen_hash="x", reason="理由")
            with pytest.raises(NotAllowed):
                deciding.return_(**step, user=user, seen_hash="x", reason="理由")
            with pytest.raises(NotAllowed):
                remark(edition=draft, section=section, user=user, text="指摘")
    assert not draft.decisions.exists()
    assert not draft.remarks.exists()


def test_nothing_is_decided_on_a_published_edition(published, office):
    for step in (deciding.submit, deciding.approve, deciding.return_):
        with pytest.raises(Refused, match="すでに公開"):
            step(
                edition=published,
                section="robots",
                user=office.superuser,
                number=0,
                seen_hash="x",
                **({} if step == deciding.submit else {"reason": "理由"}),
            )
    with pytest.raises(Refused, match="すでに公開"):
        remark(edition=published, section="robots", user=office.superuser, text="指摘")
    assert not Decision.objects.exists()

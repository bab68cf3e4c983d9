"""Each step of a part: taken when it may be, refused with its own reason when it may not."""

import pytest

from kanagawa.editions.copying import copy_edition
from kanagawa.editions.refusals import NotAllowed, Refused
from kanagawa.workflow import deciding
from kanagawa.workflow.account_log import note
from kanagawa.workflow.deciding import why_not_approve
from kanagawa.workflow.models import AccountAct, Act, Exceptional
from kanagawa.workflow.remarking import remark
from robots.models import Robot
from tests.people import person

from .acts import approve, return_, shown, state, submit, withdraw
from .small import add_figures, small_edition

pytestmark = pytest.mark.sample


@pytest.fixture
def edition(office):
    return small_edition(office)


@pytest.fixture
def editor(office):
    return office.editors["robots"]


@pytest.fixture
def approver(office):
    return office.approvers["robots"]


def changed_by(edition, user) -> None:
    robot = Robot.objects.get(edition=edition)
    robot.name += "改"
    robot._history_user = user
    robot.save()


def remarked(edition, user) -> None:
    robot = Robot.objects.get(edition=edition)
    remark(edition=edition, section="robots", user=user, text="？", ref=robot.ref, place="１行目")


def refused(act, edition, *arguments, why: str) -> None:
    steps = edition.decisions.count()
    with pytest.raises(Refused, match=why):
        act(edition, "robots", *arguments)
    assert edition.decisions.count() == steps


def test_a_part_is_submitted_once(edition, editor, approver):
    step = submit(edition, "robots", editor)
    assert (step.act, step.by, step.submitted_by) == (Act.SUBMITTED, editor, editor)
    refused(submit, edition, editor, why="すでに提出済み")
    approve(edition, "robots", approver)
    refused(submit, edition, editor, why="すでに承認済み")


def test_what_says_the_same_as_what_is_public_is_not_submitted(published, editor):
    correction = copy_edition(source=published, fiscal_year=2025, reason="誤りがあったため。")
    refused(submit, correction, editor, why="提出も承認も要りません")


def test_remarks_are_answered_before_a_part_is_handed_on(edition, editor, approver):
    remarked(edition, approver)
    refused(submit, edition, editor, why="回答のない指摘が1件")
    edition.remarks.update(answer="県調べです。")
    submit(edition, "robots", editor)
    remarked(edition, approver)
    refused(approve, edition, approver, why="回答のない指摘があります")


def test_only_a_submission_is_taken_back(edition, editor, approver):
    refused(withdraw, edition, editor, why="取り下げる提出がありません")
    submit(edition, "robots", editor)
    step = withdraw(edition, "robots", editor)
    assert (step.act, step.submitted_by) == (Act.WITHDRAWN, editor)
    refused(withdraw, edition, editor, why="入力中のため")
    submit(edition, "robots", editor)
    approve(edition, "robots", approver)
    refused(withdraw, edition, editor, why="承認済みのため")


def test_what_is_returned_was_handed_over_and_has_a_reason_or_remarks(edition, editor, approver):
    refused(return_, edition, approver, "理由", why="入力中のため、差し戻せません")
    submit(edition, "robots", editor)
    refused(return_, edition, approver, " ", why="指摘を１件以上書くか")
    step = return_(edition, "robots", approver, "件数を確かめてください。")
    assert (step.act, step.submitted_by, step.exceptional) == (Act.RETURNED, editor, "")
    assert step.reason == "件数を確かめてください。"
    submit(edition, "robots", editor)
    approve(edition, "robots", approver)
    remarked(edition, approver)
    assert return_(edition, "robots", approver).reason == ""


def test_a_remark_and_a_reason_together_return_a_part(edition, editor, approver):
    submit(edition, "robots", editor)
    remarked(edition, approver)
    assert return_(edition, "robots", approver, "出典も").reason == "出典も"


def test_what_is_approved_was_submitted_by_somebody_else(edition, editor, approver):
    refused(approve, edition, approver, why="入力中のため、承認できません")
    submit(edition, "robots", editor)
    step = approve(edition, "robots", approver)
    assert (step.submitted_by, step.exceptional, step.reason) == (editor, "", "")
    refused(approve, edition, approver, why="承認済みのため、承認できません")


def test_who_may_not_decide_is_told_who_may(edition, editor, office):
    submit(edition, "robots", editor)
    for act in (approve, return_):
        with pytest.raises(NotAllowed, match="代決者"):
            act(edition, "robots", editor, "理由")
    now = state(edition, "robots")
    assert "この節の承認者" in why_not_approve(edition, "robots", editor, now)
    assert why_not_approve(edition, "robots", office.approvers["robots"], now) == ""


def test_a_deputy_says_why_and_stays_marked(edition, editor, office):
    deputy = office.approvers["zones"]
    submit(edition, "robots", editor)
    refused(approve, edition, deputy, " ", why="代決のときは理由")
    step = approve(edition, "robots", deputy, " 課長が出張のため ")
    assert (step.exceptional, step.reason) == (Exceptional.DEPUTY, "課長が出張のため")
    refused(return_, edition, deputy, " ", why="指摘を１件以上|代決のときは理由")
    assert return_(edition, "robots", deputy, "誤り").exceptional == Exceptional.DEPUTY


def test_nobody_approves_what_he_submitted(edition):
    both = person("editor", "robots", "both")
    person("approver", "robots", "both")
    submit(edition, "robots", both)
    refused(approve, edition, both, why="ご自分が提出した節")


def test_nobody_approves_what_he_entered(edition, editor, approver):
    changed_by(edition, approver)
    submit(edition, "robots", editor)
    refused(approve, edition, approver, why="ご自分が入力した節")


@pytest.mark.parametrize("of_whom", ["submitter", "colleague"])
def test_nobody_approves_what_an_account_that_he_could_use_handed_over(
    of_whom, edition, editor, approver, office
):
    colleague = person("editor", "robots", "colleague")
    changed_by(edition, colleague)
    submit(edition, "robots", editor)
    concerned = editor if of_whom == "submitter" else colleague
    note(AccountAct.LINK_MADE, concerned, by=approver, needs_voucher=True)
    refused(approve, edition, approver, why="パスワード設定の案内を、ご自分が")
    # Somebody else, who made no link, may.
    assert approve(edition, "robots", office.approvers["zones"], "理由").act == Act.APPROVED


def test_before_anything_was_submitted_only_what_was_entered_counts(edition, office, approver):
    now = state(edition, "robots")
    assert why_not_approve(edition, "robots", approver, now) == ""
    changed_by(edition, approver)
    assert "入力した節" in why_not_approve(edition, "robots", approver, now)


FINDINGS = {
    ("error", "error"): "検査のエラーが2件残っています",
    ("to_enter",): "未入力が1件残っています",
    ("error", "to_enter"): "検査のエラーが1件、未入力が1件残っています",
}


@pytest.mark.parametrize(("severities", "why"), FINDINGS.items())
def test_errors_that_stay_need_a_reason_which_keeps_their_number(
    severities, why, edition, editor, approver
):
    add_figures(edition, severities)
    submit(edition, "robots", editor)
    refused(approve, edition, approver, why=why)
    reason = approve(edition, "robots", approver, "照会中のため").reason
    counted = why.removesuffix("残っています").replace("が", "")
    assert reason == f"照会中のため\n［{counted}を残して承認］"


def test_a_reason_without_errors_stays_as_it_is(edition, editor, approver):
    submit(edition, "robots", editor)
    assert approve(edition, "robots", approver, "確認済み").reason == "確認済み"


def test_who_looks_has_seen_what_he_was_shown(edition, approver):
    seen = shown(edition, "robots", approver)
    del seen["number"]
    deciding.look(**seen)
    assert edition.looks.get(user=approver).content_hash == seen["seen_hash"]

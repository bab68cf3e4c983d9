"""The steps of a part of a draft: submit, withdraw, return, approve; each one transaction.

Every step carries the number of the newest decision and the hash of the content that the person
was shown. A step on something else raises Stale, and nothing is decided twice.
"""

from collections import Counter
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import Refused
from kanagawa.people import Person

from .entries import entered_by
from .findings import open_errors
from .models import Act, Decision, Exceptional, Remark
from .parts import approves, may_decide, may_submit, quoted_title
from .snapshots import Present, keep_seen, look_at
from .states import PartState, StateName
from .steps import decide, present_state, require, same_content, same_step
from .vouching import causers


@transaction.atomic
def submit(
    *, edition: Edition, section: str, user: User, number: int, seen_hash: str, note: str = ""
) -> Decision:
    """Hand a part over for approval. Every remark must be answered before."""
    edition = lock_draft(edition)
    require(may_submit(user, section), "この節を提出できるのは、この節の担当者です。")
    present, state = present_state(edition, section)
    same_step(state, number)
    same_content(state, seen_hash)
    if state.is_unchanged:
        raise Refused(f"{state.quoted_title}は公開済みの版と同じため、提出も承認も要りません。")
    if not state.is_open:
        raise Refused(f"{state.quoted_title}はすでに{state.label}です。")
    waiting = unanswered(edition, section)
    if waiting:
        raise Refused(f"回答のない指摘が{waiting}件あります。回答してから提出してください。")
    keep_seen(present, section)
    return decide(
        edition=edition,
        section=section,
        number=number,
        act=Act.SUBMITTED,
        by=user,
        submitted_by=user,
        content_hash=seen_hash,
        reason=note,
    )


@transaction.atomic
def withdraw(
    *, edition: Edition, section: str, user: User, number: int, note: str = ""
) -> Decision:
    """Take a submission back before it was decided on."""
    edition = lock_draft(edition)
    require(may_submit(user, section), "この節を取り下げられるのは、この節の担当者です。")
    _, state = present_state(edition, section)
    same_step(state, number)
    if state.last is None or state.last.act != Act.SUBMITTED:
        raise Refused(f"{state.quoted_title}は{state.label}のため、取り下げる提出がありません。")
    return decide(
        edition=edition,
        section=section,
        number=number,
        act=Act.WITHDRAWN,
        by=user,
        submitted_by=state.last.submitted_by,
        reason=note,
    )


@transaction.atomic
def return_(
    *, edition: Edition, section: str, user: User, number: int, seen_hash: str, reason: str = ""
) -> Decision:
    """Send a submitted or approved part back to those who enter it, with remarks or a reason."""
    edition = lock_draft(edition)
    _may_decide(user, section)
    present, state = present_state(edition, section)
    same_step(state, number)
    same_content(state, seen_hash)
    if state.name not in (StateName.SUBMITTED, StateName.APPROVED):
        raise Refused(f"{state.quoted_title}は{state.label}のため、差し戻せません。")
    if not reason.strip() and not unanswered(edition, section):
        raise Refused("差し戻すときは、指摘を１件以上書くか、差戻しの趣旨を入力してください。")
    look_at(present, section, user)
    return decide(
        edition=edition,
        section=section,
        number=number,
        act=Act.RETURNED,
        by=user,
        submitted_by=_submitter(state),
        content_hash=seen_hash,
        exceptional=_exceptional(user, section),
        reason=_with_reason(user, section, reason),
    )


@transaction.atomic
def approve(
    *, edition: Edition, section: str, user: User, number: int, seen_hash: str, reason: str = ""
) -> Decision:
    """Approve exactly what was seen; nobody approves what he submitted or entered himself.

    Who has not the part's approver role decides as a deputy (代決): with a reason, marked for
    ever. Errors of the checks need a reason too, which the decision keeps with their number.
    """
    edition = lock_draft(edition)
    _may_decide(user, section)
    present, state = present_state(edition, section)
    same_step(state, number)
    same_content(state, seen_hash)
    if not state.is_submitted:
        raise Refused(
            f"{state.quoted_title}は{state.label}のため、承認できません。提出されるのを待ってください。"
        )
    _four_eyes(edition, state, user)
    if unanswered(edition, section):
        raise Refused("回答のない指摘があります。差し戻すか、指摘に回答してから承認してください。")
    reason = _with_reason(user, section, reason)
    reason = _over_errors(present, section, reason)
    look_at(present, section, user)
    return decide(
        edition=edition,
        section=section,
        number=number,
        act=Act.APPROVED,
        by=user,
        submitted_by=_submitter(state),
        content_hash=seen_hash,
        exceptional=_exceptional(user, section),
        reason=reason,
    )


@transaction.atomic
def look(*, edition: Edition, section: str, user: User, seen_hash: str) -> None:
    """「ここまで見た」: what changes from here on will be shown; only what was shown counts."""
    edition = lock_draft(edition)
    present, state = present_state(edition, section)
    same_content(state, seen_hash)
    look_at(present, section, user)


def unanswered(edition: Edition, section: str) -> int:
    return Remark.objects.filter(edition=edition, section=section, answer="").count()


def why_not_approve(edition: Edition, section: str, user: User, state: PartState) -> str:
    """Why this person may not approve this part, "" when he may: for the page and the step."""
    if not may_decide(user, section):
        return (
            f"{quoted_title(section)}を承認できるのは、この節の承認者（不在のときは代決者）です。"
        )
    submitter = _submitter(state)
    if submitter is not None and submitter.pk == user.pk:
        return "ご自分が提出した節は承認できません。ほかの承認者か代決者が承認します。"
    entered = entered_by(edition, section)
    if user.pk in entered:
        return "ご自分が入力した節は承認できません。ほかの承認者か代決者が承認します。"
    others = entered | ({submitter.pk} if submitter is not None else set())
    if any(user.pk in causes for causes in causers(others).values()):
        return (
            "入力・提出した人のパスワード設定の案内を、ご自分が作っています。"
            "ほかの承認者か代決者が承認するか、ほかの人にその人を確かめてもらってください。"
        )
    return ""


def _four_eyes(edition: Edition, state: PartState, user: User) -> None:
    why = why_not_approve(edition, state.section, user, state)
    require(not why, why)


def _may_decide(user: Person, section: str) -> None:
    require(
        may_decide(user, section),
        f"{quoted_title(section)}を承認・差戻しできるのは、この節の承認者（不在のときは代決者）です。",
    )


def _submitter(state: PartState) -> Any:
    return state.last.submitted_by if state.last else None


def _exceptional(user: User, section: str) -> str:
    return "" if approves(user, section) else str(Exceptional.DEPUTY)


def _with_reason(user: User, section: str, reason: str) -> str:
    if not approves(user, section) and not reason.strip():
        raise Refused("代決のときは理由を入力してください（例：課長が出張のため）。")
    return reason.strip()


def _over_errors(present: Present, section: str, reason: str) -> str:
    counted = Counter(finding.severity for finding in open_errors(present, section))
    by_name = (("検査のエラー", counted["error"]), ("未入力", counted["to_enter"]))
    open_counts = [(name, number) for name, number in by_name if number]
    if open_counts and not reason:
        counts = "、".join(f"{name}が{number}件" for name, number in open_counts)
        raise Refused(
            f"{counts}残っています。差し戻すか、残したまま承認する理由を入力してください。"
        )
    counts = "、".join(f"{name}{number}件" for name, number in open_counts)
    return f"{reason}\n［{counts}を残して承認］" if open_counts else reason

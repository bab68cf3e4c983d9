"""Remarks pinned to a place of a draft, and their answers."""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import Refused
from kanagawa.history.changes import person_name

from .models import Remark
from .parts import may_decide, may_submit
from .steps import require


@transaction.atomic
def remark(
    *, edition: Edition, section: str, user: User, text: str, ref: str = "", place: str = ""
) -> Remark:
    """Write a remark about the place with this ref, `place` in words ("": the whole part)."""
    edition = lock_draft(edition)
    require(may_decide(user, section), "指摘を書けるのは、この節の承認者（代決者）です。")
    if not text.strip():
        raise Refused("指摘を入力してください。")
    return Remark.objects.create(
        edition=edition,
        section=section,
        ref=ref[:200],
        place=place[:200],
        text=text.strip(),
        by=user,
    )


@transaction.atomic
def answer(*, edition: Edition, remark_id: int, user: User, text: str) -> Remark:
    """Answer a remark, once: the part's editors; who wrote it may also close it himself."""
    edition = lock_draft(edition)
    question = edition.remarks.filter(pk=remark_id).first()
    if question is None:
        raise Refused("この指摘はありません。")
    allowed = may_submit(user, question.section) or question.by_id == user.pk
    require(allowed, "指摘に回答できるのは、この節の担当者です。")
    if question.answer:
        raise Refused(f"この指摘には、すでに{person_name(question.answered_by)}が回答しています。")
    if not text.strip():
        raise Refused("回答を入力してください。")
    question.answer, question.answered_by, question.answered_at = text.strip(), user, timezone.now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    return question


def remarks_by_ref(edition: Edition, section: str) -> dict[str, list[Remark]]:
    """The unanswered remarks of a part by ref, for the screens where the cell is; one query."""
    if edition.is_published:
        return {}
    remarks: dict[str, list[Remark]] = {}
    open_ones = edition.remarks.filter(section=section, answer="").select_related("by")
    for each in open_ones.order_by("id"):
        remarks.setdefault(each.ref, []).append(each)
    return remarks


def remark_counts(edition: Edition) -> dict[str, tuple[int, int]]:
    """By part: how many remarks there are, and how many of them wait for an answer."""
    counted = (
        edition.remarks.order_by()
        .values("section")
        .annotate(written=Count("pk"), waiting=Count("pk", filter=Q(answer="")))
        .values_list("section", "written", "waiting")
    )
    return {section: (written, waiting) for section, written, waiting in counted}

"""A respondent's workbook comes back: which of its tables are answered by it, and which not yet."""

from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from kanagawa.editions.locking import lock_draft
from kanagawa.editions.rows import EditionRows
from kanagawa.entry.cells import by_ref, entry_tables
from kanagawa.entry.models import Upload
from kanagawa.formats.numbers import quoted
from kanagawa.workflow.models import Respondent

from .inquiring import record_answer
from .items import Item, items_of
from .models import Answer, AnswerKind, Inquiry

_DIGITS = 18  # of a number that a database can hold
CLOSED = "この節の照会は終わっているため、回答としては記録していません。"


@dataclass
class Returned:
    """The answers that were recorded, and in words why a table of the workbook is none."""

    answers: list[Answer] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def respondent_of(upload: Upload) -> Respondent | None:
    """Whose workbook it is; None for the workbook of a whole section."""
    number = upload.content.get("respondent", "")
    is_number = number.isdecimal() and len(number) <= _DIGITS
    return Respondent.objects.filter(pk=int(number)).first() if is_number else None


@transaction.atomic
def take_answers(*, upload: Upload, user: User) -> Returned:
    """The answers of a respondent's workbook that was just applied: its tables that are full now.

    A table in which nothing was changed is answered 変更なし. Nothing when the workbook is no
    respondent's.
    """
    returned = Returned()
    respondent = respondent_of(upload)
    if respondent is None:
        return returned
    edition = lock_draft(upload.edition)
    inquiry = Inquiry.objects.filter(
        edition=edition, section=upload.section, closed_at=None
    ).first()
    if inquiry is None:
        returned.reasons.append(CLOSED)
        return returned
    handed_out, entries = upload.content["shown"], upload.content["entries"]
    tables = entry_tables(edition, upload.section, EditionRows(edition))
    refs = {table.key: [*by_ref([table])] for table in tables}
    for item in items_of(edition, [upload.section], timezone.localdate()):
        sent_refs = [ref for ref in refs.get(item.table, []) if ref in handed_out]
        if not sent_refs:
            continue
        if why := _why_no_answer(item, respondent):
            returned.reasons.append(f"「{quoted(item.title)}」：{why}")
            continue
        kind = AnswerKind.VALUES if set(sent_refs) & set(entries) else AnswerKind.UNCHANGED
        returned.answers.append(record_answer(inquiry, item.table, respondent, kind, user))
    return returned


def _why_no_answer(item: Item, respondent: Respondent) -> str:
    """Empty for a table that is answered by the workbook."""
    if item.respondent is None:
        return "いまは、だれにも照会していません。"
    if item.respondent != respondent:
        return f"いまの照会先は{item.respondent}です。回答としては記録していません。"
    if item.answer is not None:
        return "すでに回答があります。"
    if waiting := len(item.facts):
        return f"未入力が{waiting}件あるため、まだ回答にしていません。"
    return ""

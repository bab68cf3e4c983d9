"""The steps of an inquiry: it is opened, answered table by table, closed."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import NotAllowed, Refused
from kanagawa.editions.rows import EditionRows
from kanagawa.entry.cells import by_ref, entry_tables, figure_rows
from kanagawa.entry.parsing import Entered, Entry
from kanagawa.entry.saving import save_entries
from kanagawa.figures.kinds import Status
from kanagawa.formats.numbers import quoted
from kanagawa.reports import registry
from kanagawa.workflow.evidence import add_evidence
from kanagawa.workflow.models import Assignment, Respondent
from kanagawa.workflow.new_facts import NewFact, settle_register
from kanagawa.workflow.roles import may_edit

from .items import Item, items_of
from .models import Answer, AnswerKind, Inquiry

_NAMED = 3  # titles in a message
_REASON = 100  # characters that the history keeps


@transaction.atomic
def open_inquiry(*, edition: Edition, section: str, user: User) -> Inquiry:
    """Ask all respondents of the section; the watcher writes to them.

    Raises NotAllowed, EditionPublished, or Refused naming the tables whose due date is missing or
    past.
    """
    _require_editor(user, section)
    edition = lock_draft(edition)
    if edition.inquiries.filter(section=section, closed_at=None).exists():
        raise Refused("この節の照会は、すでに始まっています。")
    items = [item for item in items_of(edition, [section], _today()) if item.respondent]
    if not items:
        raise Refused("照会先を決めた表がありません。先に、下の表で照会先と期限を決めてください。")
    _refuse_without(items)
    return Inquiry.objects.create(
        edition=edition, section=section, opened_at=timezone.now(), opened_by=user
    )


def _refuse_without(items: Iterable[Item]) -> None:
    for problem, affected in (
        ("期限がない表があります", [i for i in items if i.due_on is None]),
        ("期限が過ぎている表があります", [i for i in items if i.due_on and i.due_on < i.today]),
        (
            "使わなくなった照会先の表があります",
            [i for i in items if i.respondent and not i.respondent.is_active],
        ),
    ):
        if affected:
            names = "、".join(f"「{quoted(item.title)}」" for item in affected[:_NAMED])
            more = f"ほか{len(affected) - _NAMED}件" if len(affected) > _NAMED else ""
            raise Refused(f"{problem}：{names}{more}。直してから始めてください。")


@transaction.atomic
def close_inquiry(*, edition: Edition, section: str, user: User) -> Inquiry:
    """Nothing is waited for any more; what was not answered stays without an answer."""
    _require_editor(user, section)
    inquiry = _open_inquiry(lock_draft(edition), section)
    inquiry.closed_at, inquiry.closed_by = timezone.now(), user
    inquiry.save(update_fields=["closed_at", "closed_by"])
    return inquiry


@transaction.atomic
def answer(
    *,
    edition: Edition,
    table: str,
    kind: str,
    user: User,
    file_name: str = "",
    content: bytes | None = None,
) -> Answer:
    """Take an answer: 変更なし, 該当なし (written into the empty cells), or values entered before.

    With `content` a file of evidence is kept beside the table. All or nothing; raises NotAllowed,
    EditionPublished, or Refused saying what is still to be entered.
    """
    section = registry.section_of(table)
    _require_editor(user, section)
    edition = lock_draft(edition)
    inquiry = _open_inquiry(edition, section)
    item, respondent = _awaited(edition, section, table)
    if kind == AnswerKind.NOT_APPLICABLE:
        _enter_not_applicable(edition, item, user)
    elif kind not in AnswerKind.values:
        raise Refused("回答の種類を選んでください。")
    elif waiting := [fact for fact in item.facts if not _is_settled_by(fact)]:
        raise Refused(
            f"「{quoted(item.title)}」には入力していないものが{len(waiting)}件あります。"
            "入力するか、値がなければ「該当なし」にしてください。"
        )
    elif kind == AnswerKind.UNCHANGED and (changed := _changed_since(inquiry, item)):
        raise Refused(
            f"「{quoted(item.title)}」の数値は、照会を始めたあとに{changed}件変わっています。"
            "「値を入力」を選んでください。"
        )
    for fact in item.facts:
        if fact.is_register:
            settle_register(edition=edition, ref=fact.ref, user=user)
    if content is not None:
        add_evidence(
            edition=edition,
            section=section,
            user=user,
            name=file_name,
            content=content,
            ref=table,
            place=item.title,
        )
    return record_answer(inquiry, item.table, respondent, kind, user)


@transaction.atomic
def withdraw_answer(*, edition: Edition, table: str, user: User) -> None:
    """It is waited for again; what was entered stays as it is."""
    section = registry.section_of(table)
    _require_editor(user, section)
    inquiry = _open_inquiry(lock_draft(edition), section)
    stored = inquiry.answers.filter(table=table).first()
    if stored is None:
        raise Refused("この表の回答はありません。画面を開き直してください。")
    stored._history_user = user  # type: ignore[attr-defined]  # simple-history's
    stored.delete()


def _require_editor(user: User, section: str) -> None:
    if not may_edit(user, section):
        raise NotAllowed("照会を進められるのは、この節の担当者です。")


def _today() -> date:
    return timezone.localdate()


def _open_inquiry(edition: Edition, section: str) -> Inquiry:
    inquiry = edition.inquiries.filter(section=section, closed_at=None).first()
    if inquiry is None:
        raise Refused("この節の照会は始まっていないか、終わっています。画面を開き直してください。")
    return inquiry


def _awaited(edition: Edition, section: str, table: str) -> tuple[Item, Respondent]:
    items = items_of(edition, [section], _today()) if section in registry.sections() else []
    item = next((item for item in items if item.table == table), None)
    if item is None or item.respondent is None:
        raise Refused("この表は照会していません。画面を開き直してください。")
    if item.answer is not None:
        raise Refused(f"「{quoted(item.title)}」には、すでに回答があります。")
    return item, item.respondent


def _changed_since(inquiry: Inquiry, item: Item) -> int:
    """How many figures of the table were changed since it was asked for."""
    rows = EditionRows(inquiry.edition)
    tables = [t for t in entry_tables(inquiry.edition, item.section, rows) if t.key == item.table]
    figures = figure_rows(item.section, rows)
    return sum(
        figures[ref].history.filter(history_date__gt=inquiry.opened_at).exists()
        for ref in by_ref(tables)
        if ref in figures
    )


def _is_settled_by(fact: NewFact) -> bool:
    """A register stays as it is by an answer; a text is read and mended on its own screen."""
    return fact.is_register or fact.table == fact.section


def _enter_not_applicable(edition: Edition, item: Item, user: User) -> None:
    """Into the cells of the table that wait for a value, the usual way."""
    rows = figure_rows(item.section, EditionRows(edition))
    waiting = [
        rows[fact.ref]
        for fact in item.facts
        if fact.ref in rows and rows[fact.ref].status == Status.TO_ENTER
    ]
    registers = [fact for fact in item.facts if fact.is_register]
    if len(waiting) + len(registers) < len(item.facts):
        raise Refused(
            f"「{quoted(item.title)}」には、１件ずつ入力するものがあります。"
            "入力の画面で入力してから、回答を記録してください。"
        )
    if not waiting and not registers:
        raise Refused(
            f"「{quoted(item.title)}」に入力していない欄はありません。"
            "変わるところがなければ「変更なし」にしてください。"
        )
    outcome = save_entries(
        edition=edition,
        section=item.section,
        entries={
            row.ref: Entry(Entered.of(row).mark(), status=str(Status.NOT_APPLICABLE))
            for row in waiting
        },
        user=user,
        reason=f"照会の回答：{item.respondent}"[:_REASON],
    )
    if not outcome.is_saved:
        messages = [text for texts in outcome.errors.values() for text in texts]
        raise Refused("、".join(messages) or "ほかの人が変更しました。もう一度回答してください。")


def record_answer(
    inquiry: Inquiry, table: str, respondent: Respondent, kind: str, user: User
) -> Answer:
    """Write that a table was answered, under the name of who wrote it."""
    new_answer = Answer(
        inquiry=inquiry,
        table=table,
        respondent=respondent,
        kind=kind,
        by=user,
        at=timezone.now(),
    )
    new_answer._history_user = user  # type: ignore[attr-defined]  # simple-history's
    new_answer.save()
    return new_answer


def tables_of(assignments: Iterable[Assignment], section: str, respondent: Respondent) -> set[str]:
    """The tables of a section that a respondent is asked for."""
    return {
        a.table
        for a in assignments
        if a.respondent_id == respondent.pk and registry.section_of(a.table) == section
    }

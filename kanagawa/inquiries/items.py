"""What an inquiry asks: table by table, of whom, until when, and what came of it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import models

from kanagawa.editions.content import build
from kanagawa.editions.models import Edition
from kanagawa.editions.rows import EditionRows
from kanagawa.reports import registry
from kanagawa.workflow.models import Assignment, Respondent
from kanagawa.workflow.new_facts import NewFact, new_facts

from .models import Answer, Inquiry

TEXT = "本文"
_REFERENCE = re.compile(r"\{[^{}]*\}")


class ItemState(models.TextChoices):
    NOT_ASKED = "not_asked", "未照会"
    WAITING = "waiting", "回答待ち"
    LATE = "late", "期限超過"
    ANSWERED = "answered", "回答済み"
    UNANSWERED = "unanswered", "回答なし"


@dataclass(frozen=True)
class Item:
    """One table (list, text) of a section. `facts` are what is still to be entered in it."""

    section: str
    table: str
    title: str
    inquiry: Inquiry | None
    assignment: Assignment | None
    answer: Answer | None
    facts: tuple[NewFact, ...]
    today: date

    @property
    def respondent(self) -> Respondent | None:
        return self.assignment.respondent if self.assignment else None

    @property
    def due_on(self) -> date | None:
        return self.assignment.due_on if self.assignment else None

    @property
    def state(self) -> ItemState:
        if self.inquiry is None or self.respondent is None:
            return ItemState.NOT_ASKED
        if self.answer is not None:
            return ItemState.ANSWERED
        if not self.inquiry.is_open:
            return ItemState.UNANSWERED
        is_late = self.due_on is not None and self.due_on < self.today
        return ItemState.LATE if is_late else ItemState.WAITING

    @property
    def is_awaited(self) -> bool:
        return self.state in (ItemState.WAITING, ItemState.LATE)


@dataclass
class OfRespondent:
    """All that one respondent is asked in a section; None: tables that nobody is asked for."""

    section: str
    respondent: Respondent | None
    items: list[Item] = field(default_factory=list)

    def count(self, *states: ItemState) -> int:
        return sum(item.state in states for item in self.items)

    @property
    def section_title(self) -> str:
        return registry.sections()[self.section].title

    @property
    def awaited(self) -> int:
        return self.count(ItemState.WAITING)

    @property
    def late(self) -> int:
        return self.count(ItemState.LATE)

    @property
    def answered(self) -> int:
        return self.count(ItemState.ANSWERED)

    @property
    def next_due(self) -> date | None:
        """The nearest due date of what is not answered yet."""
        return min((i.due_on for i in self.items if i.is_awaited and i.due_on), default=None)


def titles(section: str, rows: EditionRows) -> dict[str, str]:
    """By key the titles of a section's tables and lists as declared, then of its text.

    They are read out in mails, so what a reference in one would print is left out.
    """
    by_table = {
        key: _REFERENCE.sub("…", (grid.title or grid.caption).lstrip("○ ").replace("\n", ""))
        for table in registry.sections()[section].tables
        for key, grid in build(table, rows)
    }
    return {key: title or "表" for key, title in by_table.items()} | {section: TEXT}


def inquiries_of(edition: Edition) -> dict[str, Inquiry]:
    """By section the newest inquiry."""
    inquiries = edition.inquiries.select_related("opened_by", "closed_by").order_by("id")
    newest = {inquiry.section: inquiry for inquiry in inquiries}
    for inquiry in newest.values():
        inquiry.edition = edition
    return newest


def items_of(edition: Edition, sections: Iterable[str], today: date) -> list[Item]:
    """Every table of these sections; the number of queries does not grow with the rows."""
    sections = list(sections)
    rows = EditionRows(edition)
    inquiries = inquiries_of(edition)
    answers = Answer.objects.filter(inquiry__in=inquiries.values()).select_related("by")
    answered = {(answer.inquiry_id, answer.table): answer for answer in answers}
    all_assignments = edition.assignments.select_related("owner", "respondent__account")
    assignments = {assignment.table: assignment for assignment in all_assignments}
    groups = [] if edition.is_published else new_facts(edition, sections).groups
    facts = {(group.section, group.table): tuple(group.facts) for group in groups}
    return [
        Item(
            section,
            table,
            title,
            inquiry := inquiries.get(section),
            assignments.get(table),
            answered.get((inquiry.pk, table)) if inquiry else None,
            facts.get((section, table), ()),
            today,
        )
        for section in sections
        for table, title in titles(section, rows).items()
    ]


def by_respondent(items: Iterable[Item]) -> list[OfRespondent]:
    """Section by section, in it the respondents by kind and name, last what nobody is asked."""
    groups: dict[tuple[str, int | None], OfRespondent] = {}
    for item in items:
        key = (item.section, item.respondent.pk if item.respondent else None)
        groups.setdefault(key, OfRespondent(item.section, item.respondent)).items.append(item)
    order = {key: number for number, key in enumerate(registry.sections())}

    def place(group: OfRespondent) -> tuple[int, bool, str, str]:
        recipient = group.respondent
        return (
            order[group.section],
            recipient is None,
            recipient.kind if recipient else "",
            recipient.name if recipient else "",
        )

    return sorted(groups.values(), key=place)


def awaited_tables(inquiry: Inquiry) -> Iterator[Assignment]:
    """What an open inquiry still waits for; two queries."""
    answered = set(inquiry.answers.values_list("table", flat=True))
    assignments = inquiry.edition.assignments.filter(respondent__isnull=False, due_on__isnull=False)
    for assignment in assignments.select_related("respondent__account"):
        is_here = registry.section_of(assignment.table) == inquiry.section
        if is_here and assignment.table not in answered:
            yield assignment

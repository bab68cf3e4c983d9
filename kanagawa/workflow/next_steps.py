"""What a person does next in a draft: what waits for him by his roles, the most urgent first."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.contrib.auth.models import User

from kanagawa.editions.models import Edition
from kanagawa.history.changes import person_name

from .finding_counts import Tally
from .models import Release
from .parts import WHOLE, approves, may_review_any, may_submit
from .remarking import remark_counts
from .roles import may_administer, may_edit, may_publish
from .states import PartState, StateName


class Screen(StrEnum):
    """Where a step is taken."""

    ENTRY = "entry"
    NEW_FACTS = "new_facts"
    CHECKS = "checks"
    PART = "review_section"
    REVIEW = "review"
    PREVIEW = "preview"


@dataclass(frozen=True)
class Step:
    """One step in words, with the screen where it is taken, of a part or (None) of the edition.

    `waits`: nothing is to be done but to see how far the others are.
    """

    text: str
    button: str
    screen: Screen
    section: str | None = None
    waits: bool = False


def next_steps(
    edition: Edition, user: User, states: dict[str, PartState], counts: Tally
) -> list[Step]:
    """What waits for this person, and if nothing does, what the others are at.

    Empty for somebody who has no role.
    """
    if not may_review_any(user):
        return []
    steps = [
        *_decisions(user, states),
        *_publication(edition, user, states),
        *_returned(edition, user, states),
        *_correcting(edition, user, states),
        *_entering(user, states, counts),
        *_submitting(user, states, counts),
        *_day(edition, user),
    ]
    return steps or [_waiting(user, states)]


def _decisions(user: User, states: dict[str, PartState]) -> Iterator[Step]:
    for section, state in states.items():
        if state.name == StateName.SUBMITTED and approves(user, section):
            who = person_name(state.last.by if state.last else None)
            text = f"{state.quoted_title}：{who}さんが提出しました。承認してください。"
            yield Step(text, "変更を見て承認する", Screen.PART, section)


def _publication(edition: Edition, user: User, states: dict[str, PartState]) -> Iterator[Step]:
    ready = all(state.is_ready for state in states.values())
    changed = any(not state.is_unchanged for state in states.values())
    # A publication that failed is told with its reason.
    may_go_on = may_publish(user) and ready and changed
    if may_go_on and not Release.objects.filter(edition=edition).exists():
        text = "すべての節が承認されました。公開するか、公開を予約してください。"
        yield Step(text, "公開の手続へ進む", Screen.REVIEW)


def _returned(edition: Edition, user: User, states: dict[str, PartState]) -> Iterator[Step]:
    remarks = remark_counts(edition)
    for section, state in states.items():
        if not may_submit(user, section) or not state.is_open:
            continue
        unanswered = remarks.get(section, (0, 0))[1]
        reminder = f"回答していない指摘が{unanswered}件あります。" if unanswered else ""
        if state.name == StateName.RETURNED:
            text = f"{state.quoted_title}：差し戻されました。直して、もう一度提出してください。"
            yield Step(text + reminder, "差戻しの内容を見る", Screen.PART, section)
        elif state.voided:
            text = f"{state.quoted_title}：{state.label}です。もう一度提出してください。"
            yield Step(text + reminder, "変更を見て提出する", Screen.PART, section)
        elif reminder:
            yield Step(state.quoted_title + "：" + reminder, "指摘に回答する", Screen.PART, section)


def _correcting(edition: Edition, user: User, states: dict[str, PartState]) -> Iterator[Step]:
    if edition.revision == 1 or any(not state.is_unchanged for state in states.values()):
        return
    for section, state in states.items():
        if section != WHOLE and may_edit(user, section):
            text = f"{state.quoted_title}：まだ何も訂正していません。誤りがあれば直してください。"
            yield Step(text, "訂正する表を開く", Screen.ENTRY, section)


def _entering(user: User, states: dict[str, PartState], counts: Tally) -> Iterator[Step]:
    """What is to be entered, then what the checks say; first what stands in every page's way."""
    for section, state in states.items():
        if section == WHOLE or not may_edit(user, section) or not _is_fresh(state):
            continue
        title = state.quoted_title
        if number := counts.to_enter[section] - counts.compiling[section]:
            text = f"{title}：入力するものが{number}件あります。"
            yield Step(text, "入力を始める", Screen.NEW_FACTS, section)
        elif number := counts.errors[section]:
            text = f"{title}：検査のエラーが{number}件あります。直してください。"
            yield Step(text, "エラーを見て直す", Screen.CHECKS, section)
        elif number := counts.warnings[section]:
            text = f"{title}：確かめる警告が{number}件あります。"
            yield Step(text, "警告を確かめる", Screen.CHECKS, section)


def _is_fresh(state: PartState) -> bool:
    """It is being entered: nobody waits for it, nobody sent it back."""
    return state.name == StateName.ENTERING and not state.voided


def _submitting(user: User, states: dict[str, PartState], counts: Tally) -> Iterator[Step]:
    for section, state in states.items():
        to_enter = counts.to_enter[section] - counts.compiling[section]
        open_things = to_enter + counts.errors[section] + counts.warnings[section]
        if _is_fresh(state) and not open_things and may_submit(user, section):
            text = f"{state.quoted_title}：入力が終わりました。確かめて提出してください。"
            yield Step(text, "変更を見て提出する", Screen.PART, section)


def _day(edition: Edition, user: User) -> Iterator[Step]:
    if may_administer(user) and edition.committee_on is None:
        yield Step("委員会の開催日が未入力です。", "開催日を入力する", Screen.NEW_FACTS)


def _waiting(user: User, states: dict[str, PartState]) -> Step:
    """Nothing waits for this person: who is at work, and where to look on."""
    if not any(may_submit(user, section) or approves(user, section) for section in states):
        text = "下書きの内容と進み具合を見ることができます。"
        return Step(text, "下書きをプレビューで読む", Screen.PREVIEW, waits=True)
    entering = [s.quoted_title for s in states.values() if s.is_open and not s.is_unchanged]
    submitted = [s.quoted_title for s in states.values() if s.is_submitted]
    sentences = [f"入力中：{'、'.join(entering)}。"] if entering else []
    sentences += [f"承認待ち：{'、'.join(submitted)}。"] if submitted else []
    text = "いま、あなたが行うことはありません。" + "".join(sentences)
    return Step(text, "進み具合を見る", Screen.REVIEW, waits=True)

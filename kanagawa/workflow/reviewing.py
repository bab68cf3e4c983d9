"""All parts of a draft side by side: states, findings, remarks, and who has to act next."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from kanagawa.editions.models import Edition
from kanagawa.history.changes import person_name

from .confirming import Checked
from .findings import checked_parts
from .models import Act, Decision, Release
from .parts import approves, in_address, may_submit, parts, title
from .roles import may_publish
from .snapshots import Present
from .states import PartState, StateName, part_states


@dataclass(frozen=True)
class PartReview:
    """One line of the overview. `submitted` and `approved` are the newest such decisions."""

    state: PartState
    checked: Checked
    remarks: int
    unanswered: int
    to_enter: int
    submitted: Decision | None
    approved: Decision | None

    @property
    def name(self) -> str:
        return in_address(self.state.section)


def part_reviews(edition: Edition, to_enter: Mapping[str, int]) -> list[PartReview]:
    """Every part with what stands open in it; `to_enter` counts figures without value."""
    present = Present(edition)
    states = part_states(edition, present.hashes)
    findings = checked_parts(present)
    remarks = _remarks(edition)
    decisions = list(edition.decisions.select_related("by").order_by("number"))
    return [
        PartReview(
            states[section],
            findings[section],
            *remarks.get(section, (0, 0)),
            to_enter.get(section, 0),
            _newest(decisions, section, Act.SUBMITTED),
            _newest(decisions, section, Act.APPROVED),
        )
        for section in parts()
    ]


def _newest(decisions: list[Decision], section: str, act: Act) -> Decision | None:
    found = [d for d in decisions if d.section == section and d.act == act]
    return found[-1] if found else None


def _remarks(edition: Edition) -> dict[str, tuple[int, int]]:
    """By part: how many remarks there are, and how many of them wait for an answer."""
    counted = (
        edition.remarks.order_by()
        .values("section")
        .annotate(written=Count("pk"), waiting=Count("pk", filter=Q(answer="")))
        .values_list("section", "written", "waiting")
    )
    return {section: (written, waiting) for section, written, waiting in counted}


@dataclass(frozen=True)
class Task:
    """Something that waits for one person: a part (None: the edition) and what to do with it."""

    section: str | None
    text: str

    @property
    def title(self) -> str:
        return "承認と公開" if self.section is None else title(self.section)

    @property
    def name(self) -> str:
        """How an address names the part; "" for the edition."""
        return "" if self.section is None else in_address(self.section)


def tasks(edition: Edition, user: Any) -> list[Task]:
    """What waits for this person in a draft; reads its content only where a step depends on it."""
    remarks = _remarks(edition)
    found: list[Task] = []
    states = part_states(edition)
    for section, state in states.items():
        unanswered = remarks.get(section, (0, 0))[1]
        found += [Task(section, text) for text in _texts(section, state, unanswered, user)]
    if may_publish(user) and _can_be_published(edition, states.values()):
        found.append(Task(None, "すべての節が承認されました。公開するか、公開を予約してください。"))
    return found


def _can_be_published(edition: Edition, states: Collection[PartState]) -> bool:
    ready = all(state.is_ready for state in states)
    changed = any(not state.is_unchanged for state in states)
    # A publication that failed is told with its reason.
    return ready and changed and not Release.objects.filter(edition=edition).exists()


def _submitter(state: PartState) -> str:
    return person_name(state.last.by if state.last else None)


def _texts(section: str, state: PartState, unanswered: int, user: Any) -> list[str]:
    if approves(user, section) and state.name == StateName.SUBMITTED:
        return [f"{_submitter(state)}さんが提出しました。承認してください。"]
    if not may_submit(user, section) or not state.is_open or state.is_unchanged:
        return []
    answers = [f"回答していない指摘が{unanswered}件あります。"] if unanswered else []
    if state.name == StateName.RETURNED:
        return ["差し戻されました。直して、もう一度提出してください。", *answers]
    if state.voided:
        return [f"{state.label}です。もう一度提出してください。", *answers]
    return answers or ["入力が終わったら提出してください。"]

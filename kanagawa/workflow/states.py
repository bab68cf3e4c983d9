"""Where a part of an edition stands: derived from its decisions and from what it says now.

No state is stored. A submission or approval holds for the content it was given for: when the
hash is another one it is void, and when a change is taken back it holds again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import models

from kanagawa.editions.hashing import section_hashes
from kanagawa.editions.models import Edition

from .models import Act, Decision
from .parts import parts, title


class StateName(models.TextChoices):
    ENTERING = "entering", "入力中"
    SUBMITTED = "submitted", "提出済み"
    RETURNED = "returned", "差戻し"
    APPROVED = "approved", "承認済み"


# The acts on a part; the others are on the edition, though both count with `section` empty.
PART_ACTS = (Act.SUBMITTED, Act.WITHDRAWN, Act.RETURNED, Act.APPROVED)
BOUND_ACTS = (Act.SUBMITTED, Act.APPROVED)


@dataclass(frozen=True)
class PartState:
    """The state of one part. `number` is that of its newest decision, 0 when there is none.

    `voided` is the submission or approval that a later change made void; `content_hash` is that
    of the present content, "" when nothing depended on it.
    """

    section: str
    name: StateName
    last: Decision | None
    number: int
    content_hash: str
    voided: bool = False

    @property
    def title(self) -> str:
        return title(self.section)

    @property
    def label(self) -> str:
        if self.voided and self.last:
            return f"入力中（{self.last.get_act_display()}後に変更あり）"
        return str(self.name.label)

    @property
    def is_approved(self) -> bool:
        return self.name == StateName.APPROVED

    @property
    def is_submitted(self) -> bool:
        return self.name == StateName.SUBMITTED

    @property
    def is_open(self) -> bool:
        """Being entered: it can be submitted."""
        return self.name in (StateName.ENTERING, StateName.RETURNED)


def part_states(edition: Edition, hashes: Mapping[str, str] | None = None) -> dict[str, PartState]:
    """All parts of a draft. Reads the content only when a submission or approval depends on it."""
    decisions = list(edition.decisions.select_related("by", "submitted_by").order_by("number"))
    by_part = {section: [d for d in decisions if d.section == section] for section in parts()}
    if hashes is None:
        bound = any(_bound(found) for found in by_part.values())
        hashes = section_hashes(edition) if bound else {}
    return {
        section: state_of(section, found, hashes.get(section, ""))
        for section, found in by_part.items()
    }


def state_of(section: str, decisions: Iterable[Decision], content_hash: str) -> PartState:
    """`decisions` are those of the part (and of the edition, which do not count), in order."""
    found = list(decisions)
    number = found[-1].number if found else 0
    last = _last(found)
    if last is None or last.act == Act.WITHDRAWN:
        return PartState(section, StateName.ENTERING, last, number, content_hash)
    if last.act == Act.RETURNED:
        return PartState(section, StateName.RETURNED, last, number, content_hash)
    if last.content_hash != content_hash:
        return PartState(section, StateName.ENTERING, last, number, content_hash, voided=True)
    name = StateName.APPROVED if last.act == Act.APPROVED else StateName.SUBMITTED
    return PartState(section, name, last, number, content_hash)


def _last(decisions: Iterable[Decision]) -> Decision | None:
    return next((d for d in reversed(list(decisions)) if d.act in PART_ACTS), None)


def _bound(decisions: Iterable[Decision]) -> bool:
    last = _last(decisions)
    return last is not None and last.act in BOUND_ACTS

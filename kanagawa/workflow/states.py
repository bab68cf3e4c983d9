"""Where a part of an edition stands: derived from its decisions and from what it says now.

No state is stored. A submission or approval holds for the content it was given for: when the
hash is another one it is void, and when a change is taken back it holds again. A part of a
correction that says what the published revision says needs no approval: it is public already. So
do the headings above all sections that a new year takes over; its sections always need one, for
that nothing changed in a year is somebody's word.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from kanagawa.editions.comparing import printed_today
from kanagawa.editions.correcting import corrected_edition
from kanagawa.editions.hashing import section_hashes, stored
from kanagawa.editions.models import Edition, Node
from kanagawa.editions.rows import EditionRows

from .models import Act, Decision, SameContent
from .parts import WHOLE, parts, quoted_title, title


class StateName(models.TextChoices):
    ENTERING = "entering", "入力中"
    SUBMITTED = "submitted", "提出済み"
    RETURNED = "returned", "差戻し"
    APPROVED = "approved", "承認済み"
    UNCHANGED = "unchanged", "公開済みの版と同じ"


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
    def quoted_title(self) -> str:
        return quoted_title(self.section)

    @property
    def label(self) -> str:
        if self.voided and self.last:
            return f"入力中（{self.last.get_act_display()}後に変更あり）"
        return str(self.name.label)

    @property
    def is_approved(self) -> bool:
        return self.name == StateName.APPROVED

    @property
    def is_unchanged(self) -> bool:
        """It says what is public already."""
        return self.name == StateName.UNCHANGED

    @property
    def is_ready(self) -> bool:
        """Nothing stands in the way of its publication."""
        return self.is_approved or self.is_unchanged

    @property
    def is_submitted(self) -> bool:
        return self.name == StateName.SUBMITTED

    @property
    def is_open(self) -> bool:
        """Being entered; unless nothing was changed, it can be submitted."""
        return self.name in (StateName.ENTERING, StateName.RETURNED, StateName.UNCHANGED)


def part_states(edition: Edition, hashes: Mapping[str, str] | None = None) -> dict[str, PartState]:
    """All parts of a draft. Reads the content only when something depends on it: a submission or
    approval, or in a correction whether a part was changed at all.
    """
    decisions = list(edition.decisions.select_related("by", "submitted_by").order_by("number"))
    by_part = {section: [d for d in decisions if d.section == section] for section in parts()}
    corrected = corrected_edition(edition)
    if hashes is None:
        bound = corrected or any(_bound(steps) for steps in by_part.values())
        hashes = section_hashes(edition) if bound else {}
    unchanged = _as_published(edition, corrected, hashes)
    same = _same_contents(edition, by_part, hashes)
    return {
        section: state_of(section, steps, hashes.get(section, ""), section in unchanged, same)
        for section, steps in by_part.items()
    }


def _same_contents(
    edition: Edition, by_part: Mapping[str, list[Decision]], hashes: Mapping[str, str]
) -> set[tuple[int, str]]:
    """What decisions hold for beside the hash they were made on; asked only where one is void."""
    lasts = ((section, _last(steps)) for section, steps in by_part.items())
    if not any(last and _is_void(last, hashes.get(section, ""), ()) for section, last in lasts):
        return set()
    same = SameContent.objects.filter(edition=edition)
    return set(same.values_list("decision_id", "content_hash"))


def _as_published(
    edition: Edition, corrected: Edition | None, hashes: Mapping[str, str]
) -> set[str]:
    """The parts that say what is public already, and need nobody."""
    if corrected:
        # Like with like: what was published, as today's code prints it.
        published = printed_today(corrected).hashes
        return {section for section, printed in published.items() if hashes.get(section) == printed}
    before = edition.last_year
    return {WHOLE} if before and _headings(edition) == _headings(before) else set()


def _headings(edition: Edition) -> list[Any]:
    """What stands above all sections, as it is stored: the years in it follow the edition."""
    nodes = EditionRows(edition).of(Node)
    return [[node.ref, stored(node)] for node in nodes if node.section == WHOLE]


def state_of(
    section: str,
    decisions: Iterable[Decision],
    content_hash: str,
    as_published: bool = False,
    same: Collection[tuple[int, str]] = (),
) -> PartState:
    """`decisions` are those of the part (and of the edition, which do not count), in order;
    `as_published`: it says what is public already; `same`: decisions with a hash they hold for
    since an update of the program (`SameContent`).
    """
    steps = list(decisions)
    number = steps[-1].number if steps else 0
    last = _last(steps)
    # What was sent back, or waits for approval, is wanted otherwise: somebody has to act.
    is_void = last is not None and _is_void(last, content_hash, same)
    settled = last is None or last.act == Act.WITHDRAWN or is_void
    if settled and as_published:
        return PartState(section, StateName.UNCHANGED, last, number, content_hash)
    if last is None or last.act == Act.WITHDRAWN:
        return PartState(section, StateName.ENTERING, last, number, content_hash)
    if last.act == Act.RETURNED:
        return PartState(section, StateName.RETURNED, last, number, content_hash)
    if is_void:
        return PartState(section, StateName.ENTERING, last, number, content_hash, voided=True)
    name = StateName.APPROVED if last.act == Act.APPROVED else StateName.SUBMITTED
    return PartState(section, name, last, number, content_hash)


def _is_void(last: Decision, content_hash: str, same: Collection[tuple[int, str]]) -> bool:
    if last.act not in BOUND_ACTS or last.content_hash == content_hash:
        return False
    return (last.pk, content_hash) not in same


def _last(decisions: Iterable[Decision]) -> Decision | None:
    return next((d for d in reversed(list(decisions)) if d.act in PART_ACTS), None)


def _bound(decisions: Iterable[Decision]) -> bool:
    last = _last(decisions)
    return last is not None and last.act in BOUND_ACTS

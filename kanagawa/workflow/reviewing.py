"""All parts of a draft side by side: states, findings, remarks."""

from dataclasses import dataclass

from kanagawa.checks.context import Context
from kanagawa.editions.models import Edition

from .confirming import Checked
from .findings import checked_parts
from .models import Act, Decision
from .new_facts import open_by_section
from .parts import in_url, parts
from .remarking import remark_counts
from .snapshots import Present
from .states import PartState, part_states


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
        return in_url(self.state.section)


def part_reviews(edition: Edition) -> list[PartReview]:
    """Every part with what stands open in it."""
    present = Present(edition)
    states = part_states(edition, present.hashes)
    findings = checked_parts(present)
    remarks, to_enter = remark_counts(edition), open_by_section(Context(present.rows))
    decisions = list(edition.decisions.select_related("by").order_by("number"))
    return [
        PartReview(
            states[section],
            findings[section],
            *remarks.get(section, (0, 0)),
            to_enter[section],
            _newest(decisions, section, Act.SUBMITTED),
            _newest(decisions, section, Act.APPROVED),
        )
        for section in parts()
    ]


def _newest(decisions: list[Decision], section: str, act: Act) -> Decision | None:
    of_act = [d for d in decisions if d.section == section and d.act == act]
    return of_act[-1] if of_act else None

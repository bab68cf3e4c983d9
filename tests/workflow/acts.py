"""Short ways of taking the steps in tests, always on what is shown now."""

from typing import Any

from kanagawa.editions.hashing import section_hashes
from kanagawa.editions.models import Edition
from kanagawa.workflow import deciding
from kanagawa.workflow.models import Act, Decision
from kanagawa.workflow.states import PartState, part_states


def state(edition: Edition, section: str) -> PartState:
    return part_states(edition, section_hashes(edition))[section]


def shown(edition: Edition, section: str, user: Any) -> dict[str, Any]:
    """What a page shown now would send with a form."""
    now = state(edition, section)
    return {
        "edition": edition,
        "section": section,
        "user": user,
        "number": now.number,
        "seen_hash": now.content_hash,
    }


def submit(edition: Edition, section: str, user: Any) -> Any:
    return deciding.submit(**shown(edition, section, user))


def approve(edition: Edition, section: str, user: Any, reason: str = "") -> Any:
    return deciding.approve(**shown(edition, section, user), reason=reason)


def return_(edition: Edition, section: str, user: Any, reason: str = "") -> Any:
    return deciding.return_(**shown(edition, section, user), reason=reason)


def withdraw(edition: Edition, section: str, user: Any) -> Any:
    taken = shown(edition, section, user)
    del taken["seen_hash"]
    return deciding.withdraw(**taken)


def approve_all(edition: Edition, office: Any) -> None:
    """Every part submitted and approved as it stands (written down at once: it is quicker)."""
    hashes = section_hashes(edition)
    for section, state in part_states(edition, hashes).items():
        values = {
            "edition": edition,
            "section": section,
            "content_hash": hashes[section],
            "submitted_by": office.editors[section],
        }
        submitted, approved = office.editors[section], office.approvers[section]
        number = state.number
        Decision.objects.create(**values, number=number + 1, act=Act.SUBMITTED, by=submitted)
        Decision.objects.create(**values, number=number + 2, act=Act.APPROVED, by=approved)

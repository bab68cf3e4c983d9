"""What every step of the work has in common: the number that was shown, the refusal."""

from django.contrib.auth.models import User
from django.db import transaction

from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import NotAllowed, Stale
from kanagawa.events import Event, record

from .models import Act, Decision, Exceptional
from .snapshots import Present
from .states import PartState, part_states


def require(allowed: bool, message: str) -> None:
    if not allowed:
        raise NotAllowed(message)


def same_step(state: PartState, number: int) -> None:
    """Raises Stale when somebody took a step after the one the form was made for."""
    if state.number != number:
        raise Stale(
            "画面を開いたあとに、ほかの人がこの節の手続きを進めました。"
            "いまの状態を確かめて、必要ならもう一度操作してください。"
        )


def same_content(state: PartState, seen_hash: str) -> None:
    """Raises Stale when the part says something else than what was shown."""
    if not seen_hash or state.content_hash != seen_hash:
        raise Stale(
            "画面を開いたあとに内容が変更されました。"
            "変更を表示し直しましたので、確かめてからもう一度操作してください。"
        )


def present_state(edition: Edition, section: str) -> tuple[Present, PartState]:
    present = Present(edition)
    return present, part_states(edition, present.hashes)[section]


def decide(
    *,
    edition: Edition,
    section: str,
    number: int,
    act: Act,
    by: User,
    content_hash: str = "",
    submitted_by: User | None = None,
    exceptional: Exceptional | str = "",
    reason: str = "",
) -> Decision:
    """Write the step behind number `number`; the database refuses a second one of that number."""
    decision = Decision.objects.create(
        edition=edition,
        section=section,
        number=number + 1,
        act=act,
        by=by,
        submitted_by=submitted_by,
        content_hash=content_hash,
        exceptional=str(exceptional),
        reason=reason.strip(),
    )
    event = Event.PUBLISHED if act == Act.RELEASED else Event.DECIDED
    details = {"section": section, "act": str(act), "exceptional": str(exceptional)}
    transaction.on_commit(lambda: record(event, user=by, edition=edition, **details))
    return decision

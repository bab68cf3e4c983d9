"""An edition becomes public: at once or at a set time, all parts together or none."""

import logging
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from kanagawa.editions.locking import lock_draft, present_draft
from kanagawa.editions.models import Edition
from kanagawa.editions.proving import Proof
from kanagawa.editions.publishing import proved, publish
from kanagawa.editions.refusals import Refused
from kanagawa.events import Event, record
from kanagawa.formats.years import moment
from kanagawa.history.changes import person_name
from kanagawa.people import Person

from .models import Act, Decision, Exceptional, Release
from .parts import WHOLE, title
from .roles import may_publish
from .snapshots import Present
from .states import part_states
from .steps import decide, require, same_step
from .still_empty import empty_cells

_log = logging.getLogger(__name__)


def release(*, edition: Edition, user: User, number: int) -> Edition:
    """Publish now. Raises Refused naming the parts that are not approved as they stand,
    CannotPublish naming the pages and files that cannot be built.
    """
    _may_release(user)
    _all_approved(present_draft(edition), number)
    proof = proved(edition)
    with transaction.atomic():
        return _publish(lock_draft(edition), user, number, proof)


def release_in_emergency(
    *, edition: Edition, user: User, number: int, reason: str, empty_seen: str = ""
) -> Edition:
    """Publish now though parts are not approved; the reason and their names stay for ever.

    What is still empty has to be confirmed: `empty_seen` is the mark of the list of empty cells
    (`empty_cells`) that was shown. Raises Refused, and CannotPublish as `release` does.
    """
    _may_release(user)
    if not reason.strip():
        raise Refused("緊急の公開のときは理由を入力してください。")
    _not_approved(present_draft(edition), number)
    _empty_confirmed(edition, empty_seen)
    proof = proved(edition)
    with transaction.atomic():
        edition = lock_draft(edition)
        missing = _not_approved(edition, number)
        # The proof holds the content to what was seen, so what was empty then is empty now.
        empty = empty_cells(edition)
        notes = [f"［承認のない節：{'、'.join(missing)}］"] if missing else []
        notes += [f"［未入力の数値：{len(empty.cells)}件］"] if empty.cells else []
        reason = "\n".join([reason.strip(), *notes])
        return _publish(edition, user, number, proof, Exceptional.EMERGENCY, reason)


def _empty_confirmed(edition: Edition, mark: str) -> None:
    empty = empty_cells(edition)
    if empty.cells and mark != empty.mark:
        raise Refused(
            f"未入力の数値が{len(empty.cells)}件あります。"
            "一覧を確かめて、未入力のまま公開することに印を付けてください。"
        )


def schedule(*, edition: Edition, user: User, number: int, at: datetime) -> Release:
    """Set the time of the publication; whatever changes until then must be approved again.

    Raises Refused and CannotPublish as `release` does: what cannot be built is told now.
    """
    _may_release(user)
    if at <= timezone.now():
        raise Refused("公開する日時には、これからの日時を入力してください。")
    _all_approved(present_draft(edition), number)
    proved(edition)
    with transaction.atomic():
        edition = lock_draft(edition)
        _all_approved(edition, number)
        when = moment(timezone.localtime(at))
        decide(
            edition=edition, section=WHOLE, number=number, act=Act.SCHEDULED, by=user, reason=when
        )
        planned, _ = Release.objects.update_or_create(
            edition=edition, defaults={"at": at, "by": user, "failure": ""}
        )
    return planned


@transaction.atomic
def unschedule(*, edition: Edition, user: User, number: int) -> None:
    edition = lock_draft(edition)
    _may_release(user)
    same_step(part_states(edition)[WHOLE], number)
    count, _ = Release.objects.filter(edition=edition).delete()
    if not count:
        raise Refused("公開の予約はありません。")
    decide(edition=edition, section=WHOLE, number=number, act=Act.UNSCHEDULED, by=user)


def due(now: datetime) -> list[Release]:
    """The releases whose time has come and that have not failed before."""
    waiting = Release.objects.filter(at__lte=now, failure="", edition__state="draft")
    return list(waiting.select_related("edition", "by").order_by("at"))


def release_due(planned: Release) -> str:
    """Publish what is due; returns "" or why it could not be, which is stored and shown.

    A process killed on the way leaves the draft and the release as they were: the next run
    publishes it.
    """
    try:
        _release_planned(planned)
    except (Refused, ValidationError) as error:
        failure = "、".join(getattr(error, "messages", None) or [str(error)])
    except Exception as error:
        _log.exception("release of %s failed", planned.edition)
        failure = f"予期しない誤りのため公開できませんでした（{type(error).__name__}）。"
    else:
        return ""
    if not Release.objects.filter(pk=planned.pk, at=planned.at).update(failure=failure):
        return ""  # meanwhile somebody published it by hand, or planned it otherwise
    record(Event.RELEASE_FAILED, user=planned.by, edition=planned.edition)
    return failure


def _release_planned(planned: Release) -> None:
    still = _still_planned(planned)
    if still is None:
        return
    _all_approved(present_draft(still.edition), part_states(still.edition)[WHOLE].number)
    proof = proved(still.edition)
    with transaction.atomic():
        edition = lock_draft(still.edition)
        still = _still_planned(planned)
        if still is not None:
            _publish(edition, still.by, part_states(edition)[WHOLE].number, proof)


def _still_planned(planned: Release) -> Release | None:
    """The release as it is now; None when somebody moved or dropped it since it was read.

    Raises Refused when the person who planned it may publish no more.
    """
    releases = Release.objects.filter(pk=planned.pk, at=planned.at, failure="")
    still = releases.select_related("edition", "by").first()
    if still is not None and not may_publish(still.by):
        raise Refused(f"予約した{person_name(still.by)}に公開の役割がないため公開しませんでした。")
    return still


def _may_release(user: Person) -> None:
    require(may_publish(user), "年度版を公開できるのは、公開の役割を持つ人です。")


def _not_approved(edition: Edition, number: int) -> list[str]:
    """The parts that still need an approval. Raises Refused when there is nothing to publish."""
    states = part_states(edition, Present(edition).hashes)
    same_step(states[WHOLE], number)
    if all(state.is_unchanged for state in states.values()):
        raise Refused("公開済みの版から何も変わっていないため、公開する訂正がありません。")
    return [f"{title(s)}（{state.label}）" for s, state in states.items() if not state.is_ready]


def _all_approved(edition: Edition, number: int) -> None:
    missing = _not_approved(edition, number)
    if missing:
        raise Refused("承認されていない節があるため公開できません：" + "、".join(missing))


def _publish(
    edition: Edition,
    user: User,
    number: int,
    proof: Proof,
    exceptional: str = "",
    reason: str = "",
) -> Edition:
    """Raises Refused or CannotPublish; then nothing of the transaction stays."""
    # Somebody may have taken the role away while the publication was proved.
    _may_release(User.objects.get(pk=user.pk))
    if not exceptional:
        _all_approved(edition, number)
    Release.objects.filter(edition=edition).delete()
    published = publish(edition=edition, user=user, proof=proof)
    decide(
        edition=published,
        section=WHOLE,
        number=number,
        act=Act.RELEASED,
        by=user,
        content_hash=published.content_hash,
        exceptional=exceptional,
        reason=reason,
    )
    return published


def exceptions_of(edition: Edition) -> list[Decision]:
    """The decisions made as a deputy or in an emergency: shown wherever the edition is."""
    decisions = edition.decisions.exclude(exceptional="").select_related("by")
    return list(decisions.order_by("at", "id"))

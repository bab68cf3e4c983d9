"""An edition becomes public: at once or at a set time, all parts together or none."""

import logging
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition
from kanagawa.editions.publishing import publish
from kanagawa.editions.refusals import Refused
from kanagawa.history.changes import person_name

from .models import Act, Decision, Exceptional, Release
from .parts import WHOLE, title
from .roles import may_publish
from .snapshots import Present
from .states import part_states
from .steps import decide, require, same_step

_log = logging.getLogger(__name__)


@transaction.atomic
def release(*, edition: Edition, user: Any, number: int) -> Edition:
    """Publish now. Raises Refused naming the parts that are not approved as they stand."""
    edition = lock_draft(edition)
    _may_release(user)
    return _publish(edition, user, number)


@transaction.atomic
def release_in_emergency(*, edition: Edition, user: Any, number: int, reason: str) -> Edition:
    """Publish now though parts are not approved; the reason and their names stay for ever."""
    edition = lock_draft(edition)
    _may_release(user)
    if not reason.strip():
        raise Refused("緊急の公開のときは理由を入力してください。")
    missing = _not_approved(edition, number)
    if missing:
        reason = f"{reason.strip()}\n［承認のない節：{'、'.join(missing)}］"
    return _publish(edition, user, number, Exceptional.EMERGENCY, reason)


@transaction.atomic
def schedule(*, edition: Edition, user: Any, number: int, at: datetime) -> Release:
    """Set the time of the publication; whatever changes until then must be approved again."""
    edition = lock_draft(edition)
    _may_release(user)
    if at <= timezone.now():
        raise Refused("公開する日時には、これからの日時を入力してください。")
    _all_approved(edition, number)
    when = timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
    decide(edition=edition, section=WHOLE, number=number, act=Act.SCHEDULED, by=user, reason=when)
    planned, _ = Release.objects.update_or_create(
        edition=edition, defaults={"at": at, "by": user, "failure": ""}
    )
    return planned


@transaction.atomic
def unschedule(*, edition: Edition, user: Any, number: int) -> None:
    edition = lock_draft(edition)
    _may_release(user)
    same_step(part_states(edition)[WHOLE], number)
    if not Release.objects.filter(edition=edition).delete()[0]:
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
    Release.objects.filter(pk=planned.pk, at=planned.at).update(failure=failure)
    return failure


@transaction.atomic
def _release_planned(planned: Release) -> None:
    edition = lock_draft(planned.edition)
    # Somebody may have moved or dropped it since it was read.
    still = Release.objects.filter(pk=planned.pk, at=planned.at, failure="").first()
    if still is None:
        return
    if not may_publish(still.by):
        raise Refused(f"予約した{person_name(still.by)}に公開の役割がないため公開しませんでした。")
    _publish(edition, still.by, part_states(edition)[WHOLE].number)


def _may_release(user: Any) -> None:
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
    edition: Edition, user: Any, number: int, exceptional: str = "", reason: str = ""
) -> Edition:
    """Raises Refused or CannotPublish; then nothing of the transaction stays."""
    if not exceptional:
        _all_approved(edition, number)
    Release.objects.filter(edition=edition).delete()
    published = publish(edition=edition, user=user)
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
    found = edition.decisions.exclude(exceptional="").select_related("by")
    return list(found.order_by("at", "id"))

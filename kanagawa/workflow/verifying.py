"""Every night the published editions are held against their hashes, and the result is kept."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from kanagawa.editions.integrity import problems
from kanagawa.editions.models import Edition, State, Verification
from kanagawa.events import Event, record

from .models import Act, Decision

HOUR = 3  # of the office's time: when nobody works

_log = logging.getLogger(__name__)


def verify() -> Verification:
    """Hold every published edition against its hashes and keep what was found."""
    editions = list(Edition.objects.filter(state=State.PUBLISHED))
    lines = []
    for edition in editions:
        if differences := list(_problems(edition)):
            record(Event.HASH_BROKEN, edition=edition, problems=len(differences))
            lines += [f"{edition}：{difference}" for difference in differences]
    for line in lines:
        _log.error("published edition is not as published: %s", line)
    return Verification.objects.create(editions=len(editions), problems=lines)


def _problems(edition: Edition) -> Iterator[str]:
    yield from problems(edition)
    # The decision can be changed by nobody either; it is told apart from the edition's own hash.
    released = Decision.objects.filter(edition=edition, act=Act.RELEASED).first()
    if released and released.content_hash != edition.content_hash:
        yield "年度版のハッシュ値が、公開したときの手続の記録と合いません。"


def last_verification() -> Verification | None:
    return Verification.objects.first()


def is_due(now: datetime) -> bool:
    """Whether nobody has verified since the last night's hour."""
    local = timezone.localtime(now)
    night = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if night > local:
        night -= timedelta(days=1)
    last = last_verification()
    return last is None or last.at < night

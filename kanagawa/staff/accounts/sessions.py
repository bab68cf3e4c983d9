"""A person's own sessions: where they were begun, when they were used last, and their end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from kanagawa.formats.digests import sha256
from kanagawa.people import signed_in
from kanagawa.workflow.sessions import open_sessions

from .addresses import address_of

_BEGUN = "begun"
# Words of a User-Agent; of several that are in it the first one counts.
_BROWSERS = {"Edg/": "Edge", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
_SYSTEMS = {
    "Windows": "Windows",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@dataclass(frozen=True)
class OwnSession:
    """`number` is a digest of the key, for a key itself would open the session."""

    number: str
    begun: datetime | None
    ends: datetime
    address: str
    browser: str
    is_this: bool


def begin_session(request: HttpRequest) -> None:
    """It ends a working day after signing in, however often it is written to; earlier when idle."""
    ends = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    request.session[_BEGUN] = {
        "at": timezone.now().isoformat(),
        "ends": ends.isoformat(),
        "address": str(address_of(request)),
        "browser": browser_name(request.headers.get("User-Agent", "")),
    }
    request.session.set_expiry(_until(ends))


def prolong_session(request: HttpRequest) -> None:
    """A session that is used ends later, but not after its day.

    It is written only after a tenth of the idle time: reading pages need not wait for others.
    """
    begun = request.session.get(_BEGUN)
    if begun is None or not settings.SESSION_IDLE:
        return
    until = _until(datetime.fromisoformat(begun["ends"]))
    if until - request.session.get_expiry_date() > settings.SESSION_IDLE / 10:
        request.session.set_expiry(until)


def _until(ends: datetime) -> datetime:
    return min(ends, timezone.now() + settings.SESSION_IDLE) if settings.SESSION_IDLE else ends


def browser_name(user_agent: str) -> str:
    """「Firefox（Windows）」, or 「不明」."""
    browser = next((name for word, name in _BROWSERS.items() if word in user_agent), "不明")
    system = next((name for word, name in _SYSTEMS.items() if word in user_agent), "")
    return f"{browser}（{system}）" if system else browser


def own_sessions(request: HttpRequest) -> list[OwnSession]:
    """The person's open sessions, the present one first, then the newest."""
    sessions = [
        _described(session, data, request)
        for session, data in open_sessions({signed_in(request).pk})
    ]
    return sorted(sessions, key=lambda s: (not s.is_this, -(s.begun.timestamp() if s.begun else 0)))


def end_sessions(request: HttpRequest, numbers: set[str] | None = None) -> int:
    """End the other sessions of the person, or those with these numbers; returns how many."""
    ended = 0
    for session, _ in open_sessions({signed_in(request).pk}):
        is_this = session.session_key == request.session.session_key
        is_chosen = numbers is None or sha256(session.session_key) in numbers
        if is_chosen and not is_this:
            session.delete()
            ended += 1
    return ended


def _described(session: Session, data: dict[str, Any], request: HttpRequest) -> OwnSession:
    begun = data.get(_BEGUN, {})
    return OwnSession(
        number=sha256(session.session_key),
        begun=datetime.fromisoformat(begun["at"]) if begun else None,
        ends=session.expire_date,
        address=begun.get("address", ""),
        browser=begun.get("browser", "不明"),
        is_this=session.session_key == request.session.session_key,
    )


def forget_ended_sessions() -> int:
    """Throw away those whose time is over, of everybody; returns how many."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]

"""The open sessions of staff: who has which, and their end when an account is no longer sure."""

from collections.abc import Collection, Iterator

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone


def open_sessions(users: Collection[int]) -> Iterator[tuple[Session, dict[str, object]]]:
    """Each session of these people with its content. Staff are few: all are looked through."""
    keys = {str(user) for user in users}
    for session in Session.objects.filter(expire_date__gt=timezone.now()):
        data = session.get_decoded()
        if data.get(SESSION_KEY) in keys:
            yield session, data


def end_sessions_of(users: Collection[int], *, but: str | None = None) -> int:
    """End all sessions of these people, except the one with the key `but`; returns how many."""
    ended = [each.pk for each, _ in open_sessions(users) if each.pk != but] if users else []
    Session.objects.filter(pk__in=ended).delete()
    return len(ended)

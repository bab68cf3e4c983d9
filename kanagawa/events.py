"""The one log of what people did: a line for each event, with who, which edition, which request.

A line names accounts, editions and sections. It never holds what was typed, what a draft says or
where somebody is: the access log of the web server has the URL under the same request id.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:  # the log is set up before there are models
    from django.contrib.auth.models import AbstractUser, AnonymousUser
    from django.db.models import Model

_log = logging.getLogger("kanagawa.events")
_request_id: ContextVar[str] = ContextVar("request_id", default="")
# What ends a line for some reader, and what cannot be written as UTF-8: JSON allows it in a text.
_BREAKS = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_HARMLESS = re.compile(r"[0-9A-Za-z_-]{8,64}")


class Event(StrEnum):
    SIGNED_IN = "signed in"
    SIGN_IN_REFUSED = "sign-in refused"
    SIGN_IN_LOCKED = "sign-in locked"
    FACTOR_REFUSED = "second factor refused"
    FACTOR_RESET = "second factor reset"
    LINK_MADE = "password link made"
    PASSWORD_SET = "password set by link"
    ROLES_CHANGED = "roles changed"
    UPLOAD_REFUSED = "upload refused"
    DECIDED = "decided"
    PUBLISHED = "published"
    DRAFT_DELETED = "draft deleted"
    DRAFT_BROUGHT_BACK = "deleted draft brought back"
    RELEASE_FAILED = "planned release failed"
    HASH_BROKEN = "published edition is not as published"
    BACKUP_FAILED = "backup failed"
    REQUEST_OVERDUE = "request took too long"
    WRITE_REFUSED = "write refused by the database"


# What somebody has to look at; the rest is told for the record.
_LEVELS = {
    Event.SIGN_IN_LOCKED: logging.WARNING,
    Event.WRITE_REFUSED: logging.WARNING,
    Event.REQUEST_OVERDUE: logging.WARNING,
    Event.RELEASE_FAILED: logging.ERROR,
    Event.HASH_BROKEN: logging.ERROR,
    Event.BACKUP_FAILED: logging.ERROR,
}


def record(
    event: Event,
    *,
    user: "AbstractUser | AnonymousUser | None" = None,
    edition: "Model | None" = None,
    **details: str | int,
) -> None:
    """Write a line. `user` is the account that did it, None when nobody is signed in."""
    fields: dict[str, str | int] = {}
    if user is not None:
        fields["user"] = user.username
    if edition is not None:
        fields |= {"edition": str(edition), "edition_id": int(edition.pk)}
    _log.log(_LEVELS.get(event, logging.INFO), event.value, extra={"details": fields | details})


def begin_request(sent: str) -> str:
    """The id of the request that begins: the one that a proxy of ours `sent`, or a new one.

    It stays until the next one begins: Django tells of a refused request after all middleware.
    """
    identifier = sent if _HARMLESS.fullmatch(sent) else uuid4().hex
    _request_id.set(identifier)
    return identifier


class WithRequest(logging.Filter):
    """Gives every line of every logger the request that it was written in; "-" outside of one."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _request_id.get() or "-"
        return True


class LineFormatter(logging.Formatter):
    """A line for people, with the details of an event behind its name."""

    def format(self, record: logging.LogRecord) -> str:
        details = getattr(record, "details", {})
        # One line whatever an account is called.
        text = "".join(f" {name}={value!r}" for name, value in details.items())
        line = super().format(record)
        return f"{line}{text}" if text else line


class JsonLine(logging.Formatter):
    """A line for programs: one JSON object, UTF-8."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
        }
        line |= getattr(record, "details", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        text = json.dumps(line, ensure_ascii=False)
        return _BREAKS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)

"""What one request to a staff page has found out and carries on to the code behind it.

Django hands the request, and nothing else of ours, to the forms, fields and inlines of a screen.
"""

from dataclasses import dataclass, field

from django.http import HttpRequest

from kanagawa.editions.models import Edition, EditionRow

_NAME = "kanagawa_carried"


@dataclass
class Carried:
    """Read once for a request, so that a screen of a hundred rows asks for it once."""

    editions: list[Edition] | None = None
    """All editions, newest first; None before they were read."""
    edition: Edition | None = None
    """The edition of the form that is being built."""
    row: EditionRow | None = None
    """The row of that form; None for a new one."""
    has_changed: bool = False
    """Whether this request wrote anything of a row or of the rows below it."""
    saved_rows: list[EditionRow] = field(default_factory=list)
    """What it saved and has not checked yet."""
    may_write: dict[tuple[type[EditionRow], int], bool] = field(default_factory=dict)
    choices: dict[tuple[type[EditionRow], Edition | None], list[tuple[int, str]]] = field(
        default_factory=dict
    )
    """The rows of a kind in an edition, by number and name."""
    prose_sources: dict[int | None, object] = field(default_factory=dict)
    """By the number of the edition: the facts that its texts may refer to (`prose.source`)."""


def carried(request: HttpRequest) -> Carried:
    """What this request carries, empty at its first call."""
    work: Carried = request.__dict__.setdefault(_NAME, Carried())
    return work

"""Publication proves itself: what is about to be frozen is built as the public will see it.

The content is printed once, put into the parts that would be frozen, and read back from them, as
every public page does. All this is reading: it takes seconds, comes before the write lock, and
holds nobody up. The short transaction that follows only asks whether the parts are still the same.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from .models import Edition, FrozenKind, FrozenPart, State
from .refusals import CannotPublish

T = TypeVar("T")


@dataclass(frozen=True)
class Proof:
    """All pages and files of an edition could be built; `digest` says of which content."""

    edition: int
    digest: str


@dataclass(frozen=True, eq=False)
class Proved:
    """The edition as if it were public, with the parts that it would be frozen with."""

    edition: Edition
    parts: list[FrozenPart]
    _common: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What all its pages and files have in common: made for the first that asks for it."""
        if name not in self._common:
            self._common[name] = make()
        common: T = self._common[name]
        return common


_proved: ContextVar[Proved | None] = ContextVar("proved", default=None)


def being_proved(edition: Edition) -> Proved | None:
    """What is read of this edition in the place of what is stored; None for all others."""
    proved = _proved.get()
    return proved if proved and proved.edition.pk == edition.pk else None


@contextmanager
def _proving(proved: Proved) -> Iterator[Edition]:
    token = _proved.set(proved)
    try:
        yield proved.edition
    finally:
        _proved.reset(token)


def prove(edition: Edition, parts: list[FrozenPart]) -> Proof:
    """Build every public page and file of a draft from its parts; nothing is written.

    `edition` is an instance of its own, which is changed. Raises CannotPublish that names, in the
    words of staff, the places that cannot be built.
    """
    edition.state, edition.published_at = State.PUBLISHED, timezone.now()
    # The pages are declared above this layer; the setting names who builds them.
    unbuildable: Callable[[Edition], list[str]] = import_string(settings.PUBLICATION_PROOF)
    with _proving(Proved(edition, parts)) as proved:
        failures = unbuildable(proved)
    if failures:
        raise CannotPublish(
            f"作れないページやファイルが{len(failures)}件あるため公開できません："
            + "、".join(failures[:_NAMED])
            + ("、ほか" if len(failures) > _NAMED else "")
            + "。その箇所の入力を確かめ、直らないときは管理者に知らせてください。"
        )
    return Proof(edition.pk, digest(parts))


_NAMED = 10


def digest(parts: Iterable[FrozenPart]) -> str:
    """Of all that is frozen but the 正誤表, which follows from the rest and bears the day."""
    hashes = [part.sha256 for part in parts if part.kind != FrozenKind.ERRATA]
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()

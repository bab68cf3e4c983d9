"""A published edition, read from the parts that were frozen with it and from nothing else."""

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, lru_cache

from kanagawa.reports.document import Block
from kanagawa.reports.english import English
from kanagawa.reports.errata import Errata
from kanagawa.reports.grid import Grid
from kanagawa.reports.manifest import Manifest

from .english import from_json
from .models import Edition, FrozenKind, FrozenPart
from .proving import being_proved
from .references import References
from .schema import SCHEMA, Parts, Stored, UnknownSchemaError, upgraded


class FrozenContent:
    """Tables and text as they were published. Raises UnknownSchemaError when it is asked for
    something of an edition that a newer release has published.
    """

    broken: list[str] = []

    def __init__(self, edition: Edition, parts: Mapping[str, Parts] | None = None) -> None:
        """`parts` are the parts of some kinds that were read already."""
        self.edition = edition
        self._known = parts or {}

    @classmethod
    def of(cls, edition: Edition) -> "FrozenContent":
        """Read once for all pages of an edition that is being proved."""
        proved = being_proved(edition)
        return proved.once("content", lambda: cls(edition)) if proved else cls(edition)

    @cached_property
    def manifest(self) -> Manifest:
        part = self._one(FrozenKind.MANIFEST)
        return _manifest_in(part.text) if part.text else Manifest.from_json(part.data)

    @cached_property
    def tables(self) -> dict[str, Grid]:
        return {part.key: Grid.from_json(part.data) for part in self._parts(FrozenKind.TABLE)}

    def table(self, key: str) -> Grid | None:
        if being_proved(self.edition):  # all tables are asked for, and each in many forms
            return self.tables.get(key)
        parts = self._parts(FrozenKind.TABLE, key)
        return Grid.from_json(parts[0].data) if parts else None

    @cached_property
    def blocks(self) -> Sequence[Block]:
        return [Block.from_json(block) for block in self._one(FrozenKind.TEXT).data]

    @cached_property
    def references(self) -> References:
        return References(self._one(FrozenKind.REFERENCES).data)

    @cached_property
    def errata(self) -> Errata | None:
        """The 正誤表; None when the edition corrects nothing."""
        parts = self._parts(FrozenKind.ERRATA)
        return Errata.from_json(parts[0].data) if parts else None

    @cached_property
    def english(self) -> English:
        """Without any translation where the edition was published before there were any."""
        parts = self._parts(FrozenKind.ENGLISH)
        return from_json(parts[0].data) if parts else English()

    def _one(self, kind: FrozenKind) -> Stored:
        return self._parts(kind)[0]

    def _parts(self, kind: FrozenKind, key: str = "") -> Parts:
        """The parts of one kind, or one of them, in today's form."""
        if self._upgraded is None:
            if kind == FrozenKind.MANIFEST:
                return self._manifest
            return self._read(kind=kind, **({"key": key} if key else {}))
        return [part for part in self._upgraded if part.kind == kind and key in ("", part.key)]

    @cached_property
    def _upgraded(self) -> Parts | None:
        """All parts, when they were stored in an older form; else each is read when it is asked."""
        schema = self._manifest[0].data["schema"] if self._manifest else 0
        if schema > SCHEMA:
            raise UnknownSchemaError(self.edition)
        return upgraded(self._read(), schema) if schema < SCHEMA else None

    @cached_property
    def _manifest(self) -> Parts:
        return self._read(kind=FrozenKind.MANIFEST)

    def _read(self, **which: str) -> Parts:
        parts = self._known.get(which.get("kind", ""))
        if parts is not None:
            return parts
        if proved := being_proved(self.edition):
            read = [p for p in proved.parts if all(getattr(p, k) == v for k, v in which.items())]
        else:
            read = list(self.edition.frozen.filter(**which).order_by("position"))
        return [_stored(part) for part in read]


def with_errata(editions: Collection[Edition]) -> list[FrozenContent]:
    """The contents of published editions; their 正誤表 are read in one query for all of them."""
    kinds = (FrozenKind.MANIFEST, FrozenKind.ERRATA)
    parts: dict[int, dict[str, Parts]] = {
        each.pk: {kind: [] for kind in kinds} for each in editions
    }
    for part in FrozenPart.objects.filter(edition__in=editions, kind__in=kinds):
        parts[part.edition_id][part.kind].append(_stored(part))
    return [FrozenContent(edition, parts[edition.pk]) for edition in editions]


def _stored(part: FrozenPart) -> Stored:
    return Stored(part.kind, part.key, json.loads(part.content), part.content)


@lru_cache(16)
def _manifest_in(text: str) -> Manifest:
    """Every page of an edition reads its manifest; what the same text says is worked out once."""
    return Manifest.from_json(json.loads(text))

"""The parts that are frozen with an edition, and the hash of the whole.

`Edition.content_hash` is the SHA-256 of the hashes of all the parts the edition was published
with, in their order, parted by newlines. It means so for every edition, old or new: a part that
a later release laid beside them (`FrozenPart.beside`; the manifest of editions that were
published before there was one) does not enter it and stands under its own hash alone, so neither
the stored parts nor the hash of an edition that is out ever change.
"""

import json
from collections.abc import Iterable, Iterator

from kanagawa.formats.digests import sha256
from kanagawa.reports.errata import Errata

from .content import Content
from .english import to_json
from .models import Edition, FrozenKind, FrozenPart
from .row_hashes import row_hashes
from .rows import row_models
from .schema import SCHEMA, Stored, manifest_part


def frozen_parts(edition: Edition, content: Content, errata: Errata | None) -> list[FrozenPart]:
    """Everything that is frozen with an edition, not saved yet."""
    return [
        frozen_part(edition, part, position)
        for position, part in enumerate(_parts(edition, content, errata))
    ]


def _parts(edition: Edition, content: Content, errata: Errata | None) -> Iterator[Stored]:
    for key, grid in content.tables.items():
        yield Stored(FrozenKind.TABLE, key, grid.to_json())
    yield Stored(FrozenKind.TEXT, "text", [block.to_json() for block in content.blocks])
    yield Stored(FrozenKind.REFERENCES, "references", dict(content.references.printed))
    if errata:
        yield Stored(FrozenKind.ERRATA, "errata", errata.to_json())
    yield manifest_part(content.manifest, SCHEMA)
    if content.english.words:
        yield Stored(FrozenKind.ENGLISH, "english", to_json(content.english))
    yield Stored(FrozenKind.ROWS, "rows", row_hashes(edition.pk, row_models()))


def frozen_part(
    edition: Edition, part: Stored, position: int, *, beside: bool = False
) -> FrozenPart:
    """One part with its hash, not saved yet."""
    content = json.dumps(part.data, ensure_ascii=False, separators=(",", ":"))
    section = part.key.partition(".")[0] if part.kind == FrozenKind.TABLE else ""
    return FrozenPart(
        edition=edition,
        kind=part.kind,
        key=part.key,
        section=section,
        position=position,
        content=content,
        sha256=sha256(content),
        beside=beside,
    )


def edition_hash(parts: Iterable[FrozenPart]) -> str:
    """The hash of an edition with these parts, which are in their order."""
    return sha256("\n".join(part.sha256 for part in parts if not part.beside))

"""The form in which the parts of a published edition are stored, and how older forms are read.

The number stands in the manifest and holds for all the parts of the edition. Nothing stored is
ever changed: what was stored in an older form is brought up step by step while it is read, each
step by one function that takes all the parts and gives all of them in the next form. A field
that is added with a default needs no new number (`reports.stored`); renamed or dropped fields,
other meanings and moved parts do.

0: before there was a manifest. 1: with manifest.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kanagawa.reports.document import Block
from kanagawa.reports.grid import Grid
from kanagawa.reports.manifest import Headline, Manifest, RecordListEntry, SectionTitle

from .describing import manifest_of, printed_by
from .models import FrozenKind

SCHEMA = 1


class UnknownSchemaError(Exception):
    """The edition was published by a newer release, in a form that this one cannot read."""

    def __init__(self, edition: object) -> None:
        super().__init__(
            f"{edition}は、このプログラムより新しいプログラムで公開されたため、読み取れません。"
            "プログラムを新しいものに入れ替えてください。"
        )


@dataclass(frozen=True, slots=True)
class Stored:
    """A part: its kind (`FrozenKind`), its key, what its JSON says, and the JSON as it is stored.

    `text` is "" of a part that is not stored in this form: about to be, or brought up to it.
    """

    kind: str
    key: str
    data: Any
    text: str = ""


Parts = list[Stored]


def upgraded(parts: Parts, schema: int) -> Parts:
    """All the parts of an edition in today's form; `schema` is at most today's."""
    for number in range(schema, SCHEMA):
        parts = UPGRADES[number](parts)
    return parts


def upgrade_0_to_1(parts: Parts, declared: Mapping[str, object] | None = None) -> Parts:
    """Adds the manifest to what was published before there was one.

    `declared` says what the parts do not tell: the titles of sections (else their headings), the
    figure of a section without a table of figures, the record lists (else none).
    """
    declared = declared or {}
    tables = {
        part.key: Grid.from_json(part.data) for part in parts if part.kind == FrozenKind.TABLE
    }
    text = next(part.data for part in parts if part.kind == FrozenKind.TEXT)
    blocks = [Block.from_json(block) for block in text]
    references = next(part.data for part in parts if part.kind == FrozenKind.REFERENCES)
    tables_on_paper = {block.table for block in blocks if block.kind == "table"}
    manifest = manifest_of(
        _sections(blocks, declared),
        tables,
        tables.keys() - tables_on_paper,
        _computed(references, declared),
        _records(tables, declared),
    )
    return [*parts, manifest_part(manifest, 1)]


def manifest_part(manifest: Manifest, schema: int = SCHEMA) -> Stored:
    return Stored(FrozenKind.MANIFEST, "manifest", {"schema": schema, **manifest.to_json()})


def _sections(blocks: list[Block], declared: Mapping[str, Any]) -> list[SectionTitle]:
    """The sections in the order of their headings, which are their titles unless declared."""
    titles = {each["key"]: each["title"] for each in declared.get("sections", ())}
    return [
        SectionTitle(block.section, titles.get(block.section, block.text))
        for block in blocks
        if block.kind == "heading" and block.section and block.anchor == block.section
    ]


def _records(tables: Mapping[str, Grid], declared: Mapping[str, Any]) -> list[RecordListEntry]:
    """The declared record lists with the edition's tables in place of those declared."""
    return [
        RecordListEntry(**{**each, "tables": printed_by(each["tables"], tables)})
        for each in declared.get("records", ())
    ]


def _computed(references: Mapping[str, Any], declared: Mapping[str, Any]) -> dict[str, Headline]:
    """The declared figures of sections with what the edition printed for them."""
    headlines = {}
    for each in declared.get("computed", ()):
        text, as_of, period, *_ = references.get(each["figure"], ("", "", ""))
        if text:
            headlines[each["section"]] = Headline(
                each["section"], each["label"], each["figure"], text, period, as_of
            )
    return headlines


UPGRADES: dict[int, Callable[[Parts], Parts]] = {0: upgrade_0_to_1}

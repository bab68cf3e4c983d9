"""What a part prints now, kept under its hash when somebody decided on it or looked at it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import User

from kanagawa.editions.content import Content
from kanagawa.editions.hashing import hashes_of
from kanagawa.editions.models import Edition
from kanagawa.editions.rows import EditionRows
from kanagawa.reports.document import Block
from kanagawa.reports.grid import Grid

from .models import Look, Seen

Printed = tuple[dict[str, Grid], Sequence[Block]]


@dataclass
class Present:
    """The present content of a draft, read once: rows, print and hashes belong together."""

    edition: Edition

    @cached_property
    def rows(self) -> EditionRows:
        return EditionRows(self.edition)

    @cached_property
    def content(self) -> Content:
        return Content(self.edition, self.rows)

    @cached_property
    def hashes(self) -> dict[str, str]:
        content = self.content
        return hashes_of(self.rows, content, content.english, content.manifest.terms)

    def printed(self, section: str) -> Printed:
        return self.content.section_tables(section), self.content.section_blocks(section)


def keep_seen(present: Present, section: str) -> None:
    """Keep what the part prints now, once for its hash."""
    content_hash = present.hashes[section]
    if not present.edition.seen.filter(section=section, content_hash=content_hash).exists():
        Seen.objects.create(
            edition=present.edition,
            section=section,
            content_hash=content_hash,
            content=_json(present.printed(section)),
        )


def look_at(present: Present, section: str, user: User) -> None:
    """Remember that the person has seen what the part says now."""
    keep_seen(present, section)
    Look.objects.update_or_create(
        edition=present.edition,
        section=section,
        user=user,
        defaults={"content_hash": present.hashes[section]},
    )


def last_look(edition: Edition, section: str, user: User) -> Look | None:
    return Look.objects.filter(edition=edition, section=section, user=user).first()


def seen_at(edition: Edition, section: str, content_hash: str) -> Printed | None:
    """What the part printed under this hash, None when nobody kept it."""
    snapshot = edition.seen.filter(section=section, content_hash=content_hash).first()
    return _printed(snapshot.content) if snapshot else None


def _json(printed: Printed) -> str:
    tables, blocks = printed
    data = {
        "tables": [[key, grid.to_json()] for key, grid in tables.items()],
        "blocks": [block.to_json() for block in blocks],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _printed(text: str) -> Printed:
    data = json.loads(text)
    tables = {key: Grid.from_json(grid) for key, grid in data["tables"]}
    return tables, [Block.from_json(block) for block in data["blocks"]]

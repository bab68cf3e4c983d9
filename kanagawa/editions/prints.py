"""How something was printed in each published edition: read from the frozen copies."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from kanagawa.reports.comparing.tables import find_cells
from kanagawa.reports.comparing.text import find_blocks
from kanagawa.reports.document import Block
from kanagawa.reports.grid import Figure, Grid

from .models import Edition, FrozenKind, FrozenPart


@dataclass(frozen=True)
class Print:
    """One place of a published edition: where in words, what it prints, the figure behind it."""

    edition: Edition
    where: str
    text: str
    figure: Figure | None = None


def prints(refs: Collection[str]) -> list[Print]:
    """Every place that printed these figures or records, oldest publication first; one query."""
    query = Q()
    for ref in refs:
        # The copies are searched as text: to read all of them would take seconds.
        query |= Q(content__contains=f'"{ref}"')
    parts = FrozenPart.objects.filter(query, kind__in=(FrozenKind.TABLE, FrozenKind.TEXT))
    ordered = parts.select_related("edition__published_by").order_by(
        "edition__published_at", "position"
    )
    return [place for part in ordered for place in _in(part, refs)]


def _in(part: FrozenPart, refs: Collection[str]) -> Iterator[Print]:
    content = json.loads(part.content)
    if part.kind == FrozenKind.TABLE:
        for where, text, figure in find_cells(Grid.from_json(content), refs):
            yield Print(part.edition, where, text, figure)
        return
    for where, text in find_blocks([Block.from_json(block) for block in content], refs):
        yield Print(part.edition, where, text)


def in_force(all_prints: Collection[Print], until: datetime) -> list[Print]:
    """Those of the editions that were the newest of their year before `until`."""
    newest: dict[int, int] = {}
    editions = Edition.objects.filter(published_at__lt=until).order_by("revision")
    for edition in editions.only("fiscal_year", "revision"):
        newest[edition.fiscal_year] = edition.revision
    return [p for p in all_prints if newest.get(p.edition.fiscal_year) == p.edition.revision]

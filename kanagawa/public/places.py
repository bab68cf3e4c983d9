"""Where in the report something stands: its number path and the anchor to go to."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from kanagawa.editions.content import Content
from kanagawa.editions.models import FrozenKind
from kanagawa.reports.document import Block

# More places than these say nothing new on a record's page.
MOST_PLACES = 8
MOST_ADDRESSES = 50


@dataclass(frozen=True)
class Place:
    """`path` is the chain of headings with their numbers, outermost first."""

    path: tuple[str, ...]
    anchor: str


def heading_text(block: Block) -> str:
    return f"{block.number} {block.text}".strip()


def places(content: Content, record: str, figures: Collection[str] = ()) -> list[Place]:
    """Where the record, a table that links it or one of its figures stands, in reading order."""
    addresses = [record, *figures][:MOST_ADDRESSES]
    tables = _tables_with(content, addresses)
    found: dict[str, Place] = {}
    for path, block in _with_paths(content.blocks):
        if block.anchor and (block.record == record or (block.table and block.table in tables)):
            found.setdefault(block.anchor, Place(path, block.anchor))
    return list(found.values())[:MOST_PLACES]


def table_place(blocks: Sequence[Block], table: str) -> Place | None:
    """Where the outline places a table; None for lists that the paper does not print."""
    for path, block in _with_paths(blocks):
        if block.table == table:
            return Place(path, block.anchor)
    return None


def _with_paths(blocks: Sequence[Block]) -> Iterator[tuple[tuple[str, ...], Block]]:
    path: dict[int, str] = {}
    for block in blocks:
        if block.kind == "heading":
            path = {level: text for level, text in path.items() if level < block.level}
            path[block.level] = heading_text(block)
        yield tuple(path.values()), block


def _tables_with(content: Content, addresses: list[str]) -> set[str]:
    if not content.edition.is_published:
        wanted = set(addresses)
        return {
            key
            for key, grid in content.tables.items()
            if wanted & {f.key for f in grid.figures()}
            or any(cell.link in wanted for row in grid.body for cell in row)
        }
    # The frozen copies are searched as text: to read all of them would cost the page's time.
    found = Q()
    for address in addresses:
        found |= Q(content__contains=f'"{address}"')
    parts = content.edition.frozen.filter(found, kind=FrozenKind.TABLE)
    return set(parts.values_list("key", flat=True))

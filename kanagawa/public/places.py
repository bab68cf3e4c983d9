"""Where in the report something stands: its number path and the anchor to go to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from kanagawa.editions.content import Content
from kanagawa.editions.models import FrozenKind
from kanagawa.editions.proving import being_proved
from kanagawa.reports.document import Block, with_headings

# More places than these say nothing new on a record's page.
MOST_PLACES = 8
MOST_ADDRESSES = 50


@dataclass(frozen=True)
class ReportPlace:
    """`path` is the chain of headings with their numbers, outermost first."""

    path: tuple[str, ...]
    anchor: str


def places(content: Content, record: str, figures: Collection[str] = ()) -> list[ReportPlace]:
    """Where the record, a table that links it or one of its figures stands, in reading order."""
    refs = [record, *figures][:MOST_ADDRESSES]
    tables = _tables_with(content, refs)
    by_anchor: dict[str, ReportPlace] = {}
    for headings, block in with_headings(content.blocks):
        if block.anchor and (block.record == record or (block.table and block.table in tables)):
            by_anchor.setdefault(block.anchor, _place(headings, block))
    return list(by_anchor.values())[:MOST_PLACES]


def table_place(blocks: Sequence[Block], table: str) -> ReportPlace | None:
    """Where the outline places a table; None for lists that the paper does not print."""
    for headings, block in with_headings(blocks):
        if block.table == table:
            return _place(headings, block)
    return None


def _place(headings: Sequence[Block], block: Block) -> ReportPlace:
    return ReportPlace(tuple(heading.numbered_text for heading in headings), block.anchor)


def _tables_with(content: Content, refs: list[str]) -> set[str]:
    if proved := being_proved(content.edition):
        by_ref = proved.once("tables by ref", lambda: _tables_by_ref(content))
        return {key for ref in refs for key in by_ref.get(ref, ())}
    if not content.edition.is_published:
        by_ref = _tables_by_ref(content)
        return {key for ref in refs for key in by_ref.get(ref, ())}
    # The frozen copies are searched as text: to read all of them would cost the page's time.
    # A figure that was computed from the record names it among its parts: that is no place of it.
    stands = Q()
    for ref in refs:
        for name in ("key", "link"):
            stands |= Q(content__contains=f'"{name}":"{ref}"')
    parts = content.edition.frozen.filter(stands, kind=FrozenKind.TABLE)
    return set(parts.values_list("key", flat=True))


def _tables_by_ref(content: Content) -> dict[str, set[str]]:
    """The tables that print a figure or link a record, by its ref."""
    by_ref: dict[str, set[str]] = {}
    for key, grid in content.tables.items():
        links = (cell.link for row in grid.body for cell in row if cell.link)
        for ref in (*(figure.key for figure in grid.figures()), *links):
            by_ref.setdefault(ref, set()).add(key)
    return by_ref

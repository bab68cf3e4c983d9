"""Two texts compared block by block: headings, paragraphs, notes, lines, places of tables."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ..document import Block
from .align import Line, Pair, align
from .difference import Act, Difference, Kind

TableDifferences = Callable[[str, str], list[Difference]]
_NAMES = {
    "heading": "見出し",
    "paragraph": "第{}段落",
    "note": "第{}の注",
    "line": "第{}項目",
    "entry": "一覧の{}行目",
    "table": "第{}表",
    "stages": "図",
}


@dataclass(frozen=True)
class _Placed:
    """A block with its place in words: the numbers of its headings and where below them."""

    block: Block
    where: str
    scope: str

    @property
    def line(self) -> Line:
        block = self.block
        names = frozenset({block.table or block.anchor or block.record} - {""})
        return Line((printed(block),), names, kind=block.kind, scope=self.scope)


def printed(block: Block, number: bool = True) -> str:
    """What a block prints, with or without its automatic number."""
    stages = "".join(f"\n{name}：{'、'.join(served)}" for name, served in block.items)
    if block.kind == "line":
        return f"・{block.label}：{block.text}" if block.label else f"・{block.text}"
    before = f"{block.number} " if number and block.number else ""
    return f"{before}{block.text}{stages}"


def compare_text(
    olds: Sequence[Block], news: Sequence[Block], tables: TableDifferences
) -> Iterator[Difference]:
    """The differences in reading order; those of a table where the table stands.

    `tables(key, anchor)` gives the differences of a table, once.
    """
    old, new = _place(olds), _place(news)
    pairs = align([block.line for block in old], [block.line for block in new])
    before = (-1, -1)
    for pair in [*pairs, (len(old), len(new))]:
        for n in range(before[0] + 1, pair[0]):
            yield from _only("removed", old[n], n, tables)
        for n in range(before[1] + 1, pair[1]):
            yield from _only("added", new[n], n, tables)
        if pair[0] < len(old):
            yield from _compared(old[pair[0]], new[pair[1]], pair, tables)
        before = pair


def find_blocks(blocks: Sequence[Block], refs: Collection[str]) -> Iterator[tuple[str, str]]:
    """Where the text is about these records: the place in words and the print."""
    for placed in _place(blocks):
        if placed.block.record in refs and placed.block.kind != "table":
            yield placed.where, printed(placed.block)


def _place(blocks: Sequence[Block]) -> list[_Placed]:
    path: list[Block] = []
    counts: dict[str, int] = {}
    places: list[_Placed] = []
    for block in blocks:
        if block.kind == "heading":
            path = [*(above for above in path if above.level < block.level), block]
            counts = {}
        counts[block.kind] = counts.get(block.kind, 0) + 1
        name = _NAMES[block.kind].format(counts[block.kind])
        numbers = "".join(heading.number for heading in path)
        title = path[-1].text if path else ""
        where = f"{numbers} {title}".strip() + f" → {name}"
        places.append(_Placed(block, where, path[-1].anchor if path else ""))
    return places


def _compared(
    old: _Placed, new: _Placed, pair: Pair, tables: TableDifferences
) -> Iterator[Difference]:
    block = new.block
    if block.kind == "table":
        yield from tables(block.table, block.anchor)
    change = _changed(old.block, block)
    if change:
        kind, before, after = change
        yield replace(
            _difference(new, kind, "changed", before, after),
            old_at=((pair[0],),),
            new_at=((pair[1],),),
        )


def _changed(old: Block, new: Block) -> tuple[Kind, str, str] | None:
    if printed(old, number=False) != printed(new, number=False):
        return _kind(new), printed(old), printed(new)
    if old.number != new.number:
        return "number", printed(old), printed(new)
    if old.level != new.level:
        return "layout", f"見出しの段：{old.level}", f"見出しの段：{new.level}"
    return None


def _only(act: Act, placed: _Placed, index: int, tables: TableDifferences) -> Iterator[Difference]:
    block = placed.block
    text, kind = printed(block), _kind(block)
    if kind == "table":
        differences = tables(block.table, block.anchor)
        yield from differences
        if any(difference.kind == "table" for difference in differences):
            return
        kind, text = "place", f"表の位置（{block.table}）"
    difference = _difference(placed, kind, act, *(("", text) if act == "added" else (text, "")))
    at = ((index,),)
    yield replace(difference, new_at=at) if act == "added" else replace(difference, old_at=at)


def _kind(block: Block) -> Kind:
    return block.kind


def _difference(placed: _Placed, kind: Kind, act: Act, old: str, new: str) -> Difference:
    block = placed.block
    return Difference(
        section=block.section,
        table="",
        where=placed.where,
        kind=kind,
        act=act,
        old=old,
        new=new,
        ref=block.record or block.table,
        anchor=block.anchor or placed.scope,
    )

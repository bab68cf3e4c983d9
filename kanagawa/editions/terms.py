"""The words of an edition that staff have written a meaning for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kanagawa.reports.document import Block
from kanagawa.reports.grid import Grid
from kanagawa.reports.manifest import TermEntry
from kanagawa.reports.registry import section_of

from .words import Term


def terms_in(grids: Iterable[Grid], blocks: Iterable[Block]) -> Iterator[TermEntry]:
    """Those with a meaning that the text or a table prints; one query."""
    terms = list(Term.objects.exclude(meaning=""))
    if not terms:
        return
    text = "\n".join([*map(_of_grid, grids), *map(_of_block, blocks)])
    for term in terms:
        if term.word in text:
            yield TermEntry(term.word, term.meaning, term.source)


def terms_by_section(
    tables: Mapping[str, Grid], blocks: Iterable[Block], terms: Iterable[TermEntry]
) -> dict[str, list[TermEntry]]:
    """Which of the terms each section prints; their meanings stand beside it."""
    terms = list(terms)
    if not terms:
        return {}
    texts: dict[str, list[str]] = defaultdict(list)
    for key, grid in tables.items():
        texts[section_of(key)].append(_of_grid(grid))
    for block in blocks:
        texts[block.section].append(_of_block(block))
    printed = {section: "\n".join(pieces) for section, pieces in texts.items()}
    return {
        section: [term for term in terms if term.word in text] for section, text in printed.items()
    }


def _of_block(block: Block) -> str:
    return f"{block.label}{block.text}"


def _of_grid(grid: Grid) -> str:
    cells = (cell.text for row in (*grid.header, *grid.body) for cell in row)
    return "\n".join((grid.title, grid.caption, *grid.notes, grid.source, *cells))

"""The words of an edition that staff have written a meaning for."""

from collections.abc import Iterable, Iterator

from kanagawa.reports.document import Block
from kanagawa.reports.grid import Grid
from kanagawa.reports.manifest import TermEntry

from .words import Term


def terms_in(grids: Iterable[Grid], blocks: Iterable[Block]) -> Iterator[TermEntry]:
    """Those with a meaning that the text or a table prints; one query."""
    terms = list(Term.objects.exclude(meaning=""))
    if not terms:
        return
    text = "\n".join([*map(_of_grid, grids), *(f"{b.label}{b.text}" for b in blocks)])
    for term in terms:
        if term.word in text:
            yield TermEntry(term.word, term.meaning, term.source)


def _of_grid(grid: Grid) -> str:
    cells = (cell.text for row in (*grid.header, *grid.body) for cell in row)
    return "\n".join((grid.title, grid.caption, *grid.notes, grid.source, *cells))

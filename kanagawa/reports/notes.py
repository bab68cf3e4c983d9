"""The notes of figures below their table: ※ behind the figure, ※１, ※２ where there are several."""

import re
from collections.abc import Iterable
from dataclasses import replace

from kanagawa.formats.numbers import number
from kanagawa.formats.statuses import STATUS_LEGENDS

from .grid import Cell, Grid, Row

MARK = "※"
_MARKS = re.compile(r"(?:※[０-９0-9]*)+$")
_NUMBERED = re.compile(r"※([０-９0-9]+)")


def with_notes(grid: Grid) -> Grid:
    """The table with a mark at every figure that has a note, and the notes below.

    The same note stands once. Marks go on after those that the table has already, of its heads
    and notes; a legend says what a print such as 「Ｘ」 means.
    """
    notes = list(dict.fromkeys(f.note for f in grid.figures() if f.note and not f.computed))
    statuses = {figure.status for figure in grid.figures()}
    legends = [text for status, text in STATUS_LEGENDS.items() if status in statuses]
    if not notes and not legends:
        return grid
    marks = dict(zip(notes, _marks(grid, len(notes)), strict=True))
    below = (f"{mark} {note}" for note, mark in marks.items())
    return grid.with_(
        body=tuple(tuple(_marked(cell, marks) for cell in row) for row in grid.body),
        notes=(*grid.notes, *below, *legends),
    )


def without_marks(text: str) -> str:
    """What a cell prints without the marks behind it."""
    return _MARKS.sub("", text)


def _marks(grid: Grid, count: int) -> list[str]:
    """As many marks: a bare one where it is the only one of the table."""
    texts = [*_texts((*grid.header, *grid.body)), *grid.notes]
    if count == 1 and not any(MARK in text for text in texts):
        return [MARK]
    last = max((int(n) for text in texts for n in _NUMBERED.findall(text)), default=0)
    return [f"{MARK}{number(last + n)}" for n in range(1, count + 1)]


def _texts(rows: Iterable[Row]) -> Iterable[str]:
    return (cell.text for row in rows for cell in row)


def _marked(cell: Cell, marks: dict[str, str]) -> Cell:
    notes = dict.fromkeys(f.note for f in cell.figures if f.note in marks)
    if not notes:
        return cell
    behind = "".join(marks[note] for note in notes)
    return replace(cell, text=cell.text + behind, form=cell.form and cell.form + behind)

"""The places of a part that a remark or a file can be pinned to: refs and their words."""

from kanagawa.reports.grid import Grid, placed
from kanagawa.reports.labels import column_label, row_label

from .snapshots import Printed

WHOLE_PART = "節全体"
_LONGEST = 60


def tables_of(printed: Printed) -> dict[str, str]:
    """The whole part and its tables: what a form offers where no cell was chosen."""
    tables, _ = printed
    return {"": WHOLE_PART} | {key: table_title(grid) for key, grid in tables.items()}


def places_of(printed: Printed) -> dict[str, str]:
    """Every ref of a part with its place in words: tables, records, figures, texts."""
    tables, blocks = printed
    places = tables_of(printed)
    for grid in tables.values():
        places = _cells(grid) | places
    for block in blocks:
        if block.record and block.text:
            places.setdefault(block.record, _short(block.numbered_text))
    return places


def table_title(grid: Grid) -> str:
    return _short((grid.title or grid.caption).replace("\n", "")) or grid.key


def _cells(grid: Grid) -> dict[str, str]:
    places: dict[str, str] = {}
    matrix = grid.positions()
    for cell, row, column in placed(grid):
        heads = (row_label(matrix, cell, row, column), column_label(matrix, cell, row, column))
        words = " ".join([table_title(grid), *(head for head in heads if head)])
        for ref in (*(figure.key for figure in cell.figures), cell.link):
            if ref:
                places.setdefault(ref, words[:200])
    return places


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

"""What a section's tables would print with the values typed so far: nothing is saved.

The Grids themselves compute totals and ratios, so what follows while typing is what will be
printed, and no formula is written twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from kanagawa.editions.models import Edition
from kanagawa.editions.rows import EditionRows
from kanagawa.reports.grid import placed

from .cells import figure_rows, place, section_grids
from .parsing import Entry, read_entry
from .saving import put


@dataclass
class Live:
    """By table the print of every cell with figures by place; by ref what is wrong."""

    printed: dict[str, dict[str, str]] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)


def live(edition: Edition, section: str, entries: Mapping[str, Entry]) -> Live:
    """The section's print with these entries; one that cannot be read counts as stored."""
    rows = EditionRows(edition)
    figures = figure_rows(section, rows)
    state = Live()
    for ref, entry in entries.items():
        row = figures.get(ref)
        if row is None:
            continue
        try:
            typed = read_entry(entry, row)
        except ValidationError as error:
            state.errors[ref] = error.messages
            continue
        put(row, typed)
        try:
            row.check_value()
        except ValidationError as error:
            state.errors[ref] = error.messages
    for key, grid in section_grids(section, rows).items():
        state.printed[key] = {
            place(row, column): cell.text for cell, row, column in placed(grid) if cell.figures
        }
    return state

"""What of an edition is still to be entered: listed before it is published all the same."""

import hashlib
from dataclasses import dataclass

from kanagawa.checks import empty
from kanagawa.checks.context import Context
from kanagawa.editions.models import Edition
from kanagawa.editions.rows import EditionRows
from kanagawa.reports.declaration import Finding


@dataclass(frozen=True)
class EmptyCells:
    """The empty cells of an edition, and a mark that is another one as soon as one of them is."""

    cells: tuple[Finding, ...]

    @property
    def mark(self) -> str:
        refs = "\n".join(sorted(cell.ref for cell in self.cells))
        return hashlib.sha256(refs.encode()).hexdigest()


def empty_cells(edition: Edition) -> EmptyCells:
    """One query per model."""
    return EmptyCells(tuple(empty.to_enter(Context(EditionRows(edition)))))

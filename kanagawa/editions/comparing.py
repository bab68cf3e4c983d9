"""What differs between two editions as printed: always like with like.

Two prints are compared that the same code made. The rows of a published edition are as immutable
as its frozen copy, so today's code prints them anew for a comparison; what it prints otherwise
than it was published is a change of form (様式の変更), which is told apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kanagawa.reports.comparing import Difference, compare
from kanagawa.reports.document import Block
from kanagawa.reports.grid import Grid
from kanagawa.reports.registry import section_of

from .content import LiveContent, Printed
from .frozen import FrozenContent
from .hashing import hashes_of
from .models import Edition
from .rows import EditionRows


@dataclass(frozen=True)
class PrintedToday:
    """A published edition as today's code prints its rows, with the hashes of its sections.

    `form` is what this print has otherwise than the one that was published.
    """

    tables: Mapping[str, Grid]
    blocks: Sequence[Block]
    hashes: Mapping[str, str]
    form: Sequence[Difference]

    def of(self, section: str) -> tuple[dict[str, Grid], list[Block]]:
        """Tables and text of one section."""
        tables = {k: grid for k, grid in self.tables.items() if section_of(k) == section}
        return tables, [block for block in self.blocks if block.section == section]


def differences(old: Printed, new: Printed) -> list[Difference]:
    """Every printed difference in the order of the report; drafts are compared as they stand."""
    return compare(old.tables, old.blocks, new.tables, new.blocks)


def printed_today(edition: Edition) -> PrintedToday:
    """A published edition as today's code prints it; built once in a process."""
    return _printed_today(edition.pk, edition.content_hash)


# Neither the rows of a published edition nor the code of a running process change. Two: what is
# corrected, and what a new year is held against.
@lru_cache(maxsize=2)
def _printed_today(pk: int, content_hash: str) -> PrintedToday:
    edition = Edition.objects.get(pk=pk)
    rows = EditionRows(edition)
    live = LiveContent(rows)
    frozen = FrozenContent(edition)
    # What was published before there were translations says nothing against those there are now.
    english = frozen.english if frozen.english.words else live.english
    form = differences(frozen, live)
    hashes = hashes_of(rows, live, english, frozen.manifest.terms)
    return PrintedToday(live.tables, live.blocks, hashes, form)


def forget_prints() -> None:
    """For tests, in which code and rows do change."""
    _printed_today.cache_clear()

"""The whole: text in reading order with its tables, then the tables the text does not place."""

from collections.abc import Mapping, Sequence

from ..document import Block
from ..grid import Grid
from .difference import Difference
from .tables import compare_table
from .text import compare_text


def compare(
    old_tables: Mapping[str, Grid],
    old_blocks: Sequence[Block],
    new_tables: Mapping[str, Grid],
    new_blocks: Sequence[Block],
) -> list[Difference]:
    """Every difference between two printed forms, in the order of the report.

    Equal forms have none; every printed place that differs is in one of them.
    """
    keys_done: set[str] = set()

    def tables(key: str, anchor: str) -> list[Difference]:
        if key in keys_done:
            return []
        keys_done.add(key)
        return compare_table(old_tables.get(key), new_tables.get(key), anchor)

    differences = list(compare_text(old_blocks, new_blocks, tables))
    for key in dict.fromkeys([*new_tables, *old_tables]):
        differences += tables(key, "")
    return differences

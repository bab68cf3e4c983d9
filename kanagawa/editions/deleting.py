"""A row goes with what refers to it, and the history says of all of them the same moment."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models.deletion import Collector
from django.utils import timezone

# A content row (`EditionRow`), whose module needs this one.
Row = Any
_SAID = ("_history_user", "_change_reason")


def delete_together(row: Row) -> tuple[int, dict[str, int]]:
    """Delete a stored row as `Model.delete` does; who, why and when are the same for its children.

    By that moment a deletion is brought back whole (`workflow.restoring`).
    """
    collector = Collector(DEFAULT_DB_ALIAS, origin=row)
    collector.collect([row])
    values = {name: vars(row)[name] for name in _SAID if name in vars(row)}
    at = timezone.now()
    for each in (each for rows in collector.data.values() for each in rows):
        vars(each).update(values, _history_date=at)
    return collector.delete()

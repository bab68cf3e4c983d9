"""Who entered what a part of a draft says: the people who may not approve it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from kanagawa.editions.models import Edition, Node, NodeKind
from kanagawa.editions.rows import models_of, only_in
from kanagawa.reports import registry

from .english_changes import translators

_NODE = ("id", "parent_id", "kind", "key", "history_user_id", "history_date")


def entered_by(edition: Edition, section: str) -> set[int]:
    """Ids of all who added, changed or deleted a row of the part, headings and texts included,
    its English, or typed it into a file.

    What came with the edition when it was made (its history bears that time) was entered by
    nobody. The number of queries does not depend on how many they are.
    """
    # Files are taken in above this layer; the setting names who knows of them.
    also_entered_by: Callable[[Edition, str], set[int]] = import_string(settings.ALSO_ENTERED_BY)
    outline = _of_outline(edition, section, edition.created_at)
    people = {user for user in outline if user}
    people |= also_entered_by(edition, section) | translators(edition, section)
    queries = [
        model.history.filter(
            edition_id=edition.pk, history_date__gt=edition.created_at, **only_in(section, model)
        )
        .exclude(history_user=None)
        .order_by()
        .values_list("history_user_id")
        .distinct()
        for model in models_of(section)
    ]
    if queries:
        people |= {user for (user,) in queries[0].union(*queries[1:])}
    return people


def is_entered_since(edition: Edition, section: str, at: datetime) -> bool:
    """Whether a row of the part was added, changed or deleted later, by whomever."""
    if _of_outline(edition, section, at):
        return True
    return any(
        model.history.filter(
            edition_id=edition.pk, history_date__gt=at, **only_in(section, model)
        ).exists()
        for model in models_of(section)
    )


def _of_outline(edition: Edition, section: str, since: datetime) -> set[int | None]:
    """Who entered nodes later, None for nobody known: where a node stood and where it was moved to
    both count as entered.
    """
    records = _records(edition)
    newest = {record.id: record for record in records}
    people: set[int | None] = set()
    before: dict[int, object] = {}
    for record in records:
        if record.history_date > since:
            places = [record, *([before[record.id]] if record.id in before else [])]
            if section in {_section(place, newest) for place in places}:
                people.add(record.history_user_id)
        before[record.id] = record
    return people


def nodes_in(edition: Edition, section: str) -> set[int]:
    """Ids of the headings and texts of a part, those that are gone included; one query."""
    newest = {record.id: record for record in _records(edition)}
    return {record.id for record in newest.values() if _section(record, newest) == section}


def _records(edition: Edition) -> list[Any]:
    records = Node.history.filter(edition_id=edition.pk).order_by("history_id")
    return list(records.values_list(*_NODE, named=True))


def _section(record: object, newest: Mapping[int, object]) -> str:
    """As `Node.section`, from history records: also of nodes that are gone."""
    for node in _upwards(record, newest):
        if node.kind == NodeKind.HEADING and node.key in registry.sections():
            return str(node.key)
    return ""


def _upwards(record: Any, newest: Mapping[int, object]) -> Iterable[Any]:
    met: set[int] = set()
    while record is not None and record.id not in met:
        met.add(record.id)
        yield record
        record = newest.get(record.parent_id)

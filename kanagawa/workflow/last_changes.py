"""Who changed what stands at a ref of a draft, and when: the newest change of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from kanagawa.editions.models import Edition, EditionRow
from kanagawa.editions.rows import row_model
from kanagawa.history.changes import person_name
from kanagawa.history.records import HistoryRecord


@dataclass(frozen=True)
class Touch:
    """Who, in words, and when."""

    user: str
    at: datetime
    reason: str = ""


def touches(edition: Edition, refs: Iterable[str]) -> dict[str, Touch]:
    """The newest change of each ref since the edition was made; one query per kind of row.

    What came with the edition and was not changed since is missing.
    """
    keys: dict[str, set[str]] = {}
    for ref in refs:
        label, _, key = ref.partition("/")
        if key:
            keys.setdefault(label, set()).add(key)
    newest: dict[str, Touch] = {}
    for label, row_keys in keys.items():
        model = row_model(label)
        if model is not None:
            newest |= _newest(model, edition, row_keys)
    return newest


def _newest(model: type[EditionRow], edition: Edition, row_keys: set[str]) -> dict[str, Touch]:
    since = model.history.filter(edition_id=edition.pk, history_date__gt=edition.created_at)
    newest = since.order_by().values("id").annotate(newest=Max("history_id")).values("newest")
    records = model.history.filter(history_id__in=newest).select_related("history_user")
    return {model.ref_of(record): _touch(record) for record in records if record.key in row_keys}


def _touch(record: HistoryRecord) -> Touch:
    return Touch(
        person_name(record.history_user), record.history_date, record.history_change_reason or ""
    )

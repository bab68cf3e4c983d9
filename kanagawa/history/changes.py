"""Who changed which value, when, from what to what: read from the history tables.

Every history table is read once, and once more per kind of thing its rows refer to, however many
changes there are. Bulk changes are history rows like any other.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone

from kanagawa.formats.years import moment, wareki

from .records import AnyField, HistoryRecord, RowRecord

ADDED, CHANGED, DELETED = "追加", "変更", "削除"
_ACTS = {"+": ADDED, "~": CHANGED, "-": DELETED}
# A name of a row may be the beginning of its text and end within a reference.
_NOTATION = re.compile(r"\{[^{}]*(?:\}|$)")
_NOT_SHOWN = {"id", "edition"}
_NOT_KNOWN = _NOT_SHOWN | {"key", "position"}


def _printed(text: str) -> str:
    return _NOTATION.sub("［数値］", text)


class OldAndNew:
    """What a value was and is, as staff read it: references of a text only where they ask."""

    old: str
    new: str

    @property
    def has_notation(self) -> bool:
        """Whether a text refers to figures, so that it is not what is printed."""
        return "{" in self.old + self.new

    @property
    def old_text(self) -> str:
        return _printed(self.old)

    @property
    def new_text(self) -> str:
        return _printed(self.new)


@dataclass(frozen=True)
class Change(OldAndNew):
    """One value that was changed, or one row that was added or deleted (field, old, new empty)."""

    when: datetime
    user: str
    act: str
    model: str
    app_label: str
    row: str
    row_id: int
    field: str
    old: str
    new: str
    reason: str
    count: int = 1
    ref: str = ""
    edition_id: int | None = None
    # What the row is called now; "" when it is gone.
    name: str = ""


def changes(
    model: type[models.Model],
    scope: Mapping[str, object],
    *,
    field_told: str = "",
    since: datetime | None = None,
) -> list[Change]:
    """The changes of one model within `scope` (`{"edition_id": 3}`, `{"id": 12}`), newest first.

    With `field_told`, the name of a field, a row that was added or deleted tells its value.
    With `since` only what was changed after it; rows that were not are not even read.
    """
    records = _records(model, scope, since)
    fields = [f for f in records[0].tracked_fields if f.name not in _NOT_SHOWN] if records else []
    names = _Names(fields, records)
    told_changes: list[Change] = []
    previous: RowRecord | None = None
    for record in records:
        before = previous if previous is not None and previous.id == record.id else None
        if record.history_type == "~" and before is not None:
            told_changes += _compared(model, fields, names, before, record)
        else:
            told_changes.append(_whole(model, fields, names, record, field_told))
        previous = record
    if since is not None:
        told_changes = [change for change in told_changes if change.when > since]
    rows = {r.pk: _printed(str(r)) for r in _rows(model, scope)} if told_changes else {}
    with_names = [replace(change, name=rows.get(change.row_id, "")) for change in told_changes]
    return sorted(with_names, key=lambda change: change.when, reverse=True)


def _rows(model: type[models.Model], scope: Mapping[str, object]) -> QuerySet[Any]:
    """The rows that are there, with what their names are made of, empty references too."""
    return model._default_manager.filter(**scope).select_related(*_referred(model))


def _referred(model: type[models.Model], depth: int = 2) -> list[str]:
    paths = []
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            paths.append(field.name)
            if depth > 1 and field.related_model is not model:
                paths += [f"{field.name}__{p}" for p in _referred(field.related_model, depth - 1)]
    return paths


def _records(
    model: type[models.Model], scope: Mapping[str, object], since: datetime | None = None
) -> list[RowRecord]:
    """By row, oldest first; with `since` only of rows that were changed after it."""
    records = model.history.filter(**scope)  # type: ignore[attr-defined]  # simple-history's
    if since is not None:
        records = records.filter(id__in=records.filter(history_date__gt=since).values("id"))
    return list(records.select_related("history_user").order_by("id", "history_id"))


def _compared(
    model: type[models.Model],
    fields: list[AnyField],
    names: "_Names",
    before: HistoryRecord,
    record: HistoryRecord,
) -> Iterator[Change]:
    for field in fields:
        old, new = getattr(before, field.attname), getattr(record, field.attname)
        if old != new:
            yield _change(
                model, record, str(field.verbose_name), names.of(field, old), names.of(field, new)
            )


def _whole(
    model: type[models.Model],
    fields: list[AnyField],
    names: "_Names",
    record: HistoryRecord,
    field_told: str,
) -> Change:
    """A row that was added or deleted; what is changed first without a trace counts as added."""
    field = next((field for field in fields if field.name == field_told), None)
    if field is None:
        return _change(model, record, "", "", "")
    value = names.of(field, getattr(record, field.attname))
    values = (value, "") if record.history_type == "-" else ("", value)
    return _change(model, record, str(field.verbose_name), *values)


def _change(
    model: type[models.Model], record: HistoryRecord, field: str, old: str, new: str
) -> Change:
    ref_of = getattr(model, "ref_of", None)
    section_of = getattr(model, "section_of", None)
    return Change(
        when=record.history_date,
        user=person_name(record.history_user),
        act=_ACTS[record.history_type],
        model=str(model._meta.verbose_name),
        app_label=section_of(record) if section_of else model._meta.app_label,
        row=getattr(record, "key", "") or str(record.id),
        row_id=record.id,
        field=field,
        old=old,
        new=new,
        reason=record.history_change_reason or "",
        ref=ref_of(record) if ref_of else "",
        edition_id=getattr(record, "edition_id", None),
    )


def person_name(user: User | None) -> str:
    """Full name, else account name; what nobody did by hand the system did."""
    return (user.get_full_name() or user.get_username()) if user else "システム"


class _Names:
    """Values in words; what a row refers to is named by one query per kind of thing."""

    def __init__(self, fields: list[AnyField], records: list[RowRecord]) -> None:
        self._related: dict[str, dict[Any, str]] = {}
        for field in fields:
            if field.is_relation:
                pks = {getattr(record, field.attname) for record in records} - {None}
                self._related[field.name] = _names(field.related_model, pks)

    def of(self, field: AnyField, value: Any) -> str:
        if value is None or value == "":
            return ""
        if field.is_relation:
            return self._related[field.name].get(value, f"（削除済み：{value}）")
        return in_words(dict(field.flatchoices).get(value, value))


def _names(model: Any, pks: set[Any]) -> dict[Any, str]:
    related = [f.name for f in model._meta.concrete_fields if f.is_relation and not f.null]
    rows = model._default_manager.select_related(*related) if related else model._default_manager
    return {pk: str(row) for pk, row in rows.in_bulk(pks).items()} if pks else {}


def in_words(value: object) -> str:
    """A stored value as staff read it: はい, 1,234, 令和７年３月31日."""
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    if isinstance(value, datetime):
        return moment(timezone.localtime(value))
    return wareki(value) if isinstance(value, date) else str(value)


@dataclass(frozen=True)
class PastRow:
    """A row of an edition as it was known at a moment: since when, by whom, its values in words."""

    edition_id: int
    since: datetime
    user: str
    values: tuple[tuple[str, str], ...]


def past_rows(
    model: type[models.Model], scope: Mapping[str, object], until: datetime
) -> list[PastRow]:
    """The rows within `scope` as they were before `until`, those deleted by then left out."""
    last: dict[int, RowRecord] = {}
    for record in _records(model, {**scope, "history_date__lt": until}):
        last[record.id] = record
    present = [record for record in last.values() if record.history_type != "-"]
    fields = [f for f in (present[0].tracked_fields if present else []) if f.name not in _NOT_KNOWN]
    names = _Names(fields, present)
    return [_past_row(record, fields, names) for record in present]


def _past_row(record: RowRecord, fields: list[AnyField], names: "_Names") -> PastRow:
    pairs = ((str(f.verbose_name), names.of(f, getattr(record, f.attname))) for f in fields)
    values = tuple((name, value) for name, value in pairs if value)
    return PastRow(record.edition_id, record.history_date, person_name(record.history_user), values)


def gathered(all_changes: Iterable[Change], least: int = 4) -> list[Change]:
    """Rows of a kind that one person added or deleted in one go, as one line with their number."""
    groups: dict[object, list[Change]] = {}
    for change in all_changes:
        minute = change.when.replace(second=0, microsecond=0)
        same = (change.act, change.model, change.user, change.reason, minute)
        groups.setdefault(same if not change.field else change, []).append(change)
    lines: list[Change] = []
    for group in groups.values():
        lines += group if len(group) < least else [_summary(group)]
    return sorted(lines, key=lambda change: change.when, reverse=True)


def _summary(group: list[Change]) -> Change:
    first = group[0]
    return Change(
        first.when,
        first.user,
        first.act,
        first.model,
        first.app_label,
        f"{len(group)}件",
        0,
        "",
        "",
        "",
        first.reason,
        len(group),
    )

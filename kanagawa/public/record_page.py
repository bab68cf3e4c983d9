"""What a record's page shows: its fields, its figures, what belongs to it, its history."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import QuerySet

from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition, EditionRow, references
from kanagawa.editions.rows import row_models
from kanagawa.figures.models import FigureRow
from kanagawa.formats.numbers import number
from kanagawa.formats.years import fiscal_year, wareki

from .records import Records
from .selection import reading_paths

_OWN = {"id", "edition", "key", "position", "search_text"}
# A figure's value, period and the like are one figure, shown in one table.
_FIGURE = {f.name for f in FigureRow._meta.fields if not f.is_relation} - _OWN
_LONG = 60


@dataclass(frozen=True)
class Shown:
    """A labelled field as text; `link` is the address of a record's page, or empty."""

    label: str
    text: str
    record: str = ""


@dataclass(frozen=True)
class Children:
    """Rows of one model that refer to the record."""

    title: str
    rows: list[Any]
    are_figures: bool


@dataclass
class Change:
    """What one edition changed against the one before it."""

    edition: Edition
    changes: list[str] = field(default_factory=list)
    is_first: bool = False


def fields_of(
    record: EditionRow, records: Records, resolve: Callable[[str], str]
) -> Iterator[Shown]:
    """The columns of the record's list, then every other field that has something in it."""
    # An empty query, for the labels: a table over a list knows no model to take them from.
    table = records.table(records.model._default_manager.none(), resolve=resolve)
    yield from (Shown(label, text) for label, text in table.printed(record))
    hidden = (
        _OWN
        | {*record.INTERNAL}
        | table.covered()
        | (_FIGURE if isinstance(record, FigureRow) else set())
    )
    for model_field in record._meta.concrete_fields:
        if model_field.name in hidden:
            continue
        value = getattr(record, model_field.name)
        if value is None or value == "":
            continue
        reference = value.address if isinstance(value, EditionRow) else ""
        text = resolve(_text(record, model_field, value))
        yield Shown(str(model_field.verbose_name), text, reference)


def _text(record: EditionRow, model_field: "models.Field[Any, Any]", value: Any) -> str:
    if model_field.choices:
        return str(getattr(record, f"get_{model_field.name}_display")())
    match value:
        case bool():
            return "はい" if value else "いいえ"
        case date():
            return wareki(value)
        case int() if model_field.name.endswith("fiscal_year"):
            return fiscal_year(value)
        case int() | Decimal():
            return number(value)
    return str(value)


def child_models(records: Records) -> list[tuple[type[EditionRow], str]]:
    """Row models that refer to the records, with the name of the reference."""
    wanted = records.detail_children or row_models()
    return [
        (model, reference.name)
        for model in wanted
        for reference in references(model)
        if reference.related_model is records.model
    ]


def children_of(record: EditionRow, records: Records) -> list[Children]:
    """One query for each model that refers to the record."""
    groups = []
    for model, name in child_models(records):
        rows = list(_read(model).filter(edition=record.edition, **{name: record}))
        for row in rows:
            setattr(row, name, record)
        if rows:
            title = str(model._meta.verbose_name_plural)
            groups.append(Children(title, rows, issubclass(model, FigureRow)))
    return groups


def _read(model: type[EditionRow]) -> QuerySet[Any]:
    rows = model._default_manager.order_by("position", "id")
    return rows.select_related(*reading_paths(model, depth=3))


def history_of(record: EditionRow, records: Records, editions: QuerySet[Edition]) -> list[Change]:
    """The editions that have this record, newest first, each with what it changed."""
    rows = list(
        _read(records.model).filter(key=record.key, edition__in=editions).select_related("edition")
    )
    rows.sort(key=lambda row: (row.edition.fiscal_year, row.edition.revision))
    figures = _figures_by_edition(record, records, editions)
    changes: list[Change] = []
    before: _Facts | None = None
    for row in rows:
        facts = _facts(row) | figures.get(row.edition_id, {})
        now = facts, Content(row.edition).resolve
        changes.append(Change(row.edition, _differences(before or now, now), before is None))
        before = now
    return changes[::-1]


def _figures_by_edition(
    record: EditionRow, records: Records, editions: QuerySet[Edition]
) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for model, name in child_models(records):
        if issubclass(model, FigureRow):
            same = {f"{name}__key": record.key}
            for row in _read(model).filter(edition__in=editions, **same):
                found.setdefault(row.edition_id, {})[str(row)] = row.printed
    return found


def _facts(row: EditionRow) -> dict[str, str]:
    own = {
        str(f.verbose_name): _text(row, f, getattr(row, f.name))
        for f in row._meta.concrete_fields
        if f.name not in (*_OWN, *row.INTERNAL) and getattr(row, f.name) not in (None, "")
    }
    return own | ({"値": row.printed} if isinstance(row, FigureRow) else {})


# A record's fields by label, and what puts the figures of its edition into them.
_Facts = tuple[dict[str, str], Callable[[str], str]]


def _differences(before: _Facts, now: _Facts) -> list[str]:
    """What changed as it was printed; figures are put in only where the stored text changed."""
    (old, resolve_old), (new, resolve_new) = before, now
    changed = [label for label in {**old, **new} if old.get(label) != new.get(label)]
    printed = [
        (
            label,
            resolve_old(old[label]) if label in old else None,
            resolve_new(new[label]) if label in new else None,
        )
        for label in changed
    ]
    return [_difference(label, was, now) for label, was, now in printed if was != now]


def _difference(label: str, old: str | None, new: str | None) -> str:
    if old is None:
        return f"{label}：「{_short(new)}」を追加"
    if new is None:
        return f"{label}：「{_short(old)}」を削除"
    return f"{label}：「{_short(old)}」から「{_short(new)}」に変更"


def _short(text: str | None) -> str:
    text = text or ""
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"

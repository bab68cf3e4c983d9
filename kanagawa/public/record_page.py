"""What a record's page shows: its fields, its figures, what belongs to it, its history."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition, EditionRow, references
from kanagawa.editions.rows import related_paths, row_models
from kanagawa.figures.models import FigureRow
from kanagawa.reports.columns import Column
from kanagawa.reports.records import Records

from .record_rows import RecordRows

_OWN = {"id", "edition", "key", "position", "search_text"}
# A figure's value, period and the like are one figure, shown in one table.
_FIGURE = {f.name for f in FigureRow._meta.fields if not f.is_relation} - _OWN
_LONG = 60


@dataclass(frozen=True)
class Shown:
    """A labelled field as text; `link` is the URL of a record's page, or empty."""

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
class EditionChange:
    """What one edition changed against the one before it."""

    edition: Edition
    changes: list[str] = field(default_factory=list)
    is_first: bool = False


def fields_of(
    record: EditionRow, records: Records, resolve: Callable[[str], str]
) -> Iterator[Shown]:
    """The columns of the record's page, then every other field that has something in it."""
    hidden = _FIGURE if isinstance(record, FigureRow) else set()
    for name, label, text in _printed(record, records, hidden):
        value = getattr(record, name, None)
        reference = value.ref if isinstance(value, EditionRow) else ""
        yield Shown(label, resolve(text), reference)


def _printed(
    record: EditionRow, records: Records, hidden: Collection[str] = ()
) -> Iterator[tuple[str, str, str]]:
    """Name, label and print of what is kept of a record; references are not put in yet."""
    declared = records.on("page")
    covered = {name for column in declared for name in column.fields()}
    other_columns = (
        Column(field.name)
        for field in record._meta.concrete_fields
        if field.name not in {*_OWN, *record.INTERNAL, *covered, *hidden}
    )
    for column in (*declared, *other_columns):
        if text := column.text(record):
            yield column.name, column.label_of(records.model), text


def child_models(records: Records) -> list[tuple[type[EditionRow], str]]:
    """Row models that refer to the records, with the name of the reference."""
    candidates = records.detail_children or row_models()
    return [
        (model, reference.name)
        for model in candidates
        for reference in references(model)
        if reference.related_model is records.model
    ]


def children_of(record: EditionRow, read: RecordRows) -> list[Children]:
    """One query for each model that refers to the record."""
    groups = []
    for model, name in child_models(read.records):
        rows = read.matching(_read(model).filter(edition=record.edition), f"{name}_id", record.pk)
        for row in rows:
            setattr(row, name, record)
        if rows:
            title = str(model._meta.verbose_name_plural)
            groups.append(Children(title, rows, issubclass(model, FigureRow)))
    return groups


def _read(model: type[EditionRow]) -> QuerySet[EditionRow]:
    rows = model._default_manager.order_by("position", "id")
    return rows.select_related(*related_paths(model, depth=3))


def history_of(
    record: EditionRow, read: RecordRows, editions: QuerySet[Edition]
) -> list[EditionChange]:
    """The editions that have this record, newest first, each with what it changed."""
    records = read.records
    everywhere = _read(records.model).filter(edition__in=editions).select_related("edition")
    rows = sorted(
        read.matching(everywhere, "key", record.key),
        key=lambda row: (row.edition.fiscal_year, row.edition.revision),
    )
    figures = _figures_by_edition(record, read, editions)
    changes: list[EditionChange] = []
    before: _Facts | None = None
    for row in rows:
        own = {label: text for _, label, text in _printed(row, records)}
        facts = own | figures.get(row.edition_id, {})
        now = facts, Content(row.edition).resolve
        changes.append(EditionChange(row.edition, _differences(before or now, now), before is None))
        before = now
    return changes[::-1]


def _figures_by_edition(
    record: EditionRow, read: RecordRows, editions: QuerySet[Edition]
) -> dict[int, dict[str, str]]:
    figures: dict[int, dict[str, str]] = {}
    for model, name in child_models(read.records):
        if issubclass(model, FigureRow):
            everywhere = _read(model).filter(edition__in=editions)
            for row in read.matching(everywhere, f"{name}__key", record.key):
                figures.setdefault(row.edition_id, {})[str(row)] = row.printed
    return figures


# A record's fields by label, and what puts the figures of its edition into them.
_Facts = tuple[dict[str, str], Callable[[str], str]]


def _differences(before: _Facts, now: _Facts) -> list[str]:
    """What changed as it was printed; figures are put in only where the stored text changed."""
    (old, resolve_old), (new, resolve_new) = before, now
    changed = [label for label in {**old, **new} if old.get(label) != new.get(label)]
    prints = [
        (
            label,
            resolve_old(old[label]) if label in old else None,
            resolve_new(new[label]) if label in new else None,
        )
        for label in changed
    ]
    return [_difference(label, was, now) for label, was, now in prints if was != now]


def _difference(label: str, old: str | None, new: str | None) -> str:
    if old is None:
        return f"{label}：「{_short(new)}」を追加"
    if new is None:
        return f"{label}：「{_short(old)}」を削除"
    return f"{label}：「{_short(old)}」から「{_short(new)}」に変更"


def _short(text: str | None) -> str:
    text = text or ""
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"

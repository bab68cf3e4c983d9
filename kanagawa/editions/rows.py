"""All content rows of one edition: reading them, each model once, and writing many at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.apps import apps
from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Value
from django.db.models.functions import Concat
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from kanagawa.formats.digests import sha256
from kanagawa.reports import registry

from .models import Edition, EditionRow, Node, SectionRow, references

R = TypeVar("R", bound=EditionRow)
T = TypeVar("T")


@cache
def row_models() -> tuple[type[EditionRow], ...]:
    """Every row model, behind those it refers to: the order in which rows can be copied."""
    waiting = [model for model in apps.get_models() if issubclass(model, EditionRow)]
    ordered: list[type[EditionRow]] = []
    while waiting:
        ready = [m for m in waiting if _needs(m) <= set(ordered)]
        if not ready:
            raise RuntimeError(f"row models refer to each other in a circle: {waiting}")
        ordered += ready
        waiting = [m for m in waiting if m not in ready]
    return tuple(ordered)


def _needs(model: type[EditionRow]) -> set[Any]:
    return {field.related_model for field in references(model)} - {model}


def row_model(label: str) -> type[EditionRow] | None:
    """The row model of a ref (`robots.measure`); None for anything else."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return _of_any_section(label)
    return model if issubclass(model, EditionRow) else None


def _of_any_section(label: str) -> type[EditionRow] | None:
    section, _, name = label.partition(".")
    if section not in registry.sections():
        return None
    models = (model for model in row_models() if issubclass(model, SectionRow))
    return next((model for model in models if model._meta.model_name == name), None)


def models_of(section: str) -> list[type[EditionRow]]:
    """The models whose rows belong to a section, or may: those rows say it themselves."""
    return [
        model
        for model in row_models()
        if model is not Node and (issubclass(model, SectionRow) or model._meta.app_label == section)
    ]


def only_in(section: str, model: type[EditionRow]) -> dict[str, str]:
    """What keeps a query of one of `models_of` to the rows of the section."""
    return {"part": section} if issubclass(model, SectionRow) else {}


def label_in_refs(model: type[EditionRow]) -> Any:
    """For queries of the history: what the ref of a record begins with."""
    if issubclass(model, SectionRow):
        return Concat("part", Value(f".{model._meta.model_name}"))
    return Value(model._meta.label_lower)


def related_paths(model: type[EditionRow], depth: int = 2) -> list[str]:
    """References to read along with the rows, so that printing them asks nothing more."""
    paths: list[str] = []
    for reference in references(model):
        paths.append(reference.name)
        if depth > 1 and reference.related_model is not model:
            below = related_paths(reference.related_model, depth - 1)  # type: ignore[arg-type]  # a row model: `references` gives no other
            paths += [f"{reference.name}__{path}" for path in below]
    return paths


def fingerprint(row: EditionRow) -> str:
    """Short mark of everything a row holds: who saves sends back the one he was shown.

    The same values give the same mark, so a save that changes nothing disturbs nobody.
    """
    values = [
        (field.attname, str(field.to_python(getattr(row, field.attname))))
        for field in row._meta.concrete_fields
        if field.name not in ("search_text", "edition")
    ]
    return sha256(repr(values))[:16]


class EditionRows:
    """The rows of one edition; each model costs one query however many rows it has."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._rows: dict[type[EditionRow], list[Any]] = {}
        self._children: dict[tuple[type[EditionRow], str], dict[int, list[Any]]] = {}
        self._once: dict[Callable[[EditionRows], Any], Any] = {}

    def of(self, model: type[R]) -> Sequence[R]:
        """All rows of a model in their order, references already followed."""
        if model not in self._rows:
            rows = list(model._default_manager.raw(_select(model), [self.edition.pk]))
            self._rows[model] = rows
            self._follow(model, rows)
        return self._rows[model]

    def once(self, read: Callable[["EditionRows"], T]) -> T:
        """What `read` finds in all these rows, kept for every other table that asks for it."""
        if read not in self._once:
            self._once[read] = read(self)
        return self._once[read]  # type: ignore[no-any-return]  # what this `read` returned

    def leave_out(self, gone: Iterable[EditionRow]) -> None:
        """Read everything as if these rows were deleted; before anything is built from it."""
        pks: dict[type[EditionRow], set[int]] = defaultdict(set)
        for row in gone:
            pks[type(row)].add(row.pk)
        for model in row_models():
            self.of(model)
        for model, left_out in pks.items():
            self._rows[model] = [r for r in self._rows[model] if r.pk not in left_out]

    def _follow(self, model: type[EditionRow], rows: list[Any]) -> None:
        for row in rows:
            row.edition = self.edition
        for field in references(model):
            model_of: Any = field.related_model
            related = {row.pk: row for row in self.of(model_of)}
            for row in rows:
                pk = getattr(row, field.attname)
                if pk is not None:
                    setattr(row, field.name, related[pk])

    def get(self, model: type[R], key: str) -> R:
        """The row with this key; LookupError names model and key when the edition has none."""
        for row in self.of(model):
            if row.key == key:
                return row
        raise LookupError(f"{model._meta.verbose_name}「{key}」がありません（{self.edition}）。")

    def children(self, parent: EditionRow | None, model: type[R], field: str = "") -> Sequence[R]:
        """Rows of `model` that refer to `parent` by `field`, or by their only such reference."""
        name = field or _reference_to(model, type(parent) if parent else model)
        if (model, name) not in self._children:
            grouped: dict[Any, list[Any]] = defaultdict(list)
            for row in self.of(model):
                grouped[getattr(row, f"{name}_id")].append(row)
            self._children[model, name] = grouped
        return self._children[model, name].get(parent.pk if parent else None, [])  # type: ignore[arg-type]  # kept by model, so of that model


@cache
def _select(model: type[EditionRow]) -> str:
    """The query of `EditionRows.of`, kept: to write it takes Django longer than to answer it."""
    rows = model._default_manager.filter(edition=0).order_by("position", "id")
    return str(rows.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()[0])


def _reference_to(model: type[EditionRow], parent: type[EditionRow]) -> str:
    names = [field.name for field in references(model) if field.related_model is parent]
    if len(names) != 1:
        raise LookupError(f"{model.__name__} has {len(names)} references to {parent.__name__}")
    return names[0]


def create_rows(
    model: type[R],
    rows: Iterable[R],
    user: User | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> list[R]:
    """Write many new rows of one draft in a few queries, with their history. Returns them.

    `at` dates the history: what came with the edition bears the time the edition was made at.
    """
    new_rows = list(rows)
    for edition in {row.edition for row in new_rows}:
        edition.require_draft()
    for row in new_rows:
        row.prepare()
    written: list[R] = bulk_create_with_history(
        new_rows,
        model,
        batch_size=500,
        default_user=user,
        default_change_reason=reason,
        default_date=at,
    )
    return written


def update_rows(
    model: type[R],
    rows: Iterable[R],
    fields: Sequence[str],
    user: User | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> int:
    """Change many rows of one draft in a few queries, with their history. Returns how many."""
    changed_rows = list(rows)
    for edition in {row.edition for row in changed_rows}:
        edition.require_draft()
    for row in changed_rows:
        row.prepare()
    changed: int = bulk_update_with_history(
        changed_rows,
        model,
        [*fields, "search_text"],
        batch_size=500,
        default_user=user,
        default_change_reason=reason,
        default_date=at,
    )
    return changed

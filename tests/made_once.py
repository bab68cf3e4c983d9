"""Editions that many tests begin with: made once, afterwards put in as the rows they consist of.

To copy, roll or publish an edition takes as long as many a test; its rows are in the database in a
tenth of that. They are put in by SQL, as a restored backup would be, so what they hold is what the
product wrote.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from kanagawa.editions.models import Edition, State
from kanagawa.editions.published_cache import forget_editions

from .databases import databases

# SQLite gives the numbers of what was rolled back again; two of these may meet in one test.
_APART = 1_000_000
_DRAFT = {"state": State.DRAFT.value, "published_at": None, "content_hash": ""}


@dataclass(frozen=True)
class _Made:
    pk: int
    public: dict[str, Any]
    inserts: list[tuple[str, list[tuple[Any, ...]]]]


_made: dict[tuple[str, str, str], _Made] = {}


def made_once(name: str, make: Callable[[], Edition]) -> Edition:
    """The edition that `make` made the first time it was asked for under this name."""
    key = (str(connection.settings_dict["NAME"]), databases.in_use, name)
    if key not in _made:
        with transaction.atomic():
            _keep_apart(len(_made) + 1)
            edition = make()
            _made[key] = _Made(edition.pk, _public(edition), [*_inserts(edition.pk)])
            transaction.set_rollback(True)
    found = _made[key]
    with connection.cursor() as cursor:
        for statement, rows in found.inserts:
            cursor.executemany(statement, rows)
    # The database lets nobody put rows under an edition that is published already.
    Edition.objects.filter(pk=found.pk).update(**found.public)
    forget_editions()
    return Edition.objects.select_related("copied_from").get(pk=found.pk)


def _keep_apart(number: int) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s", [number * _APART])


def _inserts(pk: int) -> Any:
    """A statement for each table with the rows of the edition in it, the edition itself first."""
    quote = connection.ops.quote_name
    for model in apps.get_models():
        column = _column_of_edition(model)
        if column is None:
            continue
        table = quote(model._meta.db_table)
        names = [field.column for field in model._meta.concrete_fields]
        listed = ", ".join(map(quote, names))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {listed} FROM {table} WHERE {quote(column)} = %s", [pk])
            rows = cursor.fetchall()
        if model is Edition:
            rows = [_as_draft(row, names) for row in rows]
        if rows:
            places = ", ".join(["%s"] * len(names))
            yield f"INSERT INTO {table} ({listed}) VALUES ({places})", rows


def _public(edition: Edition) -> dict[str, Any]:
    """What makes the edition public."""
    return {name: getattr(edition, name) for name in _DRAFT}


def _as_draft(row: tuple[Any, ...], columns: list[str]) -> tuple[Any, ...]:
    return tuple((dict(zip(columns, row, strict=True)) | _DRAFT).values())


def _column_of_edition(model: type[models.Model]) -> str | None:
    if model is Edition:
        return str(model._meta.pk.column)
    names = {field.name: field.column for field in model._meta.concrete_fields}
    return names.get("edition")

"""Moving all that the product keeps into another database, of the other kind too, row by row.

Both stand still meanwhile: the rows are read within one transaction and written within one, so the
other database has all of them or none. Afterwards both are read again and compared.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connections, transaction
from django.db.models import Model
from django.db.models.sql import InsertQuery

from . import triggers
from .models import Edition

TARGET = "target"
_AT_ONCE = 500  # rows


class CannotMove(Exception):
    """Why nothing was moved; the text says what to do."""


def move(database: dict[str, object], source: str = "default") -> dict[str, int]:
    """Copy everything into `database` (settings of an empty one); returns the rows by table.

    Raises CannotMove when it holds editions, cannot be used, or refuses what it is given.
    """
    connections.databases[TARGET] = {**connections.databases["default"], **database}
    connections.configure_settings(connections.databases)
    try:
        target = connections[TARGET]
        with target.cursor():
            tables = target.introspection.table_names()
        if Edition._meta.db_table in tables and Edition.objects.using(TARGET).exists():
            raise CannotMove(
                "移す先のデータベースには年度版があります。空のデータベースを指定してください。"
            )
        call_command("migrate", database=TARGET, run_syncdb=True, verbosity=0)
        with transaction.atomic(using=source), transaction.atomic(using=TARGET):
            return _copy_all(source)
    except DatabaseError as error:
        raise CannotMove(f"移す先のデータベースに書けません：{error}".strip()) from error
    finally:
        connections[TARGET].close()


def _copy_all(source: str) -> dict[str, int]:
    triggers.lift(TARGET)
    target = connections[TARGET]
    models = list(_models())
    names = [model._meta.db_table for model in models]
    # What migrate has put in: rights and kinds of content, under numbers of their own.
    with target.cursor() as cursor, target.constraint_checks_disabled():
        for statement in target.ops.sql_flush(no_style(), names, reset_sequences=True):
            cursor.execute(statement)
        for model in models:
            _copy(model, source)
        for statement in target.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    target.check_constraints()
    triggers.install(TARGET)
    rows = {}
    for model in models:
        rows[model._meta.db_table], digest = _digest(model, source)
        if (rows[model._meta.db_table], digest) != _digest(model, TARGET):
            raise CannotMove(f"{model._meta.db_table} の内容が、移したあとに違いました。")
    return rows


def _models() -> Iterator[type[Model]]:
    """All tables, those between two others included."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def _rows(model: type[Model], using: str) -> Iterator[Model]:
    rows = model._base_manager.using(using).order_by("pk")
    return rows.iterator(chunk_size=_AT_ONCE)


def _copy(model: type[Model], source: str) -> None:
    """As they are: nothing is computed anew, no time of a change is set."""
    rows = _rows(model, source)
    while some := list(islice(rows, _AT_ONCE)):
        query = InsertQuery(model)
        query.insert_values(model._meta.concrete_fields, some, raw=True)
        query.get_compiler(using=TARGET).execute_sql()


def _digest(model: type[Model], using: str) -> tuple[int, str]:
    """Number of rows, and a hash over all values as the program reads them, in any order: the two
    databases sort texts differently."""
    rows = sorted(sha256(repr(_values(row)).encode()).digest() for row in _rows(model, using))
    return len(rows), sha256(b"".join(rows)).hexdigest()


def _values(row: Model) -> Iterable[object]:
    values = (getattr(row, field.attname) for field in row._meta.concrete_fields)
    return [bytes(value) if isinstance(value, memoryview) else value for value in values]

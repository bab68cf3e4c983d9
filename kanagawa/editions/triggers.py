"""The database itself refuses to change a published edition, on SQLite and on PostgreSQL.

The model says no with a clear message; these triggers say no to everything else that writes SQL.
History tables and logs only grow: their rows can be neither changed nor deleted. Other append-only
tables (decisions) can lose rows only together with a draft that is thrown away.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import DatabaseError, connections, transaction

from kanagawa.events import Event, record

from .models import Edition, FrozenPart
from .refusals import EditionPublished
from .rows import row_models

MESSAGE = "published edition cannot be changed"
APPEND_ONLY = "history cannot be changed"


@contextmanager
def refused_by_database(
    *, user: AbstractUser | AnonymousUser | None = None, edition: Callable[[], Edition | None]
) -> Iterator[None]:
    """Around a transaction: the triggers' no to a write becomes EditionPublished.

    `edition()` says for the log which one it was, where that is known by then.
    """
    try:
        yield
    except DatabaseError as error:
        if MESSAGE not in str(error):
            raise
        record(Event.WRITE_REFUSED, user=user, edition=edition())
        raise EditionPublished(
            "公開済みの年度版のため、変更できません。画面を開き直してください。"
        ) from error


def guarded_tables() -> list[str]:
    """Tables whose rows belong to an edition by `edition_id`."""
    return [*(model._meta.db_table for model in row_models()), FrozenPart._meta.db_table]


def history_tables() -> list[str]:
    """Tables of every model's history, rows of editions or not."""
    return [m._meta.db_table for m in apps.get_models() if hasattr(m, "history_type")]


def log_tables() -> list[str]:
    """Tables of models that say `ONLY_GROWS`, and the admin's own log of what was done in it."""
    logs = [m._meta.db_table for m in apps.get_models() if getattr(m, "ONLY_GROWS", False)]
    return [*logs, LogEntry._meta.db_table]


def append_only_tables() -> list[str]:
    """Tables of models that say `APPEND_ONLY`; each has an `edition_id`."""
    return [m._meta.db_table for m in apps.get_models() if getattr(m, "APPEND_ONLY", False)]


def install(using: str = "default") -> None:
    """Lay all triggers anew; safe to repeat."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    # All or nothing: a kill on the way leaves no published row unguarded.
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTIONS)
        for table in guarded_tables():
            if table in existing:
                _run(cursor, make(table, "row"))
        for table in [*history_tables(), *log_tables()]:
            if table in existing:
                _run(cursor, make(table, "history"))
        for table in append_only_tables():
            if table in existing:
                _run(cursor, make(table, "append"))
        if Edition._meta.db_table in existing:
            _run(cursor, make(Edition._meta.db_table, "edition"))


def lift(using: str = "default") -> None:
    """Take all triggers away while migrations rebuild tables; `install` lays them anew."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            guards = [name for (name,) in cursor.fetchall() if "_guard_" in name]
            _run(cursor, [f'DROP TRIGGER "{name}"' for name in guards])
        else:
            cursor.execute(
                "SELECT tgname, tgrelid::regclass::text FROM pg_trigger "
                "WHERE NOT tgisinternal AND tgname LIKE '%%!_guard%%' ESCAPE '!'"
            )
            _run(cursor, [f'DROP TRIGGER "{name}" ON {table}' for name, table in cursor.fetchall()])


def _run(cursor, statements: list[str]) -> None:  # type: ignore[no-untyped-def]  # a cursor of either database
    for statement in statements:
        cursor.execute(statement)


def _sqlite(table: str, kind: str) -> list[str]:
    published = "(SELECT state FROM editions_edition WHERE id = {}.edition_id) = 'published'"
    if kind == "history":
        conditions = {"UPDATE": "1", "DELETE": "1"}
    elif kind == "append":
        conditions = {"UPDATE": "1", "DELETE": published.format("OLD")}
    elif kind == "edition":
        conditions = {"UPDATE": "OLD.state = 'published'", "DELETE": "OLD.state = 'published'"}
    else:
        old, new = published.format("OLD"), published.format("NEW")
        conditions = {"INSERT": new, "UPDATE": f"{old} OR {new}", "DELETE": old}
    message = APPEND_ONLY if kind in ("history", "append") else MESSAGE
    statements = []
    for action, condition in conditions.items():
        name = f"{table}_guard_{action.lower()}"
        statements += [
            f'DROP TRIGGER IF EXISTS "{name}"',
            f'CREATE TRIGGER "{name}" BEFORE {action} ON "{table}" WHEN {condition} '
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
        ]
    return statements


def _postgresql(table: str, kind: str) -> list[str]:
    name = f"{table}_guard"
    actions = "INSERT OR UPDATE OR DELETE" if kind == "row" else "UPDATE OR DELETE"
    return [
        f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
        f'CREATE TRIGGER "{name}" BEFORE {actions} ON "{table}" '
        f"FOR EACH ROW EXECUTE FUNCTION kanagawa_guard_{kind}()",
        f'DROP TRIGGER IF EXISTS "{name}_truncate" ON "{table}"',
        f'CREATE TRIGGER "{name}_truncate" BEFORE TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION kanagawa_guard_truncate()",
    ]


# The shared lock lets a publication wait for those who are writing, and them for it: nobody's row
# is committed behind the frozen copy.
_POSTGRESQL_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION kanagawa_guard_row() RETURNS trigger AS $$
BEGIN
    PERFORM 1 FROM editions_edition
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.edition_id ELSE NEW.edition_id END
        FOR SHARE;
    IF TG_OP <> 'INSERT' AND EXISTS (
        SELECT 1 FROM editions_edition WHERE id = OLD.edition_id AND state = 'published'
    ) THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
    IF TG_OP <> 'DELETE' AND EXISTS (
        SELECT 1 FROM editions_edition WHERE id = NEW.edition_id AND state = 'published'
    ) THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE OR REPLACE FUNCTION kanagawa_guard_edition() RETURNS trigger AS $$
BEGIN
    IF OLD.state = 'published' THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE OR REPLACE FUNCTION kanagawa_guard_history() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{APPEND_ONLY}'; END $$ LANGUAGE plpgsql;
CREATE OR REPLACE FUNCTION kanagawa_guard_append() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR EXISTS (
        SELECT 1 FROM editions_edition WHERE id = OLD.edition_id AND state = 'published'
    ) THEN RAISE EXCEPTION '{APPEND_ONLY}'; END IF;
    RETURN OLD;
END $$ LANGUAGE plpgsql;
CREATE OR REPLACE FUNCTION kanagawa_guard_truncate() RETURNS trigger AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM editions_edition WHERE state = 'published')
    THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
    RETURN NULL;
END $$ LANGUAGE plpgsql;
"""  # nosec B608: our own words alone

"""A database that is in use takes new migrations, and is guarded again when they are done."""

import sqlite3
from pathlib import Path

from tests.prepared import copy_database, manage


def ask(data: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(data / "kanagawa.sqlite3")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def guards(data: Path) -> set[str]:
    found = ask(data, "SELECT name FROM sqlite_master WHERE type = 'trigger'")
    return {str(name) for (name,) in found}


def test_a_published_edition_outlives_migrations_that_rebuild_its_tables(tmp_path):
    copy_database(tmp_path)
    laid = guards(tmp_path)
    stored = ask(tmp_path, "SELECT id, fiscal_year, state, content_hash FROM editions_edition")
    # One step back and on again: both rebuild the table that every guard asks.
    manage(tmp_path, "migrate", "editions", "0002", "-v0")
    manage(tmp_path, "migrate", "-v0")
    assert guards(tmp_path) == laid
    assert len(laid) > 200
    again = ask(tmp_path, "SELECT id, fiscal_year, state, content_hash FROM editions_edition")
    assert again == stored

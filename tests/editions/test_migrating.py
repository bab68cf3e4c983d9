"""A database that is in use takes new migrations, and is guarded again when they are done."""

import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest

from tests.prepared import copy_database, manage

# By the single steps: what a new database takes at once cannot be taken back in part.
BACK = """
from django.core.management import call_command
from django.db.migrations import executor, loader

class Steps(loader.MigrationLoader):
    def load_disk(self):
        super().load_disk()
        steps = {key: m for key, m in self.disk_migrations.items() if not m.replaces}
        self.disk_migrations = steps

executor.MigrationLoader = Steps
call_command("migrate", "editions", "0002", verbosity=0)
"""


def ask(data: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(data / "kanagawa.sqlite3")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def guards(data: Path) -> set[str]:
    answer = ask(data, "SELECT name FROM sqlite_master WHERE type = 'trigger'")
    return {str(name) for (name,) in answer}


def schema(data: Path) -> set[tuple[object, ...]]:
    """Every column and index of every table, and every guard."""
    columns = ask(
        data,
        "SELECT m.name, c.name, c.type, c.'notnull', c.pk FROM sqlite_master AS m"
        " JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'",
    )
    others = ask(data, "SELECT type, tbl_name, name FROM sqlite_master WHERE type <> 'table'")
    return {*columns, *others}


def stored_parts(data: Path, which: str) -> list[tuple[object, ...]]:
    """The frozen parts with the hash of their edition, as they are stored."""
    return ask(
        data,
        "SELECT p.kind, p.key, p.position, p.content, p.sha256, e.content_hash"
        " FROM editions_frozenpart AS p JOIN editions_edition AS e ON e.id = p.edition_id"
        f" WHERE {which} ORDER BY p.position",
    )


def published_before_manifests(data: Path) -> list[tuple[object, ...]]:
    """Make it as releases without manifests published it; returns its parts."""
    connection = sqlite3.connect(data / "kanagawa.sqlite3")
    with connection:
        for name in guards(data):
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("DELETE FROM editions_frozenpart WHERE kind IN ('manifest', 'rows')")
        parts = connection.execute("SELECT sha256 FROM editions_frozenpart ORDER BY position")
        whole = sha256("\n".join(part for (part,) in parts).encode()).hexdigest()
        connection.execute("UPDATE editions_edition SET content_hash = ?", (whole,))
    connection.close()
    return stored_parts(data, "1")


# Takes longer than a hundred others; ./run test-deploy (tests/deploy/test_upgrade.py) takes a
# database of an older release through the same migrations.
@pytest.mark.thorough
def test_an_empty_database_and_one_in_use_take_the_migrations(tmp_path):
    """They make what the models say; a published edition outlives a rebuild of its tables."""
    manage(tmp_path, "migrate", "-v0")
    copy_database(tmp_path / "of the models")
    assert schema(tmp_path) == schema(tmp_path / "of the models")
    manage(tmp_path, "load_edition", "fixtures/2025", "--publish")
    laid = guards(tmp_path)
    stored = ask(tmp_path, "SELECT id, fiscal_year, state, content_hash FROM editions_edition")
    # Some steps back and on again: both rebuild the table that every guard asks.
    manage(tmp_path, "shell", "-v0", "-c", BACK)
    before = published_before_manifests(tmp_path)
    manage(tmp_path, "migrate", "-v0")
    assert guards(tmp_path) == laid
    assert len(laid) > 200
    again = ask(tmp_path, "SELECT id, fiscal_year, state FROM editions_edition")
    assert again == [row[:3] for row in stored]
    # What had no manifest has one beside its hash, and nothing that was stored has changed.
    assert stored_parts(tmp_path, "NOT beside") == before
    assert [kind for kind, *_ in stored_parts(tmp_path, "beside")] == ["manifest", "rows"]
    assert "すべて公開したときのまま" in manage(tmp_path, "verify_editions")

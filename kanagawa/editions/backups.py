"""Backups of the whole database: one file, which is there whole or not at all.

A backup is a zip file with two members: the database (a copy of the SQLite file, or what pg_dump
writes) and `manifest.json`, which says when and by which version it was made, the migrations that
were applied, every edition with its hash, the number of rows of every table, and the size and
SHA-256 of the database. All that the product keeps lies in the database, evidence and uploads too.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any, TypedDict
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.db.migrations.loader import MigrationLoader

from kanagawa.formats.disk import is_full

NAME = "kanagawa-{:%Y%m%d-%H%M%S-%f}.zip"
PATTERN = "kanagawa-????????-??????-??????.zip"
MANIFEST = "manifest.json"
RECORD = "last_backup.json"
_NO_BACKUP = "{} はバックアップではないか、壊れています。別のバックアップを使ってください。"
_PATIENCE = 60.0  # seconds
_LEFT = 24 * 60 * 60  # seconds; no backup takes so long
_DONE = 101  # SQLITE_DONE
_MEMBERS = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT tablename FROM pg_tables",
}

_BROKEN = (
    "今のデータベースのファイルが壊れています。サーバーを止め、そのファイルを別の名前にしてから、"
    "バックアップを戻してください。"
)
_SQLITE_WORDS = {
    "SQLITE_FULL": "ディスクの空き容量が足りません。空けてから、もう一度実行してください。",
    "SQLITE_NOTADB": _BROKEN,
    "SQLITE_CORRUPT": _BROKEN,
    "SQLITE_READONLY": "データベースのファイルに書く権限がありません。",
}

Ask = Callable[[str], list[tuple[Any, ...]]]


class BadBackup(Exception):
    """A file that is no whole backup, or not one for this place; the text says what to do."""


class Inventory(TypedDict):
    """What a database holds; `editions` are year, revision, state and hash."""

    migrations: list[list[str]]
    editions: list[list[object]]
    rows: dict[str, int]


class BackupManifest(Inventory):
    made_at: str
    version: str
    database: str
    bytes: int
    sha256: str


def write_backup(folder: Path, now: datetime) -> Path:
    """Back up the database into a new file of the folder, and note it for the monitoring.

    Raises OSError when the folder cannot be written, BadBackup when pg_dump fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # Written beside, on the same disk: what is killed on the way has not the name of a backup.
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=folder) as beside:
        copy, archive = Path(beside) / "database", Path(beside) / "archive"
        listing = _copy_sqlite(copy) if connection.vendor == "sqlite" else _dump_postgres(copy)
        manifest = BackupManifest(
            **listing,
            made_at=now.isoformat(timespec="seconds"),
            version=_version(),
            database=connection.vendor,
            bytes=copy.stat().st_size,
            sha256=_sha256(copy),
        )
        with ZipFile(archive, "x", ZIP_DEFLATED) as file:
            file.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
            file.write(copy, _MEMBERS[connection.vendor])
        archive.chmod(0o600)  # it holds the hashes of passwords
        _flush(archive)
        backup = folder / NAME.format(now)
        archive.rename(backup)
        _flush(folder)
    _note(backup, manifest)
    return backup


def remove_old(folder: Path, keep: int) -> list[Path]:
    """Remove all backups of the folder but the newest `keep`, and what killed ones left."""
    for unfinished in folder.glob(".unfinished-*"):
        if unfinished.stat().st_mtime < time.time() - _LEFT:
            shutil.rmtree(unfinished, ignore_errors=True)
    old = sorted(folder.glob(PATTERN), reverse=True)[keep:]
    for path in old:
        path.unlink()
    return old


def verify_backup(path: Path) -> BackupManifest:
    """Read a backup whole; returns what it says of itself. Raises BadBackup in words."""
    with tempfile.TemporaryDirectory() as folder:
        return _unpacked(path, Path(folder) / "database")


def restore_backup(path: Path) -> BackupManifest:
    """Put the content of a backup in the place of this database, whole or not at all.

    Raises BadBackup when the file is not whole, is of the other kind of database, or was made by
    a newer version. The caller migrates and verifies.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "database"
        manifest = _unpacked(path, copy)
        if manifest["database"] != connection.vendor:
            raise BadBackup(
                f"{manifest['database']}のバックアップです。DATABASE_URLを"
                f"{manifest['database']}のデータベースにしてから、もう一度実行してください。"
            )
        own_migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
        applied = [(app, name) for app, name in manifest["migrations"]]
        newer = [".".join(migration) for migration in applied if migration not in own_migrations]
        if newer:
            raise BadBackup(
                f"このプログラムより新しい版（{manifest['version']}）のバックアップです"
                f"（{newer[0]}）。その版のプログラムで戻してください。"
            )
        if connection.vendor == "sqlite":
            _restore_sqlite(copy)
        else:
            _restore_postgres(copy)
    return manifest


def _unpacked(path: Path, copy: Path) -> BackupManifest:
    """Write the database of a backup to `copy`, held against the manifest."""
    try:
        with ZipFile(path) as file:
            manifest: BackupManifest = json.loads(file.read(MANIFEST))
            member = _MEMBERS[manifest["database"]]
            if missing := BackupManifest.__required_keys__ - manifest.keys():
                raise KeyError(*missing)
            with file.open(member) as source, copy.open("xb") as target:
                shutil.copyfileobj(source, target)
    except FileNotFoundError as error:
        raise BadBackup(f"{path} はありません。") from error
    except PermissionError as error:
        raise BadBackup(f"{path} を読む権限がありません。") from error
    except OSError as error:
        if not is_full(error):
            raise BadBackup(_NO_BACKUP.format(path)) from error
        raise BadBackup(
            f"{path} を広げる場所（{copy.parent}）に空き容量がありません。空けるか、"
            "TMPDIR に空きのある場所を書いて、もう一度実行してください。"
        ) from error
    except (BadZipFile, EOFError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise BadBackup(_NO_BACKUP.format(path)) from error
    if copy.stat().st_size != manifest.get("bytes") or _sha256(copy) != manifest.get("sha256"):
        raise BadBackup(
            f"{path} の中のデータベースが、作ったときのハッシュ値と合いません。"
            "別のバックアップを使ってください。"
        )
    if manifest["database"] == "sqlite":
        _require_whole(path, copy, manifest)
    return manifest


def _require_whole(path: Path, copy: Path, manifest: BackupManifest) -> None:
    try:
        with _opened(copy) as database:
            sound = database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            listing = _listing(_asking(database), "sqlite")
    except sqlite3.DatabaseError as error:
        raise BadBackup(f"{path} の中のデータベースを読めません。") from error
    if not sound or any(manifest.get(key) != value for key, value in listing.items()):
        raise BadBackup(f"{path} の中のデータベースが、目録（{MANIFEST}）と合いません。")


def _copy_sqlite(copy: Path) -> Inventory:
    """By SQLite's own means: the state of one moment, with what still lies in the -wal file."""
    with _in_words(), _opened(_live()) as source, _opened(copy) as target:
        source.backup(target, progress=_within(_PATIENCE))
        target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        return _listing(_asking(target), "sqlite")


def _restore_sqlite(copy: Path) -> None:
    """In one transaction of SQLite: who kills it leaves the old content."""
    connection.close()
    with _in_words(), _opened(copy) as source, _opened(_live()) as target:
        source.backup(target, progress=_within(_PATIENCE))


def _live() -> Path:
    """The file of the database in use, opened anew: SQLite waits for a transaction of its own."""
    return Path(str(connection.settings_dict["NAME"]))


def _opened(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(path, timeout=_PATIENCE))


@contextmanager
def _in_words() -> Iterator[None]:
    """What SQLite cannot do is said in words."""
    try:
        yield
    except sqlite3.Error as error:
        why = _SQLITE_WORDS.get(getattr(error, "sqlite_errorname", ""))
        raise BadBackup(why or f"データベース {_live()} を写せません（{error}）。") from error


def _within(seconds: float) -> Callable[[int, int, int], None]:
    """Ends a copy that waits for somebody else for so long; by itself it would wait for ever."""
    until = time.monotonic() + seconds

    def progress(status: int, remaining: int, total: int) -> None:
        if status != _DONE and time.monotonic() > until:
            raise BadBackup(
                f"ほかの処理がデータベースを{seconds:.0f}秒以上使っています。"
                "サーバーを止めるか、しばらくしてから、もう一度実行してください。"
            )

    return progress


def _dump_postgres(copy: Path) -> Inventory:
    """Dump and listing see the same snapshot."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        _run("pg_dump", "-Fc", "--no-owner", f"--snapshot={snapshot}", f"--file={copy}")

        def ask(sql: str) -> list[tuple[object, ...]]:
            cursor.execute(sql)
            return list(cursor.fetchall())

        return _listing(ask, "postgresql")


def _restore_postgres(copy: Path) -> None:
    """In one transaction; tables of a newer version, which the backup does not know, go as well."""
    connection.close()
    script = copy.with_name("script.sql")
    process = subprocess.run(
        ["pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(copy)],
        capture_output=True,
        text=True,
    )
    if process.returncode:
        raise BadBackup(f"pg_restoreが読めません：{process.stderr.strip()}")
    _run(
        "psql",
        "--quiet",
        "--no-psqlrc",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        "--command=DROP SCHEMA public CASCADE",
        "--command=CREATE SCHEMA public",
        f"--file={script}",
    )


def _run(program: str, *options: str) -> None:
    """Run a client of PostgreSQL on the database of the settings."""
    (_, *place), variables = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    environment = {**os.environ, **(variables or {})}
    try:
        process = subprocess.run(
            [program, *options, *place], env=environment, capture_output=True, text=True
        )
    except FileNotFoundError as error:
        raise BadBackup(
            f"{program} がありません。apt-get install postgresql-client で入れてください。"
        ) from error
    if process.returncode:
        raise BadBackup(f"{program} が失敗しました：{process.stderr.strip()}")


def _asking(database: sqlite3.Connection) -> Ask:
    return lambda sql: database.execute(sql).fetchall()


def _listing(ask: Ask, database: str) -> Inventory:
    """Of the database that is asked, which need not be of the kind that the settings name."""
    tables = sorted(connection.introspection.django_table_names())
    there = {name for (name,) in ask(_TABLES[database])}
    counted = [table for table in tables if table in there]
    migrations = (
        ask("SELECT app, name FROM django_migrations ORDER BY app, name")
        if "django_migrations" in there
        else []
    )
    editions = (
        ask(
            "SELECT fiscal_year, revision, state, content_hash FROM editions_edition"
            " ORDER BY fiscal_year, revision"
        )
        if "editions_edition" in there
        else []
    )
    return Inventory(
        migrations=[list(row) for row in migrations],
        editions=[list(row) for row in editions],
        rows={table: ask(f'SELECT count(*) FROM "{table}"')[0][0] for table in counted},  # nosec B608: its own
    )


def _version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    """Wait until the disk has it: a file's content, a folder's names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _note(backup: Path, manifest: BackupManifest) -> None:
    """Leave in DATA_DIR when the last backup was made, for what watches over it."""
    note = {
        "at": manifest["made_at"],
        "file": str(backup.resolve()),
        "bytes": backup.stat().st_size,
    }
    record = Path(settings.DATA_DIR) / RECORD
    draft = record.with_name(f".{RECORD}.{os.getpid()}")
    draft.write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")
    draft.replace(record)

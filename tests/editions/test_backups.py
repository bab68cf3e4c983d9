"""Backups: whole or not there, refused when falsified, and what comes back is what was there."""

import errno
import json
import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from shutil import copy2
from zipfile import ZipFile

import pytest

from kanagawa.editions.backups import (
    _DONE,
    MANIFEST,
    PATTERN,
    BackupManifest,
    BadBackup,
    _in_words,
    _within,
    remove_old,
    verify_backup,
)
from tests.prepared import ROOT, copy_database, environment, manage

# What the public reads, by a fixed sample of all URLs.
_PAGES = """
import json
from hashlib import sha256
from django.test import Client
from kanagawa.editions.models import Edition
from kanagawa.public.every_url import site_urls

client = Client(headers={"host": "localhost"})
urls = [a.path for a in site_urls(Edition.objects.get())][::150]
answers = [client.get(url) for url in urls]
print(json.dumps([
    (url, answer.status_code, sha256(b"".join(answer)).hexdigest())
    for url, answer in zip(urls, answers, strict=True)
]))
"""


def refused(data: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(data),
        text=True,
        capture_output=True,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The folder of a database in use, backed up once into its folder `backups`."""
    folder = tmp_path_factory.mktemp("data")
    copy_database(folder)
    manage(folder, "backup", str(folder / "backups"))
    return folder


@pytest.fixture
def backup(data, tmp_path):
    """A backup of that database, a copy of one's own."""
    (made,) = (data / "backups").glob(PATTERN)
    return Path(copy2(made, tmp_path))


def rewritten(backup: Path, **members: bytes) -> Path:
    """The same backup with other members, a zip that is sound as such."""
    other = backup.with_name("other.zip")
    with ZipFile(backup) as source, ZipFile(other, "w") as target:
        for name in source.namelist():
            target.writestr(name, members.get(name.partition(".")[0], source.read(name)))
    return other


@pytest.mark.thorough
def test_a_copy_made_while_somebody_writes_brings_back_the_same_pages(tmp_path):
    data, other, folder = tmp_path / "data", tmp_path / "other", tmp_path / "backups"
    writing = sqlite3.connect(copy_database(data), timeout=60, check_same_thread=False)
    writing.execute("PRAGMA journal_mode=WAL")
    stop = threading.Event()

    def write() -> None:
        while not stop.wait(0.002):
            with writing:
                writing.execute(
                    "INSERT INTO django_session VALUES (hex(randomblob(16)), 'x', '2030-01-01')"
                )

    writer = threading.Thread(target=write)
    writer.start()
    try:
        manage(data, "backup", str(folder))
    finally:
        stop.set()
        writer.join()
        writing.close()
    (made,) = folder.iterdir()
    sessions = verify_backup(made)["rows"]["django_session"]
    assert sessions > 0, (
        "nothing was written meanwhile, or only the file without its log was copied"
    )
    # What is there already is thrown away only when told.
    copy_database(other)
    assert "--overwrite" in refused(other, "restore", str(made))
    assert "を戻しました" in manage(other, "restore", str(made), "--overwrite")
    pages = manage(data, "shell", "-v0", "-c", _PAGES)
    assert len(json.loads(pages)) >= 5
    assert {status for _, status, _ in json.loads(pages)} == {200}
    assert manage(other, "shell", "-v0", "-c", _PAGES) == pages


def test_a_backup_says_what_it_holds_and_others_cannot_read_it(backup, data):
    manifest = verify_backup(backup)
    assert [edition[:3] for edition in manifest["editions"]] == [[2025, 1, "published"]]
    assert manifest["rows"]["editions_edition"] == 1
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    note = json.loads((data / "last_backup.json").read_text(encoding="utf-8"))
    assert Path(note["file"]).name == backup.name
    assert note["at"] == manifest["made_at"]


def test_a_falsified_one_is_refused_with_words(backup, tmp_path):
    whole = backup.read_bytes()
    torn = tmp_path / "torn.zip"
    for size in (0, 100, len(whole) // 2, len(whole) - 1):
        torn.write_bytes(whole[:size])
        with pytest.raises(BadBackup, match="壊れています"):
            verify_backup(torn)
    torn.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
    with pytest.raises(BadBackup, match=r"壊れています|合いません"):
        verify_backup(torn)
    with pytest.raises(BadBackup, match="ハッシュ値と合いません"):
        verify_backup(rewritten(backup, database=b"another"))
    for nonsense in (b"[]", b"{}", b"\xff", b"null"):
        with pytest.raises(BadBackup, match="壊れています"):
            verify_backup(rewritten(backup, manifest=nonsense))
    with pytest.raises(BadBackup, match="はありません"):
        verify_backup(tmp_path / "missing.zip")


def test_a_listing_that_says_something_else_is_refused(backup):
    with ZipFile(backup) as file:
        manifest = json.loads(file.read(MANIFEST))
    manifest["editions"][0][3] = "0" * 64
    with pytest.raises(BadBackup, match="目録"):
        verify_backup(rewritten(backup, manifest=json.dumps(manifest).encode()))


def test_only_the_newest_are_kept_and_nothing_else_is_touched(tmp_path):
    names = [f"kanagawa-2026040{day}-020000-000000.zip" for day in range(1, 6)]
    for name in (*names, "notes.txt"):
        (tmp_path / name).touch()
    for name in (".unfinished-now", ".unfinished-old"):
        (tmp_path / name).mkdir()
    os.utime(tmp_path / ".unfinished-old", (0, 0))
    remove_old(tmp_path, 2)
    left = [".unfinished-now", *names[3:], "notes.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == left


def test_a_copy_that_waits_for_somebody_for_ever_ends_with_words():
    progress = _within(-1)
    progress(_DONE, 0, 10)
    with pytest.raises(BadBackup, match="ほかの処理"):
        progress(5, 10, 10)


def test_a_full_disk_is_no_broken_backup(tmp_path, monkeypatch):
    path = tmp_path / "whole.zip"
    manifest = {
        "database": "sqlite",
        **dict.fromkeys(BackupManifest.__required_keys__ - {"database"}),
    }
    with ZipFile(path, "w") as file:
        file.writestr(MANIFEST, json.dumps(manifest))
        file.writestr("database.sqlite3", b"x")

    def full(source, target):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", full)
    with pytest.raises(BadBackup, match=r"空き容量がありません。.*TMPDIR"):
        verify_backup(path)


def test_what_sqlite_cannot_do_is_said_in_words(tmp_path):
    small = sqlite3.connect(":memory:")
    small.execute("PRAGMA max_page_count = 2")
    with pytest.raises(BadBackup, match="空き容量が足りません"), _in_words():
        small.execute("CREATE TABLE a AS SELECT zeroblob(100000)")
    torn = tmp_path / "torn.sqlite3"
    torn.write_bytes(b"no database" * 100)
    with pytest.raises(BadBackup, match="今のデータベースのファイルが壊れています"), _in_words():
        sqlite3.connect(":memory:").backup(sqlite3.connect(torn))


def test_a_database_without_tables_or_none_at_all_is_told_in_words(tmp_path):
    for refusal in ("no such table", "file is not a database"):
        answer = refused(tmp_path, "verify_editions")
        assert refusal in answer and "DATABASE_URL" in answer
        assert "Traceback" not in answer
        (tmp_path / "kanagawa.sqlite3").write_bytes(b"no database" * 100)


@pytest.mark.thorough
def test_a_killed_backup_never_looks_whole(data, tmp_path):
    for seconds in (0, 0.05):
        running = subprocess.Popen(
            [sys.executable, "manage.py", "backup", str(tmp_path)], cwd=ROOT, env=environment(data)
        )
        while not list(tmp_path.iterdir()) and running.poll() is None:
            time.sleep(0.001)
        time.sleep(seconds)
        running.kill()
        running.wait()
        for made in tmp_path.glob(PATTERN):
            verify_backup(made)
        assert list(tmp_path.iterdir()), "it was killed before it began"
        remove_old(tmp_path, 0)

"""What production refuses to start with; the server of development starts with all of it."""

import os
import stat
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import ConnectionHandler, connection

from kanagawa.environment import Environment
from kanagawa.starting import refuse_unsafe_start
from kanagawa.workflow.demo import PASSWORD, open_demo_accounts

ROOT = Path(__file__).parents[1]
KEY = "k3Yw0-test-only-" * 4


@pytest.fixture
def production(settings, monkeypatch):
    """As in production, with the connection of the test."""
    monkeypatch.setattr(connection, "close", lambda: None)
    settings.PRODUCTION, settings.PROXIES_DECLARED = True, True


@pytest.mark.sample
def test_the_printed_password_does_not_open_a_production_site(db, settings, monkeypatch):
    call_command("create_demo_staff", stdout=StringIO())
    refuse_unsafe_start()
    monkeypatch.setattr(connection, "close", lambda: None)
    settings.PRODUCTION = True
    with pytest.raises(ImproperlyConfigured) as refused:
        refuse_unsafe_start()
    for name in ("demo", "publisher", "admin", "zones-approver", "close_demo_staff"):
        assert name in str(refused.value)
    assert PASSWORD not in str(refused.value)
    call_command("close_demo_staff", stdout=StringIO())
    assert open_demo_accounts() == []
    refuse_unsafe_start()


@pytest.mark.sample
def test_whether_a_proxy_stands_in_front_has_to_be_told(db, production, settings, caplog):
    refuse_unsafe_start()
    assert "PROXIES" not in caplog.text
    settings.PROXIES_DECLARED = False
    refuse_unsafe_start()
    assert "PROXIES" in caplog.text


def start(data: Path, **values: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    production = {"DJANGO_ENV": "production", "SECRET_KEY": KEY, "ALLOWED_HOSTS": "report.example"}
    return subprocess.run(
        [sys.executable, "-c", "import kanagawa.wsgi"],
        env={**kept, **production, "DATA_DIR": str(data), "PYTHONUTF8": "1", **values},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_server_refuses_a_database_that_every_user_of_the_machine_reads(tmp_path: Path) -> None:
    database = tmp_path / "kanagawa.sqlite3"
    database.touch()
    database.chmod(0o644)
    refused = start(tmp_path)
    assert refused.returncode != 0
    assert f"chmod 600 {database}" in refused.stderr
    assert start(tmp_path, DJANGO_ENV="development").returncode == 0


def test_a_server_whose_database_is_away_starts_for_the_pages_it_keeps(tmp_path: Path) -> None:
    started = start(tmp_path, DATABASE_URL=f"postgresql:///none?host={tmp_path}")
    assert started.returncode == 0
    assert "確かめられません" in started.stderr


def test_a_new_database_and_what_lies_beside_it_is_its_owners_alone(
    tmp_path: Path, django_db_blocker
) -> None:
    url = f"sqlite:///{tmp_path}/new.sqlite3"
    database = Environment({}, tmp_path).database("DATABASE_URL", url)
    made = ConnectionHandler({"default": database})["default"]
    with django_db_blocker.unblock(), made.cursor() as cursor:
        cursor.execute("CREATE TABLE draft (text)")
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    made.close()
    names = ("new.sqlite3", "new.sqlite3-wal", "new.sqlite3-shm")
    assert modes == dict.fromkeys(names, 0o600)

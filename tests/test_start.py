"""The start of production: it looks whether all is ready, says what is missing, changes nothing."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
KEY = "k3Yw0-test-only-" * 4


def production(data: Path, **values: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    ready = {"DJANGO_ENV": "production", "SECRET_KEY": KEY, "ALLOWED_HOSTS": "report.example.jp"}
    return {**kept, **ready, "DATA_DIR": str(data), "PROXIES": "1", **values}


def start(environment: dict[str, str]) -> str:
    """Why it does not start."""
    done = subprocess.run(
        ["./run", "start"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1, done.stderr
    return done.stderr


def test_it_says_what_is_missing_and_makes_nothing(tmp_path):
    assert "DJANGO_ENV=production" in start(production(tmp_path, DJANGO_ENV="development"))
    assert "./run install" in start(production(tmp_path))
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    assert "SECRET_KEY" in start(production(tmp_path, SECRET_KEY="short"))
    assert "./run manage migrate" in start(production(tmp_path))
    database = tmp_path / "kanagawa.sqlite3"
    assert not database.exists() or database.stat().st_size < 10_000


@pytest.mark.thorough
def test_the_server_is_as_the_settings_say(tmp_path):
    values = {"BIND": f"unix:{tmp_path}/web.sock", "WEB_CONCURRENCY": "3", "WEB_TIMEOUT": "7"}
    command = [".venv/bin/gunicorn", "--config", "deploy/gunicorn.conf.py", "--print-config"]
    for given, told in ((values, "7"), ({}, "60")):
        printed = subprocess.run(
            [*command, "kanagawa.wsgi"],
            cwd=ROOT,
            env=production(tmp_path, **given),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        lines = dict(line.split("=", 1) for line in printed.splitlines() if "=" in line)
        config = {name.strip(): value.strip() for name, value in lines.items()}
        assert config["timeout"] == told
        assert config["workers"] == given.get("WEB_CONCURRENCY", "2")
        assert given.get("BIND", "127.0.0.1:8000") in config["bind"]
        assert config["accesslog"] == "-"

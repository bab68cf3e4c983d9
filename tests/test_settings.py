"""The settings, read by a fresh Python with nothing but the given environment."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
KEY = "k3Yw0-test-only-" * 4
PRINT = (
    "import json; from kanagawa import settings as s;"
    "print(json.dumps({n: getattr(s, n) for n in dir(s) if n.isupper()}, default=str))"
)


def settings(tmp_path: Path, **values: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    environment = {**kept, "PYTHONUTF8": "1", "DATA_DIR": str(tmp_path), **values}
    command = [sys.executable, "-c", PRINT]
    return subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_without_any_setting_it_answers_to_this_machine_only(tmp_path: Path) -> None:
    data = json.loads(settings(tmp_path).stdout)
    assert data["DEBUG"] is False
    assert data["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]


def test_the_key_of_a_machine_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    keys = {json.loads(settings(tmp_path / "new").stdout)["SECRET_KEY"] for _ in range(2)}
    file = tmp_path / "new" / "secret_key"
    assert keys == {file.read_text(encoding="ascii")}
    assert len(keys.pop()) >= 50
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({}, ["SECRET_KEY", "ALLOWED_HOSTS"]),
        ({"SECRET_KEY": KEY}, ["ALLOWED_HOSTS"]),
        ({"ALLOWED_HOSTS": "report.example"}, ["SECRET_KEY"]),
        ({"SECRET_KEY": KEY, "ALLOWED_HOSTS": "report.example", "DEBUG": "1"}, ["DEBUG"]),
        ({"SECRET_KEY": "abc", "ALLOWED_HOSTS": "report.example"}, ["SECRET_KEY"]),
        ({"SECRET_KEY": "a" * 60, "ALLOWED_HOSTS": "report.example"}, ["SECRET_KEY"]),
        ({"SECRET_KEY": KEY, "ALLOWED_HOSTS": "report.example,*"}, ["ALLOWED_HOSTS"]),
    ],
)
def test_production_refuses_to_start_without_its_settings(
    tmp_path: Path, values: dict[str, str], names: list[str]
) -> None:
    run = settings(tmp_path, DJANGO_ENV="production", **values)
    assert run.returncode != 0
    told = [line.split("：")[0].strip(" -") for line in run.stderr.splitlines() if "  - " in line]
    assert told == names


def test_production_sends_cookies_to_this_host_over_tls_only(tmp_path: Path) -> None:
    values = {"DJANGO_ENV": "production", "SECRET_KEY": KEY, "ALLOWED_HOSTS": "report.example"}
    data = json.loads(settings(tmp_path, **values).stdout)
    for cookie in ("SESSION", "CSRF"):
        assert data[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
        assert data[f"{cookie}_COOKIE_SECURE"] is True
    assert not (tmp_path / "secret_key").exists()


def test_hosts_below_this_one_are_left_out_of_tls_by_a_setting(tmp_path: Path) -> None:
    values = {"DJANGO_ENV": "production", "SECRET_KEY": KEY, "ALLOWED_HOSTS": "report.example"}
    for word, subdomains in (("", True), ("false", False)):
        data = json.loads(settings(tmp_path, **values, HSTS_SUBDOMAINS=word).stdout)
        assert data["SECURE_HSTS_SECONDS"] > 0
        assert data["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is subdomains
        assert data["SECURE_HSTS_PRELOAD"] is subdomains


def test_the_data_may_lie_in_a_folder_of_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "県 #1?50%20"
    data = json.loads(settings(folder, SECRET_KEY=KEY).stdout)
    assert data["DATABASES"]["default"]["NAME"] == str(folder / "kanagawa.sqlite3")
    assert data["CACHES"]["default"]["LOCATION"] == str(folder / "cache")
    assert folder.is_dir()

"""The files of deploy/ are what the programs that read them want, and name what there is."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("kanagawa-*"))
# What a service of compose.yml may say (of the Compose specification, what is used here).
SERVICE = {
    *("build", "cap_drop", "command", "cpu_shares", "depends_on", "deploy", "environment"),
    *("healthcheck", "image", "networks", "ports", "read_only", "restart", "secrets"),
    *("security_opt", "tmpfs", "volumes"),
}


@pytest.mark.deploy
def test_systemd_reads_the_units_and_finds_them_closed(tmp_path):
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/kanagawa", str(ROOT))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    units = [str(tmp_path / unit.name) for unit in UNITS]
    assert _said("systemd-analyze", "verify", *units) == ""
    for unit in units:
        if unit.endswith(".service"):
            _said("systemd-analyze", "security", "--offline=true", "--threshold=20", unit)


@pytest.mark.deploy
def test_logrotate_reads_its_file(tmp_path):
    file = tmp_path / "logrotate.conf"
    file.write_text((DEPLOY / "logrotate.conf").read_text(encoding="utf-8"), encoding="utf-8")
    file.chmod(0o644)
    assert "error" not in _said(
        "logrotate", "--debug", "--state", str(tmp_path / "state"), str(file)
    )


def _said(program: str, *arguments: str) -> str:
    path = shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin")
    assert path, program
    done = subprocess.run([path, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr if program != "systemd-analyze" else done.stderr


def test_every_unit_and_service_calls_what_there_is():
    commands = [
        line.partition("=")[2].removeprefix("/opt/kanagawa/")
        for unit in UNITS
        for line in unit.read_text(encoding="utf-8").splitlines()
        if line.startswith("ExecStart=")
    ]
    services = _compose()["services"].values()
    commands += [" ".join(map(str, each.get("command", []))) for each in services]
    called = set(re.findall(r"manage\.py ([a-z_]+)", " ".join(commands)))
    assert called == {"release_due", "publish_site", "backup", "clearsessions"}
    from django.core.management import get_commands

    assert called <= set(get_commands())
    for name in ("watcher", "backup", "housekeeping", "web"):
        assert any(unit.name == f"kanagawa-{name}.service" for unit in UNITS)


def test_the_services_name_each_other_and_nothing_that_there_is_not():
    compose = _compose()
    for name, service in compose["services"].items():
        assert set(service) <= SERVICE, name
        assert "image" in service, name
        assert service["restart"] == "always", name
        assert set(service.get("depends_on", {})) <= set(compose["services"]), name
        assert set(service["networks"]) <= set(compose["networks"]), name
        assert set(service.get("secrets", [])) <= set(compose["secrets"]), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            is_folder = source.startswith("./")
            assert is_folder or source in compose["volumes"], (name, volume)
    for name in ("web", "staff", "watcher", "backup"):
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    # Only nginx is reached from outside.
    assert [n for n, s in compose["services"].items() if "ports" in s] == ["nginx"]


def test_what_is_set_in_the_files_is_a_setting():
    known = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.M))
    known |= {"PYTHONUTF8", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}
    used = set(_compose()["services"]["web"]["environment"])
    texts = [unit.read_text(encoding="utf-8") for unit in UNITS]
    texts.append((DEPLOY / "Containerfile").read_text(encoding="utf-8"))
    for text in texts:
        for line in re.findall(r"^(?:Environment=|ENV )((?:.*\\\n)*.*)", text, re.M):
            used |= set(re.findall(r"\b([A-Z_0-9]+)=", line))
    assert {name.removesuffix("_FILE") for name in used} <= known


def test_the_image_has_every_part_of_the_program_and_runs_as_nobody():
    image = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    last = image.split("\nFROM ")[-1]
    assert "\nUSER kanagawa\n" in last
    assert "--require-hashes -r /tmp/base.txt" in image
    copied = (ROOT / ".containerignore").read_text(encoding="utf-8").split()
    for part in ("kanagawa", *settings.REPORT_SECTIONS, "manage.py", "run", "docs/guide"):
        assert f"!{part}" in copied, part
    for name in copied:
        if name.startswith("!"):
            assert (ROOT / name[1:]).exists(), name
    fonts = re.findall(
        r"^(fonts-morisawa\S+)", (ROOT / "requirements/system.txt").read_text(), re.M
    )
    assert len(fonts) == 2
    assert all(font in last for font in fonts)


def _compose():
    return yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))

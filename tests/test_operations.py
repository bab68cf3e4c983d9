"""The documents for operators: every command in them can be called so, every setting is there."""

import logging
import re
import shlex
from pathlib import Path
from runpy import run_path

from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.core.management.base import CommandError

ROOT = Path(settings.BASE_DIR)
PAGES = sorted((ROOT / "docs" / "operations").glob("*.md"))
# What Debian's packages bring, or the shell; the rest must be ours.
OF_THE_SYSTEM = {
    *("apt-get", "chown", "cp", "echo", "install", "journalctl", "ln"),
    *("mkdir", "nginx", "podman", "python3", "rm", "runuser", "systemctl", "useradd", "usermod"),
}

AS_SERVER = ["runuser", "-u", "kanagawa", "--"]


def commands() -> list[tuple[str, list[str]]]:
    """Page and words of every line of every block of commands, settings before it left out."""
    lines = []
    for page in PAGES:
        for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.S):
            for line in block.splitlines():
                words = shlex.split(line, comments=True)
                while words and re.match(r"[A-Z_]+=", words[0]):
                    words.pop(0)
                if words[:4] == AS_SERVER:
                    words = words[4:]
                if words:
                    lines.append((page.name, words))
    return lines


def test_every_command_of_the_pages_can_be_called_so():
    usage = (ROOT / "run").read_text(encoding="utf-8")
    known, wrong = get_commands(), []
    for page, words in commands():
        if words[0] != "./run":
            wrong += [(page, words)] if words[0] not in OF_THE_SYSTEM else []
        elif words[1] != "manage":
            wrong += [(page, words)] if f"\n    {words[1]})" not in usage else []
        else:
            name, arguments = words[2], words[3:]
            assert name in known, (page, name)
            command = load_command_class(known[name], name)
            try:
                command.create_parser("manage.py", name).parse_args(arguments)
            except (CommandError, SystemExit) as error:
                wrong.append((page, [*words, str(error)]))
    assert wrong == []
    assert len(commands()) > 40


def test_what_asks_the_database_runs_as_the_user_of_the_server():
    """As root PostgreSQL refuses it (peer), and in the folder of the data files become root's."""
    wrong = []
    for page in PAGES:
        for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.S):
            lines = [line for line in block.splitlines() if "./run manage" in line]
            wrong += [(page.name, line) for line in lines if " ".join(AS_SERVER) not in line]
    assert wrong == []


def test_the_files_that_the_pages_name_are_there():
    for page in (*PAGES, ROOT / "docs" / "README.en.md"):
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:\s]+)\)", text):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
        for path in re.findall(r"(?:^|[ `])(deploy/[a-z/.*]+)", text):
            assert list(ROOT.glob(path)) or path.startswith(("deploy/secrets", "deploy/.env")), (
                f"{page.name}: {path}"
            )
        for unit in re.findall(r"kanagawa-(web|watcher|site|backup|housekeeping)(\.\w+)?", text):
            name = f"kanagawa-{unit[0]}{unit[1] if unit[1] == '.timer' else '.service'}"
            assert (ROOT / "deploy" / "systemd" / name).exists(), f"{page.name}: {name}"
    contents = (ROOT / "docs" / "operations" / "README.md").read_text(encoding="utf-8")
    assert [p.name for p in PAGES if p.name != "README.md" and f"({p.name})" not in contents] == []


def test_the_page_of_the_settings_is_written_from_the_code():
    writing = run_path(str(ROOT / "docs" / "write_settings.py"))
    page = (ROOT / "docs" / "operations" / "settings.md").read_text(encoding="utf-8")
    assert page == writing["page"](), "write it anew: python docs/write_settings.py"
    names = set(writing["words"]()) - {"PORT"}  # ./run alone reads it
    assert {name for name, _, _ in writing["settings"]()} == names


def test_the_page_of_monitoring_names_every_figure_and_every_event(db):
    from kanagawa import events, metrics
    from kanagawa.workflow.models import AccountAct

    page = (ROOT / "docs" / "operations" / "monitoring.md").read_text(encoding="utf-8")
    for event in events.Event:
        assert f"`{event}`" in page.replace("\n", " "), event
        if event in events._LEVELS:
            level = logging.getLevelName(events._LEVELS[event])
            assert f"| `{event}` | {level} |" in page, event
    for line in metrics.metrics().splitlines():
        if not line.startswith("#"):
            name, _, labels = line.rpartition(" ")[0].partition("{")
            assert f"`{name}" in page, name
            values = re.findall(r'"([^"]+)"', labels)
            assert all(f'"{v}"' in page or f"`{v}`" in page for v in values), line
    called = {path.removeprefix("kanagawa_") for path in re.findall(r"kanagawa_[a-z_]+", page)}
    assert called <= {figure[0] for figure in [*metrics._checks(), *metrics._ages()]} | {
        figure[0] for figure in metrics._counts()
    }
    for act in (AccountAct.SIGNED_IN, AccountAct.REFUSED, AccountAct.LOCKED):
        assert f'act="{act}"' in page


def test_what_health_can_say_is_explained():
    from kanagawa import health

    page = (ROOT / "docs" / "operations" / "incidents.md").read_text(encoding="utf-8")
    for name in (*health._NEEDED, *health._WATCHED):
        assert f"`{name}`" in page, name

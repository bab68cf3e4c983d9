"""Every command of docs/operations is executed, block by block, as an operator types it.

Absolute paths lie under a temporary folder, the databases are a small edition in SQLite and then in
the PostgreSQL of `./run test-deploy`. What needs root, systemd or a person at the terminal has a
stand-in here, which says why and does what can be done.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit
from urllib.request import urlopen

import psycopg
import pytest

from tests.deploy.commands import Commands
from tests.deploy.installation import KEY, free_port, make_certificate
from tests.prepared import NAME, ROOT, empty_database, filled_database, manage

pytestmark = pytest.mark.deploy

PAGES = ROOT / "docs" / "operations"
# What a Debian has, and where the program is put.
FOLDERS = (
    *("var/log/kanagawa", "var/lib/kanagawa", "tmp"),
    *("etc/nginx/conf.d", "etc/systemd/system", "etc/logrotate.d", "opt/kanagawa/fixtures/2025"),
)
# What each package of Debian brings.
BRINGS = {
    "nginx": "nginx",
    "postgresql": "pg_ctlcluster",
    "postgresql-client": "pg_dump",
    "python3": "python3",
    "python3-venv": "python3",
    "redis-server": "redis-server",
}
# One goes on with what the one before has left: the edition that was loaded, moved, backed up.
ORDER = (
    *("install.md", "moving.md", "backup.md", "upgrade.md", "sign-in.md", "personnel.md"),
    *("monitoring.md", "proxy.md"),
)
_SAMPLE = """
from pathlib import Path
from kanagawa.editions.models import Edition
from tests.sample import write_sample

write_sample(Edition.objects.get(), Path("FOLDER"))
"""
_PEOPLE = """
from django.contrib.auth.models import User

User.objects.create_user("name", is_staff=True)
"""
AS_SERVER = ["runuser", "-u", "kanagawa", "--"]


class Machine:
    """A folder that stands for the machine, and what is typed on it."""

    def __init__(self, folder: Path, postgres: str) -> None:
        self.folder = folder
        self.postgres = postgres
        self.project = folder / "opt" / "kanagawa"
        self.commands = Commands()
        self.environment = {
            **{k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "HOME")},
            "PGHOST": self.postgres.partition("host=")[2],
            "PGUSER": str(urlsplit(postgres).username),
            "DJANGO_ENV": "production",
            "SECRET_KEY": KEY,
            "ALLOWED_HOSTS": "report.example.jp",
            "PROXIES": "1",
            "TRUST_FORWARDED_PROTO": "true",
            "DATA_DIR": str(folder / "var/lib/kanagawa"),
            "STATIC_DIR": str(folder / "static"),
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "kanagawa.settings",
            "DJANGO_SUPERUSER_PASSWORD": "県の報告書を毎年つくる人の長い合言葉",
            "DJANGO_SUPERUSER_EMAIL": "boss@example.jp",
        }

    def prepare(self) -> None:
        """As a machine is before the first page: the program is there, and a Debian."""
        for name in FOLDERS:
            (self.folder / name).mkdir(parents=True)
        shutil.copytree(ROOT / "deploy", self.project / "deploy")
        whole = self.folder / "whole"
        whole.mkdir()
        shutil.copy(filled_database(), whole / NAME)
        sample = _SAMPLE.replace("FOLDER", str(self.project / "fixtures/2025"))
        manage(whole, "shell", "-v0", "-c", sample)
        database = self.folder / "var/lib/kanagawa" / NAME
        shutil.copy(empty_database(), database)
        database.chmod(0o600)

    def database(self, name: str) -> str:
        return urlsplit(self.postgres)._replace(path=f"/{name}").geturl()

    def type(self, page: str, line: str) -> None:
        """Execute a line of a page. Raises AssertionError with what it said."""
        for written, here in self._replaced().items():
            line = re.sub(written, here, line)
        words = shlex.split(line, comments=True)
        settings = {}
        while words and re.match(r"[A-Z_]+=", words[0]):
            name, _, value = words.pop(0).partition("=")
            settings[name] = value
        if words[:4] == AS_SERVER:  # there is no such user: as whoever runs the test
            words = words[4:]
        name = " ".join(words[:2] if words[0] == "./run" else words[:1])
        if name in INSTEAD:
            INSTEAD[name](self, words)
        elif name == "./run manage":
            self.manage(words[2:], settings, page)
        else:
            self.run(["sh", "-euc", line], settings)

    def _replaced(self) -> dict[str, str]:
        backups = sorted(self.folder.glob("*/backups/**/*.zip"), key=lambda p: p.stat().st_mtime)
        return {
            r"(?<![\w.:/@])/(etc|var|srv|tmp)/": f"{self.folder}/\\1/",
            r"postgresql://kanagawa@/(\w+)\?host=/run/postgresql": self.database(r"\1"),
            r"\bFILE\b": str(backups[-1]) if backups else "FILE",
            r"\bNAME\b": "name",
            r"\bSUBJECT\b": "subject-of-the-directory",
        }

    def run(self, command: list[str], more: Mapping[str, str] = {}, said: str = "") -> str:
        done = subprocess.run(
            command,
            cwd=self.project,
            env={**self.environment, **more},
            input=said,
            capture_output=True,
            text=True,
            start_new_session=True,  # no terminal: what asks a person reads what is `said`
        )
        assert done.returncode == 0, f"{command}\n{(done.stdout + done.stderr)[-2000:]}"
        return done.stdout

    def manage(self, words: list[str], settings: dict[str, str], page: str) -> None:
        said = ""
        if words[0] == "createsuperuser":  # asks at the terminal: answered by settings
            words = [*words, "--noinput", "--username", f"boss-{page}"]
        if words[0] == "changepassword":
            said = "県の報告書を毎年つくる人の長い合言葉です\n" * 2
        if words[0] == "restore" and "--overwrite" not in words and not settings:
            self.new_database("empty")  # 「空のデータベースに戻します」
            settings = {"DATABASE_URL": self.database("empty")}
        if words[:2] == ["metrics", "--listen"]:
            self.listen(words)
            return
        self.command(words, settings, said)
        if words[0] == "move_to":  # as the page says, and the migrations that were left out
            self.environment["DATABASE_URL"] = words[1]
            self.command(["migrate", "--fake", "-v0"])

    def command(self, words: list[str], more: Mapping[str, str] = {}, said: str = "") -> None:
        self.commands.run(words, self.project, {**self.environment, **more}, said)

    def listen(self, words: list[str]) -> None:
        """It would answer for ever: it is asked once and ended."""
        port = str(free_port())
        words = [port if word == "9200" else word for word in words]
        server = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), *words], env=self.environment
        )
        try:
            until = time.monotonic() + 60
            while True:
                try:
                    content = urlopen(f"http://127.0.0.1:{port}/metrics").read()
                    break
                except OSError:
                    assert time.monotonic() < until and server.poll() is None
                    time.sleep(0.2)
            assert b"kanagawa_check_failed" in content
        finally:
            server.terminate()
            server.wait()

    def new_database(self, name: str) -> None:
        with psycopg.connect(self.database("postgres"), autocommit=True) as server:
            server.execute(f"drop database if exists {name} with (force)")
            server.execute(f"create database {name}")

    def drop_databases(self) -> None:
        with psycopg.connect(self.database("postgres"), autocommit=True) as server:
            for name in ("kanagawa", "drill", "empty"):
                server.execute(f"drop database if exists {name} with (force)")


# Stand-ins


def packages(machine: Machine, words: list[str]) -> None:
    """Needs root and the network: that each package brings what the pages call."""
    assert words[:2] == ["apt-get", "install"]
    assert all(shutil.which(BRINGS[word], path=_PATH) for word in words[2:])


def known_options(machine: Machine, words: list[str]) -> None:
    """Changes the users of the machine, or needs a journal: that the program knows the options."""
    program = shutil.which(words[0], path=_PATH)
    assert program, words
    done = subprocess.run([program, "--help"], capture_output=True, text=True)
    known = re.split(r"[\s,=\[]+", done.stdout)
    assert [w for w in words[1:] if w.startswith("-") and w not in known] == [], words


def folders(machine: Machine, words: list[str]) -> None:
    """The owners are no users of this machine: the folders are made without them."""
    kept, skip = [], False
    for word in words:
        if not skip and word not in ("-o", "-g"):
            kept.append(word)
        skip = word in ("-o", "-g")
    machine.run(kept)


def owners(machine: Machine, words: list[str]) -> None:
    """There is no such user: that what it is to be given is there."""
    assert Path(words[-1]).is_dir()


def as_postgres(machine: Machine, words: list[str]) -> None:
    """Who runs the test owns its PostgreSQL; the user kanagawa is there already."""
    command = words[words.index("--") + 1 :]
    if command[0] == "createuser":
        known_options(machine, command)
    else:
        machine.run(command)


def units(machine: Machine, words: list[str]) -> None:
    """There is no systemd: that the units are of deploy/, which systemd-analyze reads elsewhere."""
    verbs = {"stop", "start", "enable", "reload", "daemon-reload", "list-timers"}
    named = [word for word in words[1:] if not word.startswith("-")]
    assert named[0] in verbs, words
    files = {path.name for path in (ROOT / "deploy" / "systemd").iterdir()}
    for unit in named[1:]:
        full = unit if "." in unit or "*" in unit else f"{unit}.service"
        assert full in files or unit in ("nginx", "kanagawa-*"), unit


def libraries(machine: Machine, words: list[str]) -> None:
    """Fetches libraries from the network (tests/test_start.py): the static files are gathered."""
    machine.command(["collectstatic", "--noinput", "-v0"])


def nginx_reads(machine: Machine, words: list[str]) -> None:
    """It would take the ports of the machine: it reads the files where the page has put them."""
    etc, main = machine.folder / "etc", machine.folder / "nginx.conf"
    make_certificate(etc / "kanagawa/tls", "report.example.jp")
    changes = {
        "/etc/kanagawa": str(etc / "kanagawa"),
        "/var/": f"{machine.folder}/var/",
        "listen 80": f"listen 127.0.0.1:{free_port()}",
        "listen 443": f"listen 127.0.0.1:{free_port()}",
    }
    for file in (etc / "kanagawa/nginx").glob("*.conf"):
        text = file.read_text(encoding="utf-8")
        for old, new in changes.items():
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")
    user = "user root;" if os.getuid() == 0 else ""
    main.write_text(
        f"{user} pid {machine.folder}/nginx.pid; error_log {machine.folder}/error.log;\n"
        "events {}\nhttp { include /etc/nginx/mime.types;\n"
        f"include {etc}/nginx/conf.d/*.conf; }}\n"
    )
    assert (etc / "nginx/conf.d/kanagawa.conf").exists()
    machine.run([str(shutil.which("nginx", path=_PATH)), "-q", "-t", "-c", str(main)])


_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
INSTEAD: dict[str, Callable[[Machine, list[str]], None]] = {
    "apt-get": packages,
    "useradd": known_options,
    "usermod": known_options,
    "journalctl": known_options,
    "install": folders,
    "chown": owners,
    "runuser": as_postgres,
    "systemctl": units,
    "./run install": libraries,
    "nginx": nginx_reads,
}


def lines(page: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", (PAGES / page).read_text(encoding="utf-8"), re.S)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


@pytest.fixture
def machine() -> Iterator[Machine]:
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgresql"):
        pytest.skip("./run test-deploy makes a PostgreSQL for it")
    with TemporaryDirectory(prefix="machine-") as folder:
        made = Machine(Path(folder), url)
        made.prepare()
        yield made
        made.commands.end()
        made.drop_databases()


def test_every_command_of_the_pages_does_what_it_says(machine):
    written = {page.name for page in PAGES.glob("*.md") if lines(page.name)}
    assert written == set(ORDER)
    typed = []
    for page in ORDER:
        if page == "sign-in.md":  # the page says first what to set, and somebody is there
            machine.command(["shell", "-v0", "-c", _PEOPLE])
            machine.environment |= {
                "OIDC_ISSUER": "https://login.example.jp/",
                "OIDC_CLIENT_ID": "report",
                "OIDC_CLIENT_SECRET": "secret",
                "OIDC_GROUPS": "staff=editor:robots",
            }
        for line in lines(page):
            machine.type(page, line)
            typed.append(line.split("#")[0].strip())
    assert len(typed) > 60
    assert (machine.folder / "var/lib/kanagawa/site/current").exists()
    names = "select username from auth_user order by 1"
    left = machine.run(["psql", "-d", "kanagawa", "-Atc", names])
    bosses = [f"boss-{page}" for page in ("install.md", "personnel.md", "sign-in.md")]
    assert left.split() == [*bosses, "name"]
    assert typed.count(f"{' '.join(AS_SERVER)} ./run manage carry_decisions") == 1

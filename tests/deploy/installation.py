"""The whole set on loopback, from the files in deploy/: nginx, two servers, Redis, PostgreSQL.

Only paths, ports and the certificate are others than in the files.
"""

import http.client
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.prepared import ROOT, copy_database, move_database

HOST = "report.example.jp"
PATIENCE = 60  # seconds; how long anything may take to be there
KEY = "k3Yw0-test-only-" * 4


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass
class Installation:
    """A folder with everything in it, and the processes that run on it."""

    folder: Path
    database_url: str
    ports: dict[str, int] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ports = {name: free_port() for name in ("http", "https", "redis")}
        self.environment = {
            **{k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "HOME")},
            "DJANGO_ENV": "production",
            "SECRET_KEY": KEY,
            "ALLOWED_HOSTS": HOST,
            "PROXIES": "1",
            "TRUST_FORWARDED_PROTO": "true",
            "DATA_DIR": str(self.folder / "data"),
            "DATABASE_URL": self.database_url,
            "CACHE_URL": f"redis://127.0.0.1:{self.ports['redis']}/0",
        }

    def prepare(self) -> None:
        for name in ("data", "log", "cache", "old"):
            (self.folder / name).mkdir()
        copy_database(self.folder / "old")
        move_database(self.folder / "old", self.database_url)
        self.manage("migrate", "--fake", "-v0")
        self.manage("collectstatic", "--noinput", "-v0")
        make_certificate(self.folder, HOST)

    def manage(self, *arguments: str, **more: str) -> str:
        return _run([sys.executable, "manage.py", *arguments], {**self.environment, **more})

    def start_redis(self) -> None:
        place = ["--port", str(self.ports["redis"]), "--bind", "127.0.0.1"]
        self.start("redis", ["redis-server", *place, "--save", "", "--dir", str(self.folder)])

    def start_web(self, number: int) -> None:
        """The first as an operator starts it, which looks whether all is ready."""
        bind = {"BIND": f"unix:{self.folder}/web{number}.sock"}
        config = ["--config", "deploy/gunicorn.conf.py", "kanagawa.wsgi"]
        command = ["./run", "start"] if number == 1 else [".venv/bin/gunicorn", *config]
        self.start(f"web{number}", command, bind)

    def start_staff(self) -> None:
        """The server of the screens of staff, which gives way as its service does."""
        bind = {"BIND": f"unix:{self.folder}/staff.sock"}
        self.start("staff", ["nice", "-n", "10", "./run", "start"], bind)

    def start_nginx(self, pages: str = "pages-cached.conf", extra: str = "") -> None:
        """As deploy/nginx says, with these pages."""
        place = self.folder / "nginx"
        shutil.copytree(ROOT / "deploy" / "nginx", place, dirs_exist_ok=True)
        servers = "".join(
            f"server unix:{self.folder}/web{n}.sock fail_timeout=0;\n" for n in (1, 2)
        )
        changes = {
            "server unix:/run/kanagawa/web.sock fail_timeout=0;": servers,
            "unix:/run/kanagawa-staff/web.sock": f"unix:{self.folder}/staff.sock",
            # wrk asks for the name that it resolves.
            f"server_name {HOST};": f"server_name {HOST} localhost;",
            "listen 80": f"listen 127.0.0.1:{self.ports['http']}",
            "listen 443": f"listen 127.0.0.1:{self.ports['https']}",
            "/etc/kanagawa/nginx/pages-cached.conf": str(place / pages),
            "/etc/kanagawa/nginx": str(place),
            "/etc/kanagawa/tls": str(self.folder),
            "/var/log/kanagawa": str(self.folder / "log"),
            "/var/cache/nginx/kanagawa": str(self.folder / "cache"),
            "/var/lib/kanagawa/site": str(self.folder / "site"),
        }
        for file in place.glob("*.conf"):
            text = file.read_text(encoding="utf-8")
            for old, new in changes.items():
                text = text.replace(old, new)
            file.write_text(text, encoding="utf-8")
        main = self.folder / "nginx.conf"
        user = "user root;" if os.getuid() == 0 else ""
        main.write_text(
            f"{user}\npid {self.folder}/nginx.pid;\nerror_log {self.folder}/log/main.log;\n"
            "events {}\nhttp {\ninclude /etc/nginx/mime.types;\n"
            f"{extra}\ninclude {place}/kanagawa.conf;\n}}\n"
        )
        _run(["nginx", "-t", "-q", "-c", str(main)], self._path())
        self.start(
            "nginx", ["nginx", "-c", str(main), "-g", "daemon off;"], {"PATH": self._path()["PATH"]}
        )

    def _path(self) -> dict[str, str]:
        return {**self.environment, "PATH": f"{self.environment['PATH']}:/usr/sbin:/sbin"}

    def start(self, name: str, command: list[str], more: Mapping[str, str] = {}) -> None:
        with (self.folder / "log" / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**self.environment, **more},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """Without a word of warning, with all its children."""
        process = self.running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def end(self) -> None:
        for name in list(self.running):
            self.kill(name)

    def log(self, name: str) -> str:
        return (self.folder / "log" / f"{name}.log").read_text(encoding="utf-8")

    def connect(self, host: str = HOST) -> ssl.SSLSocket:
        context = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        raw = socket.create_connection(("127.0.0.1", self.ports["https"]), timeout=PATIENCE)
        return context.wrap_socket(raw, server_hostname=host)

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answer:
        """Ask as a browser does, by TLS; header names are written with _ for -."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return _answer(self.connect(), path, method, body, names)

    def ask_openly(self, path: str) -> Answer:
        """Ask without TLS."""
        sock = socket.create_connection(("127.0.0.1", self.ports["http"]), timeout=PATIENCE)
        return _answer(sock, path, "GET", None, {})

    def ask_program(self, path: str) -> Answer:
        """Ask the first server past nginx."""
        sock = socket.socket(socket.AF_UNIX)
        sock.connect(str(self.folder / "web1.sock"))
        return _answer(sock, path, "GET", None, {"X-Forwarded-Proto": "https"})


def make_certificate(folder: Path, host: str) -> None:
    """`key.pem` and `fullchain.pem`, signed by itself."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt"]
    command += ["ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN={host}"]
    command += ["-addext", f"subjectAltName=DNS:{host}", "-keyout", "key.pem"]
    subprocess.run([*command, "-out", "fullchain.pem"], cwd=folder, check=True, capture_output=True)


def _answer(
    sock: socket.socket, path: str, method: str, body: bytes | None, headers: Mapping[str, str]
) -> Answer:
    connection = http.client.HTTPConnection(HOST)
    connection.sock = sock
    connection.request(method, path, body, dict(headers))
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return Answer(response.status, response.headers, content)


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for it, as long as it takes on any machine."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(OSError, http.client.HTTPException):
            if holds():
                return
        time.sleep(0.05)
    raise AssertionError(f"not within {PATIENCE} s: {what}")


def _run(command: list[str], values: Mapping[str, str]) -> str:
    done = subprocess.run(command, cwd=ROOT, env=dict(values), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

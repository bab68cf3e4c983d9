"""Eight people who stand in the way on purpose, behind nginx, while the public site is read."""

import json
import os
import random
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

from tests.deploy.installation import HOST, Installation, make_certificate, until
from tests.entry.hostile import HOSTILE
from tests.processes import Process, own_database
from tests.reliability.figures import Measured, percentile
from tests.reliability.load import SLOWEST
from tests.reliability.server import OFFICE

PEOPLE = 8
READS = 10  # of the public site, a second
_TOKEN = "t" * 32  # of the forms: the cookie and the field agree
_LONGEST = 20_000  # characters of a text
# The worst that each kind of request can be given; each of the eight begins with another one.
_TEXTS = (
    "{a}" * (_LONGEST // 3),
    "{" + "あ" * (_LONGEST - 2) + "}",
    "9" * _LONGEST,
    "{robots.indicator|" * (_LONGEST // 18),
)
_PREPARE = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Edition
from kanagawa.workflow.models import Role

draft = copy_edition(source=Edition.objects.get(), fiscal_year=2026)
keys = []
for number in range(PEOPLE):
    user = User.objects.create_user(f"editor{number}", is_staff=True)
    Role.objects.create(user=user, section="robots", name="editor")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "kanagawa.workflow.roles.PasswordBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    keys.append(session.session_key)
place = [draft.pk, "robots"]
print(json.dumps({
    "sessions": keys,
    "preview": reverse("admin:preview_text", args=[draft.pk]),
    "upload": reverse("admin:upload", args=place),
    "review": reverse("admin:review_section", args=place),
    "facts": reverse("admin:facts", args=[draft.pk]),
    "entry": reverse("admin:entry", args=place),
}))
"""


@dataclass
class Told:
    """Status (0: no answer) and seconds of what was asked; `slowest` says what took longest."""

    answers: list[tuple[int, float]] = field(default_factory=list)
    slowest: str = ""

    def ask(self, what: str, asking: Callable[[], int]) -> None:
        start = time.monotonic()
        try:
            status = asking()
        except (OSError, HTTPException):
            status = 0
        seconds = time.monotonic() - start
        if all(seconds > each for _, each in self.answers):
            self.slowest = what
        self.answers.append((status, seconds))

    @property
    def errors(self) -> int:
        return sum(status == 0 or status >= 500 for status, _ in self.answers)

    def within(self, share: float) -> float:
        return percentile([seconds for _, seconds in self.answers], share)


def crowd(folder: Path, minutes: float) -> Measured:
    """The public site alone for half of the time, then with the eight."""
    (folder / "data").mkdir(parents=True)
    with own_database(folder / "data") as environment:
        office = Process(OFFICE, environment)
        office.ask("ready_to_serve")
        office.end()
        made = Installation(folder, environment.get("DATABASE_URL", ""))
        try:
            start_all(made)
            output = made.manage("shell", "-v0", "-c", _PREPARE.replace("PEOPLE", str(PEOPLE)))
            quiet = _read(made, minutes * 30)
            people, crowded = _together(made, json.loads(output), minutes * 60)
        finally:
            made.end()
    kept, program = crowded
    figures = (
        f"控えのページは95%が{_milliseconds(quiet[0])}→{_milliseconds(kept)}ミリ秒以内、"
        f"プログラムの答える検索は{_milliseconds(quiet[1])}→{_milliseconds(program)}ミリ秒以内"
        f"（{len(kept.answers) + len(program.answers)}件、誤り{kept.errors + program.errors}、"
        f"最も遅い{max(kept.within(1), program.within(1)):.1f}秒）。"
        f"邪魔する人：{len(people.answers)}件、"
        f"誤り{people.errors}、最も遅い{people.within(1):.1f}秒（{people.slowest}）"
    )
    without_errors = kept.errors == program.errors == people.errors == 0
    in_time = max(kept.within(0.95), program.within(0.95)) < SLOWEST
    size = f"{PEOPLE}人が{minutes * 60:.0f}秒、読む人は毎秒{READS}件（nginx の後ろ）"
    promise = "１人がほかの人を止められない"
    return Measured(promise, size, figures, without_errors and in_time)


def _milliseconds(told: Told) -> str:
    return f"{told.within(0.95) * 1000:.0f}"


def start_all(made: Installation, nginx: str = "") -> None:
    """Redis, the program for readers and for staff, and nginx with more to say in http { }."""
    for name in ("log", "cache"):
        (made.folder / name).mkdir()
    database = made.folder / "data" / "kanagawa.sqlite3"
    if database.exists():
        database.chmod(0o600)
    made.manage("collectstatic", "--noinput", "-v0")
    make_certificate(made.folder, HOST)
    made.start_redis()
    made.start_web(2)
    made.start_staff()
    made.start_nginx(extra=nginx)
    for name in ("web2", "staff"):
        until((made.folder / f"{name}.sock").exists, "the program")
    until(lambda: made.ask("/2025/").status == 200, "a page")


def _read(made: Installation, seconds: float) -> tuple[Told, Told]:
    """Pages that nginx has kept and, every second time, a search that the program answers."""
    kept, program, number, start = Told(), Told(), 0, time.monotonic()
    pages = ("/", "/2025/robots/", "/2025/report/", "/2025/zones/")
    while (now := time.monotonic() - start) < seconds:
        time.sleep(max(0.0, number / READS - now))
        told = program if number % 2 else kept
        path = f"/search/?q={number}" if number % 2 else pages[number // 2 % len(pages)]
        told.ask(path, lambda path=path: made.ask(path).status)  # type: ignore[misc]  # keeps its path
        number += 1
    return kept, program


def _together(
    made: Installation, prepared: dict[str, Any], seconds: float
) -> tuple[Told, tuple[Told, Told]]:
    told, until_then = Told(), time.monotonic() + seconds
    acts = (_preview, _upload, _slow_upload, _looks)

    def one(number: int) -> None:
        draw = random.Random(number)
        turn = number
        cookie = f"__Host-sessionid={prepared['sessions'][number]}; __Host-csrftoken={_TOKEN}"
        while time.monotonic() < until_then:
            act = acts[turn % len(acts)]
            told.ask(act.__name__, lambda act=act: act(made, prepared, cookie, draw))  # type: ignore[misc]  # keeps its act
            turn += 1

    threads = [threading.Thread(target=one, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    read = _read(made, seconds)
    for thread in threads:
        thread.join()
    return told, read


def _headers(cookie: str, kind: str) -> dict[str, str]:
    return {
        "Cookie": cookie,
        "Content_Type": kind,
        "X_CSRFToken": _TOKEN,
        "Referer": f"https://{HOST}/staff/",
    }


def _preview(made: Installation, at: dict[str, Any], cookie: str, draw: random.Random) -> int:
    body = f"text={draw.choice(_TEXTS)}".encode()
    kind = "application/x-www-form-urlencoded"
    return made.ask(at["preview"], "POST", body, **_headers(cookie, kind)).status


def _form(content: bytes) -> bytes:
    head = 'Content-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
    return b"--b\r\n" + head.encode() + content + b"\r\n--b--\r\n"


def _upload(made: Installation, at: dict[str, Any], cookie: str, draw: random.Random) -> int:
    make, _ = HOSTILE[draw.choice(sorted(HOSTILE))]
    kind = "multipart/form-data; boundary=b"
    return made.ask(at["upload"], "POST", _form(make()), **_headers(cookie, kind)).status


def _slow_upload(made: Installation, at: dict[str, Any], cookie: str, draw: random.Random) -> int:
    """A file of 40 MB that comes drop by drop for some seconds and is given up."""
    lines = [f"POST {at['upload']} HTTP/1.1", f"Host: {HOST}", "Content-Length: 40000000"]
    names = _headers(cookie, "multipart/form-data; boundary=b")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in names.items()]
    connection = made.connect()
    with suppress(socket.timeout), connection:
        connection.sendall("\r\n".join([*lines, "", "--b"]).encode())
        for _ in range(20):
            connection.sendall(os.urandom(50))
            time.sleep(0.25)
    return 200


def _looks(made: Installation, at: dict[str, Any], cookie: str, draw: random.Random) -> int:
    """The heaviest screens."""
    url = draw.choice((at["review"], at["entry"], f"{at['facts']}?q={'a' * 2000}"))
    return made.ask(url, Cookie=cookie).status

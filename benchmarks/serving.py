"""The public site behind nginx, with PostgreSQL and Redis as deploy/ sets them up.

How fast nginx hands out a kept page is held against nginx handing out the same bytes as a file;
then readers ask all the time while eight people save and a correction is proved and published.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from gzip import compress
from http.client import HTTPException
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import django

from tests.deploy.installation import Installation, free_port
from tests.processes import Process, own_database
from tests.reliability.crowd import start_all
from tests.reliability.server import OFFICE

from .result import Result

PAGES = ("/", "/2025/", "/2025/robots/", "/2025/report/", "/2025/zones/")
READS = 30  # a second
AT_LEAST = 0.8  # of the requests a second that nginx answers out of files
TURNS, SECONDS = 3, 4
SLOWEST, UNTIL_NEW = 50, 5  # milliseconds for 99 of 100; seconds
_FLOOR = """
server {{
    listen 127.0.0.1:{port} ssl http2;
    server_name localhost;
    ssl_certificate {folder}/fullchain.pem;
    ssl_certificate_key {folder}/key.pem;
    access_log {folder}/log/floor.log;
    root {folder}/floor;
    default_type text/html;
    gzip_static on;
}}
"""
# Eight people who save until they are told to stop, each his own figure.
_SAVE = """
import json, sys, threading
from django.db import connection, transaction
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition
from robots.models import RobotIndicatorFigure

draft = copy_edition(source=Edition.objects.get(revision=1), fiscal_year=2026)
figures = list(RobotIndicatorFigure.objects.filter(edition=draft, status="value"))[:8]
ended, outcomes = threading.Event(), []

def save(figure):
    while not ended.wait(0.1):
        try:
            with transaction.atomic():
                lock_draft(draft)
                figure.value += 1
                figure.save()
            outcomes.append(True)
        except Exception:
            outcomes.append(False)
    connection.close()

people = [threading.Thread(target=save, args=(figure,)) for figure in figures]
print("ready", flush=True)
for each in people:
    each.start()
sys.stdin.readline()
ended.set()
for each in people:
    each.join()
print(json.dumps([outcomes.count(True), outcomes.count(False)]))
"""
_PUBLISH = """
import time
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Edition
from kanagawa.editions.publishing import proved, publish

edition = Edition.objects.get(revision=1, fiscal_year=2025)
draft = copy_edition(source=edition, fiscal_year=2025, reason="誤記")
publish(edition=draft, proof=proved(draft))
print(time.monotonic())
"""


@dataclass(frozen=True)
class Reading:
    """An answer to a reader: when it came (seconds of the machine's clock), what and how long."""

    at: float
    page: str
    status: int
    content: bytes
    seconds: float


def measure(folder: Path) -> Iterator[tuple[str, float, float, str]]:
    (folder / "data").mkdir(parents=True)
    with own_database(folder / "data") as environment:
        office = Process(OFFICE, environment)
        office.ask("ready_to_serve")
        office.end()
        made = Installation(folder, environment["DATABASE_URL"])
        port = free_port()
        try:
            start_all(made, _FLOOR.format(port=port, folder=folder))
            yield from _against_files(made, port)
            yield from _while_it_is_published(made)
        finally:
            made.end()


def _against_files(made: Installation, port: int) -> Iterator[tuple[str, float, float, str]]:
    """Both are asked in turn, for the machine does not always go as fast."""
    for page in ("/2025/", "/2025/report/"):
        content = made.ask(page).content
        file = made.folder / "floor" / page.strip("/") / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        file.with_name("index.html.gz").write_bytes(compress(content))
        kept, files = made.ports["https"], port
        turns = [(_speed(files, page), _speed(kept, page)) for _ in range(TURNS)]
        ratio = median(floor / speed for floor, speed in turns)
        yield f"{page}：nginxのファイル／nginxの控え", ratio, 1 / AT_LEAST, "倍"


def _speed(port: int, page: str) -> float:
    """Requests a second that wrk gets answered with 200."""
    host, encoding = "Host: report.example.jp", "Accept-Encoding: gzip"
    command = ["wrk", "-t1", "-c16", f"-d{SECONDS}s", "-H", encoding, "-H", host]
    done = subprocess.run(
        [*command, f"https://localhost:{port}{page}"], capture_output=True, text=True, check=True
    )
    assert "Non-2xx" not in done.stdout, done.stdout
    line = next(each for each in done.stdout.splitlines() if each.startswith("Requests/sec"))
    return float(line.split()[-1])


def _while_it_is_published(made: Installation) -> Iterator[tuple[str, float, float, str]]:
    saving, publishing = _started(made, _SAVE), _started(made, _PUBLISH)
    assert saving.stdout
    saving.stdout.readline()
    readings = list(_read(made, publishing))
    moment = float(publishing.communicate(timeout=600)[0])
    said, _ = saving.communicate("\n", timeout=60)
    saves, errors = json.loads(said)
    wrong, until_new = _wrong(readings, moment)
    times = sorted(each.seconds for each in readings)
    during = f"８人が{saves}回保存し訂正を公開する間の閲覧{len(readings)}件"
    yield f"{during}：99%", times[int(len(times) * 0.99)] * 1000, SLOWEST, "ミリ秒"
    yield f"{during}：誤り、混ざったページ、保存の誤り", wrong + errors, 0, "件"
    yield "訂正が見えるまで", until_new, UNTIL_NEW, "秒"


def _started(made: Installation, script: str) -> subprocess.Popen[str]:
    """As the server of the staff is: it gives way to the readers."""
    return subprocess.Popen(
        ["nice", "-n", "10", sys.executable, "manage.py", "shell", "-v0", "-c", script],
        env=made.environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def _read(made: Installation, publishing: subprocess.Popen[str]) -> Iterator[Reading]:
    """At an even pace, however long an answer takes, until some seconds after the publication."""

    def one(number: int) -> Reading:
        page, asked = PAGES[number % len(PAGES)], time.monotonic()
        try:
            answer = made.ask(page)
            status, content = answer.status, answer.content
        except (OSError, HTTPException):
            status, content = 0, b""
        now = time.monotonic()
        return Reading(now, page, status, content, now - asked)

    start, number, left = time.monotonic(), 0, READS * (UNTIL_NEW + 2)
    futures = []
    with ThreadPoolExecutor(32) as pool:
        while left:
            time.sleep(max(0.0, start + number / READS - time.monotonic()))
            futures.append(pool.submit(one, number))
            number += 1
            left -= publishing.poll() is not None
    yield from (future.result() for future in futures)


def _wrong(readings: list[Reading], moment: float) -> tuple[int, float]:
    """How many answers were neither the page as it was nor as it is now, or were old again after a
    new one; and the seconds from the publication to the last page's first new answer.
    """
    wrong, until_new = 0, 0.0
    for page in PAGES:
        answers = sorted((r for r in readings if r.page == page), key=lambda r: r.at - r.seconds)
        old, new = answers[0].content, answers[-1].content
        assert old != new, f"{page}: the correction is not seen"
        first = next(r for r in answers if r.content == new)
        until_new = max(until_new, first.at - moment)
        wrong += sum(
            r.status != 200
            or r.content not in (old, new)
            or (r.content == old and r.at - r.seconds > first.at + 1)
            for r in answers
        )
    return wrong, until_new


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kanagawa.settings")
    django.setup()
    is_kept = True
    with TemporaryDirectory(prefix="serving-") as folder:  # the name of a socket may not be long
        for line in measure(Path(folder) / "site"):
            result = Result(*line)
            print(result.line(), flush=True)
            is_kept &= result.is_kept
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())

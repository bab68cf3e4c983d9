"""Kills, edits that meet, hostile files and hostile requests."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kanagawa.entry.unsafe_files import UnsafeFile, require_workbook
from tests.entry.hostile import HOSTILE, good
from tests.entry.many_people import save_at_once
from tests.processes import ROOT, Process, moments, own_database
from tests.reliability.figures import Measured, percentile
from tests.reliability.server import OFFICE, answer

APPLYING = ROOT / "tests" / "entry" / "applying.py"
SLOWEST_FILE = 10  # seconds


def _prepared(script: Path, environment: dict[str, str]) -> Process:
    """A process that has published nothing: the threads that set a PDF do not outlive a fork."""
    process = Process(script, environment)
    process.ask("prepare")
    process.end()
    return Process(script, environment)


def kills_of_releases(folder: Path, kills: int) -> Measured:
    """The watcher is killed while it publishes; afterwards another one does what was planned."""
    folder.mkdir()
    whole = half = before = 0
    with own_database(folder) as environment:
        process = _prepared(OFFICE, environment)
        process.ask("plan")
        count = process.ask("undisturbed")
        for moment in moments(random.Random(1), count, max(0, kills - 4))[:kills]:
            pk = process.ask("plan")
            process.ask(f"killed {moment}")
            state = process.ask(f"found {pk}")
            whole += state["whole"]
            before += not state["public"] and state["released"] == state["parts"] == 0
            half += not (state["whole"] or not state["public"])
        process.end()
    figures = f"公開前のまま{before}、公開済み{whole}、半端{half}"
    kept = half == 0 and whole + before == kills
    return Measured("公開の途中で止めても、前か後", f"kill -9 を{kills}回", figures, kept)


def kills_of_saves(folder: Path, kills: int) -> Measured:
    """The web process is killed while it applies a workbook."""
    folder.mkdir()
    outcomes = []
    lost = 0
    with own_database(folder) as environment:
        process = _prepared(APPLYING, environment)
        count = process.ask(f"undisturbed {process.ask('upload 8000')}")
        drawn = moments(random.Random(2), count, max(0, kills - 4))[:kills]
        for turn, moment in enumerate(drawn, start=8001):
            before = process.ask("state")
            pk = process.ask(f"upload {turn}")
            answer = process.ask(f"killed {pk} {moment}")
            outcomes.append(_outcome(str(turn), before, process.ask("state")))
            lost += bool(answer) and outcomes[-1] != "after"
        process.end()
    applied, half = outcomes.count("after"), outcomes.count("half")
    figures = f"反映前のまま{kills - applied - half}、反映済み{applied}、半端{half}、失われた{lost}"
    promise = "保存の途中で止めても、全部か何もか"
    return Measured(promise, f"kill -9 を{kills}回", figures, half == lost == 0)


def _outcome(turn: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    """All cells with their history, none, or something between."""
    if after["values"] == [turn] and after["applied"][:2] == [turn, True]:
        return "after" if after["history"] == [n + 1 for n in before["history"]] else "half"
    same = (after["values"], after["history"]) == (before["values"], before["history"])
    return "before" if same and after["applied"] == [turn, False, 0] else "half"


def edits(folder: Path, number: int, people: int = 5) -> Measured:
    folder.mkdir()
    start = time.monotonic()
    with own_database(folder) as environment:
        meeting = save_at_once(environment, people, max(1, number // people))
    seconds = time.monotonic() - start
    figures = (
        f"失われた{meeting.lost}、保存{meeting.saved}、知らせた{meeting.told}、{seconds:.0f}秒"
    )
    kept = meeting.lost == 0 and meeting.is_in_step
    return Measured(
        "同時の入力は失われず、知らせる", f"{people}人で{meeting.tried}回", figures, kept
    )


def files(number: int) -> Measured:
    """The recipes of the tests in turn, and good workbooks with bytes broken at random."""
    draw, plain = random.Random(3), good()
    made = [make() for make, _ in HOSTILE.values()]
    refused = errors = 0
    slowest = 0.0
    for turn in range(number):
        content = made[turn % len(made)] if turn % 2 else _broken(plain, draw)
        start = time.monotonic()
        try:
            require_workbook(content)
        except UnsafeFile:
            refused += 1
        except Exception:
            errors += 1
        slowest = max(slowest, time.monotonic() - start)
    figures = f"エラー{errors}、拒んだ{refused}、最も遅い{slowest:.2f}秒"
    kept = errors == 0 and slowest < SLOWEST_FILE
    return Measured("悪意のあるファイルで止まらない", f"{number}個", figures, kept)


def _broken(plain: bytes, draw: random.Random) -> bytes:
    content = bytearray(plain[: draw.randrange(1, len(plain))] if draw.random() < 0.3 else plain)
    for _ in range(draw.randrange(1, 40)):
        content[draw.randrange(len(content))] = draw.randrange(256)
    return bytes(content)


_PATHS = ("/", "/2025/", "/2025/robots/", "/2025/report/", "/search/", "/staff/login/", "/staff/",
          "/2025/robots/robots/", "/compare/", "/healthz", "/2025-1/zones/")  # fmt: skip
_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE")
_ODD = ("\0", "%00", "%ff%fe", "../" * 9, "'\"<script>", "１" * 99, "{" * 50, "9" * 400, "-1",
        "%", "🍣", "\u202e", "a=b&" * 50, "[]", "{{7*7}}", "%0d%0aX: y")  # fmt: skip
_TYPES = ("text/html", "multipart/form-data", "application/json; charset=utf-16", "\xff", "",
          "application/x-www-form-urlencoded; charset=nonsense")  # fmt: skip


def requests(address: tuple[str, int], number: int) -> Measured:
    """Odd methods, paths, queries, bodies and kinds of content, four at a time."""
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda seed: _odd_request(address, seed), range(number)))
    faults = sum(status >= 500 and status != 501 for status, _ in said)
    silent = sum(status == 0 for status, _ in said)
    late = percentile([seconds for _, seconds in said], 0.95)
    figures = f"5xx {faults}、返事なし{silent}、95%が{late * 1000:.0f}ミリ秒以内"
    return Measured("悪意のある要求で止まらない", f"{number}件", figures, faults == silent == 0)


def _odd_request(address: tuple[str, int], seed: int) -> tuple[int, float]:
    """Status and seconds; 0 when the server said nothing."""
    draw = random.Random(seed)
    path = draw.choice(_PATHS)
    if draw.random() < 0.5:
        path += quote(draw.choice(_ODD), safe="/%") + draw.choice(("", "/"))
    if draw.random() < 0.5:
        path += f"?q={quote(draw.choice(_ODD), safe='%&=')}&page={quote(draw.choice(_ODD))}"
    body = draw.choice(_ODD).encode() * draw.randrange(3)
    headers = {"Content-Type": draw.choice(_TYPES), "Cookie": "sessionid=x; csrftoken=y"}
    try:
        return answer(address, draw.choice(_METHODS), path, body, **headers)
    except (OSError, HTTPException):
        return 0, 0.0

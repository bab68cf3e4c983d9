"""The application as it is served, on a free port of loopback, with a database of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from tests.processes import ROOT, Process, own_database

OFFICE = ROOT / "tests" / "workflow" / "office_process.py"
_PATIENCE = 120  # seconds


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, int]]:
    folder.mkdir()
    with own_database(folder) as environment:
        process = Process(OFFICE, environment)
        process.ask("ready_to_serve")
        process.end()
        address = ("127.0.0.1", _free_port())
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "kanagawa.wsgi",
                "--bind",
                f"127.0.0.1:{address[1]}",
                "--worker-class",
                "gthread",
                "--workers",
                "2",
                "--threads",
                "4",
                "--log-level",
                "critical",
            ],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(address)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=60)


def _wait_for(address: tuple[str, int]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            if answer(address, "GET", "/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the server does not answer")


def answer(
    address: tuple[str, int], method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, float]:
    """Status and seconds of one request. Raises OSError or HTTPException for none."""
    connection = HTTPConnection(*address, timeout=60)
    start = time.monotonic()
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            connection.putheader(name, value.encode("latin-1", "replace"))
        connection.endheaders(body)
        response = connection.getresponse()
        response.read()
    finally:
        connection.close()
    return response.status, time.monotonic() - start


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""Processes of their own with a database of their own: for what happens at the same time, and for
what is killed on the way."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import django
from django.conf import settings
from django.db import connection, connections

ROOT = Path(__file__).parents[1]


class Process:
    """A script whose functions are called by lines of words, each answered with a line of JSON."""

    def __init__(self, script: Path, environment: dict[str, str]) -> None:
        self.running = subprocess.Popen(
            [sys.executable, "-m", "tests.processes", _dotted(script)],
            cwd=ROOT,
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def tell(self, line: str) -> None:
        assert self.running.stdin
        self.running.stdin.write(line + "\n")
        self.running.stdin.flush()

    def hear(self) -> str:
        assert self.running.stdout
        return self.running.stdout.readline().strip()

    def ask(self, line: str) -> Any:
        self.tell(line)
        return json.loads(self.hear())

    def end(self) -> None:
        self.running.communicate(timeout=60)


def _dotted(script: Path) -> str:
    return ".".join(script.relative_to(ROOT).with_suffix("").parts)


def killed_after(seconds: float, act: Callable[[], Any]) -> None:
    """Do it in a child of this process, which is killed after so long."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        act()
        os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def moments(draw: Random, seconds: float, number: int) -> list[float]:
    """Random moments, spread evenly from the start of what takes so long to after its end."""
    return [seconds * 1.5 * (n + draw.random()) / number for n in range(number)]


@contextmanager
def own_database(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of an empty database of the kind that the tests run on."""
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "CACHE_URL")}
    environment = kept | {"DATA_DIR": str(folder), "DJANGO_ENV": "development"}
    if connection.vendor != "postgresql":
        yield environment
        return
    import psycopg

    url, name = urlsplit(os.environ["DATABASE_URL"]), f"own_{uuid4().hex}"
    with psycopg.connect(url._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(f"create database {name}")
        try:
            yield environment | {"DATABASE_URL": url._replace(path=f"/{name}").geturl()}
        finally:
            server.execute(f"drop database {name} with (force)")


def fill_database() -> None:
    """Said in such a process: all tables at once instead of migration by migration, which takes
    longer than most of these tests, and 令和７年度 published."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    with open(os.devnull, "w") as nowhere:
        call_command("load_edition", "fixtures/2025", publish=True, stdout=nowhere)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kanagawa.settings")
    django.setup()
    settings.PUBLICATION_PROOF = "tests.quick_proof.one_of_each"
    settings.FILE_STORE = "tests.quick_proof.no_files"
    script = import_module(sys.argv[1])
    for line in sys.stdin:
        name, *arguments = line.split()
        print(json.dumps(getattr(script, name)(*arguments)), flush=True)

"""Processes of their own with a database of their own, told what to do line by line."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from django.db import connection

ROOT = Path(__file__).parents[2]


class Process:
    """A script of this folder with a database of its own, one command at a time."""

    def __init__(self, environment: dict[str, str], script: str = "applying.py") -> None:
        self.running = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name(script))],
            cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def tell(self, line: str) -> None:
        self.running.stdin.write(line + "\n")
        self.running.stdin.flush()

    def hear(self) -> str:
        return self.running.stdout.readline().strip()

    def ask(self, line: str):
        self.tell(line)
        return json.loads(self.hear())

    def end(self) -> None:
        self.running.communicate(timeout=60)


@contextmanager
def own_database(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of an empty database of the kind that the tests run on."""
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "CACHE_URL")}
    environment = kept | {"DATA_DIR": str(folder), "DJANGO_ENV": "development"}
    if connection.vendor != "postgresql":
        yield environment
        return
    import psycopg

    url, name = urlsplit(os.environ["DATABASE_URL"]), f"applying_{uuid4().hex}"
    with psycopg.connect(url._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(f"create database {name}")
        try:
            yield environment | {"DATABASE_URL": url._replace(path=f"/{name}").geturl()}
        finally:
            server.execute(f"drop database {name} with (force)")

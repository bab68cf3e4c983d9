"""Processes of their own with a database of their own: for what happens at the same time, and for
what is killed on the way."""

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import IO, Any
from urllib.parse import urlsplit
from uuid import uuid4

import django
from django.conf import settings
from django.db import connection, connections

from tests.prepared import FILES, FILLED, filled_database, sample_files

ROOT = Path(__file__).parents[1]
FORK = "fork"  # asks such a process for one more of its kind


class Talk:
    """Calls a function of another process by a line of words, answered with a line of JSON."""

    def __init__(self, words: IO[str], answers: IO[str]) -> None:
        self._words, self._answers = words, answers

    def tell(self, line: str) -> None:
        self._words.write(line + "\n")
        self._words.flush()

    def hear(self) -> str:
        return self._answers.readline().strip()

    def ask(self, line: str) -> Any:
        self.tell(line)
        return json.loads(self.hear())

    def end(self) -> None:
        """A process without words ends; until then the answers do not."""
        self._words.close()
        self._answers.read()
        self._answers.close()


class Process(Talk):
    """A process of its own that answers with the functions of a script."""

    def __init__(self, script: Path, environment: dict[str, str]) -> None:
        self.running = subprocess.Popen(
            [sys.executable, "-m", "tests.processes", _dotted(script)],
            cwd=ROOT,
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self.running.stdin and self.running.stdout
        super().__init__(self.running.stdin, self.running.stdout)

    def end(self) -> None:
        super().end()
        self.running.wait(timeout=60)

    @contextmanager
    def forked(self, number: int) -> Iterator[list[Talk]]:
        """So many more processes like this one, with connections of their own.

        To fork one takes milliseconds; to start Python and Django anew takes seconds.
        """
        with TemporaryDirectory() as folder:
            talks = [self._fork(Path(folder) / f"{name}") for name in range(number)]
            try:
                yield talks
            finally:
                for talk in talks:
                    talk.end()

    def _fork(self, name: Path) -> Talk:
        words, answers = name.with_suffix(".words"), name.with_suffix(".answers")
        os.mkfifo(words)
        os.mkfifo(answers)
        assert self.ask(f"{FORK} {words} {answers}") == FORK
        return Talk(words.open("w"), answers.open())


def at_once(*told: tuple[Talk, str]) -> list[Any]:
    """What each process answers to its line: all say "ready" when they have read what is there,
    then all act."""
    for talk, line in told:
        talk.tell(line)
    for talk, _ in told:
        assert talk.hear() == "ready"
    for talk, _ in told:
        talk.tell("")
    return [json.loads(talk.hear()) for talk, _ in told]


def _dotted(script: Path) -> str:
    return ".".join(script.relative_to(ROOT).with_suffix("").parts)


@dataclass(frozen=True)
class Moment:
    """When a process is killed: as it is about to say its n-th writing statement (0: when it has
    done all), or so many seconds after that, whatever it does then."""

    statement: int
    later: float = 0

    def __str__(self) -> str:
        return f"{self.statement} {self.later}"


def killed_at(moment: Moment, act: Callable[[], Any]) -> None:
    """Do it in a child of this process, which is killed at that moment, at the end at the latest.

    Where it is killed is a matter of what it has done, so it is the same on every machine.
    """
    connections.close_all()
    child = os.fork()
    if child == 0:
        with _at_statement(lambda number: number == moment.statement and _die(moment.later)):
            act()
        _die()
    os.waitpid(child, 0)


def _die(later: float = 0) -> None:
    if later:
        signal.setitimer(signal.ITIMER_REAL, later)  # SIGALRM, which nobody handles
    else:
        os.kill(os.getpid(), signal.SIGKILL)


def statements(act: Callable[[], Any]) -> int:
    """How many writing statements it says to the database, when nobody kills it.

    In a child, too: what starts threads (the paper of a PDF) would wait for them for ever in a
    process that is forked from this one afterwards.
    """
    connections.close_all()
    listening, speaking = os.pipe()
    child = os.fork()
    if child == 0:
        numbers = [0]
        with _at_statement(numbers.append):
            act()
        os.write(speaking, str(numbers[-1]).encode())
        _die()
    os.close(speaking)
    os.waitpid(child, 0)
    with os.fdopen(listening) as said:
        return int(said.read())


@contextmanager
def _at_statement(tell: Callable[[int], Any]) -> Iterator[None]:
    """Tell the number of each statement that is no question, before it is said."""
    numbers = itertools.count(1)

    def counted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip().upper().startswith("SELECT"):
            tell(next(numbers))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        yield


def moments(draw: Random, count: int, number: int) -> list[Moment]:
    """Before the first of so many statements, at random ones evenly between, when all is done.

    Every second one between is some milliseconds later: within a statement, or within the commit.
    """
    between = [
        Moment(1 + int(count * (n + draw.random()) / number), draw.uniform(0.0005, 0.01) * (n % 2))
        for n in range(number)
    ]
    return [Moment(1), *between, Moment(count, 0.001), Moment(count, 0.004), Moment(0)]


@contextmanager
def own_database(folder: Path, *, sample: bool = False) -> Iterator[dict[str, str]]:
    """The environment of an empty database of the kind that the tests run on; what fills it
    (`fill_database`) is 令和７年度 or, with `sample`, a small part of it.
    """
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "CACHE_URL")}
    environment = kept | {"DATA_DIR": str(folder), "DJANGO_ENV": "development"}
    if connection.vendor != "postgresql":
        yield environment | {FILLED: str(filled_database(sample=sample))}
        return
    if sample:
        environment[FILES] = str(sample_files())
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
    longer than most of these tests, and 令和７年度 published; copied where it was made before."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    if FILLED in os.environ:
        shutil.copy(os.environ[FILLED], connection.settings_dict["NAME"])
        return
    settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    with open(os.devnull, "w") as nowhere:
        call_command(
            "load_edition", os.environ.get(FILES, "fixtures/2025"), publish=True, stdout=nowhere
        )


def answer(script: ModuleType) -> None:
    """Answer each line of words until there are no more."""
    while line := sys.stdin.readline():
        name, *arguments = line.split()
        if name == FORK:
            _fork(*arguments)
        else:
            print(json.dumps(getattr(script, name)(*arguments)), flush=True)


def _fork(words: str, answers: str) -> None:
    """From here on there are two: the one that was asked says so, the new one listens elsewhere.

    It is a grandchild, so that nobody has to wait for its end.
    """
    connections.close_all()
    if child := os.fork():
        os.waitpid(child, 0)
        print(json.dumps(FORK), flush=True)
    elif os.fork():
        os._exit(0)
    else:
        sys.stdin, sys.stdout = open(words), open(answers, "w")  # noqa: SIM115  (until it ends)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kanagawa.settings")
    django.setup()
    settings.PUBLICATION_PROOF = "tests.quick_proof.the_report"
    settings.FILE_STORE = "tests.quick_proof.no_files"
    answer(import_module(sys.argv[1]))

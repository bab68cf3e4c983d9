"""Management commands without a start of Python for each: a process that has read the settings and
the program waits, and for each command a copy of it does what `manage.py` would do.

`answer()` reads lines of JSON: the arguments, what is said to the command, and a file for what it
says; it answers each with the command's exit code.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

from tests.prepared import ROOT

_ANSWER = "from tests.deploy.commands import answer; answer()"


class Commands:
    """What waits for commands, one process for each environment."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[tuple[str, str], ...], subprocess.Popen[str]] = {}

    def run(self, words: list[str], folder: Path, environment: Mapping[str, str], said: str) -> str:
        """Do a command in this folder; returns what it printed. Raises AssertionError."""
        process = self._process(folder, environment)
        assert process.stdin and process.stdout
        with NamedTemporaryFile("w+", encoding="utf-8") as told:
            print(json.dumps([words, said, told.name]), file=process.stdin, flush=True)
            code = process.stdout.readline().strip()
            output = told.read()
        assert code == "0", f"{words}\n{output[-2000:]}"
        return output

    def end(self) -> None:
        for process in self._waiting.values():
            process.communicate(timeout=60)

    def _process(self, folder: Path, environment: Mapping[str, str]) -> subprocess.Popen[str]:
        key = tuple(sorted(environment.items()))
        if key not in self._waiting:
            self._waiting[key] = subprocess.Popen(
                [sys.executable, "-c", _ANSWER],
                cwd=folder,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,  # no terminal: what asks a person reads what is `said`
            )
        return self._waiting[key]


def answer() -> None:
    """Wait for commands. What `manage.py` imports is imported once."""
    import django
    from django.urls import get_resolver

    sys.path.insert(0, str(ROOT))
    django.setup()
    get_resolver().url_patterns  # noqa: B018  (the checks of a command read them)
    for line in sys.stdin:
        words, said, told = json.loads(line)
        child = os.fork()
        if child == 0:
            os._exit(_done(words, said, told))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _done(words: list[str], said: str, told: str) -> int:
    from django.apps import apps
    from django.conf import settings
    from django.core.management import execute_from_command_line

    reading, writing = os.pipe()
    os.write(writing, said.encode())
    os.close(writing)
    os.dup2(reading, 0)
    output = os.open(told, os.O_WRONLY)
    os.dup2(output, 1)
    os.dup2(output, 2)
    code = 0
    try:
        _make_shorter(words[0], settings, apps)
        execute_from_command_line(["manage.py", *words])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code)
    except BaseException:
        import traceback

        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def _make_shorter(command: str, settings, apps) -> None:  # type: ignore[no-untyped-def]
    """What a command does not do here, because the test has no half hour: the migrations one by
    one (tests/deploy/test_upgrade.py), the proof of every file (tests/states/test_proof.py), every
    address of the site (tests/public)."""
    from itertools import islice

    settings.PUBLICATION_PROOF = "tests.quick_proof.the_report"
    if command == "move_to":
        settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}
    if command == "publish_site":
        from kanagawa.public import static_site

        every = static_site.site_urls
        static_site.site_urls = lambda *edition: islice(every(*edition), 20)

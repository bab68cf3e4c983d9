"""The two databases that tests start from, each with 令和７年度 published: whole or as a sample.

A test marked `sample` gets the small one (tests/sample.py). Both are made once (tests/prepared.py);
to change between them takes milliseconds.
"""

import sqlite3
from pathlib import Path

from django.db import connection

from kanagawa.editions.files import load_edition
from kanagawa.editions.models import Edition
from kanagawa.editions.published_cache import forget_editions
from kanagawa.editions.publishing import publish

from .prepared import filled_database, sample_files

FIXTURES = Path(__file__).parents[1] / "fixtures"
WHOLE, SAMPLE = "whole", "sample"


class Databases:
    """Two contents for the one test connection: files in memory, on PostgreSQL two databases."""

    def __init__(self) -> None:
        self.wanted = self.in_use = WHOLE
        self.are_made = False
        self._contents: dict[str, sqlite3.Connection] = {}

    def make(self) -> None:
        """Fill both; begins with empty tables and ends with the wanted one in use."""
        if connection.vendor == "postgresql":
            self._copy(WHOLE, SAMPLE)
            publish(edition=_load(FIXTURES / "2025"))
            self._use(SAMPLE)
            publish(edition=_load(sample_files()))
            self.are_made = True
            self._use(self.wanted)
            return
        for name in (WHOLE, SAMPLE):
            made = sqlite3.connect(filled_database(sample=name == SAMPLE))
            self._contents[name] = sqlite3.connect(":memory:", check_same_thread=False)
            made.backup(self._contents[name])
            made.close()
        self.are_made = True
        self._contents[self.wanted].backup(connection.connection)
        self.in_use = self.wanted
        forget_editions()

    def want(self, name: str) -> None:
        self.wanted = name
        if self.are_made and self.in_use != name:
            self._use(name)

    def drop(self) -> None:
        """Leave the connection as it was found."""
        self._use(WHOLE)
        for content in self._contents.values():
            content.close()
        if connection.vendor == "postgresql":
            self._on_server(f'DROP DATABASE "{self._name(SAMPLE)}" WITH (FORCE)')

    def _copy(self, name: str, to: str) -> None:
        connection.close()
        self._on_server(f'CREATE DATABASE "{self._name(to)}" TEMPLATE "{self._name(name)}"')

    def _use(self, name: str) -> None:
        if connection.vendor == "postgresql":
            new = self._name(name)
            connection.close()
            connection.settings_dict["NAME"] = new
        elif name != self.in_use:
            self._contents[name].backup(connection.connection)
        self.in_use = name
        forget_editions()

    def _name(self, name: str) -> str:
        whole = str(connection.settings_dict["NAME"]).removesuffix("_sample")
        return whole if name == WHOLE else f"{whole}_sample"

    def _on_server(self, statement: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)


def _load(folder: Path) -> Edition:
    return load_edition(folder=folder, fiscal_year=2025, report=lambda line: None)


databases = Databases()

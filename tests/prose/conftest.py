"""A draft that prints the report of 令和７年度 itself, and people who may look or write."""

from typing import Any

import pytest
from django.test import Client

from kanagawa.checks.context import Context
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.rows import EditionRows
from tests.made_once import made_once
from tests.people import person, signed_in


@pytest.fixture
def correction(published: Any) -> Any:
    """A draft of the same fiscal year: every table has the windows of the printed report."""
    return made_once(
        "correction of figures",  # others correct the same year for another reason
        lambda: copy_edition(source=published, fiscal_year=2025, reason="数値の訂正"),
    )


@pytest.fixture
def report(published: Any) -> Context:
    """The rows of 令和７年度 with the tables and texts built from them."""
    return Context(EditionRows(published))


@pytest.fixture
def staff(db: None) -> Client:
    """Somebody who enters data of all sections; an error on the server fails the test."""
    return signed_in(person("editor", name="sato"))


@pytest.fixture
def viewer(db: None) -> Client:
    return signed_in(person("viewer", name="suzuki"))

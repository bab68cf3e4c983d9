"""A draft, and people who may and who may not change a section of it."""

from typing import Any

import pytest

from kanagawa.editions.rows import EditionRows
from kanagawa.entry.cells import by_ref, entry_tables
from tests.people import person


def open_cells(edition: Any, section: str) -> Any:
    """The section's open cells by ref, as they are stored now."""
    return by_ref(entry_tables(edition, section, EditionRows(edition)))


@pytest.fixture
def clerk(db: None) -> Any:
    return person("editor", name="clerk")


@pytest.fixture
def colleague(db: None) -> Any:
    return person("editor", name="colleague")

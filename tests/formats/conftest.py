"""The printed report in the forms that the tests of this folder search."""

import re

import pytest


@pytest.fixture(scope="session")
def source_lines(source_text: str) -> list[str]:
    return source_text.splitlines()


@pytest.fixture(scope="session")
def joined(source_lines: list[str]) -> str:
    """Its lines put together again; the spaces inside of amounts of money are kept."""
    return "".join(source_lines)


@pytest.fixture(scope="session")
def squeezed(joined: str) -> str:
    """Without any space: those before two-digit numbers were put there by the PDF extraction."""
    return re.sub(r"\s+", "", joined)

"""The rows of 令和７年度 in memory, with values that a test changes and nobody stores."""

from pathlib import Path
from typing import Any

import pytest

from kanagawa.checks.context import Context
from kanagawa.checks.run import all_checks, findings_in
from kanagawa.editions.files import load_edition
from kanagawa.editions.models import Edition
from kanagawa.editions.rows import EditionRows
from kanagawa.reports.declaration import Finding

FIXTURES = Path(__file__).parents[2] / "fixtures" / "2025"


@pytest.fixture
def rows(published: Any) -> EditionRows:
    return EditionRows(published)


def fresh(revision: int = 1, fiscal_year: int = 2025) -> Edition:
    """The fixtures of 令和７年度 loaded anew: an unpublished edition of that year or a later one.

    It is stored under a year that is free; checks go by the edition object that they are given.
    """
    edition = load_edition(folder=FIXTURES, fiscal_year=2050, report=lambda line: None)
    edition.fiscal_year, edition.revision = fiscal_year, revision
    return edition


def found(rows: EditionRows, key: str) -> list[Finding]:
    """What one check finds in these rows."""
    (check,) = [check for check in all_checks() if check.key == key]
    return list(check.run(Context(rows)))


def summary(edition: Any, rows: EditionRows | None = None) -> set[tuple[str, str, str]]:
    return {
        (f.severity, f.check, f.ref) for f in findings_in(Context(rows or EditionRows(edition)))
    }

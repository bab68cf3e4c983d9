"""The database every test starts from: the edition 令和７年度 of fixtures/, published.

A test marked `sample`, or a module by `pytestmark = pytest.mark.sample`, starts from a small part
of it: for every rule that does not speak of the whole report. It costs half as much or less.
"""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# Files and tests that take half a second of the processor or more.
SLOW = frozenset((Path(__file__).parent / "tests" / "slow.txt").read_text().split())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser takes long, so it begins: no worker waits for it in the end."""
    for item in items:
        file, _, name = item.nodeid.partition("[")[0].partition("::")
        if not SLOW.isdisjoint((file, f"{file}::{name}")):
            item.add_marker("slow")
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    from tests.databases import SAMPLE, WHOLE, databases

    databases.want(SAMPLE if item.get_closest_marker("sample") else WHOLE)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    from tests.databases import databases

    with django_db_blocker.unblock():
        databases.make()
    # All that is there now stays, and most of what a test makes goes without being looked for: to
    # look through it again and again takes a fifth of the time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    yield
    with django_db_blocker.unblock():
        databases.drop()


@pytest.fixture
def published(db: None) -> Any:
    """The published edition 令和７年度."""
    from kanagawa.editions.models import Edition

    return Edition.objects.get(fiscal_year=2025, revision=1)


@pytest.fixture
def draft(published: Any) -> Any:
    """A draft 令和８年度 with the content of the published edition."""
    from kanagawa.editions.copying import copy_edition
    from tests.made_once import made_once

    return made_once("draft", lambda: copy_edition(source=published, fiscal_year=2026))

"""The database every test starts from: the edition 令和７年度 of fixtures/, published."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).parent / "fixtures"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser takes long, so it begins: no worker waits for it in the end."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    from kanagawa.editions.files import load_edition
    from kanagawa.editions.publishing import publish

    with django_db_blocker.unblock():
        edition = load_edition(folder=FIXTURES / "2025", fiscal_year=2025, report=lambda line: None)
        publish(edition=edition)
    yield


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

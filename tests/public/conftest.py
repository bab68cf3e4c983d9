"""Pages are kept across requests on purpose; tests start from empty caches."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.test import Client

from kanagawa.editions.published_cache import forget_editions


@pytest.fixture(autouse=True)
def empty_pages() -> Iterator[None]:
    forget_editions()
    caches["pages"].clear()
    yield
    forget_editions()


@pytest.fixture
def web(published: object) -> Client:
    """A visitor of the public site; server errors become pages, as in production."""
    return Client(raise_request_exception=False)

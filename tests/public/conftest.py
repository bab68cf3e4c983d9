"""Pages are kept across requests on purpose; tests start from empty caches."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client

from kanagawa.editions.published_cache import forget_editions


@pytest.fixture(autouse=True)
def empty_pages() -> Iterator[None]:
    forget_editions()
    caches["pages"].clear()
    yield
    forget_editions()


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The transaction of a test lives in its connection. Django's test client keeps that open over
    requests; so it is for those who ask the program past the client, as web servers do.
    """
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def web(published: object) -> Client:
    """A visitor of the public site; server errors become pages, as in production."""
    return Client(raise_request_exception=False)

"""A page against a view that does nothing: CPU time per request, in turns, median of ratios."""

from collections.abc import Callable, Iterator
from io import BytesIO
from statistics import median
from time import process_time
from typing import Any

from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

ROUNDS, REQUESTS = 15, 40
PAGE = "/2025/report/"
# Of the lists that fill a page, the one with the most columns and filters.
LIST = "/2025/international/activities/"


def measure() -> Iterator[tuple[str, float, float, str]]:
    with override_settings(ROOT_URLCONF="benchmarks.urls"):
        handler = WSGIHandler()
        tag = request(handler, PAGE)[1]["ETag"]

        def bare() -> None:
            request(handler, "/bare/")

        def conditional() -> None:
            assert request(handler, PAGE, HTTP_IF_NONE_MATCH=tag)[0].startswith("304")

        def cold() -> None:
            caches["pages"].clear()
            assert request(handler, LIST)[0].startswith("200")

        yield (
            "公開ページ（２回目から）／何もしないビュー",
            ratio(lambda: request(handler, PAGE), bare),
            2.5,
            "倍",
        )
        yield "条件付き要求（304）／何もしないビュー", ratio(conditional, bare), 1.5, "倍"
        yield "25行の一覧（初回）／何もしないビュー", ratio(cold, bare), 60, "倍"


def request(handler: WSGIHandler, path: str, **extra: str) -> tuple[str, dict[str, str], bytes]:
    """Status line, headers and body of a GET, without a client in between."""
    told: list[Any] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http",
        "wsgi.errors": BytesIO(),
        **extra,
    }
    response = handler(environ, lambda status, headers: told.extend((status, dict(headers))))
    body = b"".join(response)
    response.close()
    return told[0], told[1], body


def ratio(first: Callable[[], Any], second: Callable[[], Any]) -> float:
    """How many times the CPU time of `second` does `first` take; the median of many turns."""
    first()
    second()
    return median(spent(first) / spent(second) for _ in range(ROUNDS))


def spent(act: Callable[[], Any]) -> float:
    start = process_time()
    for _ in range(REQUESTS):
        act()
    return process_time() - start

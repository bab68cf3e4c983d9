"""A request that computes past its time is ended, and its person is told; nothing is saved.

The server's own timeout sees only a process that hangs altogether, the database's only what the
database does. One thread in each process looks after the requests of all the others and raises
`Overdue` in the one whose time is over. A call into C (a large regular expression) ends first.
"""

import ctypes
import threading
import time
from collections.abc import Callable, Collection

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connections
from django.http import HttpRequest, HttpResponseBase

from kanagawa.events import Event, record
from kanagawa.public.errors import overdue

_LOOK_EVERY = 1.0  # second


class Overdue(BaseException):
    """The time of this request is over. No `except Exception` on the way takes it for its own."""


class _Watch:
    """The requests that are being answered in this process, with the end of their time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: dict[int, float] = {}
        self._watcher: threading.Thread | None = None

    def begin(self, seconds: float) -> None:
        """The watcher begins with the first request: a thread does not survive the fork."""
        with self._lock:
            self._ends[threading.get_ident()] = time.monotonic() + seconds
            if self._watcher is None or not self._watcher.is_alive():
                self._watcher = threading.Thread(target=self._look, daemon=True)
                self._watcher.start()

    def end(self) -> None:
        """Also takes back an `Overdue` that was raised but has not arrived yet."""
        with self._lock:
            self._ends.pop(threading.get_ident(), None)
            _raise_in(threading.get_ident(), None)

    def _look(self) -> None:
        while True:
            time.sleep(_LOOK_EVERY)
            with self._lock:
                over = [t for t, end in self._ends.items() if end <= time.monotonic()]
                for thread in over:
                    del self._ends[thread]  # once: the page that tells it has time to be drawn
                    _raise_in(thread, Overdue)


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Let the thread raise the error at its next step in Python; None takes back a waiting one."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), ctypes.py_object(error) if error else None
    )


def _drop_connections(*, but: Collection[str]) -> None:
    """The error may have struck while a transaction was ending: with what the connection believes
    then, all that this thread saves later could be lost. It gets a new one at its next question.

    `but`: those that were in a transaction before the request began, as only tests have them.
    """
    for connection in connections.all(initialized_only=True):
        if connection.alias not in but:
            connection.close()
            del connections[connection.alias]


_watch = _Watch()


def end_overdue_requests(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Outside of all transactions, so that what was written is taken back before it is told."""
    if not settings.WEB_REQUEST:
        raise MiddlewareNotUsed

    def middleware(request: HttpRequest) -> HttpResponseBase:
        _watch.begin(settings.WEB_REQUEST)
        in_tests = {c.alias for c in connections.all(initialized_only=True) if c.in_atomic_block}
        try:
            return get_response(request)
        except Overdue:
            _drop_connections(but=in_tests)
            record(Event.REQUEST_OVERDUE, path=request.path[:200], seconds=settings.WEB_REQUEST)
            return overdue(request)
        finally:
            _watch.end()

    return middleware

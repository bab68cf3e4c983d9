"""Tries changes of a module on tests that have been loaded and run once, each in a fork."""

import ast
import os
import resource
import signal
import sys
import time
from enum import Enum
from types import FunctionType, ModuleType
from typing import Any, Generic, Protocol, TypeVar

import pytest

_MOST_MEMORY = 3 * 2**30  # bytes; a loop that never ends may also fill a list


class Outcome(Enum):
    KILLED = "killed"
    SURVIVED = "survived"
    IMPOSSIBLE = "the changed module cannot be loaded"


class Changed(Protocol):
    """The module with one change, and the line that was changed."""

    @property
    def text(self) -> str: ...
    @property
    def number(self) -> int: ...


M = TypeVar("M", bound=Changed)


class Trial(Generic[M]):
    """A pytest plugin: runs the tests as they are, then once for each change of the module."""

    def __init__(self, module: str, text: str, mutants: list[M]) -> None:
        self.module, self.text, self.mutants = module, text, mutants
        self.outcomes: list[tuple[M, Outcome]] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Raises session.Failed when the tests do not pass as they are."""
        seconds = {item: self._run(item, then) for item, then in _in_a_ring(session.items)}
        if session.testsfailed:
            raise session.Failed("the tests fail before anything was changed")
        limit = int(10 + 10 * sum(seconds.values()))
        quickest_first = sorted(session.items, key=seconds.__getitem__)
        for mutant in self.mutants:
            outcome = self._try(session, quickest_first, mutant, limit)
            self.outcomes.append((mutant, outcome))
            print("x" if outcome is Outcome.KILLED else outcome.value[0], end="", flush=True)
        print()
        return True

    def _run(self, item: pytest.Item, following: pytest.Item) -> float:
        """Seconds of a test; what is made once for all of them stays for the `following` one."""
        start = time.monotonic()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return time.monotonic() - start

    def _try(
        self, session: pytest.Session, items: list[pytest.Item], mutant: M, limit: int
    ) -> Outcome:
        if child := os.fork():
            _, status = os.waitpid(child, 0)
            outcomes = (Outcome.SURVIVED, Outcome.KILLED, Outcome.IMPOSSIBLE)
            return outcomes[os.WEXITSTATUS(status)] if os.WIFEXITED(status) else Outcome.KILLED
        signal.alarm(limit)
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
        plugins = session.config.pluginmanager
        plugins.unregister(plugins.get_plugin("terminalreporter"))
        try:
            put_in(sys.modules[self.module], mutant.text, mutant.number)
        except Exception:
            os._exit(2)
        for item, then in _in_a_ring(items):
            self._run(item, then)
            if session.testsfailed:
                os._exit(1)
        os._exit(0)


def _in_a_ring(items: list[pytest.Item]) -> list[tuple[pytest.Item, pytest.Item]]:
    """Each test with the one behind it; behind the last one comes the first."""
    return list(zip(items, [*items[1:], items[0]], strict=True))


def put_in(module: ModuleType, text: str, line: int) -> None:
    """Let the loaded module do what the changed text says at this line.

    Everybody holds the functions of the module already, so they get their new code where they
    stand; a constant is replaced wherever it was imported to.
    """
    fresh = dict(vars(module))
    exec(compile(text, str(module.__file__), "exec"), fresh)  # nosec B102: a changed copy of ours
    changed = next(
        node for node in ast.parse(text).body if _first_line(node) <= line <= (node.end_lineno or 0)
    )
    if isinstance(changed, ast.ClassDef):
        for name, value in vars(fresh[changed.name]).items():
            _replace(vars(module)[changed.name].__dict__.get(name), value)
    elif isinstance(changed, ast.FunctionDef):
        _replace(vars(module)[changed.name], fresh[changed.name])
    else:
        for node in ast.walk(changed):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                _replace_everywhere(module, node.id, fresh)
        _renew_defaults(module, fresh)
    for value in vars(module).values():
        if hasattr(value, "cache_clear"):
            value.cache_clear()


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def _replace(old: Any, new: Any) -> None:
    """New code for a function, also behind decorators, a (cached) property or a class method."""
    for name in ("fget", "func", "__func__", "__wrapped__"):
        if hasattr(old, name) and hasattr(new, name):
            _replace(getattr(old, name), getattr(new, name))
    functions = isinstance(old, FunctionType) and isinstance(new, FunctionType)
    if functions and old.__code__.co_freevars == new.__code__.co_freevars:
        old.__code__ = new.__code__
        old.__defaults__, old.__kwdefaults__ = new.__defaults__, new.__kwdefaults__


def _renew_defaults(module: ModuleType, fresh: dict[str, Any]) -> None:
    """The functions of the module hold a constant also as what a parameter is without a value."""
    for name, old in vars(module).items():
        if isinstance(old, FunctionType) and old.__module__ == module.__name__:
            old.__defaults__ = fresh[name].__defaults__


def _replace_everywhere(module: ModuleType, name: str, fresh: dict[str, Any]) -> None:
    if name not in vars(module):
        return
    old, new = vars(module)[name], fresh[name]
    for other in list(sys.modules.values()):
        for label, value in list(vars(other).items()) if isinstance(other, ModuleType) else ():
            if value is old and label == name:
                setattr(other, label, new)

"""How broad a walk over what is alike is: a fixed part of it, or all of it.

`./run test` has to be waited for, so of screens, sections and files that are alike it takes a few;
`./run test-all` takes them all (marker `thorough`). Screens are of one kind when they come from the
same class, have the same parts and hold the same sorts of fields. Which ones a test takes depends
on its name alone: it takes the same ones every day, and the tests together take every one.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar
from zlib import crc32

import pytest
from django.conf import settings
from django.contrib import admin

from kanagawa.editions.models import EditionRow
from kanagawa.editions.rows import row_models

Thing = TypeVar("Thing")
REGISTERED = [model for model in row_models() if model in admin.site._registry]
# So many tests share the kinds of rows among them.
SHARES = 5


def _kind(model: type[EditionRow]) -> object:
    screen = admin.site._registry[model]
    sorts = frozenset(type(field) for field in model._meta.fields)
    return type(screen).__bases__, bool(screen.inlines), bool(screen.list_editable), sorts


def one_of_each_kind() -> list[type[EditionRow]]:
    """Of each kind the first that is declared."""
    return list({_kind(model): model for model in reversed(REGISTERED)}.values())


ONE_OF_EACH_KIND = one_of_each_kind()


def share(name: str, things: Sequence[Thing], shares: int) -> list[Thing]:
    """The things that it is the turn of the test of this name to take."""
    return list(things[crc32(name.encode()) % min(shares, len(things)) :: shares])


def every_one(things: Iterable[Thing], kind: Callable[[Thing], Hashable]) -> list[Thing]:
    return list(things)


def first_of_each(things: Iterable[Thing], kind: Callable[[Thing], Hashable]) -> list[Thing]:
    firsts: dict[Hashable, Thing] = {}
    for thing in things:
        firsts.setdefault(kind(thing), thing)
    return list(firsts.values())


# Gives a test the argument `take`, a function that takes the first of each kind or every one.
first_or_every = pytest.mark.parametrize(
    "take",
    [
        pytest.param(first_of_each, id="first of each"),
        pytest.param(every_one, id="every one", marks=pytest.mark.thorough),
    ],
)


def over_kinds_of_rows(test: Any) -> Any:
    """Gives a test the argument `models`: its share of the kinds, or every one."""
    models = [
        pytest.param(share(test.__name__, ONE_OF_EACH_KIND, SHARES), id="its share"),
        pytest.param(REGISTERED, id="every one", marks=pytest.mark.thorough),
    ]
    return pytest.mark.parametrize("models", models)(test)


def each_kind_of_row(test: Any) -> Any:
    """Gives a test the argument `model`, one after the other."""
    return _each("model", REGISTERED, share(test.__name__, ONE_OF_EACH_KIND, SHARES))(test)


def each_model(test: Any) -> Any:
    """Gives a test the argument `model`, one after the other, also those without a screen."""
    return _each("model", row_models(), share(test.__name__, row_models(), 10))(test)


def each_section(test: Any) -> Any:
    """Gives a test the argument `section`, one after the other."""
    sections = settings.REPORT_SECTIONS
    return _each("section", sections, share(test.__name__, sections, len(sections)))(test)


def _each(argument: str, things: Sequence[Any], daily: Sequence[Any]) -> Any:
    return pytest.mark.parametrize(
        argument,
        [
            pytest.param(
                thing,
                id=getattr(thing, "__name__", thing),
                marks=() if thing in daily else pytest.mark.thorough,
            )
            for thing in things
        ],
    )


def first_daily(*cases: Any) -> list[Any]:
    """The cases of one rule: the first of them daily, the others are thorough."""
    return few_daily(1, *cases)


def few_daily(number: int, *cases: Any) -> list[Any]:
    """The cases of one rule: so many of them daily, the others are thorough."""
    rest = (pytest.param(*_values(case), marks=pytest.mark.thorough) for case in cases[number:])
    return [*cases[:number], *rest]


def _values(case: Any) -> tuple[Any, ...]:
    return case if isinstance(case, tuple) else (case,)

"""How a section declares its part of the report: plain dataclasses, in order, as data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from .document import Writer
from .grid import Figure, Grid

R = TypeVar("R")


class Rows(Protocol):
    """All content rows of one edition, each model read once (`editions.rows.EditionRows`)."""

    def of(self, model: type[R]) -> Sequence[R]: ...
    def get(self, model: type[R], key: str) -> R: ...
    def children(self, parent: Any, model: type[R]) -> Sequence[R]: ...


@dataclass(frozen=True)
class Table:
    """A table of the report: `build(rows)` makes its Grid, `build(rows, row)` when `each` is set.

    `key` is its stable address (`investment.support`); with `each` there is one table per row of
    that model, at `<key>.<row key>`. `models` are the models whose figures or records it prints.
    `is_list` marks a list of records that the paper does not print as a table.
    """

    key: str
    build: Callable[..., Grid]
    models: tuple[type, ...]
    each: type | None = None
    is_list: bool = False


@dataclass(frozen=True)
class Listing:
    """Records written into the text (measures, activities, robots) where the outline places it.

    `build(rows, writer, level)` writes blocks; its headings begin at outline level `level`.
    """

    key: str
    build: Callable[[Any, Writer, int], None]
    models: tuple[type, ...]


@dataclass(frozen=True)
class Fact:
    """A computed figure that text may embed though no table prints it (「６つの数値目標」)."""

    key: str
    title: str
    build: Callable[[Any], Figure]


@dataclass(frozen=True)
class Section:
    """A section of the report; `key` is its app, its address and its heading's outline key."""

    key: str
    title: str
    tables: tuple[Table, ...]
    listings: tuple[Listing, ...] = ()
    facts: tuple[Fact, ...] = ()

"""How a section declares its part of the report: plain dataclasses, in order, as data."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

from kanagawa.formats.digests import sha256

from .charts import Chart
from .document import Writer
from .grid import Figure, Grid
from .records import Records
from .statements import Statement

R = TypeVar("R")


class Rows(Protocol):
    """All content rows of one edition, each model read once (`editions.rows.EditionRows`)."""

    def of(self, model: type[R]) -> Sequence[R]: ...
    def get(self, model: type[R], key: str) -> R: ...
    def children(self, parent: Any, model: type[R]) -> Sequence[R]: ...


@dataclass(frozen=True)
class Table:
    """A table of the report: `build(rows)` makes its Grid, `build(rows, row)` when `each` is set.

    `key` is its stable ref (`investment.support`); with `each` there is one table per row of
    that model, at `<key>.<row key>`. `models` are the models whose figures or records it prints.
    `is_list` marks a list of records that the paper does not print as a table; `chart` says how
    its figures are drawn beside it; `needed` is as that of a Section.
    """

    key: str
    build: Callable[..., Grid]
    models: tuple[type, ...]
    each: type | None = None
    is_list: bool = False
    chart: Chart | None = None
    needed: Callable[[Any], Iterable[Any]] | None = None


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
    """A computed figure that text may embed though no table prints it (「６つの数値目標」).

    `build(rows)` is None where the edition has nothing to compute it from.
    """

    key: str
    title: str
    build: Callable[[Any], Figure | None]


Severity = Literal["to_enter", "error", "warning"]
SEVERITY_NAMES: dict[Severity, str] = {"to_enter": "未入力", "error": "エラー", "warning": "警告"}


@dataclass(frozen=True)
class Offer:
    """A way to mend a text in one press: `label` in words, and what the row's `field` then says."""

    label: str
    field: str
    text: str


@dataclass(frozen=True)
class Finding:
    """What a check found. An error stands in the way of approval, a warning is ticked off;
    what nobody has entered yet (`to_enter`) is no mistake, but stands in its way too.

    `ref` is the stable ref of the figure, record, text or table it is about (the first
    of several), `table` the key of the table that prints it ("" for text), `values` what the
    finding depends on: when one of them changes, an earlier confirmation no longer covers it.
    `offers` are ways to mend it.
    """

    check: str
    severity: Severity
    section: str
    ref: str
    message: str
    table: str = ""
    values: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()

    @property
    def severity_name(self) -> str:
        return SEVERITY_NAMES[self.severity]

    @property
    def digest(self) -> str:
        """Says that two findings are the same one, over saves and processes."""
        parts = (self.check, self.ref, self.message, *self.values)
        return sha256("\n".join(parts))


@dataclass(frozen=True)
class Check:
    """A rule that the content of an edition should keep, declared beside the tables.

    `run(context)` yields Findings; `context` (`checks.context.Context`) has `.rows` (EditionRows
    of the edition under check), `.edition`, `.previous` (rows of the last published edition
    before it, or None), `.was(row)` (the same thing in it), `.content` (tables, text, references
    as these rows print them), `.models` (those under check: all, or those just saved), `.today`.
    `models` are those whose change can alter its outcome, so that a save runs only the checks it
    touches; empty: any model, the check itself keeps to `context.models`. `Finding.table` may
    stay empty: it is filled in from the tables that print the figure.
    """

    key: str
    title: str
    run: Callable[[Any], Iterable[Finding]]
    models: tuple[type, ...]


@dataclass(frozen=True)
class Todo:
    """What a new edition needs beside figures: an event to be resolved, a register to be extended.

    `ref` is that of a record, or the model (`robots.robot`) whose list is to be extended;
    `table` is the key of the table or list it belongs to. What is done counts as progress.
    """

    ref: str
    table: str
    title: str
    is_done: bool
    hint: str = ""

    @property
    def is_register(self) -> bool:
        return "/" not in self.ref


@dataclass(frozen=True)
class Section:
    """A section of the report; `key` is its app, its URL and its heading's outline key.

    `records` are its record lists, in the order of its page; `without_page` are row models whose
    rows have no page of their own though no other record shows them.
    `statements(tables)` say in sentences what its tables by their keys say
    (`reports.statements`), the one that stands for the section first.
    `roll(rolling)` changes the copied rows of its models for the next fiscal year
    (`editions.rolling.Rolling`); without it only the rules for figures apply. `todos(rows)` are
    what an edition of a new year needs beside its figures. `needed(rows)` gives the figures, not
    stored yet, that its tables print a cell for and nobody made (`figures.missing`).
    """

    key: str
    title: str
    tables: tuple[Table, ...]
    listings: tuple[Listing, ...] = ()
    facts: tuple[Fact, ...] = ()
    checks: tuple[Check, ...] = ()
    records: tuple[Records, ...] = ()
    without_page: tuple[type, ...] = ()
    roll: Callable[[Any], None] | None = None
    todos: Callable[[Any], Iterable[Todo]] | None = None
    needed: Callable[[Any], Iterable[Any]] | None = None
    statements: Callable[[Mapping[str, Grid]], Iterable[Statement]] | None = None

    def missing(self, rows: Any) -> Iterator[Any]:
        """The figures that its tables print a cell for and that nobody made yet."""
        for needed in (self.needed, *(table.needed for table in self.tables)):
            if needed is not None:
                yield from needed(rows)

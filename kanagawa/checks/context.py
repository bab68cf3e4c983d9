"""What a check sees: the rows of one edition, those printed the year before, and the built tables.

Nothing is read twice, and nothing is read that no check asks for: a save runs its few checks over
the few models they look at.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from django.utils import timezone

from kanagawa.editions.content import Content, LiveContent, build
from kanagawa.editions.models import Edition, EditionRow, State
from kanagawa.editions.references import References
from kanagawa.editions.rows import EditionRows, row_model, row_models
from kanagawa.figures.kinds import Kind
from kanagawa.figures.models import FigureRow
from kanagawa.reports import registry
from kanagawa.reports.grid import Figure, Grid

# A reference that none of so many editions printed was never right.
_EARLIER = 5

R = TypeVar("R", bound=EditionRow)


@dataclass
class Context:
    """The one argument of every check.

    `models` are those under check: all, or those just saved. A check that walks over everything
    takes its rows from `looked_at`, `figures` or `tables`, which keep to them. `printed` is given
    when the rows are printed already.
    """

    rows: EditionRows
    models: tuple[type[EditionRow], ...] = ()
    printed: LiveContent | None = field(default=None, repr=False)
    today: date = field(default_factory=timezone.localdate)
    series: dict[type[FigureRow], Any] = field(default_factory=dict, init=False, repr=False)
    """By model: its figures over the years, as `checks.series` sorts them."""
    _figures: dict[type[FigureRow], dict[str, FigureRow]] = field(
        default_factory=dict, init=False, repr=False
    )
    _before: dict[type[EditionRow], dict[str, EditionRow]] = field(
        default_factory=dict, init=False, repr=False
    )

    def __post_init__(self) -> None:
        self.models = self.models or row_models()

    @property
    def edition(self) -> Edition:
        return self.rows.edition

    @cached_property
    def previous(self) -> EditionRows | None:
        """The rows of the last published edition before this one (an earlier year or revision)."""
        this = (self.edition.fiscal_year, self.edition.revision)
        published = Edition.objects.filter(state=State.PUBLISHED, fiscal_year__lte=this[0])
        earlier = [e for e in published if (e.fiscal_year, e.revision) < this]
        last = max(earlier, key=lambda e: (e.fiscal_year, e.revision), default=None)
        return EditionRows(last) if last else None

    @property
    def previous_name(self) -> str:
        """令和６年度版: how messages name the edition before."""
        return str(self.previous.edition) if self.previous else ""

    @cached_property
    def earlier_prints(self) -> list[tuple[Edition, References]]:
        """What references printed in the published editions before this one, newest first."""
        published = Edition.objects.filter(
            state=State.PUBLISHED, fiscal_year__lte=self.edition.fiscal_year
        )
        newest_first = published.order_by("-fiscal_year", "-revision")[:_EARLIER]
        return [(edition, Content(edition).references) for edition in newest_first]

    def previous_is(self, edition: Edition) -> bool:
        return self.previous is not None and self.previous.edition.pk == edition.pk

    @cached_property
    def content(self) -> LiveContent:
        """Tables and text as these rows print them (all models are read for it)."""
        return self.printed or LiveContent(self.rows)

    @cached_property
    def tables(self) -> dict[str, Grid]:
        """The tables that print one of the models under check, by key."""
        if self.models == row_models():
            return self.content.tables
        # A save asks about what the paper prints; lists of records have no totals and no heads.
        tables = (table for table in registry.tables().values() if not table.is_list)
        printing = [table for table in tables if set(table.models) & set(self.models)]
        return {key: grid for table in printing for key, grid in build(table, self.rows)}

    @cached_property
    def table_of(self) -> dict[str, str]:
        """By ref of a figure or record: the first table that prints it, the paper's first."""
        first_tables: dict[str, str] = {}
        for key, grid in self.tables.items():
            for cell in (cell for row in grid.body for cell in row):
                for ref in (*(figure.key for figure in cell.figures), cell.link):
                    first_tables.setdefault(ref, key)
        return first_tables

    def looked_at(self) -> Iterator[EditionRow]:
        """All rows of the models under check."""
        for model in self.models:
            yield from self.rows.of(model)

    def figures(self) -> Iterator[FigureRow]:
        """All figures of the models under check."""
        for model in self.models:
            if issubclass(model, FigureRow):
                yield from self.rows.of(model)

    def parts_of(self, figure: Figure) -> list[FigureRow]:
        """The entered figures that a computed one says it follows from (`Figure.parts`)."""
        rows = (self._figure(ref) for ref in figure.parts)
        return [row for row in rows if row is not None]

    def _figure(self, ref: str) -> FigureRow | None:
        label, _, key = ref.partition("/")
        model = row_model(label)
        if model is None or not issubclass(model, FigureRow):
            return None
        if model not in self._figures:
            self._figures[model] = {row.key: row for row in self.rows.of(model)}
        return self._figures[model].get(key)

    def was(self, row: R) -> R | None:
        """The same thing in the edition before; None when it was not in it, or there is none."""
        was = self._previous_rows(type(row)).get(row.key)
        return was if isinstance(was, type(row)) else None

    def is_told_again(self, row: FigureRow) -> bool:
        """Whether the edition before printed this very figure: it has its value then.

        That is so for the same day, for the targets of a plan, and for the actual value of a period
        that was over when it was printed.
        """
        was = self.was(row)
        if was is None or was.value is None or (was.kind, was.period) != (row.kind, row.period):
            return False
        if row.kind == Kind.TARGET or was.effective_as_of == row.effective_as_of:
            return True
        # The indicator's day moves on; the figure's own would say that it was counted anew.
        is_over = row.period_end is not None and not is_partial(was) and was.as_of == row.as_of
        return row.kind == Kind.ACTUAL and is_over

    def _previous_rows(self, model: type[EditionRow]) -> dict[str, EditionRow]:
        if model not in self._before:
            rows = self.previous.of(model) if self.previous else ()
            self._before[model] = {row.key: row for row in rows}
        return self._before[model]


def is_partial(figure: FigureRow) -> bool:
    """Whether the figure tells only of a part of its period (令和７年度, ６月30日現在)."""
    as_of, end = figure.effective_as_of, figure.period_end
    return as_of is not None and end is not None and as_of < end

"""Figures that a table prints a cell for though nobody made their row: they are made and asked.

A section says by `Section.needed` what its tables print. Where staff add an indicator or widen a
plan, the cells that open are then in the list of new facts, in the grid and in the entry workbook
as all others.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from kanagawa.editions.content import build
from kanagawa.editions.models import Edition
from kanagawa.editions.rolling import RowsOfYear
from kanagawa.editions.rows import EditionRows, create_rows, row_models
from kanagawa.formats.years import Period
from kanagawa.reports import registry

from .kinds import Kind, Rolls, Status
from .models import FigureRow
from .reference import role

REASON = "表に印字する欄として作成"


def figure_to_enter(
    model: type[FigureRow], rows: RowsOfYear, kind: Kind, period: Period, **what: Any
) -> FigureRow:
    """A figure that is to be entered; an actual value of a plan's later year is not due yet.

    `rows` are those of its edition; `what` says whose figure it is.
    """
    early = model.rolls == Rolls.PLAN and period.last_fiscal_year >= rows.edition.fiscal_year
    return model(
        edition=rows.edition,
        kind=kind,
        status=Status.NOT_DUE if kind == Kind.ACTUAL and early else Status.TO_ENTER,
        period_start=period.start,
        period_end=period.end,
        period_precision=period.precision,
        **what,
    )


def like(figure: FigureRow, rows: RowsOfYear, **what: Any) -> FigureRow:
    """A figure to be entered for the same time as this one, but of something else."""
    twin = figure_to_enter(type(figure), rows, Kind(figure.kind), figure.period, **what)
    twin.as_of, twin.as_of_wording = figure.as_of, figure.as_of_wording
    return twin


def missing(rows: RowsOfYear, figures: Iterable[FigureRow]) -> Iterator[FigureRow]:
    """Those that the edition does not have; a forecast stands for the actual value."""
    there: dict[type[FigureRow], set[Any]] = {}
    for figure in figures:
        model = type(figure)
        if model not in there:
            there[model] = {_identity(row) for row in rows.of(model)}
        if _identity(figure) not in there[model]:
            there[model].add(_identity(figure))
            figure.key = figure.derive_key()
            yield figure


def _identity(figure: FigureRow) -> tuple[str, str, Period]:
    return figure.series, role(figure), figure.period


@transaction.atomic
def make_missing(edition: Edition, section: str, user: User) -> list[FigureRow]:
    """Write the figures that the section's tables print and do not have; returns them.

    What was made so, has nothing entered and is printed no more (a plan was shortened) goes again.
    """
    declared = registry.sections().get(section)
    if declared is None:
        return []
    rows = EditionRows(edition)
    new_rows: dict[type[FigureRow], list[FigureRow]] = defaultdict(list)
    for figure in declared.missing(rows):
        new_rows[type(figure)].append(figure)
    for model, figures in new_rows.items():
        last = max((row.position for row in rows.of(model)), default=0)
        for number, figure in enumerate(figures, start=1):
            figure.position, figure.key = last + 10 * number, ""
        create_rows(model, figures, user=user, reason=REASON)
    _remove_unprinted(rows, section, user)
    return [figure for figures in new_rows.values() for figure in figures]


def _remove_unprinted(rows: EditionRows, section: str, user: User) -> None:
    empty_rows = [
        row
        for model in row_models()
        if issubclass(model, FigureRow) and model._meta.app_label == section
        for row in _empty_and_made_here(rows, model)
    ]
    if not empty_rows:
        return
    tables = registry.sections()[section].tables
    grids = (grid for table in tables for _, grid in build(table, rows))
    printed_keys = {figure.key for grid in grids for figure in grid.figures()}
    for row in empty_rows:
        if row.ref not in printed_keys:
            row._history_user, row._change_reason = user, REASON  # type: ignore[attr-defined]  # simple-history's
            row.delete()


def _empty_and_made_here(rows: EditionRows, model: type[FigureRow]) -> Sequence[FigureRow]:
    empty = [
        row
        for row in rows.of(model)
        if row.value is None and row.status in (Status.TO_ENTER, Status.NOT_DUE)
    ]
    if not empty:
        return []
    history: Any = model.history
    ids = set(
        history.filter(
            edition_id=rows.edition.pk, history_type="+", history_change_reason=REASON
        ).values_list("id", flat=True)
    )
    return [row for row in empty if row.pk in ids and not (row.note or row.remark)]

"""The figures that the tables of attracting companies print a cell for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kanagawa.editions.rolling import RowsOfYear
from kanagawa.figures.kinds import Kind
from kanagawa.figures.missing import figure_to_enter, like, missing
from kanagawa.figures.models import FigureRow
from kanagawa.formats.years import Period

from .models import (
    Commitment,
    EmploymentFigure,
    Kpi,
    KpiFigure,
    OrderActivity,
    OrderFigure,
    RegionCount,
    Scheme,
    SchemeFigure,
    SoleFigure,
    SupportCount,
    SupportProgram,
    TaxFigure,
)


def needed(rows: RowsOfYear) -> Iterator[FigureRow]:
    for figures_of in (_kpis, _supported, _regions, _commitments):
        yield from missing(rows, figures_of(rows))
    for sole in (_results, _employment, _taxes, _orders):
        yield from missing(rows, _not_there(rows, sole(rows)))


def _kpis(rows: RowsOfYear) -> Iterator[FigureRow]:
    """A target and an actual value for every year of the plan, which all KPIs share."""
    figures = rows.of(KpiFigure)
    years = sorted({figure.period for figure in figures})
    for kpi in rows.of(Kpi):
        own = sorted({figure.period for figure in rows.children(kpi, KpiFigure)})
        for period in own or years or [Period.fiscal_year(rows.edition.fiscal_year)]:
            for kind in (Kind.TARGET, Kind.ACTUAL):
                yield figure_to_enter(KpiFigure, rows, kind, period, indicator=kpi)


def _supported(rows: RowsOfYear) -> Iterator[FigureRow]:
    """Companies by size for every programme of a scheme that has any, as of its others."""
    sizes = (SupportCount.Category.LARGE, SupportCount.Category.SMALL)
    for scheme in rows.of(Scheme):
        programs = rows.children(scheme, SupportProgram)
        counts = [count for p in programs for count in rows.children(p, SupportCount)]
        for program in programs if counts else ():
            for size in sizes:
                yield like(counts[0], rows, program=program, category=size)


def _regions(rows: RowsOfYear) -> Iterator[FigureRow]:
    """Every region that the table has a column for, of every scheme in it."""
    regions = dict.fromkeys(count.region for count in rows.of(RegionCount))
    for scheme in rows.of(Scheme):
        counts = rows.children(scheme, RegionCount)
        for region in regions if counts else ():
            yield like(counts[0], rows, scheme=scheme, region=region)


def _commitments(rows: RowsOfYear) -> Iterator[FigureRow]:
    """Limit and estimate of every period that has one of them."""
    for commitment in rows.of(Commitment):
        for kind in (Kind.LIMIT, Kind.ESTIMATE):
            figure = like(commitment, rows, scheme=commitment.scheme)
            figure.kind = kind
            yield figure


def _results(rows: RowsOfYear) -> Iterator[SoleFigure]:
    """What the tables of all schemes print of each, unless its programmes or orders say it."""
    items = SchemeFigure.Item
    # Withdrawn ones are printed only where there is one.
    printed_items = [item for item in items if item != items.WITHDRAWN]
    same = _by_item(rows.of(SchemeFigure))
    for scheme in rows.of(Scheme):
        own = rows.children(scheme, SchemeFigure)
        for item in printed_items if own or (same and scheme.is_present) else ():
            detail = SchemeFigure.DETAILED.get(item)
            if detail is None or not rows.children(scheme, detail):
                yield _sole(SchemeFigure, rows, own, same[item], scheme=scheme, item=item)


def _employment(rows: RowsOfYear) -> Iterator[SoleFigure]:
    """Sites and staff of every scheme in the table; hires of the present one too."""
    items = EmploymentFigure.Item
    same = _by_item(rows.of(EmploymentFigure))
    for scheme in rows.of(Scheme):
        own = rows.children(scheme, EmploymentFigure)
        of_scheme = [items.SITES, items.REGULAR, items.OTHER] if own or scheme.is_present else []
        if scheme.is_present:
            of_scheme += [items.NEW_HIRES, items.TRANSFERRED]
        for item in of_scheme if same else ():
            yield _sole(EmploymentFigure, rows, same[item], same[item], scheme=scheme, item=item)


def _by_item(figures: Iterable[Any]) -> dict[str, list[Any]]:
    grouped = defaultdict(list)
    for figure in figures:
        grouped[figure.item].append(figure)
    return grouped


def _taxes(rows: RowsOfYear) -> Iterator[SoleFigure]:
    """Every tax of the present scheme, and the total of each scheme in the table."""
    figures = rows.of(TaxFigure)
    for scheme in rows.of(Scheme):
        own = rows.children(scheme, TaxFigure)
        taxes = list(TaxFigure.Tax) if scheme.is_present else [TaxFigure.Tax.TOTAL]
        for tax in taxes if own or (figures and scheme.is_present) else ():
            yield _sole(TaxFigure, rows, own, figures, scheme=scheme, tax=tax)


def _orders(rows: RowsOfYear) -> Iterator[SoleFigure]:
    """Number and amount of orders of every kind, in all and within the prefecture."""
    figures = rows.of(OrderFigure)
    measures = OrderFigure.Measure
    for activity in rows.of(OrderActivity) if figures else ():
        for measure in (measures.AMOUNT,) if activity.is_combined else tuple(measures):
            for is_local in (False, True):
                what = {"activity": activity, "measure": measure, "is_local": is_local}
                yield _sole(OrderFigure, rows, figures, figures, **what)


def _sole(
    model: type[SoleFigure],
    rows: RowsOfYear,
    periods: Sequence[FigureRow],
    days: Sequence[FigureRow],
    **what: object,
) -> SoleFigure:
    """A figure of the period that the first of `periods` has, as of the day of the first of `days`.

    Without any it runs since this fiscal year.
    """
    this_year = Period.fiscal_year(rows.edition.fiscal_year)
    since = Period(this_year.start, None, this_year.precision)
    figure = figure_to_enter(
        model, rows, Kind.ACTUAL, periods[0].period if periods else since, **what
    )
    if days:
        figure.as_of, figure.as_of_wording = days[0].as_of, days[0].as_of_wording
    return figure  # type: ignore[return-value]  # all of one model


def _not_there(rows: RowsOfYear, figures: Iterable[SoleFigure]) -> Iterator[SoleFigure]:
    """An edition has one of each, whatever its period."""
    owners: dict[type[SoleFigure], set[str]] = {}
    for figure in figures:
        model = type(figure)
        if model not in owners:
            owners[model] = {other.owner_key for other in rows.of(model)}
        if figure.owner_key not in owners[model]:
            owners[model].add(figure.owner_key)
            yield figure

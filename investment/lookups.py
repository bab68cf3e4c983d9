"""What several tables of the section share: finding figures, sums and shares, as-of wordings."""

from collections.abc import Callable, Iterable

from kanagawa.editions.rows import EditionRows
from kanagawa.figures.cells import total
from kanagawa.figures.models import FigureRow
from kanagawa.formats.years import as_of
from kanagawa.reports.grid import Figure, Grid

from .models import OrderFigure, Scheme, SchemeFigure, SupportCount, SupportProgram

Known = FigureRow | Figure
SchemeTable = Callable[[EditionRows, Scheme], Grid]


def present_scheme(rows: EditionRows) -> Scheme | None:
    """The scheme with that role, the last one of several; None while an edition has none."""
    return next((s for s in reversed(rows.of(Scheme)) if s.is_present), None)


def of_present(build: SchemeTable) -> Callable[[EditionRows], Grid]:
    """Builds the table for the present scheme."""

    def present(rows: EditionRows) -> Grid:
        scheme = present_scheme(rows)
        if scheme is None:
            return Grid(key="", title=str(Scheme.Role.PRESENT.label), body=())
        return build(rows, scheme)

    return present


def of_ended(build: SchemeTable) -> SchemeTable:
    """Builds the same table for each ended scheme (`each=Scheme`) that still has such figures.

    It bears the title of its scheme and stands where the outline places it.
    """

    def ended(rows: EditionRows, scheme: Scheme) -> Grid:
        return Grid(key="", title="", body=()) if scheme.is_present else build(rows, scheme)

    return ended


def table_key(name: str, scheme: Scheme) -> str:
    """The key of a scheme's table, which the computed figures in it begin with."""
    return f"investment.{name}" if scheme.is_present else f"investment.ended-{name}.{scheme.key}"


def when(figures: Iterable[FigureRow]) -> str:
    """The as-of wording of the first figure that has one (令和７年６月末時点); "" for none."""
    for figure in figures:
        if figure.as_of:
            return as_of(figure.as_of, figure.as_of_wording)
    return ""


def sum_of(key: str, indicator: str, parts: Iterable[Known | None]) -> Figure | None:
    """The exact sum of the counts that are kept; None when there are none."""
    terms = [part for part in parts if part is not None]
    return total(key, indicator, terms) if terms else None


SIZES = (SupportCount.Category.LARGE, SupportCount.Category.SMALL)


def programs_of(rows: EditionRows, scheme: Scheme) -> list[SupportProgram]:
    return list(rows.children(scheme, SupportProgram))


def supported(
    rows: EditionRows, key: str, programs: Iterable[SupportProgram], *categories: str
) -> Known | None:
    """Supported companies of the programmes in these categories; `key` is that of a sum.

    A single figure is itself, not a sum of one.
    """
    keys = {program.key for program in programs}
    parts = [
        count
        for count in rows.of(SupportCount)
        if count.program.key in keys and count.category in categories
    ]
    if len(parts) == 1:
        return parts[0]
    return sum_of(key, "立地支援件数", parts)


def all_supported(rows: EditionRows, scheme: Scheme) -> Known | None:
    """All supported companies of a scheme (合計)."""
    key = f"{table_key('results', scheme)}/total"
    return supported(rows, key, programs_of(rows, scheme), *SIZES)


def sited(rows: EditionRows, scheme: Scheme) -> Known | None:
    """Supported companies without the one-stop service (小計): the certified sites."""
    programs = [program for program in programs_of(rows, scheme) if not program.is_one_stop]
    return supported(rows, f"{table_key('results', scheme)}/subtotal", programs, *SIZES)


def detailed(rows: EditionRows) -> dict[tuple[str, str], Known]:
    """Results by scheme key and item that programmes and order activities give in detail."""
    items = SchemeFigure.Item
    results: dict[tuple[str, str], Known | None] = {}
    for scheme in rows.of(Scheme):
        results[scheme.key, items.SUPPORTED] = all_supported(rows, scheme)
        results[scheme.key, items.SITES] = sited(rows, scheme)
    for order in rows.of(OrderFigure):
        if order.activity.is_combined and order.measure == OrderFigure.Measure.AMOUNT:
            item = items.ORDERS_LOCAL if order.is_local else items.ORDERS
            results[order.activity.scheme.key, item] = order
    return {place: figure for place, figure in results.items() if figure is not None}


def scheme_figures(rows: EditionRows) -> dict[tuple[str, str], Known]:
    """Results by scheme key ("" for all schemes) and item; those in detail come first."""
    results: dict[tuple[str, str], Known] = {
        (figure.scheme.key if figure.scheme else "", figure.item): figure
        for figure in rows.of(SchemeFigure)
    }
    return results | detailed(rows)

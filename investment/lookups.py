"""What several tables of the section share: finding figures, sums and shares, as-of wordings."""

from collections.abc import Iterable

from kanagawa.editions.rows import EditionRows
from kanagawa.figures.cells import total
from kanagawa.figures.models import FigureRow
from kanagawa.formats.years import as_of
from kanagawa.reports.grid import Figure

from .models import (
    NEXT,
    OrderFigure,
    Scheme,
    SchemeFigure,
    SupportCount,
    SupportProgram,
)

# The key of the order activity that is equipment and operation together.
COMBINED = "combined"

Known = FigureRow | Figure


def next_scheme(rows: EditionRows) -> Scheme | None:
    """The present scheme; None while an edition has none."""
    return next((scheme for scheme in rows.of(Scheme) if scheme.key == NEXT), None)


def when(figures: Iterable[FigureRow]) -> str:
    """The as-of wording of the first figure that has one (令和７年６月末時点); "" for none."""
    for figure in figures:
        if figure.as_of:
            return as_of(figure.as_of, figure.as_of_wording)
    return ""


def sum_of(key: str, indicator: str, parts: Iterable[Known | None]) -> Figure | None:
    """The exact sum of the counts that are kept; None when there are none."""
    found = [part for part in parts if part is not None]
    return total(key, indicator, found) if found else None


def supported(
    rows: EditionRows, name: str, programs: Iterable[SupportProgram], *categories: str
) -> Known | None:
    """Supported companies of the programmes in these categories; key `investment.results/name`.

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
    return sum_of(f"investment.results/{name}", "立地支援件数", parts)


SIZES = (SupportCount.Category.LARGE, SupportCount.Category.SMALL)


def all_supported(rows: EditionRows) -> Known | None:
    """All supported companies of the present scheme (合計)."""
    return supported(rows, "total", rows.of(SupportProgram), *SIZES)


def sited(rows: EditionRows) -> Known | None:
    """Supported companies without the one-stop service (小計): the certified sites."""
    programs = [program for program in rows.of(SupportProgram) if not program.is_one_stop]
    return supported(rows, "subtotal", programs, *SIZES)


def scheme_figures(rows: EditionRows) -> dict[tuple[str, str], Known]:
    """Results by scheme key ("" for all schemes) and item.

    Those of the present scheme come from where the section gives them in detail.
    """
    found: dict[tuple[str, str], Known] = {
        (figure.scheme.key if figure.scheme else "", figure.item): figure
        for figure in rows.of(SchemeFigure)
    }
    items = SchemeFigure.Item
    detailed = {items.SUPPORTED: all_supported(rows), items.SITES: sited(rows)}
    for order in rows.of(OrderFigure):
        if order.activity.key == COMBINED and order.measure == OrderFigure.Measure.AMOUNT:
            detailed[items.ORDERS_LOCAL if order.is_local else items.ORDERS] = order
    return found | {(NEXT, str(item)): f for item, f in detailed.items() if f is not None}

"""Employment at supported sites: the figures by scheme and item, and their sums."""

from kanagawa.editions.rows import EditionRows
from kanagawa.reports.grid import Figure

from .lookups import sum_of
from .models import EmploymentFigure

EmploymentFigures = dict[tuple[str, str], EmploymentFigure]


def employment_figures(rows: EditionRows) -> EmploymentFigures:
    """Employment figures by scheme key and item."""
    return {(figure.scheme.key, figure.item): figure for figure in rows.of(EmploymentFigure)}


def staff(figures: EmploymentFigures, scheme: str) -> Figure | None:
    """Regular and other staff of a scheme's sites together."""
    items = (EmploymentFigure.Item.REGULAR, EmploymentFigure.Item.OTHER)
    parts = [figures.get((scheme, item)) for item in items]
    return sum_of(f"investment.employment/{scheme}-total", "雇用者総数", parts)

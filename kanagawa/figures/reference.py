"""What stands beside a figure to be entered: last year's value, and what was foretold for it.

Both are found in the edition of the year before by whose figure it is and by its period; nothing
is stored. All figures of an edition cost one query per model.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kanagawa.editions.models import Edition
from kanagawa.editions.rows import EditionRows
from kanagawa.formats.years import Period

from .kinds import Kind, Qualifier, Rolls
from .models import FigureRow

# First and last fiscal year of a period, None while it runs: a day's event has that of its year.
Years = tuple[int, int | None]


@dataclass(frozen=True)
class ReferenceValues:
    """The figures of last year's edition that help to enter and to judge a figure of this one.

    `last_year` is the same thing a year earlier; `foretold` is what was forecast, or known so far,
    for the very same period. Figures without a value are not shown.
    """

    last_year: FigureRow | None = None
    foretold: FigureRow | None = None


class EarlierFigures:
    """The figures of last year's edition by whose they are; empty without such an edition."""

    def __init__(self, previous: EditionRows | None) -> None:
        self.previous = previous
        self._known: dict[type[FigureRow], dict[tuple[str, str], list[FigureRow]]] = {}

    @classmethod
    def before(cls, edition: Edition) -> "EarlierFigures":
        last_year = edition.last_year
        return cls(EditionRows(last_year) if last_year else None)

    def reference_of(self, figure: FigureRow) -> ReferenceValues:
        same = self._of(type(figure)).get((figure.series, role(figure)), [])
        by_years: dict[Years, FigureRow] = {}
        for earlier in same:
            by_years.setdefault(years_of(earlier.period), earlier)
        first, last = years_of(figure.period)
        if last is None or figure.rolls == Rolls.FIXED:
            # It is about the same time in every edition: only the as-of date moves.
            return ReferenceValues(by_years.get((first, last)))
        last_year = by_years.get((first - 1, last - 1))
        if last_year is None and figure.rolls == Rolls.STOCK:
            last_year = by_years.get((first, last - 1))  # counted since a start
        same_period = by_years.get((first, last))
        unsure = same_period is not None and (
            is_provisional(same_period) or same_period.qualifier == Qualifier.PROVISIONAL
        )
        return ReferenceValues(last_year, same_period if unsure else None)

    def references(self, figures: Iterable[FigureRow]) -> dict[str, ReferenceValues]:
        """By the ref of each figure."""
        return {figure.ref: self.reference_of(figure) for figure in figures}

    def _of(self, model: type[FigureRow]) -> dict[tuple[str, str], list[FigureRow]]:
        if model not in self._known:
            grouped: dict[tuple[str, str], list[FigureRow]] = defaultdict(list)
            for figure in self.previous.of(model) if self.previous else ():
                if figure.value is not None:
                    grouped[figure.series, role(figure)].append(figure)
            self._known[model] = grouped
        return self._known[model]


def reference_of(figure: FigureRow, previous: EditionRows | None) -> ReferenceValues:
    """For one figure; many are cheaper by `EarlierFigures`."""
    return EarlierFigures(previous).reference_of(figure)


def role(figure: FigureRow) -> str:
    """Its kind; a forecast becomes the actual value of its period, so both are one thing."""
    return str(Kind.ACTUAL if figure.kind == Kind.FORECAST else figure.kind)


def years_of(period: Period) -> Years:
    return period.first_fiscal_year, period.last_fiscal_year if period.end else None


def is_provisional(figure: FigureRow) -> bool:
    """A forecast, or an actual value that was true before its period was over."""
    if figure.kind == Kind.FORECAST:
        return True
    end = figure.period_end
    return figure.kind == Kind.ACTUAL and bool(figure.as_of and end and figure.as_of < end)

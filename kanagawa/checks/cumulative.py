"""Values that add up since a start: they never fall, from year to year and from paper to paper."""

from collections.abc import Iterator
from itertools import pairwise

from kanagawa.figures.models import FigureRow, IndicatorFigure
from kanagawa.formats.years import period_text
from kanagawa.reports.declaration import Check, Finding

from .context import Context
from .rules import about
from .series import all_series


def over_the_years(context: Context) -> Iterator[Finding]:
    """Within the edition: each year of a cumulative indicator holds at least the year before."""
    for model in context.models:
        if not issubclass(model, IndicatorFigure):
            continue
        for line in all_series(context, model).values():
            known = [f for f in line if f.is_cumulative and f.value is not None]
            for before, row in pairwise(known):
                if _falls(before, row):
                    said = (
                        f"{row}：累計なのに、{period_text(before.period)}の{before.printed}から"
                        f"{row.printed}に減っています。"
                    )
                    yield about("cumulative.years", "warning", row, said, before.value)


def since_the_last_edition(context: Context) -> Iterator[Finding]:
    """Against the last edition: a value as of a later day holds at least what was printed."""
    for row in context.figures():
        was = context.was(row) if row.is_cumulative else None
        if was is None or not _falls(was, row) or _moment(was) == _moment(row):
            continue
        said = (
            f"{row}：累計なのに、{context.previous_name}の{was.printed}から"
            f"{row.printed}に減っています。"
        )
        yield about("cumulative.editions", "warning", row, said, was.value)


def _falls(before: FigureRow, row: FigureRow) -> bool:
    return before.value is not None and row.value is not None and row.value < before.value


def _moment(row: FigureRow) -> tuple[object, ...]:
    # The same day told again with another value is a matter of `plausible.settled`.
    return row.kind, row.period, row.effective_as_of


CHECKS = (
    Check("cumulative.years", "累計の減少（年度）", over_the_years, ()),
    Check("cumulative.editions", "累計の減少（前の版）", since_the_last_edition, ()),
)

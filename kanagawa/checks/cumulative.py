"""Values that add up since a start: they never fall, from year to year and from paper to paper."""

from collections.abc import Iterator
from decimal import Decimal
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
            figures = [f for f in line if f.is_cumulative and f.value is not None]
            for before, row in pairwise(figures):
                if _falls(before, row):
                    message = (
                        f"{row}：累計なのに、{period_text(before.period)}の{before.printed}から"
                        f"{row.printed}に減っています。"
                    )
                    yield about("cumulative.years", "warning", row, message, before.value)


def steps_of_targets(context: Context) -> Iterator[Finding]:
    """The targets of a plan grow by steps that do not shrink, as all seven of 令和７年度 do.

    A plan that was printed before is not asked again.
    """
    for model in context.models:
        if not issubclass(model, IndicatorFigure):
            continue
        for (_, is_target), line in all_series(context, model).items():
            figures = [f for f in line if is_target and f.is_cumulative and f.value is not None]
            if all(_was_printed(context, figure) for figure in figures):
                continue
            for first, second, third in zip(figures, figures[1:], figures[2:], strict=False):
                before, after = _step(first, second), _step(second, third)
                if after < before:
                    message = (
                        f"{third}：目標の増え方が前年度より小さくなっています"
                        f"（{first.printed}、{second.printed}、{third.printed}）。"
                    )
                    yield about("cumulative.targets", "warning", third, message, before, after)


def _was_printed(context: Context, row: FigureRow) -> bool:
    was = context.was(row)
    return was is not None and was.value == row.value


def _step(before: FigureRow, row: FigureRow) -> Decimal:
    return (row.value or Decimal(0)) - (before.value or Decimal(0))


def since_the_last_edition(context: Context) -> Iterator[Finding]:
    """Against the last edition: a value as of a later day holds at least what was printed."""
    for row in context.figures():
        was = context.was(row) if row.is_cumulative else None
        # What was printed already and has another value is a matter of `plausible.settled`.
        if was is None or not _falls(was, row) or context.is_told_again(row):
            continue
        message = (
            f"{row}：累計なのに、{context.previous_name}の{was.printed}から"
            f"{row.printed}に減っています。"
        )
        yield about("cumulative.editions", "warning", row, message, was.value)


def _falls(before: FigureRow, row: FigureRow) -> bool:
    return before.value is not None and row.value is not None and row.value < before.value


CHECKS = (
    Check("cumulative.years", "累計の減少（年度）", over_the_years, ()),
    Check("cumulative.targets", "目標の増え方", steps_of_targets, ()),
    Check("cumulative.editions", "累計の減少（前の版）", since_the_last_edition, ()),
)

"""Figures of an indicator over the years: targets are one line, all other values another."""

from collections import defaultdict
from collections.abc import Iterable

from kanagawa.figures.kinds import Kind
from kanagawa.figures.models import FigureRow, IndicatorFigure

from .context import Context


def all_series(
    context: Context, model: type[IndicatorFigure]
) -> dict[tuple[str, bool], list[IndicatorFigure]]:
    """The figures of single years by owner and "is a target", each line in the order of time."""
    if model not in context.series:
        lines: dict[tuple[str, bool], list[IndicatorFigure]] = defaultdict(list)
        for figure in context.rows.of(model):
            # An earlier plan stands in one column for all its years: it is no year of the line.
            if figure.period.first_fiscal_year == figure.period.last_fiscal_year:
                lines[_line(figure)].append(figure)
        for line in lines.values():
            line.sort(key=lambda figure: figure.period)
        context.series[model] = dict(lines)
    lines_of: dict[tuple[str, bool], list[IndicatorFigure]] = context.series[model]
    return lines_of


def series(context: Context, figure: IndicatorFigure) -> list[IndicatorFigure]:
    """The line that a figure stands in; only itself when it is none of a single year."""
    line = all_series(context, type(figure)).get(_line(figure), [])
    return line if figure in line else [figure]


def _line(figure: FigureRow) -> tuple[str, bool]:
    return figure.owner_key, figure.kind == Kind.TARGET


def latest(figures: Iterable[FigureRow]) -> list[FigureRow]:
    """The last figure with a value of every owner."""
    last: dict[str, FigureRow] = {}
    for figure in sorted(figures, key=lambda figure: figure.period):
        if figure.value is not None:
            last[figure.owner_key] = figure
    return list(last.values())

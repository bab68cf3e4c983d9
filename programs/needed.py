"""The figures that the tables of the programmes print a cell for."""

from collections.abc import Iterator

from kanagawa.editions.rolling import RowsOfYear
from kanagawa.figures.kinds import Kind
from kanagawa.figures.missing import figure_to_enter, missing
from kanagawa.figures.models import FigureRow
from kanagawa.formats.years import Period

from .models import Metric, MetricFigure, Programme


def needed(rows: RowsOfYear) -> Iterator[FigureRow]:
    """Of each metric a value for every year that its programme prints, this year at the least."""
    return missing(rows, _of_each_metric(rows))


def _of_each_metric(rows: RowsOfYear) -> Iterator[FigureRow]:
    this_year = rows.edition.fiscal_year
    window = range(this_year - MetricFigure.window + 1, this_year + 1)
    for programme in rows.of(Programme):
        metrics = rows.children(programme, Metric)
        years_with_values = {
            figure.period.first_fiscal_year
            for metric in metrics
            for figure in rows.children(metric, MetricFigure)
        }
        years = [year for year in window if year in years_with_values] or [this_year]
        for metric in metrics:
            for year in years:
                kind, period = _kind(year, this_year), Period.fiscal_year(year)
                yield figure_to_enter(MetricFigure, rows, kind, period, indicator=metric)


def _kind(year: int, this_year: int) -> Kind:
    return Kind.FORECAST if year == this_year else Kind.ACTUAL

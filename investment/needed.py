"""The figures that the tables of attracting companies print a cell for."""

from collections.abc import Iterator
from typing import Any

from kanagawa.figures.kinds import Kind
from kanagawa.figures.missing import asked, like, missing
from kanagawa.figures.models import FigureRow
from kanagawa.formats.years import Period

from .models import Kpi, KpiFigure, RegionCount, Scheme, SupportCount, SupportProgram


def needed(rows: Any) -> Iterator[FigureRow]:
    yield from missing(rows, _kpis(rows))
    yield from missing(rows, _supported(rows))
    yield from missing(rows, _regions(rows))


def _kpis(rows: Any) -> Iterator[FigureRow]:
    """A target and an actual value for every year of the plan, which all KPIs share."""
    figures = rows.of(KpiFigure)
    years = sorted({figure.period for figure in figures})
    for kpi in rows.of(Kpi):
        own = sorted({figure.period for figure in figures if figure.indicator == kpi})
        for period in own or years or [Period.fiscal_year(rows.edition.fiscal_year)]:
            for kind in (Kind.TARGET, Kind.ACTUAL):
                yield asked(KpiFigure, rows, kind, period, indicator=kpi)


def _supported(rows: Any) -> Iterator[FigureRow]:
    """Companies by size for every programme of a scheme that has any, as of its others."""
    sizes = (SupportCount.Category.LARGE, SupportCount.Category.SMALL)
    for scheme in rows.of(Scheme):
        programs = rows.children(scheme, SupportProgram)
        known = [count for p in programs for count in rows.children(p, SupportCount)]
        for program in programs if known else ():
            for size in sizes:
                yield like(known[0], rows, program=program, category=size)


def _regions(rows: Any) -> Iterator[FigureRow]:
    """Every region that the table has a column for, of every scheme in it."""
    regions = dict.fromkeys(count.region for count in rows.of(RegionCount))
    for scheme in rows.of(Scheme):
        known = rows.children(scheme, RegionCount)
        for region in regions if known else ():
            yield like(known[0], rows, scheme=scheme, region=region)

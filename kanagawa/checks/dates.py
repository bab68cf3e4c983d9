"""As-of dates: one head names one day, and no figure is of a day after the committee's."""

from collections.abc import Iterator
from datetime import date
from functools import cache

from django.db import models

from kanagawa.figures.models import FigureRow
from kanagawa.formats.numbers import number
from kanagawa.formats.years import AS_OF_WORDINGS, Period, as_of, as_of_day, wareki
from kanagawa.reports.declaration import Check, Finding
from kanagawa.reports.grid import Figure, Grid

from .context import Context
from .rules import about

_AHEAD = 10  # years behind the edition's


def one_day_in_a_table(context: Context) -> Iterator[Finding]:
    """Where a table's head names a day, its figures are of that day (or of one that it names too).

    Some tables name two days, each over its own columns: every named day is accepted.
    """
    for key, grid in context.tables.items():
        if not grid.as_of:
            continue
        heads = _heads(grid)
        others: dict[date, list[Figure]] = {}
        for figure in grid.figures():
            if figure.as_of and not figure.computed and not _is_named(figure.as_of, heads):
                others.setdefault(figure.as_of, []).append(figure)
        for day, figures in others.items():
            first = figures[0]
            message = (
                f"{grid.title}：見出しは{grid.as_of}ですが、{first.indicator}など{number(len(figures))}個の"
                f"数値の時点は{wareki(day)}です。時点を揃えてください。"
            )
            section = key.partition(".")[0]
            keys = tuple(figure.key for figure in figures)
            yield Finding("dates.table", "error", section, first.key, message, key, values=keys)


def _heads(grid: Grid) -> str:
    heads = [cell.text for row in grid.header for cell in row]
    return "\n".join((grid.as_of, grid.period, grid.caption, grid.aside, grid.title, *heads))


def _is_named(day: date, heads: str) -> bool:
    return any(wording in heads for wording in _wordings(day))


@cache
def _wordings(day: date) -> tuple[str, ...]:
    """All ways in which a head may name a day."""
    whole = (as_of(day, wording) for wording in AS_OF_WORDINGS)
    return (*whole, as_of_day(day), as_of_day(day, narrow=True))


def not_after_the_committee(context: Context) -> Iterator[Finding]:
    """No figure is of a day after the committee's; while that is open, after the fiscal year."""
    committee = context.edition.committee_on
    last = committee or Period.fiscal_year(context.edition.fiscal_year).end
    assert last is not None
    what = "委員会の開催日" if committee else "年度の末日"
    for row in context.figures():
        if row.as_of and row.as_of > last:
            message = f"{row}：時点（{wareki(row.as_of)}）が{what}（{wareki(last)}）より後です。"
            yield about("dates.committee", "error", row, message, row.as_of, last)


def years_to_come(context: Context) -> Iterator[Finding]:
    """Days of rows that are far ahead: 令和80年 for ８年. Figures may be of long plans."""
    last = context.edition.fiscal_year + _AHEAD
    for row in context.looked_at():
        if isinstance(row, FigureRow):
            continue
        for field in row._meta.concrete_fields:
            day = getattr(row, field.attname) if isinstance(field, models.DateField) else None
            if day and day.year > last:
                message = (
                    f"{row}：{field.verbose_name}が{wareki(day)}と、{_AHEAD}年より先です。"
                    "年を確かめてください。"
                )
                yield about("dates.year", "warning", row, message, day)


CHECKS = (
    Check("dates.table", "表の中で異なる時点", one_day_in_a_table, ()),
    Check("dates.year", "ずっと先の日", years_to_come, ()),
    Check("dates.committee", "委員会の開催日より後の時点", not_after_the_committee, ()),
)

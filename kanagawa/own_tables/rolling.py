"""The tables of staff in the next year's edition: columns of years move on by one.

The oldest year leaves, the newest is asked; figures of a column without a year are of the new year
and asked anew, unless the column says that they stay.
"""

from collections import defaultdict
from collections.abc import Sequence

from kanagawa.editions.rolling import Rolling
from kanagawa.figures.kinds import Kind, Status
from kanagawa.figures.reference import is_provisional
from kanagawa.figures.rolling import ask
from kanagawa.formats.text import year_later
from kanagawa.formats.years import as_of_year_later

from .models import OwnColumn, OwnFigure, OwnTable

_OPEN = (Status.TO_ENTER, Status.NOT_DUE)


def roll_own_tables(model: type[OwnTable], rolling: Rolling) -> None:
    """The tables go on with the same rows; their columns and day move on by a year."""
    for table in rolling.of(model):
        if table.as_of:
            table.as_of = as_of_year_later(table.as_of)
        by_series: dict[str, list[OwnColumn]] = defaultdict(list)
        for column in rolling.children(table, OwnColumn):
            if column.fiscal_year:
                by_series[column.series].append(column)
            else:
                _of_the_new_year(column, rolling)
        for columns in by_series.values():
            _move_on(columns, rolling)


def _of_the_new_year(column: OwnColumn, rolling: Rolling) -> None:
    for figure in rolling.children(column, OwnFigure):
        if not column.is_standing:
            ask(figure)
        _year_later(figure)


def _year_later(figure: OwnFigure) -> None:
    later = figure.period.shifted(1)
    figure.period_start, figure.period_end = later.start, later.end
    if figure.as_of:
        figure.as_of = as_of_year_later(figure.as_of)


def _move_on(columns: Sequence[OwnColumn], rolling: Rolling) -> None:
    """The columns of one series keep its places; texts follow from each year to the next."""
    in_time = sorted(columns, key=lambda column: column.fiscal_year or 0)
    oldest, newest = in_time[0], in_time[-1]
    positions = [column.position for column in columns]
    backwards = columns[0] is newest and len(columns) > 1
    year = (newest.fiscal_year or 0) + 1
    following = rolling.add_copy(newest, fiscal_year=year, key=year_later(newest.key))
    for figure in rolling.children(newest, OwnFigure):
        added = rolling.add_copy(figure, column=following, note="", position=figure.position)
        _year_later(added)
        ask(added)
        added.key = added.derive_key()
        _settle(figure)
    newest.kind = Kind.ACTUAL if newest.kind == Kind.FORECAST else newest.kind
    stay = [*in_time[1:], following]
    for before, after in zip(in_time, stay, strict=True):
        _let_texts_follow(before, after, rolling)
    for column, position in zip(reversed(stay) if backwards else stay, positions, strict=True):
        column.position = position
    rolling.drop(oldest)


def _settle(figure: OwnFigure) -> None:
    """Of the year that is over the actual value is asked, unless it is known for sure."""
    if is_provisional(figure) or figure.status in _OPEN:
        figure.kind = Kind.ACTUAL if figure.kind == Kind.FORECAST else figure.kind
        figure.as_of = None
        ask(figure)


def _let_texts_follow(before: OwnColumn, after: OwnColumn, rolling: Rolling) -> None:
    by_row = {id(figure.row): figure for figure in rolling.children(after, OwnFigure)}
    for figure in rolling.children(before, OwnFigure):
        was = rolling.was(figure)
        if was is not None and id(figure.row) in by_row:
            rolling.follow(was, by_row[id(figure.row)])

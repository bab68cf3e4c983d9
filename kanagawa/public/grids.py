"""Figures of records as tables with the years side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kanagawa.figures.cells import cell
from kanagawa.figures.kinds import Kind
from kanagawa.figures.models import FigureRow
from kanagawa.formats.years import Period, as_of, period_text
from kanagawa.reports.grid import Cell, Grid, Row, column_head, row_head

Line = tuple[str, str]
# A list of more lines is shown figure by figure, page by page.
MOST_LINES = 100


def figures_grid(title: str, rows: Iterable[FigureRow]) -> Grid:
    """The figures of one record: the periods side by side where there are several of a thing."""
    figures = list(rows)
    by_line: dict[Line, dict[Period, FigureRow]] = {}
    for row in figures:
        line = row.indicator_name, row.get_kind_display()
        by_line.setdefault(line, {})[row.period] = row
    alone = sum(map(len, by_line.values())) == len(figures)
    if alone and len(by_line) < len(figures):
        return _across(title, by_line, _one_day(figures))
    return _one_by_one(title, figures)


def _across(title: str, by_line: dict[Line, dict[Period, FigureRow]], day: str) -> Grid:
    """A line for each thing and kind, a column for each period; `day` holds for all of them."""
    periods = sorted(
        {period for figures in by_line.values() for period in figures},
        key=lambda period: (period.start, period.end or period.start),
    )
    is_one_thing = len({name for name, _ in by_line}) == 1
    heads = ("種別",) if is_one_thing else ("項目", "種別")
    body = []
    for (name, kind), figures in by_line.items():
        first = [row_head(kind)] if is_one_thing else [row_head(name), Cell(kind)]
        cells = (_value(figures[p], day) if p in figures else Cell() for p in periods)
        body.append((*first, *cells))
    notes = [row for figures in by_line.values() for row in figures.values() if row.printed_note]
    return Grid(
        key="",
        title=title,
        aside=day,
        header=(tuple(column_head(h) for h in (*heads, *map(period_text, periods))),),
        body=tuple(body),
        notes=tuple(f"※ {period_text(row.period)}：{row.printed_note}" for row in notes),
    )


def list_grid(
    title: str, heads: Sequence[str], figures: Sequence[tuple[tuple[str, ...], FigureRow]]
) -> Grid | None:
    """A line for each of the texts that stand before a figure under `heads`, a column for each
    period; for things of one period each the period stands before the value. None where one has
    two of a period, or there are too many.
    """
    lines: dict[tuple[str, ...], dict[Period, FigureRow]] = {}
    for texts, figure in figures:
        lines.setdefault(texts, {})[figure.period] = figure
    if sum(map(len, lines.values())) != len(figures) or not 0 < len(lines) <= MOST_LINES:
        return None
    day = _one_day([figure for _, figure in figures])
    if len(lines) == len(figures):
        columns, body = ["値"], [_period_before(*line, day) for line in figures]
        heads = (*heads, "対象期間")
    else:
        periods = _newest_first([figure for _, figure in figures])
        columns = [period_text(period) for period in periods]
        body = [_side_by_side(texts, line, periods, day) for texts, line in lines.items()]
    # One column of heads leaves a phone room for the newest values.
    header = tuple(map(column_head, ("・".join(heads), *columns)))
    return Grid(key="", title=title, aside=day, header=(header,), body=tuple(body))


def _period_before(texts: tuple[str, ...], figure: FigureRow, day: str) -> Row:
    return row_head(f"{_named(texts)}\n（{period_text(figure.period)}）"), _linked(figure, day)


def _side_by_side(
    texts: tuple[str, ...], line: dict[Period, FigureRow], periods: Sequence[Period], day: str
) -> Row:
    cells = (_linked(line[period], day) if period in line else Cell() for period in periods)
    return row_head(_named(texts)), *cells


def _named(texts: Sequence[str]) -> str:
    """The thing on a line of its own, and what of it."""
    return "\n".join(filter(None, (*texts[:1], "・".join(texts[1:]))))


def _linked(figure: FigureRow, day: str) -> Cell:
    return replace(_value(figure, day), link=figure.ref)


def _newest_first(figures: Iterable[FigureRow]) -> list[Period]:
    """The newest period that has happened stands first, for a phone shows no more than two; those
    for which there are only targets come last.
    """
    happened = {f.period for f in figures if f.value is not None and f.kind != Kind.TARGET}
    ordered = sorted(
        {figure.period for figure in figures},
        key=lambda period: (period.start, period.end or period.start),
    )
    return [
        *(p for p in reversed(ordered) if p in happened),
        *(p for p in ordered if p not in happened),
    ]


def _one_by_one(title: str, figures: Sequence[FigureRow]) -> Grid:
    """A row for each figure; a column that would be empty is left out."""
    rows: list[Row] = [
        (
            row_head(row.indicator_name),
            Cell(row.get_kind_display()),
            Cell(period_text(row.period)),
            _value(row, ""),
            Cell(row.printed_note),
        )
        for row in figures
    ]
    heads = ["項目", "種別", "対象期間", "値", "注"]
    if not any(row.printed_note for row in figures):
        heads, rows = heads[:-1], [row[:-1] for row in rows]
    header = (tuple(column_head(head) for head in heads),)
    return Grid(key="", title=title, header=header, body=tuple(rows))


def _value(row: FigureRow, day: str) -> Cell:
    """The value, with its day where that is not the day of all."""
    if row.value is None:
        return Cell(row.get_status_display(), align="end")
    own = _day(row)
    value = cell(row)
    return replace(value, text=f"{value.text}\n（{own}）") if own and own != day else value


def _one_day(figures: Sequence[FigureRow]) -> str:
    """The day on which all values were true; "" where they have several."""
    days = {_day(row) for row in figures if row.value is not None and row.kind != Kind.TARGET}
    return days.pop() if len(days) == 1 else ""


def _day(row: FigureRow) -> str:
    # A target is no observation: it has no day on which it was true.
    day = None if row.kind == Kind.TARGET else row.effective_as_of
    return as_of(day, row.as_of_wording) if day else ""

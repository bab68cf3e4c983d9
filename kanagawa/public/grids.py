"""Figures of one record as a table."""

from collections.abc import Iterable

from kanagawa.figures.cells import cell
from kanagawa.figures.kinds import Kind
from kanagawa.figures.models import FigureRow
from kanagawa.formats.years import as_of, period_text
from kanagawa.reports.grid import Cell, Grid, Row, column_head, row_head


def figures_grid(title: str, rows: Iterable[FigureRow]) -> Grid:
    """Figures of one record as a table, one a row."""
    heads = ("項目", "種別", "対象期間", "値", "時点", "注")
    return Grid(
        key="",
        title=title,
        header=(tuple(column_head(head) for head in heads),),
        body=tuple(_figure_row(row) for row in rows),
    )


def _figure_row(row: FigureRow) -> Row:
    # A target is no observation: it has no day on which it was true.
    day = None if row.kind == Kind.TARGET else row.effective_as_of
    value = cell(row) if row.value is not None else Cell(row.get_status_display(), align="end")
    return (
        row_head(row.indicator_name),
        Cell(row.get_kind_display()),
        Cell(period_text(row.period)),
        value,
        Cell(as_of(day, row.as_of_wording) if day else ""),
        Cell(row.printed_note),
    )

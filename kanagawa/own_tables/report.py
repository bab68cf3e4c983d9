"""How a table of staff is printed, and the line by which a section prints those under its headings.

`own_tables("robots")` stands among the tables of `robots/report.py`.
"""

from collections.abc import Iterator, Sequence

from kanagawa.editions.rolling import RowsOfYear
from kanagawa.editions.rows import EditionRows
from kanagawa.figures.cells import cell, total
from kanagawa.figures.kinds import Kind, Status
from kanagawa.formats.numbers import YEN
from kanagawa.formats.statuses import UNKNOWN
from kanagawa.formats.years import as_of, as_of_day, fiscal_year
from kanagawa.reports.charts import Chart
from kanagawa.reports.declaration import Table
from kanagawa.reports.grid import Cell, Grid, Row, column_head, row_head

from .models import OwnColumn, OwnFigure, OwnRow, OwnTable

Figures = dict[tuple[int, int], OwnFigure]
TOTAL = "合計"
UNFINISHED = "（この表には、まだ行か列がありません。）"


def own_tables(section: str) -> Table:
    """The tables that staff made in a section."""

    def build(rows: EditionRows, table: OwnTable) -> Grid:
        here = table.part == section
        return _grid(rows, table) if here else Grid(key="", title=table.title, body=())

    def needed(rows: RowsOfYear) -> Iterator[OwnFigure]:
        there = {(id(figure.row), id(figure.column)) for figure in rows.of(OwnFigure)}
        for table in (table for table in rows.of(OwnTable) if table.part == section):
            for figure in _cells(rows, table):
                if (id(figure.row), id(figure.column)) not in there:
                    figure.key = figure.derive_key()
                    yield figure

    return Table(
        f"{section}.own",
        build,
        (OwnTable, OwnColumn, OwnRow, OwnFigure),
        each=OwnTable,
        needed=needed,
        chart=Chart("years", by_choice=True),
    )


def _cells(rows: RowsOfYear, table: OwnTable) -> Iterator[OwnFigure]:
    columns = rows.children(table, OwnColumn)
    for row in rows.children(table, OwnRow):
        for column in columns:
            yield OwnFigure.empty(row, column, rows.edition)


def _grid(rows: EditionRows, table: OwnTable) -> Grid:
    """As it is defined; one that has no row or no column yet says so in its place."""
    lines, columns = rows.children(table, OwnRow), rows.children(table, OwnColumn)
    by_cell = {(figure.row_id, figure.column_id): figure for figure in rows.of(OwnFigure)}
    figures = {
        (n, m): by_cell[line.pk, column.pk]
        for n, line in enumerate(lines)
        for m, column in enumerate(columns)
        if (line.pk, column.pk) in by_cell
    }
    body = [*_body(table, lines, columns, figures)]
    if table.has_total_row and lines:
        body.append(_total_row(table, columns, figures))
    return Grid(
        key="",
        title=table.title,
        aside=_in_head(table.unit),
        unit=table.unit,
        as_of=as_of(table.as_of) if table.as_of else "",
        header=(tuple(_heads(table, columns, figures)),) if lines and columns else (),
        body=tuple(body) if lines and columns else ((Cell(UNFINISHED),),),
        notes=tuple(f"※ {line}" for line in map(str.strip, table.note.splitlines()) if line),
    )


def _heads(table: OwnTable, columns: Sequence[OwnColumn], figures: Figures) -> Iterator[Cell]:
    yield column_head(table.row_heading)
    for number, column in enumerate(columns):
        yield column_head(_head(column, _of_column(figures, number)))
    if table.has_total_column:
        yield column_head(TOTAL)


def _of_column(figures: Figures, number: int) -> list[OwnFigure]:
    return [figure for (_, m), figure in figures.items() if m == number]


def _head(column: OwnColumn, figures: Sequence[OwnFigure]) -> str:
    """The year, what is said of it, the unit, and that all is foretold or of a day."""
    days = {figure.as_of for figure in figures}
    day = max(filter(None, days), default=None) if None not in days else None
    texts = (
        fiscal_year(column.fiscal_year) if column.fiscal_year else "",
        column.label + _in_head(column.unit),
        "(見込)" if _is_foretold(figures) and "見込" not in column.label else "",
        f"({as_of_day(day)})" if day else "",
    )
    return "\n".join(filter(None, texts))


def _in_head(unit: str) -> str:
    """Money is printed with its unit in every cell."""
    return f"（{unit}）" if unit not in ("", YEN) else ""


def _is_foretold(figures: Sequence[OwnFigure]) -> bool:
    return bool(figures) and all(figure.kind == Kind.FORECAST for figure in figures)


def _body(
    table: OwnTable, lines: Sequence[OwnRow], columns: Sequence[OwnColumn], figures: Figures
) -> Iterator[Row]:
    foretold = [_is_foretold(_of_column(figures, m)) for m in range(len(columns))]
    for n, line in enumerate(lines):
        cells = [_cell(figures.get((n, m)), foretold[m]) for m in range(len(columns))]
        if table.has_total_column:
            of_line = [figure for (row, _), figure in figures.items() if row == n]
            cells.append(_total(table, f"{line.key}-total", line.label, of_line))
        yield (row_head(line.label + _in_head(line.unit)), *cells)


def _cell(figure: OwnFigure | None, is_said: bool) -> Cell:
    """A forecast stands in brackets, unless the head says so of the whole column."""
    if figure is None:
        return cell(None)
    is_forecast = figure.kind == Kind.FORECAST and figure.value is not None
    brackets = "forecast" if is_forecast and not is_said else ""
    return cell(figure, unit=figure.unit == YEN, brackets=brackets)


def _total_row(table: OwnTable, columns: Sequence[OwnColumn], figures: Figures) -> Row:
    cells = [
        _total(table, f"{column.key}-total", str(column), _of_column(figures, m))
        for m, column in enumerate(columns)
    ]
    if table.has_total_column:
        cells.append(_total(table, f"{table.key}-total", "", list(figures.values())))
    return (row_head(TOTAL), *cells)


def _total(table: OwnTable, key: str, of: str, figures: Sequence[OwnFigure]) -> Cell:
    """The sum of cells of one unit; a dash where there is none."""
    waited_for = (Status.TO_ENTER, *UNKNOWN)
    added = [f for f in figures if f.value is not None or f.status in waited_for]
    units = {figure.unit for figure in added}
    if len(units) != 1:
        return cell(None)
    name = "・".join(filter(None, (table.title, of, TOTAL)))
    return cell(total(f"{table.target}/{key}", name, added), unit=units == {YEN})

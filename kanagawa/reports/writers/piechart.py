"""Excel's own pie chart under a table."""

from typing import Any

from ..grid import Grid
from .pie import Slice
from .svg import COLOURS

_FEW = 5
_ROWS = 19  # rows of 15 points that the chart covers
PIE_WIDTH = 84  # half-width characters of the columns that it covers


def add_pie(ws: Any, grid: Grid, parts: list[Slice], first: int, row: int) -> int:
    """Draw these slices (at least one) of the table whose header begins at row `first`.

    Returns the last row that the picture covers.
    """
    from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef

    rows = [first + len(grid.header) + part.row for part in parts]
    chart = _pie(
        parts,
        AxDataSource(strRef=StrRef(f=_reference(ws, "A", rows))),
        NumDataSource(numRef=NumRef(f=_reference(ws, "B", rows))),
    )
    chart.width, chart.height = 15, 10
    ws.add_chart(chart, f"A{row}")
    return row + _ROWS


def pie_of_values(parts: list[Slice]) -> Any:
    """The same chart with the labels and values in it, for a file that has no cells."""
    from openpyxl.chart.data_source import (
        AxDataSource,
        NumData,
        NumDataSource,
        NumVal,
        StrData,
        StrVal,
    )

    labels = [StrVal(idx=n, v=part.label) for n, part in enumerate(parts)]
    values = [NumVal(idx=n, v=str(part.value)) for n, part in enumerate(parts)]
    return _pie(
        parts,
        AxDataSource(strLit=StrData(ptCount=len(parts), pt=labels)),
        NumDataSource(numLit=NumData(ptCount=len(parts), pt=values)),
    )


def _pie(parts: list[Slice], labels: Any, values: Any) -> Any:
    from openpyxl.chart import PieChart
    from openpyxl.chart.label import DataLabelList
    from openpyxl.chart.series import Series

    series = Series(idx=0, order=0, cat=labels, val=values)
    series.dPt = [_point(n, COLOURS[n % len(COLOURS)]) for n in range(len(parts))]
    # Many slices: the small ones at the end lie at the side, where labels stand below each other,
    # and bear their names only; the numbers are in the table above.
    many = len(parts) > _FEW
    series.dLbls = DataLabelList(
        showCatName=True,
        showVal=not many,
        showPercent=False,
        showSerName=False,
        showLegendKey=False,
        showLeaderLines=True,
        dLblPos="outEnd",
        separator=" ",
    )
    chart = PieChart(varyColors=True, firstSliceAng=90 if many else 0)
    chart.series = [series]
    chart.legend = None  # each slice bears its name; the title of the sheet is the chart's
    return chart


def _reference(ws: Any, column: str, rows: list[int]) -> str:
    """One range where the rows follow each other, else the union of single cells."""
    sheet = f"'{ws.title}'!"
    if rows == list(range(rows[0], rows[-1] + 1)):
        return f"{sheet}${column}${rows[0]}:${column}${rows[-1]}"
    return "(" + ",".join(f"{sheet}${column}${row}" for row in rows) + ")"


def _point(number: int, colour: str) -> Any:
    from openpyxl.chart.marker import DataPoint
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    line = LineProperties(solidFill="1A1A1A", w=9525)
    return DataPoint(idx=number, spPr=GraphicalProperties(solidFill=colour[1:].upper(), ln=line))

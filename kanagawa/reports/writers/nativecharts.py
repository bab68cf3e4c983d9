"""Charts of Excel and Word: both are the same openpyxl chart, with its values in it.

Each value bears its printed text, colours and hatching are those of the pages, and the font is the
one of the sheet.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from statistics import mode
from typing import TYPE_CHECKING

from ..charts import ChartData, ChartPoint, ChartSeries
from .numberformats import label_codes
from .svgparts import COLOURS

if TYPE_CHECKING:
    from openpyxl.chart import BarChart, LineChart, PieChart
    from openpyxl.chart.bar_chart import ChartBase
    from openpyxl.chart.data_source import AxDataSource
    from openpyxl.chart.label import DataLabelList
    from openpyxl.chart.marker import DataPoint
    from openpyxl.chart.series import Series
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.chart.text import RichText

FONT = "ＭＳ ゴシック"
SHADES = ("C5D7FB", "0017C1", "7096F8", "E6E6E6")
WIDE, HIGH = 15.0, 10.0  # centimetres
_INK = "1A1A1A"
_FEW = 5
# Where the cells of a chart stand: of the labels ("" for none), or of the series of this number.
Reference = Callable[[int | None], str]


def no_cells(_: int | None) -> str:
    """The chart of a file that has no cells."""
    return ""


def native_chart(data: ChartData, reference: Reference = no_cells) -> "ChartBase":
    """The openpyxl chart of a picture that has something to draw (`charting.drawn`)."""
    chart = _CHARTS[data.kind](data, reference)
    chart.width, chart.height = WIDE, HIGH
    if hasattr(chart, "x_axis"):
        _set_axes(chart)
    if len(data.series) > 1 or data.kind == "whole":
        chart.legend.position = "b"
        chart.legend.txPr = _letters()
    else:
        chart.legend = None  # the title of the table is the chart's
    return chart


def _series(
    data: ChartData,
    number: int,
    reference: Reference,
    labels: "AxDataSource",
    *,
    named: bool = True,
) -> "Series":
    from openpyxl.chart.data_source import NumData, NumDataSource, NumRef, NumVal
    from openpyxl.chart.series import Series, SeriesLabel

    series = data.series[number]
    values = [NumVal(idx=n, v=str(point.value)) for n, point in enumerate(series.points) if point]
    cache = NumData(ptCount=len(series.points), pt=values)
    cells = reference(number)
    source = (
        NumDataSource(numRef=NumRef(f=cells, numCache=cache))
        if cells
        else NumDataSource(numLit=cache)
    )
    series_ = Series(idx=number, order=number, cat=labels, val=source)
    if named and series.name:
        series_.tx = SeriesLabel(v=series.name)
    return series_


def _labels(data: ChartData, reference: Reference) -> "AxDataSource":
    from openpyxl.chart.data_source import AxDataSource, StrData, StrRef, StrVal

    cache = StrData(
        ptCount=len(data.labels), pt=[StrVal(idx=n, v=label) for n, label in enumerate(data.labels)]
    )
    cells = reference(None)
    if cells:
        return AxDataSource(strRef=StrRef(f=cells, strCache=cache))
    return AxDataSource(strLit=cache)


def _printed(data: ChartData, point: ChartPoint) -> str:
    return f"{point.text}{data.unit_of(point)}{' 見込' if point.is_forecast else ''}"


def value_labels(
    data: ChartData, series: ChartSeries, place: str, **shown: bool
) -> "DataLabelList":
    """Each value as printed: its text is the format of its number.

    Most values of a series share one format; only the others have a label of their own.
    """
    from openpyxl.chart.label import DataLabel, DataLabelList

    show = {"showVal": True, "showCatName": False, **shown}
    rest = {"showSerName": False, "showPercent": False, "showLegendKey": False}
    codes = [
        (number, *label_codes(point.value, _printed(data, point), data.unit))
        for number, point in enumerate(series.points)
        if point
    ]
    common = mode(generic for _, generic, _ in codes) if codes else None
    each = [
        DataLabel(idx=number, numFmt=own or generic, dLblPos=place, **show, **rest)
        for number, generic, own in codes
        if own or generic != common
    ]
    return DataLabelList(
        dLbl=each, numFmt=common, dLblPos=place, separator=" ", **show, **rest, txPr=_letters()
    )


@cache
def _letters() -> "RichText":
    """The font of all texts of a chart, upright: one object, which openpyxl only reads."""
    from openpyxl.chart.text import RichText
    from openpyxl.drawing.text import (
        CharacterProperties,
        Font,
        Paragraph,
        ParagraphProperties,
        RichTextProperties,
    )

    face = Font(typeface=FONT)
    looks = CharacterProperties(sz=900, latin=face, ea=face, solidFill=_INK)
    return RichText(
        bodyPr=RichTextProperties(rot=0),
        p=[Paragraph(pPr=ParagraphProperties(defRPr=looks), endParaRPr=looks)],
    )


def _set_axes(chart: "ChartBase") -> None:
    """The labels stand upright at their axis; values are at the bars, so theirs has no lines."""
    # All parts of a whole make one bar, which needs no label.
    chart.x_axis.delete, chart.y_axis.delete = chart.grouping == "percentStacked", True
    chart.y_axis.majorGridlines = None
    chart.y_axis.scaling.min = 0
    chart.x_axis.txPr = _letters()
    chart.x_axis.majorTickMark = "none"


def _solid(colour: str) -> "GraphicalProperties":
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    return GraphicalProperties(solidFill=colour, ln=LineProperties(solidFill=_INK, w=9525))


def _hatched() -> "GraphicalProperties":
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.fill import ColorChoice, PatternFillProperties
    from openpyxl.drawing.line import LineProperties

    pattern = PatternFillProperties(
        prst="wdUpDiag", fgClr=ColorChoice(srgbClr=SHADES[1]), bgClr=ColorChoice(srgbClr="FFFFFF")
    )
    return GraphicalProperties(pattFill=pattern, ln=LineProperties(solidFill=_INK, w=9525))


def _points(series: ChartSeries) -> "list[DataPoint]":
    """The bars of forecasts, which are hatched."""
    from openpyxl.chart.marker import DataPoint

    return [
        DataPoint(idx=n, spPr=_hatched(), invertIfNegative=False)
        for n, point in enumerate(series.points)
        if point and point.is_forecast
    ]


def _bars(
    data: ChartData, reference: Reference, numbers: Sequence[int] | None = None
) -> "BarChart":
    from openpyxl.chart import BarChart

    chart = BarChart(barDir="bar" if data.kind == "bars" else "col", grouping="clustered")
    labels = _labels(data, reference)
    for number in range(len(data.series)) if numbers is None else numbers:
        series = _series(data, number, reference, labels)
        one = len(data.series) == 1 or numbers is not None
        series.spPr = _solid(SHADES[1] if one else SHADES[number % len(SHADES)])
        series.dPt = _points(data.series[number])
        series.dLbls = value_labels(data, data.series[number], "outEnd")
        series.invertIfNegative = False
        chart.series.append(series)
    chart.gapWidth = 60
    if data.kind == "bars":
        chart.x_axis.scaling.orientation = "maxMin"  # the first label stands above
    return chart


def _targets(data: ChartData, reference: Reference) -> "BarChart":
    """A bar for the actual; its target is a mark on it, without a line between the marks."""
    from openpyxl.chart import LineChart
    from openpyxl.chart.marker import Marker
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    chart = _bars(data, reference, [0])
    chart.series[0].spPr = _solid(SHADES[0])  # light, so that marks and values are read on it
    chart.series[0].dLbls = value_labels(data, data.series[0], "inBase")
    marks = LineChart()
    series = _series(data, 1, reference, _labels(data, reference))
    series.spPr = GraphicalProperties(ln=LineProperties(noFill=True))
    series.marker = Marker(symbol="dash", size=18)
    series.marker.graphicalProperties = GraphicalProperties(solidFill=_INK)
    series.dLbls = value_labels(data, data.series[1], "t")
    series.smooth = False
    marks.series.append(series)
    chart += marks
    return chart


def _line(data: ChartData, reference: Reference) -> "LineChart":
    """Lines that end where a plan period ends."""
    from openpyxl.chart import LineChart
    from openpyxl.chart.marker import DataPoint, Marker
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    chart = LineChart()
    labels = _labels(data, reference)
    begins = [n for n in range(1, len(data.groups)) if data.groups[n] != data.groups[n - 1]]
    for number in range(len(data.series)):
        series = _series(data, number, reference, labels)
        colour = (SHADES[1], _INK)[number % 2]
        line = LineProperties(solidFill=colour, w=28575, prstDash=None if not number else "dash")
        series.spPr = GraphicalProperties(ln=line)
        series.marker = Marker(symbol=("circle", "square")[number % 2], size=7)
        series.marker.graphicalProperties = GraphicalProperties(solidFill=colour)
        hidden = GraphicalProperties(ln=LineProperties(noFill=True))
        series.dPt = [DataPoint(idx=n, marker=series.marker, spPr=hidden) for n in begins]
        series.dLbls = value_labels(data, data.series[number], ("t", "b")[number % 2])
        series.smooth = False
        chart.series.append(series)
    return chart


def _whole(data: ChartData, reference: Reference) -> "BarChart":
    """One bar of all the parts: each part is a series of one value."""
    from openpyxl.chart import BarChart

    points = data.series[-1].points
    pairs = [(label, point) for label, point in zip(data.labels, points, strict=True) if point]
    # The legend says the values too: some parts are too narrow for a text.
    slices = (ChartSeries(f"{label} {_printed(data, point)}", (point,)) for label, point in pairs)
    turned = replace(data, labels=("",), series=tuple(slices))
    chart = BarChart(barDir="bar", grouping="percentStacked", overlap=100)
    for number in range(len(turned.series)):
        shares = _series(turned, number, no_cells, _labels(turned, no_cells))
        shares.spPr = _solid(COLOURS[number % len(COLOURS)][1:].upper())
        chart.series.append(shares)
    return chart


def _pie(data: ChartData, reference: Reference) -> "PieChart":
    from openpyxl.chart import PieChart
    from openpyxl.chart.marker import DataPoint

    series = _series(data, 0, reference, _labels(data, reference), named=False)
    fills = (COLOURS[n % len(COLOURS)][1:].upper() for n in range(len(data.labels)))
    series.dPt = [DataPoint(idx=n, spPr=_solid(fill)) for n, fill in enumerate(fills)]
    # Many slices: the small ones at the end lie at the side, where labels stand below each other,
    # and bear their names only; the numbers are in the table above.
    many = len(data.labels) > _FEW
    series.dLbls = value_labels(data, data.series[0], "outEnd", showCatName=True, showVal=not many)
    series.dLbls.showLeaderLines = True
    chart = PieChart(varyColors=True, firstSliceAng=90 if many else 0)
    chart.series = [series]
    return chart


_CHARTS: "dict[str, Callable[[ChartData, Reference], ChartBase]]" = {
    "targets": _targets,
    "line": _line,
    "bars": _bars,
    "years": _bars,
    "whole": _whole,
    "pie": _pie,
}

"""The neutral table: cells with spans, and the figures behind their print.

Page, Excel, CSV, JSON, chart and frozen copy of a table are all made from its Grid and from
nothing else. A Grid knows no Django and no database: it can be stored as JSON at publication
and read back years later (`Grid.from_json`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Self

from kanagawa.formats.numbers import decimals_of
from kanagawa.formats.years import Period

from .charts import ChartData
from .stored import Json, known

Role = Literal["column", "row", "data"]
Align = Literal["", "start", "center", "end", "distribute"]
# sum: all parts added; difference: the first less the others; share: the first in percent of the
# sum of the others; count: how many parts there are; record: a number that the one part says.
Rule = Literal["", "sum", "difference", "share", "count", "record"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as it stands in a cell: a typed fact, not text.

    `key` is stable across editions (`robots.indicatorfigure/commercialised-actual-2024`);
    `value` is in `unit` (money in 円, percentages as percent numbers: 28.8 means 28.8 %) and is
    None when `status` says why there is none. `text` is the official print without brackets.
    `computed` marks totals and ratios that nobody enters: `rule` says how they follow from `parts`,
    the stable refs of figures and records. Neither is print, so neither makes two figures
    differ, and what was frozen without them is read as it is. `qualifier` says that a value is
    provisional or rounded. `area_code` is the code of the one municipality that it is a
    figure of; it is no print either. `as_of_wording` (末時点) serves the references of texts while
    an edition is built, and so do `decimals` (how many its indicator declares) and `name` (what it
    is the figure of, 米国, where texts may say so); what they print is frozen, they are not.
    """

    key: str
    indicator: str
    value: Decimal | None
    unit: str
    kind: str
    text: str
    status: str = "value"
    period: Period | None = None
    as_of: date | None = None
    note: str = ""
    computed: bool = False
    rule: Rule = field(default="", compare=False)
    parts: tuple[str, ...] = field(default=(), compare=False)
    as_of_wording: str = field(default="現在", compare=False)
    decimals: int = field(default=0, compare=False)
    qualifier: str = ""
    name: str = field(default="", compare=False)
    area_code: str = field(default="", compare=False)

    @property
    def places(self) -> int:
        """Decimals that are printed: as many as declared, and none of the value is hidden."""
        return max(self.decimals, decimals_of(self.value or 0))

    def to_json(self) -> dict[str, object]:
        period = self.period
        # Only where there is one: what was frozen before there were any stays as it is.
        qualifier = {"qualifier": self.qualifier} if self.qualifier else {}
        area = {"area_code": self.area_code} if self.area_code else {}
        origin = {"rule": self.rule, "parts": list(self.parts)} if self.rule else {}
        return {
            "key": self.key,
            "indicator": self.indicator,
            "value": None if self.value is None else plain(self.value),
            "unit": self.unit,
            "kind": self.kind,
            "status": self.status,
            **qualifier,
            "text": self.text,
            "period_start": period.start.isoformat() if period else None,
            "period_end": period.end.isoformat() if period and period.end else None,
            "period_precision": period.precision if period else None,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "note": self.note,
            "computed": self.computed,
            **origin,
            **area,
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        start, end = data.get("period_start"), data.get("period_end")
        period = None
        if start:
            period = Period(
                date.fromisoformat(start),
                date.fromisoformat(end) if end else None,
                data["period_precision"],
            )
        as_of = data.get("as_of")
        return cls(
            key=data["key"],
            indicator=data["indicator"],
            value=None if data["value"] is None else Decimal(str(data["value"])),
            unit=data["unit"],
            kind=data["kind"],
            text=data["text"],
            status=data.get("status", "value"),
            period=period,
            as_of=date.fromisoformat(as_of) if as_of else None,
            note=data.get("note", ""),
            computed=data.get("computed", False),
            rule=data.get("rule", ""),
            parts=tuple(data.get("parts", ())),
            qualifier=data.get("qualifier", ""),
            area_code=data.get("area_code", ""),
        )


def plain(value: Decimal) -> int | float:
    """A JSON number: whole values as int, others as the float that prints the same."""
    return int(value) if value == value.to_integral_value() else float(value)


@dataclass(frozen=True, slots=True)
class Cell:
    """Printed text plus the figures behind it; a merged cell stands once, with its spans.

    A newline in `text` is a line break on paper. `link` is the stable ref of the record the
    cell is about (`robots.robot/robot-01`), for pages that can link it. `form` is the text with
    `{}` in place of each figure (`{}件［{}件］`) where all of them print as plain numbers: it
    serves the formulas of the entry workbook and is not stored.
    """

    text: str = ""
    figures: tuple[Figure, ...] = ()
    colspan: int = 1
    rowspan: int = 1
    role: Role = "data"
    align: Align = ""
    vertical: bool = False
    indent: int = 0
    link: str = ""
    form: str = field(default="", compare=False)

    def to_json(self) -> dict[str, object]:
        return {
            "text": self.text,
            "colspan": self.colspan,
            "rowspan": self.rowspan,
            "figures": [figure.to_json() for figure in self.figures],
            "role": self.role,
            "align": self.align,
            "vertical": self.vertical,
            "indent": self.indent,
            "link": self.link,
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        figures = tuple(Figure.from_json(figure) for figure in data.get("figures", ()))
        return cls(**{**known(cls, data), "figures": figures})


Row = tuple[Cell, ...]
Matrix = list[list[Cell]]


def column_head(text: str, colspan: int = 1, rowspan: int = 1, align: Align = "center") -> Cell:
    """A head cell of one or more columns."""
    return Cell(text, colspan=colspan, rowspan=rowspan, role="column", align=align)


def row_head(
    text: str,
    *,
    colspan: int = 1,
    rowspan: int = 1,
    indent: int = 0,
    vertical: bool = False,
    align: Align = "",
    link: str = "",
) -> Cell:
    """A head cell of one or more rows."""
    return Cell(
        text,
        (),
        colspan,
        rowspan,
        role="row",
        align=align,
        vertical=vertical,
        indent=indent,
        link=link,
    )


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as on paper.

    `title` names the table anywhere; `caption` and `aside` are what the paper prints above it to
    the left and to the right (often empty, because the heading says it); `as_of` and `period` are
    printed wordings; `widths` are relative column widths in half-width characters (empty: by
    content); `chart` is "pie" where the paper shows the table as a pie chart; `chart_data` is the
    picture of the table (of such a pie only where staff chose another one).
    """

    key: str
    title: str
    body: tuple[Row, ...]
    header: tuple[Row, ...] = ()
    unit: str = ""
    as_of: str = ""
    period: str = ""
    caption: str = ""
    aside: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""
    widths: tuple[int, ...] = ()
    chart: str = ""
    chart_data: ChartData | None = None

    @property
    def columns(self) -> int:
        """Number of columns, merged cells counted with their span."""
        return max((len(row) for row in self.positions()), default=0)

    def positions(self) -> Matrix:
        """Header and body as a full matrix: every place covered by a merged cell holds that cell.

        Raises ValueError when spans overlap or leave a hole, naming the table and the place.
        """
        return lay_out(self)

    def figures(self) -> Iterable[Figure]:
        for row in (*self.header, *self.body):
            for cell in row:
                yield from cell.figures

    def with_(self, **changes: Any) -> "Grid":
        return replace(self, **changes)

    def to_json(self) -> dict[str, object]:
        return {
            "key": self.key,
            "title": self.title,
            "unit": self.unit,
            "as_of": self.as_of,
            "period": self.period,
            "caption": self.caption,
            "aside": self.aside,
            "notes": list(self.notes),
            "source": self.source,
            "widths": list(self.widths),
            "chart": self.chart,
            **({"chart_data": self.chart_data.to_json()} if self.chart_data else {}),
            "header": [[cell.to_json() for cell in row] for row in self.header],
            "body": [[cell.to_json() for cell in row] for row in self.body],
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        def rows(name: str) -> tuple[Row, ...]:
            return tuple(tuple(Cell.from_json(cell) for cell in row) for row in data.get(name, ()))

        chart = data.get("chart_data")
        return cls(
            **{
                **known(cls, data),
                "notes": tuple(data.get("notes", ())),
                "widths": tuple(data.get("widths", ())),
                "chart_data": chart and ChartData.from_json(chart),
                "header": rows("header"),
                "body": rows("body"),
            }
        )


Placed = tuple[Cell, int, int]


def placed(grid: Grid) -> Iterator[Placed]:
    """Each cell once, with the row and column (from 0, heads included) of its upper left corner.

    Cells stand left to right in the first free places, as in HTML.
    """
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate((*grid.header, *grid.body)):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            yield cell, row, column
            if cell.rowspan > 1:
                taken.update(covered(cell, row, column))
            column += cell.colspan


def covered(cell: Cell, row: int, column: int) -> Iterator[tuple[int, int]]:
    """The places that a cell covers, its own first."""
    for r in range(row, row + cell.rowspan):
        for c in range(column, column + cell.colspan):
            yield r, c


def lay_out(grid: Grid) -> Matrix:
    """Header and body as a full matrix.

    Raises ValueError when two cells overlap or the rows are not equally long.
    """
    matrix: dict[tuple[int, int], Cell] = {}
    for cell, row, column in placed(grid):
        for place in covered(cell, row, column):
            if place in matrix:
                at = f"row {place[0] + 1}, column {place[1] + 1}"
                raise ValueError(f"table {grid.key}: cells overlap at {at}")
            matrix[place] = cell
    counted = Counter(row for row, _ in matrix)
    height = max(counted, default=len(grid.header) + len(grid.body) - 1) + 1
    lengths = [counted[row] for row in range(height)]
    if any(length != lengths[0] for length in lengths):
        raise ValueError(f"table {grid.key}: the rows do not fill a rectangle: {lengths}")
    return [[matrix[row, column] for column in range(lengths[0])] for row in range(height)]

"""Charts: how a table is drawn, declared beside it, and the picture as data, frozen with its Grid.

Page, PDF, Excel and Word draw a `ChartData` and nothing else; it is made from the printed table
(`charting`), so a picture never says what its table does not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, Self

from .stored import Json, known

ChartKind = Literal["none", "targets", "line", "bars", "years", "whole", "pie"]

KINDS: dict[ChartKind, str] = {
    "none": "図を出さない",
    "targets": "目標と実績の棒グラフ",
    "line": "折れ線グラフ",
    "bars": "棒グラフ（多い順）",
    "years": "棒グラフ（表の順）",
    "whole": "帯グラフ",
    "pie": "円グラフ",
}


@dataclass(frozen=True)
class Chart:
    """How a table is drawn unless an edition's staff choose another way.

    `column` is the column of figures that is drawn (0 the first, -1 the last) where the rows are
    compared; with `across` the columns are compared instead. `parts` says that the rows are all
    the parts of one whole, `unit` which figures are drawn where a table has several units
    (without it those of the unit that most have). With `by_choice` nothing is drawn until staff
    choose a kind; what fits then depends on the table (`charting.suited`), `others` too.
    """

    kind: ChartKind
    column: int = 0
    across: bool = False
    parts: bool = False
    unit: str = ""
    by_choice: bool = False
    others: tuple[ChartKind, ...] = ()

    @property
    def usual(self) -> ChartKind:
        """What is drawn as long as nobody chose otherwise."""
        return "none" if self.by_choice else self.kind

    @property
    def fitting(self) -> tuple[ChartKind, ...]:
        """The kinds that can show this table, the declared one first."""
        others: tuple[ChartKind, ...] = ("targets", "line")
        if self.kind in ("bars", "years", "whole", "pie"):
            others = ("bars", "years", *(("whole", "pie") if self.parts else ()))
        others = (*others, *self.others)
        return (self.kind, *(kind for kind in others if kind != self.kind))


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One value as a number in the unit of its chart and as printed.

    `row` and `column` say where its table prints it (from 0, heads included); `is_partial` that
    its period was not over yet.
    """

    value: Decimal
    text: str
    row: int
    column: int
    is_forecast: bool = False
    is_partial: bool = False

    def to_json(self) -> dict[str, object]:
        return {
            "value": str(self.value),
            "text": self.text,
            "row": self.row,
            "column": self.column,
            "is_forecast": self.is_forecast,
            "is_partial": self.is_partial,
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(**{**known(cls, data), "value": Decimal(data["value"])})


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """What has one colour: a point for each label of the chart, None where there is no value."""

    name: str
    points: tuple[ChartPoint | None, ...]

    def to_json(self) -> dict[str, object]:
        return {"name": self.name, "points": [p and p.to_json() for p in self.points]}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(data["name"], tuple(p and ChartPoint.from_json(p) for p in data["points"]))


@dataclass(frozen=True, slots=True)
class ChartData:
    """A picture as data. `groups` are the plan periods of the labels: a line ends at each.

    `words` is one sentence that says what the picture shows; `on_paper` whether the printed
    report has it too. `is_open`: of something that is compared the value is not known yet.
    """

    kind: ChartKind
    unit: str = ""
    labels: tuple[str, ...] = ()
    series: tuple[ChartSeries, ...] = ()
    groups: tuple[str, ...] = ()
    words: str = ""
    on_paper: bool = False
    is_open: bool = False

    def points(self) -> Iterator[ChartPoint]:
        for series in self.series:
            yield from filter(None, series.points)

    def unit_of(self, point: ChartPoint) -> str:
        """The unit that belongs behind a printed value; none where it is printed: 億円, ¥100."""
        return self.unit if point.text[-1:].isdigit() and point.text[0] != "¥" else ""

    @property
    def title(self) -> str:
        return KINDS[self.kind]

    def to_json(self) -> dict[str, Any]:
        data = {
            "kind": self.kind,
            "unit": self.unit,
            "labels": list(self.labels),
            "series": [series.to_json() for series in self.series],
            "groups": list(self.groups),
            "words": self.words,
            "on_paper": self.on_paper,
        }
        return data | ({"is_open": True} if self.is_open else {})

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(
            **{
                **known(cls, data),
                "labels": tuple(data["labels"]),
                "series": tuple(map(ChartSeries.from_json, data["series"])),
                "groups": tuple(data["groups"]),
            }
        )

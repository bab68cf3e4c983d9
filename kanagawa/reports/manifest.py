"""The manifest of an edition: what it consists of, so that it can be read without today's code.

It is made from the declarations when an edition is published, frozen with it, and says from then
on which sections, tables, charts, headline figures and record lists the edition has. Every part
that a later release freezes beside the tables gets its entry here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal, Self, TypeVar

from .grid import plain
from .statements import Statement
from .stored import Json, known

T = TypeVar("T")
TableKind = Literal["table", "list"]
Direction = Literal["", "up", "down", "same"]


@dataclass(frozen=True, slots=True)
class SectionTitle:
    """A section; `key` is its URL and the key of its heading."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A table of the edition; `kind` "list" is a list of records that the paper does not print."""

    key: str
    section: str
    title: str
    kind: TableKind
    order: int


@dataclass(frozen=True, slots=True)
class FrozenPoint:
    """One value of a chart, as a number in the table's unit and as printed."""

    label: str
    value: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class FrozenChart:
    """A chart as data; `table` is the table that it draws, `kind` how ("pie")."""

    table: str
    kind: str
    title: str
    points: tuple[FrozenPoint, ...]

    def to_json(self) -> dict[str, Any]:
        points = [{**asdict(point), "value": plain(point.value)} for point in self.points]
        return {"table": self.table, "kind": self.kind, "title": self.title, "points": points}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        points = tuple(
            FrozenPoint(**{**known(FrozenPoint, point), "value": Decimal(str(point["value"]))})
            for point in data.get("points", ())
        )
        return cls(**{**known(cls, data), "points": points})


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A value of a headline figure in one period, as a number and as printed."""

    period: str
    value: Decimal
    text: str

    def to_json(self) -> dict[str, str]:
        return {"period": self.period, "value": str(self.value), "text": self.text}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(**{**known(cls, data), "value": Decimal(data["value"])})


@dataclass(frozen=True, slots=True)
class Headline:
    """The figure that stands for a section, as printed, and the table it comes from.

    `figure` is the stable key of the figure; all but the section are "" where there is none.
    `target` is what it should have been and `before` what it was a year before, both as printed;
    `direction` says whether it rose since. `trend` are the values of its table up to this one,
    oldest first; it begins where they begin to be comparable.
    """

    section: str
    label: str = ""
    figure: str = ""
    text: str = ""
    period: str = ""
    as_of: str = ""
    table: str = ""
    target: str = ""
    before: str = ""
    direction: Direction = ""
    trend: tuple[TrendPoint, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Without what it says nothing of."""
        later = {"target", "before", "direction", "trend"}
        fields = {name: text for name, text in asdict(self).items() if text or name not in later}
        return fields | ({"trend": [point.to_json() for point in self.trend]} if self.trend else {})

    @classmethod
    def from_json(cls, data: Json) -> Self:
        trend = tuple(TrendPoint.from_json(point) for point in data.get("trend", ()))
        return cls(**{**known(cls, data), "trend": trend})


@dataclass(frozen=True, slots=True)
class RecordListEntry:
    """A list of records at `/<edition>/<section>/<key>/`, and the tables that print its records.

    `model` is the first part of the URLs of its records (`robots.robot`).
    """

    section: str
    key: str
    title: str
    model: str
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A word of the report with its meaning and what that was taken from."""

    word: str
    meaning: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an edition consists of, in the order of the report."""

    sections: tuple[SectionTitle, ...] = ()
    tables: tuple[TableEntry, ...] = ()
    charts: tuple[FrozenChart, ...] = ()
    headlines: tuple[Headline, ...] = ()
    records: tuple[RecordListEntry, ...] = ()
    statements: tuple[Statement, ...] = ()
    terms: tuple[TermEntry, ...] = ()

    def section(self, key: str) -> SectionTitle | None:
        return next((section for section in self.sections if section.key == key), None)

    def title_of(self, section: str) -> str:
        """The title of a section; its key where the edition has none such."""
        entry = self.section(section)
        return entry.title if entry else section

    def table(self, key: str) -> TableEntry | None:
        return next((table for table in self.tables if table.key == key), None)

    def section_of(self, table: str) -> SectionTitle | None:
        """The section that a table belongs to."""
        entry = self.table(table)
        return self.section(entry.section) if entry else None

    def is_list(self, key: str) -> bool:
        """Whether a table is a list of records, which the paper does not print."""
        return any(table.key == key and table.kind == "list" for table in self.tables)

    def tables_of(self, section: str) -> list[str]:
        """The keys of the tables of a section."""
        return [table.key for table in self.tables if table.section == section]

    def statements_of(self, section: str = "", table: str = "") -> list[Statement]:
        """What is said of a section or of a table; of all without either."""
        return [
            each
            for each in self.statements
            if section in ("", each.section) and table in ("", each.table)
        ]

    def to_json(self) -> dict[str, object]:
        """Without the schema number, which is that of all the parts of an edition."""
        statements = [statement.to_json() for statement in self.statements]
        return {
            "sections": [asdict(section) for section in self.sections],
            "tables": [asdict(table) for table in self.tables],
            "charts": [chart.to_json() for chart in self.charts],
            "headlines": [headline.to_json() for headline in self.headlines],
            "records": [asdict(entry) for entry in self.records],
            **({"statements": statements} if statements else {}),
            **({"terms": [asdict(term) for term in self.terms]} if self.terms else {}),
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        records = (
            RecordListEntry(**{**known(RecordListEntry, each), "tables": tuple(each["tables"])})
            for each in data.get("records", ())
        )
        return cls(
            _all(SectionTitle, data.get("sections", ())),
            _all(TableEntry, data.get("tables", ())),
            tuple(FrozenChart.from_json(chart) for chart in data.get("charts", ())),
            tuple(Headline.from_json(headline) for headline in data.get("headlines", ())),
            tuple(records),
            tuple(Statement.from_json(each) for each in data.get("statements", ())),
            _all(TermEntry, data.get("terms", ())),
        )


def _all(cls: type[T], entries: Iterable[Mapping[str, object]]) -> tuple[T, ...]:
    return tuple(cls(**known(cls, entry)) for entry in entries)

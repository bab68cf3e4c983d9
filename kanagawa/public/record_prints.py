"""What the pages of a list of records print: of a draft by today's declarations, of a published
edition as it was stored with it.

The rows of what is out are guarded. What a release of the program could still change is what their
fields are called and how their values are printed; therefore that is stored beside the files.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any, Self

from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition, EditionRow, StoredFile
from kanagawa.editions.proving import Proved, being_proved
from kanagawa.figures.columns import PeriodColumn
from kanagawa.figures.models import FigureRow
from kanagawa.formats.numbers import DASH
from kanagawa.reports import registry
from kanagawa.reports.columns import Column
from kanagawa.reports.grid import Grid
from kanagawa.reports.records import Records
from kanagawa.reports.stored import Json, known

from .grids import figures_grid, list_grid
from .record_page import Shown, children_of, fields_of
from .record_rows import AllRecordRows, RecordRows
from .selection import rows_of
from .tables import resolved

# What a list says of each figure; the other columns say what it is the figure of.
_OF_A_FIGURE = frozenset(("period", "printed", "as_of", "status"))
Named = tuple[str, str]  # the name of a row and its ref


@dataclass(frozen=True)
class RecordPrint:
    """What the page of a record says of it.

    `figures` are its figures as tables with their titles, `refs` those figures. `children` are the
    other rows that refer to it, by their kind; `tables` the keys of those that the report prints
    of this record alone and that may have a chart.
    """

    name: str
    fields: tuple[Shown, ...]
    figures: tuple[tuple[str, Grid], ...]
    refs: tuple[str, ...]
    children: tuple[tuple[str, tuple[Named, ...]], ...]
    tables: tuple[str, ...]

    @classmethod
    def of(cls, record: EditionRow, read: RecordRows, content: Content) -> Self:
        groups = children_of(record, read)
        figures = [group for group in groups if group.are_figures]
        others = [group for group in groups if not group.are_figures]
        return cls(
            str(record),
            tuple(_fields(record, read.records, content)),
            tuple((group.title, figures_grid(group.title, group.rows)) for group in figures),
            tuple(row.ref for group in figures for row in group.rows),
            tuple((g.title, tuple((str(row), row.ref) for row in g.rows)) for g in others),
            tuple(_tables_of(record, content)),
        )

    def to_json(self) -> dict[str, object]:
        figures = [[title, grid.to_json()] for title, grid in self.figures]
        return {**asdict(replace(self, figures=())), "figures": figures}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(
            data["name"],
            tuple(Shown(**known(Shown, field)) for field in data["fields"]),
            tuple((title, Grid.from_json(grid)) for title, grid in data["figures"]),
            tuple(data["refs"]),
            tuple((title, tuple(map(tuple, rows))) for title, rows in data["children"]),
            tuple(data["tables"]),
        )


def _fields(record: EditionRow, records: Records, content: Content) -> list[Shown]:
    """Its fields; what is the heading of the page already is not said again."""
    fields = list(fields_of(record, records, content.resolve))
    return [field for field in fields if field.text != str(record)] or fields


def _tables_of(record: EditionRow, content: Content) -> Iterator[str]:
    for table in registry.tables().values():
        key = f"{table.key}.{record.key}"
        if table.each is type(record) and table.chart and content.manifest.table(key):
            yield key


def years_grid(records: Records, content: Content, rows: Iterable[Any]) -> Grid | None:
    """Figures of a list with the years side by side; None where they have no periods."""
    columns = records.on("list")
    if not any(isinstance(column, PeriodColumn) for column in columns):
        return None
    head_columns = [column for column in columns if column.name not in _OF_A_FIGURE]
    figures = [(_names(row, head_columns, records, content), row) for row in rows]
    heads = [column.label_of(records.model) for column in head_columns]
    return list_grid(records.title, heads, figures)


def _names(
    row: FigureRow, columns: Sequence[Column], records: Records, content: Content
) -> tuple[str, ...]:
    """What tells a figure from the others of its list: a yes by its question, a no by nothing."""
    names = []
    for column in columns:
        if column.value(row) is True:
            names.append(column.label_of(records.model))
        elif column.value(row) is not False:
            names.append(content.resolve(column.text(row)))
    return tuple(name for name in names if name not in ("", DASH))


@dataclass(frozen=True)
class ListPrint:
    """A whole list as it was stored: name, label, alignment of its columns and whether they link;
    by the key of a record its texts in these columns, and what its page says; its figures with
    the years side by side.
    """

    columns: tuple[tuple[str, str, str, bool], ...]
    cells: Mapping[str, list[str]]
    records: Mapping[str, Any]
    years: Mapping[str, Any] | None = None

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(**known(cls, data))

    @property
    def grid(self) -> Grid | None:
        return Grid.from_json(self.years) if self.years else None

    def declared(self, records: Records) -> list[Column]:
        """The columns as declarations; what is declared no more cannot be sorted by."""
        todays = {column.name: column for column in records.on("list")}
        return [
            replace(todays.get(name) or Column(name), label=label, align=align, link=link)  # type: ignore[arg-type]  # as it was an alignment
            for name, label, align, link in self.columns
        ]

    def record(self, key: str) -> RecordPrint | None:
        data = self.records.get(key)
        return RecordPrint.from_json(data) if data else None

    def name_of(self, record: EditionRow) -> str:
        data = self.records.get(record.key)
        return str(data["name"]) if data else str(record)


def path_of(records: Records) -> str:
    return f"{records.section}/{records.key}.prints.json"


def stored_prints(edition: Edition, records: Records) -> ListPrint | None:
    """None of a draft, and until the prints of an edition are stored."""
    if not edition.is_published or being_proved(edition):
        return None
    files = edition.files.filter(path=path_of(records))
    stored = files.values_list("pk", "sha256").first()
    return _read(*stored) if stored else None


@lru_cache(64)
def _read(pk: int, sha256: str) -> ListPrint:
    """Every page of a list reads its prints: a process takes what is stored under a hash once."""
    return ListPrint.from_json(json.loads(bytes(StoredFile.objects.get(pk=pk).content)))


def prints_of(edition: Edition, records: Records) -> bytes:
    """All that the pages of a list print, to be stored with the edition."""
    content = Content(edition)
    read = AllRecordRows(records, Proved(edition, []))
    columns = records.on("list")
    rows = list(rows_of(records, edition))
    years = years_grid(records, content, rows)
    prints = ListPrint(
        tuple((c.name, c.label_of(records.model), c.align, c.link) for c in columns),
        {row.key: [resolved(c.text(row), content.resolve) for c in columns] for row in rows},
        {row.key: RecordPrint.of(row, read, content).to_json() for row in rows},
        years.to_json() if years else None,
    )
    return json.dumps(asdict(prints), ensure_ascii=False, separators=(",", ":")).encode()

"""The tables of one page of the entry grid: what stands in each cell, and the columns beside."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kanagawa.entry.cells import EntryCell, EntryTable, OpenCell
from kanagawa.entry.saving import SaveOutcome
from kanagawa.formats.years import period_text
from kanagawa.reports.grid import Cell
from kanagawa.staff.places import anchor
from kanagawa.workflow.models import Remark

from .form import Field, Sent, table_days, unreadable_days

# What may stand in columns of their own beside a column of inputs (`Beside`), with its head.
HELPS = (("last_year", "前年"), ("target", "目標"), ("forecast", "前年の見込"))
# Side by side: with more, only what is entered this year has help beside it; then too many at all.
MOST_COLUMNS, TOO_MANY = 12, 20
_SILENT = re.compile(r"[\s（）()［］－]")  # what a cell prints around a single figure


@dataclass(frozen=True)
class Help:
    """A cell beside a cell of the paper: one text for each of its inputs."""

    head: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class PageCell:
    """A cell of the page: its print, the ids of the figures it is the first to print, inputs.

    `colspan` counts columns of the page, `helps` are the cells that follow it, `head` is what
    the heads above it say.
    """

    entry: EntryCell
    fields: tuple[Field, ...]
    ids: tuple[str, ...]
    colspan: int = 1
    helps: tuple[Help, ...] = ()
    head: str = ""

    @property
    def cell(self) -> Cell:
        return self.entry.cell

    @property
    def head_text(self) -> str:
        """The text of a head, which breaks its lines on the page where it has to."""
        return self.cell.text.replace("\n", "")

    @property
    def inputs(self) -> list[Field]:
        return [f for f in self.fields if f.is_input]

    @property
    def named_inputs(self) -> list[tuple[Field, str]]:
        """Each input with its name within the cell; "" where the cell holds nothing else."""
        if len(self.cell.figures) == 1:
            return [(f, "") for f in self.inputs]
        names = [name_of_part(f.cell) for f in self.fields]
        return [
            (f, name if names.count(name) == 1 else f"{name} {period_text(f.cell.row.period)}")
            for f, name in zip(self.fields, names, strict=True)
            if f.is_input
        ]

    @property
    def parts(self) -> int:
        return len(self.cell.figures)

    @property
    def prints_more(self) -> bool:
        """Whether its print says more than its inputs: a total, a figure typed elsewhere, words."""
        if len(self.inputs) < len(self.cell.figures):
            return True
        text = self.cell.text
        for figure in self.cell.figures:
            number = figure.text.replace(figure.unit, "")
            text = text.replace(number, "", 1).replace(figure.unit, "", 1)
        return len(self.cell.figures) == 1 and bool(_SILENT.sub("", text))


def name_of_part(cell: OpenCell) -> str:
    """What a figure is called among those of its cell: うち県内再投資."""
    return cell.row.indicator_name.split()[-1]


@dataclass(frozen=True)
class TableOnPage:
    """`heads_of_helps` is a row of heads of its own where they fit into none of the table's."""

    table: EntryTable
    header: tuple[tuple[PageCell, ...], ...]
    body: tuple[tuple[PageCell, ...], ...]
    heads_of_helps: tuple[str, ...] = ()
    day: str = ""
    day_errors: tuple[str, ...] = ()
    remarks: Sequence[Remark] = ()

    @property
    def id(self) -> str:
        return anchor(self.table.key)

    @property
    def fields(self) -> list[Field]:
        return [f for row in (*self.header, *self.body) for p in row for f in p.fields]

    @property
    def inputs(self) -> list[Field]:
        return [f for f in self.fields if f.is_input]

    @property
    def days(self) -> list[Field]:
        """The inputs that a day for the whole table is put into."""
        return [f for f in self.inputs if not f.cell.day_holder]

    @property
    def held_days(self) -> list[OpenCell]:
        """One figure for each record that holds the day of some of them."""
        holders = {f.cell.day_holder: f.cell for f in self.inputs if f.cell.day_holder}
        return list(holders.values())

    @property
    def refs(self) -> str:
        return " ".join(f.cell.ref for f in self.days)

    @property
    def to_enter(self) -> int:
        return sum(f.cell.is_to_enter for f in self.fields)

    @property
    def is_wide(self) -> bool:
        """Whether it has more columns than a page has room for."""
        rows = (*self.header, *self.body)[:1]
        return sum(p.colspan + len(p.helps) for row in rows for p in row) > TOO_MANY


class PageColumns:
    """The columns of a table on the page: those of the paper, some with helps behind them."""

    def __init__(self, table: EntryTable, inputs: set[str]) -> None:
        self._heads = len(table.header)
        self._matrix = table.grid.positions()
        self.helps = self._helps(table, inputs, of_this_year=False)
        if len(self.helps) * 2 + self.count > MOST_COLUMNS:
            self.helps = self._helps(table, inputs, of_this_year=True)
        last = self._matrix[self._heads - 1] if self._heads else []
        self.has_own_heads = any(not last or last[c].colspan > 1 for c in self.helps)

    @property
    def count(self) -> int:
        return len(self._matrix[0]) if self._matrix else 0

    @staticmethod
    def _helps(
        table: EntryTable, inputs: set[str], *, of_this_year: bool
    ) -> dict[int, list[tuple[str, str]]]:
        helps: dict[int, list[tuple[str, str]]] = {}
        for entry in (entry for row in table.body for entry in row):
            cells = [c for c in entry.open if c.ref in inputs]
            cells = [c for c in cells if c.is_of_this_year or not of_this_year]
            of_column = helps.setdefault(_last_column(entry), [])
            of_column += [
                (name, head)
                for name, head in HELPS
                if (name, head) not in of_column and any(getattr(c.beside, name) for c in cells)
            ]
        return {
            c: sorted(of_column, key=HELPS.index) for c, of_column in helps.items() if of_column
        }

    def span(self, entry: EntryCell) -> int:
        columns = range(entry.column, entry.column + entry.cell.colspan)
        return entry.cell.colspan + sum(len(self.helps.get(c, ())) for c in columns)

    def behind(self, entry: EntryCell, inputs: list[Field]) -> tuple[Help, ...]:
        """The cells behind this one; none where it spreads over their columns itself."""
        helps = self.helps.get(_last_column(entry), [])
        if entry.row < self._heads:
            is_last = entry.row + entry.cell.rowspan == self._heads
            if self.has_own_heads or entry.cell.colspan > 1 or not is_last:
                return ()
            return tuple(Help(head) for _, head in helps)
        if not inputs and (entry.cell.colspan > 1 or entry.cell.role != "data"):
            return ()
        return tuple(
            Help(head, tuple(str(getattr(f.cell.beside, name)) for f in inputs))
            for name, head in helps
        )

    def head(self, entry: EntryCell) -> str:
        """What the heads above a cell of the body say."""
        if entry.row < self._heads:
            return ""
        texts = [row[entry.column].text.replace("\n", "") for row in self._matrix[: self._heads]]
        return " ".join(dict.fromkeys(text for text in texts if text))

    def own_heads(self) -> tuple[str, ...]:
        if not self.has_own_heads:
            return ()
        columns = (("", *(head for _, head in self.helps.get(c, ()))) for c in range(self.count))
        return tuple(text for texts in columns for text in texts)


def _last_column(entry: EntryCell) -> int:
    return entry.column + entry.cell.colspan - 1


class Pages:
    """Lays the tables of one page out: inputs for some refs, with what came back of them."""

    def __init__(
        self,
        inputs: set[str],
        sent: Sent,
        outcome: SaveOutcome | None,
        data: Any,
        remarks: Mapping[str, list[Remark]],
    ) -> None:
        self._remarks = remarks
        self._inputs, self._sent, self._told = inputs, sent, outcome or SaveOutcome()
        self._days, self._day_errors = table_days(data), unreadable_days(data)
        self._named: set[str] = set()

    def table(self, table: EntryTable) -> TableOnPage:
        columns = PageColumns(table, self._inputs)
        return TableOnPage(
            table,
            self._rows(table.header, columns),
            self._rows(table.body, columns),
            columns.own_heads(),
            self._days.get(table.key, ""),
            tuple(self._day_errors.get(table.key, ())),
            self._remarks.get(table.key, ()),
        )

    def _rows(
        self, rows: Iterable[Iterable[EntryCell]], columns: PageColumns
    ) -> tuple[tuple[PageCell, ...], ...]:
        return tuple(tuple(self._place(entry, columns) for entry in row) for row in rows)

    def _place(self, entry: EntryCell, columns: PageColumns) -> PageCell:
        fields = tuple(self._fields(entry))
        own = {f.cell.ref for f in fields}
        # A figure printed several times on the page is linked where it stands first.
        first = [f.key for f in entry.cell.figures if f.key not in self._named | own]
        self._named |= {*own, *first}
        helps = columns.behind(entry, [f for f in fields if f.is_input])
        return PageCell(
            entry,
            fields,
            tuple(anchor(key) for key in first),
            columns.span(entry) - len(helps),
            helps,
            columns.head(entry),
        )

    def _fields(self, entry: EntryCell) -> Iterator[Field]:
        keys = [figure.key for figure in entry.cell.figures]
        for cell in entry.open:
            ref = cell.ref
            yield Field(
                cell,
                keys.index(ref),
                ref in self._inputs,
                self._sent.get(ref, {}),
                self._told.errors.get(ref, []),
                self._told.conflicts.get(ref),
                self._remarks.get(ref, ()),
            )

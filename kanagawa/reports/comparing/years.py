"""Two editions held against each other for readers: what the figures did, what came and went.

Made of what both editions printed and of nothing else. A change sheet lists every place where two
prints differ; here the newest value of one edition stands against the newest of the other.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from ..document import Block
from ..grid import Figure, Grid, placed
from ..labels import column_label, machine_text, row_label
from ..manifest import Manifest, RecordListEntry, SectionTitle
from ..wording import in_brackets
from .difference import Difference, FigureChange, place_of
from .text import compare_text

_OF_A_YEAR = re.compile(r"(.+)-(?:target|actual|forecast|estimate|limit)-[0-9]{4}(?:-[0-9]{4})?")
# A number says where a row stands in its list.
_PLACE_HEADS = {"番号", "No."}
_PLANNED, _WORDS = "予定", re.compile(r"（(予定|中止|延期|未入力)）")
Result = Literal["held", "cancelled", "postponed", "open", "gone"]
_RESULTS: dict[str, Result] = {"中止": "cancelled", "延期": "postponed"}


class PrintedEdition(Protocol):
    """An edition as it was printed."""

    @property
    def manifest(self) -> Manifest: ...
    @property
    def tables(self) -> Mapping[str, Grid]: ...
    @property
    def blocks(self) -> Sequence[Block]: ...


@dataclass(frozen=True, slots=True)
class Movement:
    """A figure of the two editions and the table that prints it; `old` or `new` may be None.

    `name` is what it is the figure of, with its row where others of the table are called the same.
    """

    table: str
    name: str
    change: FigureChange


@dataclass(frozen=True, slots=True)
class NamedRecord:
    """Something that an edition tells of: its ref and its name as printed."""

    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class ChangedRecord:
    """A record of both editions; `changes` are the heads of its cells with both prints."""

    record: NamedRecord
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class PlanOutcome:
    """What became of something that the older edition said is planned, both as printed."""

    record: NamedRecord
    plan: str
    result: Result
    text: str


@dataclass(frozen=True, slots=True)
class ListComparison:
    """What is new in a list of records, what is there no more, what is told otherwise."""

    entry: RecordListEntry
    added: tuple[NamedRecord, ...]
    removed: tuple[NamedRecord, ...]
    changed: tuple[ChangedRecord, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class SectionComparison:
    """A section of two editions.

    `moved` are figures with a newer period, `revised` those of which the value of one and the
    same period differs; `added` and `removed` are figures that only one of them prints.
    """

    section: SectionTitle
    moved: tuple[Movement, ...]
    revised: tuple[Movement, ...]
    added: tuple[Movement, ...]
    removed: tuple[Movement, ...]
    lists: tuple[ListComparison, ...]
    outcomes: tuple[PlanOutcome, ...]
    texts: tuple[Difference, ...]

    @property
    def is_empty(self) -> bool:
        figures = self.moved or self.revised or self.added or self.removed
        return not (figures or self.lists or self.outcomes or self.texts)


def compare_editions(old: PrintedEdition, new: PrintedEdition) -> Iterator[SectionComparison]:
    """Section by section in the order of the newer edition, then what only the older one has."""
    titles = {title.key: title for title in (*new.manifest.sections, *old.manifest.sections)}
    for title in titles.values():
        yield compare_section(old, new, title)


def compare_section(
    old: PrintedEdition, new: PrintedEdition, title: SectionTitle
) -> SectionComparison:
    """What one section of both editions says."""
    before, after = SectionPart(old, title.key), SectionPart(new, title.key)
    outcomes = tuple(_outcomes(before, after))
    lists = tuple(_lists(before, after, {outcome.record.ref for outcome in outcomes}))
    models = {entry.model for entry in (*before.entries.values(), *after.entries.values())}
    # Records that only one of the two has are told of as such, not text by text.
    refs = before.names(models).keys() ^ after.names(models).keys()
    refs |= {outcome.record.ref for outcome in outcomes}
    texts = compare_text(before.blocks, after.blocks, lambda key, anchor: [])
    return SectionComparison(
        title,
        tuple(_moved(before, after)),
        tuple(_revised(before, after)),
        tuple(_only(after, before)),
        tuple(replace(m, change=FigureChange(m.change.new, None)) for m in _only(before, after)),
        tuple(each for each in lists if not each.is_empty),
        outcomes,
        tuple(t for t in texts if t.kind not in _UNREAD and t.ref not in refs),
    )


# Numbers follow from places, and a place of a table is no text.
_UNREAD = {"number", "place", "layout"}


class SectionPart:
    """One section of an edition: its figures by their keys, each as it is printed first."""

    def __init__(self, printed: PrintedEdition, section: str) -> None:
        manifest = printed.manifest
        self.blocks = [block for block in printed.blocks if block.section == section]
        self.tables = {key: printed.tables[key] for key in manifest.tables_of(section)}
        self.entries = {e.key: e for e in manifest.records if e.section == section}
        self.figures: dict[str, Movement] = {}
        for key, grid in self.tables.items():
            for name, figure in named_figures(grid):
                movement = Movement(key, name, FigureChange(None, figure))
                self.figures.setdefault(figure.key, movement)

    def newest(self) -> dict[str, Movement]:
        """Of each thing that is counted year by year the newest value there is."""
        newest: dict[str, Movement] = {}
        for movement in self.figures.values():
            figure = movement.change.figure
            if figure.value is None or figure.kind != "actual":
                continue
            series = series_of(figure.key)
            other = newest.get(series)
            if other is None or _end(other.change.figure) < _end(figure):
                newest[series] = movement
        return newest

    def names(self, models: set[str]) -> dict[str, NamedRecord]:
        """The records of these models that the section prints, by ref, with their names."""
        names: dict[str, NamedRecord] = {}
        for grid in self.tables.values():
            for row in grid.body:
                for cell in row:
                    _name(names, models, cell.link, cell.text)
        for block in self.blocks:
            if block.kind == "heading":
                _name(names, models, block.record, block.text)
        return names


def named_figures(grid: Grid) -> Iterator[tuple[str, Figure]]:
    """The figures of a table with what tells them apart."""
    alike: dict[str, set[str]] = {}
    for figure in grid.figures():
        alike.setdefault(figure.indicator, set()).add(series_of(figure.key))
    matrix = grid.positions()
    for cell, row, column in placed(grid):
        for figure in cell.figures:
            name = machine_text(figure.indicator)
            if len(alike[figure.indicator]) > 1:
                name += in_brackets(row_label(matrix, cell, row, column))
            yield name, figure


def _name(names: dict[str, NamedRecord], models: set[str], ref: str, text: str) -> None:
    if ref.partition("/")[0] in models and text:
        names.setdefault(ref, NamedRecord(ref, machine_text(text)))


def series_of(key: str) -> str:
    """What a figure is the value of, year by year: its key without kind and year."""
    match = _OF_A_YEAR.fullmatch(key)
    return match[1] if match else key


def _end(figure: Figure) -> str:
    """To order by: the end of the period; one that still runs is the newest, by its as-of."""
    if figure.period is None:
        return ""
    if figure.period.end:
        return figure.period.end.isoformat()
    return f"9{figure.as_of.isoformat() if figure.as_of else ''}"


def _moved(old: SectionPart, new: SectionPart) -> Iterator[Movement]:
    """The newest value against the newest value, where the newer edition has a newer one."""
    before, after = old.newest(), new.newest()
    twins = _twins(before, after)
    for series, movement in after.items():
        was, now = before.get(series) or twins.get(series), movement.change.figure
        if was and _observed(was.change.figure) != _observed(now):
            yield replace(movement, change=FigureChange(was.change.figure, now))


def _twins(old: Mapping[str, Movement], new: Mapping[str, Movement]) -> dict[str, Movement]:
    """What is entered anew every year has a new key each time: it is told by its name, which only
    one in each edition has.
    """
    before, after = _by_name(old, new), _by_name(new, old)
    return {after[name][0]: old[before[name][0]] for name in before.keys() & after.keys()}


def _by_name(part: Mapping[str, Movement], other: Mapping[str, Movement]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for series, movement in part.items():
        if series not in other:
            figure = movement.change.figure
            names.setdefault(f"{figure.indicator} {figure.unit}", []).append(series)
    return {name: series for name, series in names.items() if len(series) == 1}


def _observed(figure: Figure) -> tuple[object, ...]:
    return figure.period, figure.as_of


def _revised(old: SectionPart, new: SectionPart) -> Iterator[Movement]:
    """Other values of the same period: what was put right, and what was foreseen and then came."""
    before = {place_of(key): each.change.figure for key, each in old.figures.items()}
    for key, movement in new.figures.items():
        was, now = before.get(place_of(key)), movement.change.figure
        if was is None or was.value is None or was.text == now.text:
            continue
        if was.period == now.period and (was.as_of == now.as_of or was.kind != now.kind):
            yield replace(movement, change=FigureChange(was, now))


def _only(part: SectionPart, other: SectionPart) -> Iterator[Movement]:
    """Figures with a value of which the other edition has nothing at all."""
    series = {series_of(key) for key in other.figures}
    names = {each.change.figure.indicator for each in other.figures.values()}
    for key, movement in part.figures.items():
        figure = movement.change.figure
        is_in_other = series_of(key) in series or figure.indicator in names
        if figure.value is not None and not is_in_other:
            yield movement


# Lists of records


def _lists(old: SectionPart, new: SectionPart, refs: Collection[str]) -> Iterator[ListComparison]:
    entries = {**old.entries, **new.entries}
    for entry in entries.values():
        before, after = old.names({entry.model}), new.names({entry.model})
        if not (old.figures.keys() | new.figures.keys()).isdisjoint(before.keys() | after.keys()):
            continue  # its records are figures, which are compared as such
        yield ListComparison(
            entry,
            tuple(_missing(after, before)),
            tuple(_missing(before, after)),
            tuple(c for c in _changed(old, new, entry, after) if c.record.ref not in refs),
        )


def _missing(
    records: Mapping[str, NamedRecord], other: Mapping[str, NamedRecord]
) -> Iterator[NamedRecord]:
    """Those that the other edition has not, nor one of the same name (entered anew each year)."""
    names = {record.name for record in other.values()}
    for ref, record in records.items():
        if ref not in other and record.name not in names:
            yield record


def _changed(
    old: SectionPart, new: SectionPart, entry: RecordListEntry, records: Mapping[str, NamedRecord]
) -> Iterator[ChangedRecord]:
    """The records that a row of the first table of the list in both editions tells otherwise."""
    table = next((key for key in entry.tables if key in old.tables and key in new.tables), "")
    if not table:
        return
    before, after = _rows(old.tables[table]), _rows(new.tables[table])
    for ref, record in records.items():
        if ref in before and ref in after:
            changes = tuple(_cells(before[ref], after[ref]))
            if changes:
                yield ChangedRecord(record, changes)


def _rows(grid: Grid) -> dict[str, dict[str, str]]:
    """The texts of the rows by the record that they are about, each by the head of its column."""
    matrix = grid.positions()
    rows: dict[str, dict[str, str]] = {}
    for cell, row, column in placed(grid):
        if cell.role == "column" or cell.figures:
            continue
        ref = _about(matrix[row])
        head = column_label(matrix, cell, row, column)
        if ref and head not in _PLACE_HEADS:
            rows.setdefault(ref, {})[head] = machine_text(cell.text)
    return rows


def _about(row: Sequence[object]) -> str:
    return next((link for cell in row if (link := getattr(cell, "link", ""))), "")


def _cells(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for head in new:
        if head in old and old[head] != new[head]:
            yield head, old[head], new[head]


# What was planned


def _outcomes(old: SectionPart, new: SectionPart) -> Iterator[PlanOutcome]:
    """What the older edition said is planned, and what the newer one says became of it."""
    plans = _dates(old.blocks, planned=True)
    results = _dates(new.blocks, planned=False)
    names = old.names({ref.partition("/")[0] for ref in plans})
    for ref, plan in plans.items():
        text = results.get(ref)
        if text == plan or ref not in names:
            continue
        yield PlanOutcome(names[ref], plan, _result(text), text or "")


def _dates(blocks: Iterable[Block], *, planned: bool) -> dict[str, str]:
    """The line with the day of each record; only of what is planned, or of all."""
    dates: dict[str, str] = {}
    for block in blocks:
        if block.kind != "line" or not block.record or "日" not in block.label:
            continue
        is_plan = _PLANNED in block.label or "（予定）" in block.text
        if is_plan or not planned:
            dates.setdefault(block.record, f"{block.label}：{block.text}")
    return dates


def _result(text: str | None) -> Result:
    if text is None:
        return "gone"
    word = _WORDS.search(text)
    if word:
        return _RESULTS.get(word[1], "open")
    return "open" if _PLANNED in text else "held"

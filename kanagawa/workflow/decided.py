"""What of a comparison a person decided, each thing once, apart from what moved by itself.

A thing is a row of a table of the report, or a record or text. Whatever of its print differs
because somebody changed it since the edition was made belongs to it, wherever it is printed;
what remains follows from that or from the new year: totals, as-of dates, columns, references.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from kanagawa.editions.models import references
from kanagawa.editions.rows import EditionRows, row_models
from kanagawa.figures.kinds import Kind
from kanagawa.figures.models import FigureRow
from kanagawa.figures.reference import EarlierFigures, years_of
from kanagawa.formats.numbers import amount
from kanagawa.reports import registry
from kanagawa.reports.comparing import FigureChange
from kanagawa.reports.comparing.difference import Delta
from kanagawa.reports.declaration import Finding
from kanagawa.reports.grid import Figure

from .confirming import Confirmed
from .last_changes import Touch
from .models import Evidence, Remark
from .sheet_rows import SheetRow


@dataclass(frozen=True)
class DecidedFigure:
    """A figure that somebody entered: what it is held against, what was aimed at, what it is.

    `before` is what was published for the very same figure, or (`is_last_year`) the value of a
    year earlier; `target` the target of its period, `foretold` what was forecast for it.
    """

    name: str
    before: str
    is_last_year: bool
    target: str
    foretold: str
    now: str
    amount: Delta | None


@dataclass(frozen=True)
class Decided:
    """A thing that a person changed: its figures, or its text before and after."""

    where: str
    ref: str
    rows: tuple[SheetRow, ...]
    figures: tuple[DecidedFigure, ...]

    @property
    def has_text(self) -> bool:
        return bool(self._texts)

    @property
    def old(self) -> str:
        return _joined(row.difference.old for row in self._texts)

    @property
    def new(self) -> str:
        return _joined(row.difference.new for row in self._texts)

    @property
    def _texts(self) -> list[SheetRow]:
        """The lines of the report; those of the site's own lists where there is none."""
        texts = [row for row in self.rows if not self.figures or not _is_cell(row)]
        of_report = [row for row in texts if not _is_listed(row)]
        return of_report or ([] if self.figures else texts)

    @property
    def lines(self) -> int:
        """How many lines its figures and its text take."""
        return len(self.figures) + self.has_text

    @property
    def touch(self) -> Touch:
        """Who changed it last."""
        return max((row.touch for row in self.rows if row.touch), key=lambda touch: touch.at)

    @property
    def findings(self) -> list[Finding]:
        return list(dict.fromkeys(f for row in self.rows for f in row.findings))

    @property
    def confirmed(self) -> list[Confirmed]:
        by_digest = {c.finding.digest: c for row in self.rows for c in row.confirmed}
        return list(by_digest.values())

    @property
    def remarks(self) -> list[Remark]:
        return list(dict.fromkeys(r for row in self.rows for r in row.remarks))

    @property
    def evidence(self) -> list[Evidence]:
        return list(dict.fromkeys(e for row in self.rows for e in row.evidence))


@dataclass
class _DecidedRows:
    where: str
    ref: str
    rows: list[SheetRow] = field(default_factory=list)
    refs: set[str] = field(default_factory=set)  # of all that its rows are about

    def add(self, row: SheetRow) -> None:
        self.rows.append(row)
        self.refs |= _refs(row)


def split(
    rows: Iterable[SheetRow], figures: "DraftFigures"
) -> tuple[list[Decided], list[SheetRow]]:
    """What was decided, in the order of the report, and what moved by itself; every row once."""
    touched: list[SheetRow] = []
    moved: list[SheetRow] = []
    for row in rows:
        (touched if row.touch else moved).append(row)
    groups: dict[object, _DecidedRows] = {}
    for row in touched:
        if not _is_listed(row):
            difference = row.difference
            line = (difference.table, *difference.new_at[:1]) if _is_cell(row) else ()
            place = (line[0], line[1][0]) if len(line) > 1 else difference.ref
            where = difference.where.rpartition(" → ")[0] or difference.where
            groups.setdefault(place, _DecidedRows(where, difference.ref)).add(row)
    for row in touched:
        if _is_listed(row):
            _home(row, groups, figures).add(row)
    decided = [_decided(group, figures) for group in groups.values()]
    return decided, moved


def _is_cell(row: SheetRow) -> bool:
    return bool(row.difference.table and row.difference.figures and row.difference.new_at)


def _is_listed(row: SheetRow) -> bool:
    return registry.is_list(row.difference.table)


def _home(
    row: SheetRow, groups: dict[object, _DecidedRows], figures: "DraftFigures"
) -> _DecidedRows:
    """The group of the same thing, or of the record that the figure belongs to; else its own."""
    mine = _refs(row)
    owners = {owner for ref in mine for owner in figures.owners(ref)}
    for group in groups.values():
        if group.refs & mine:
            return group
    for group in groups.values():
        if group.ref in owners:
            return group
    where = row.difference.where.rpartition(" → ")[0] or row.difference.where
    return groups.setdefault(row.difference.ref, _DecidedRows(where, row.difference.ref))


def _refs(row: SheetRow) -> set[str]:
    """Of what the row is about, and of its figures that are entered."""
    figures = {c.figure.key for c in row.difference.figures if not c.figure.computed}
    return {row.difference.ref, *figures}


def _decided(group: _DecidedRows, figures: "DraftFigures") -> Decided:
    changed: dict[str, tuple[str, FigureChange]] = {}
    for row in group.rows:
        entered = [c for c in row.difference.figures if c.new and not c.figure.computed]
        for change in entered:
            column = row.difference.where.rpartition(" → ")[2]
            name = f"{column} {change.figure.indicator}" if len(entered) > 1 else column
            changed.setdefault(change.figure.key, (name, change))
    facts = [figures.entered(name, change) for name, change in changed.values()]
    return Decided(group.where, group.ref, tuple(group.rows), tuple(f for f in facts if f))


@dataclass
class DraftFigures:
    """The figures of the draft and of last year's edition, by what they are held against."""

    rows: EditionRows

    def entered(self, name: str, change: FigureChange) -> DecidedFigure | None:
        """The figure in words; None when it is in the print only."""
        row = self._by_ref.get(change.figure.key)
        if row is None or change.new is None:
            return None
        beside = self._earlier.reference_of(row)
        before, value, is_last_year = "", None, False
        old = change.old
        if old is not None and old.value is not None and not _is_unsure(old):
            before, value = amount(old.value, old.unit, old.places), old.value
        elif beside.last_year is not None:
            before, value, is_last_year = beside.last_year.printed, beside.last_year.value, True
        target = self._targets.get((type(row), row.series, years_of(row.period)))
        both = value is not None and row.value is not None
        return DecidedFigure(
            name,
            before,
            is_last_year,
            target.printed if target and row.kind != Kind.TARGET else "",
            beside.foretold.printed if beside.foretold else "",
            row.printed,
            Delta.between(value, row.value, row.unit) if both else None,  # type: ignore[arg-type]  # `both` asked for the values
        )

    def owners(self, ref: str) -> list[str]:
        """The refs of the records that a figure belongs to."""
        row = self._by_ref.get(ref)
        if row is None:
            return []
        parents = (getattr(row, field.name) for field in references(type(row)))
        return [parent.ref for parent in parents if parent is not None]

    @cached_property
    def _earlier(self) -> EarlierFigures:
        return EarlierFigures.before(self.rows.edition)

    @cached_property
    def _by_ref(self) -> dict[str, FigureRow]:
        models = [model for model in row_models() if issubclass(model, FigureRow)]
        return {row.ref: row for model in models for row in self.rows.of(model)}

    @cached_property
    def _targets(self) -> dict[object, FigureRow]:
        return {
            (type(row), row.series, years_of(row.period)): row
            for row in self._by_ref.values()
            if row.kind == Kind.TARGET
        }


def _is_unsure(figure: Figure) -> bool:
    """A forecast, or a value of a part of its period: the year's value replaces it."""
    end = figure.period.end if figure.period else None
    return figure.kind == Kind.FORECAST or bool(figure.as_of and end and figure.as_of < end)


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(text for text in texts if text))

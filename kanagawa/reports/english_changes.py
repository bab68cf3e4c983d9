"""What differs between two editions, in English: the same differences with their words.

The editions are compared as they were printed, in Japanese; each word is then put into English by
the edition that printed it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from kanagawa.formats.english import number_in_english

from .comparing.difference import Difference, FigureChange
from .comparing.years import (
    ChangedRecord,
    ListComparison,
    Movement,
    NamedRecord,
    SectionComparison,
    SectionPart,
)
from .document import Block
from .english import English, Pending
from .errata import Errata
from .grid import Figure, Grid
from .manifest import Manifest

_NUMBERS = re.compile(r"[(（][0-9０-９ｱ-ﾝア-ン]+[)）]|[0-9０-９]+|[ア-ンａ-ｚ]")
_PLACES = (
    (re.compile("第([0-9０-９]+)段落"), "paragraph"),
    (re.compile("第([0-9０-９]+)の注"), "note"),
    (re.compile("第([0-9０-９]+)項目"), "item"),
    (re.compile("第([0-9０-９]+)表"), "table"),
    (re.compile("一覧の([0-9０-９]+)行目"), "row of the list"),
    (re.compile("(見出し)"), "heading"),
    (re.compile("(図)"), "figure"),
)
_ARROW = " → "


class EnglishPrinted(Protocol):
    """An edition in English."""

    @property
    def english(self) -> English: ...
    @property
    def manifest(self) -> Manifest: ...
    @property
    def tables(self) -> Mapping[str, Grid]: ...
    @property
    def blocks(self) -> Sequence[Block]: ...


def comparison_in_english(
    compared: SectionComparison, old: EnglishPrinted, new: EnglishPrinted
) -> SectionComparison:
    """One section of two editions."""
    return _SectionChanges(compared.section.key, old, new).in_english(compared)


def errata_in_english(errata: Errata, new: EnglishPrinted) -> Errata:
    """The 正誤表; what stood in the older revision is put into English as the newer one does."""
    english = new.english
    rows = []
    for row in errata.rows:
        difference = _difference(row.difference, english, english)
        rows.append(replace(row, difference=difference, reason=english.text(row.reason)))
    return replace(errata, rows=tuple(rows), reason=english.text(errata.reason))


class _SectionChanges:
    def __init__(self, key: str, old: EnglishPrinted, new: EnglishPrinted) -> None:
        self.key, self.was, self.now = key, old.english, new.english
        self.old, self.new = SectionPart(old, key), SectionPart(new, key)
        self.entries = {**self.old.entries, **self.new.entries}
        models = {entry.model for entry in self.entries.values()}
        self.names = {**self.old.names(models), **self.new.names(models)}
        self.figures = {**self.old.figures, **self.new.figures}

    def in_english(self, compared: SectionComparison) -> SectionComparison:
        return SectionComparison(
            replace(compared.section, title=self.now.text(compared.section.title, self.key)),
            self._movements(compared.moved),
            self._movements(compared.revised),
            self._movements(compared.added),
            self._movements(compared.removed),
            tuple(map(self._list, compared.lists)),
            tuple(
                replace(
                    outcome,
                    record=self._record(outcome.record),
                    plan=self.was.text(outcome.plan, self.key),
                    text=self.now.text(outcome.text, self.key) if outcome.text else "",
                )
                for outcome in compared.outcomes
            ),
            tuple(_difference(text, self.was, self.now) for text in compared.texts),
        )

    def _movements(self, movements: tuple[Movement, ...]) -> tuple[Movement, ...]:
        return tuple(map(self._movement, movements))

    def _movement(self, movement: Movement) -> Movement:
        change = movement.change
        return Movement(
            movement.table,
            self.figures[change.figure.key].name,
            FigureChange(self._figure(self.was, change.old), self._figure(self.now, change.new)),
        )

    def _figure(self, english: English, figure: Figure | None) -> Figure | None:
        return figure and english.figure(figure, self.key)

    def _record(self, record: NamedRecord) -> NamedRecord:
        return self.names.get(record.ref, record)

    def _list(self, compared: ListComparison) -> ListComparison:
        return ListComparison(
            self.entries[compared.entry.key],
            tuple(map(self._record, compared.added)),
            tuple(map(self._record, compared.removed)),
            tuple(
                ChangedRecord(
                    self._record(changed.record),
                    tuple(
                        (
                            self.now.text(head, self.key),
                            self.was.text(before, self.key),
                            self.now.text(after, self.key),
                        )
                        for head, before, after in changed.changes
                    ),
                )
                for changed in compared.changed
            ),
        )


def _difference(difference: Difference, was: English, now: English) -> Difference:
    section = difference.section
    places = difference.where.split(_ARROW)
    return replace(
        difference,
        where=_ARROW.join(_place(place, now, section) for place in places),
        old=_print(difference.old, was, section),
        new=_print(difference.new, now, section),
    )


def _place(text: str, english: English, section: str) -> str:
    """A heading behind its numbers, 第２段落, the row and the column of a cell."""
    for pattern, name in _PLACES:
        if match := pattern.fullmatch(text):
            order = number_in_english(match[1])
            return f"{name} {order}" if order.isdigit() else name
    parts = (_print(part, english, section) for part in text.split(" / "))
    return " / ".join(parts)


def _print(text: str, english: English, section: str) -> str:
    """What `printed` wrote: a text behind its number or bullet."""
    if not text:
        return ""
    text = text.removeprefix("・")
    number, blank, rest = text.partition(" ")
    pieces = _NUMBERS.findall(number)
    if not (blank and "".join(pieces) == number):
        return english.text(text, section)
    behind = english.text(rest, section)
    if isinstance(behind, Pending):
        return Pending(text)
    return f"{''.join(map(number_in_english, pieces))} {behind}"

"""Saving what was typed into a section's figures: whole or not at all, over nobody's change."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import EditionPublished, NotAllowed
from kanagawa.editions.rows import related_paths, row_model, update_rows
from kanagawa.editions.triggers import refused_by_database
from kanagawa.figures.models import FigureRow
from kanagawa.history.changes import person_name
from kanagawa.reports import registry
from kanagawa.workflow.roles import may_edit

from .parsing import Entered, Entry, read_entry

GONE = "この数値は、ほかの人が削除しました。画面（ファイル）を開き直してください。"
NOT_HERE = "この節の数値ではないため、保存できません。"
_FIELDS = tuple(Entered._fields)
_PARTS = (("value", "status", "kind", "qualifier"), ("as_of", "as_of_wording"))


@dataclass(frozen=True)
class Conflict:
    """Somebody else changed the same part of the figure after it was shown, and otherwise."""

    mine: Entered
    theirs: Entered
    by: str = ""
    at: datetime | None = None


@dataclass
class SaveOutcome:
    """What came of a save. Unless `is_saved`, nothing at all was written.

    By ref, in the order of entry: `changes` (from what to what; without the stop of others
    they would have been written), `errors` (all messages of the cell) and `conflicts`; `refused`
    says why the edition takes no entries at all.
    """

    changes: dict[str, tuple[Entered, Entered]] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    refused: str = ""

    @property
    def changed(self) -> list[str]:
        """The refs of what was written; none unless everything was."""
        return list(self.changes) if self.is_saved else []

    @property
    def is_saved(self) -> bool:
        return not (self.errors or self.conflicts or self.refused)


def save_entries(
    *,
    edition: Edition,
    section: str,
    entries: Mapping[str, Entry],
    user: User,
    reason: str = "",
) -> SaveOutcome:
    """Save the figures of one section by ref, all or nothing, and say what came of it.

    A figure that was left as it was shown is not written and keeps what others made of it. Raises
    NotAllowed when the person may not change the section, EditionDeleted.
    """
    if not may_edit(user, section):
        raise NotAllowed("この節の数値を入力できるのは、この節の担当者です。")
    # Read and checked before anybody has to wait: what cannot be read takes no lock.
    entries = _touched(entries)
    checked = check_entries(edition=edition, section=section, entries=entries)
    if checked.errors:
        return checked
    try:
        with refused_by_database(user=user, edition=lambda: edition), transaction.atomic():
            return _save(edition, section, entries, user, reason)
    except EditionPublished as error:
        return SaveOutcome(refused=str(error))


def check_entries(
    *,
    edition: Edition,
    section: str,
    entries: Mapping[str, Entry],
    rows: Mapping[str, FigureRow] | None = None,
) -> SaveOutcome:
    """What `save_entries` would do now, without doing it: the preview of an upload.

    `rows` are the section's figures by ref where they are read already; those that would
    change, and only those, then hold their new values.
    """
    outcome, entries = SaveOutcome(), _touched(entries)
    if rows is None:
        rows = _rows(edition, section, entries, outcome, lock=False)
    before = {ref: Entered.of(rows[ref]) for ref in entries if ref in rows}
    _compare(rows, entries, outcome)
    for ref in (*outcome.errors, *outcome.conflicts):
        if ref in before:
            put(rows[ref], before[ref])
    _name_others(outcome, edition)
    return outcome


def _save(
    edition: Edition, section: str, entries: Mapping[str, Entry], user: User, reason: str
) -> SaveOutcome:
    # Locked first of all: nobody publishes meanwhile, and two saves never wait for each other.
    locked = lock_draft(edition)
    outcome = SaveOutcome()
    rows = _rows(locked, section, entries, outcome, lock=True)
    changed = _compare(rows, entries, outcome)
    if not outcome.is_saved:
        _name_others(outcome, edition)
        return outcome
    for model, pairs in changed.items():
        fields = [name for name in _FIELDS if any(name in names for _, names in pairs)]
        update_rows(model, [row for row, _ in pairs], fields, user=user, reason=reason)
    return outcome


def _touched(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """Those with something typed: a form sends all its cells, and the others need no reading."""
    return {ref: entry for ref, entry in entries.items() if _is_touched(entry)}


def _is_touched(entry: Entry) -> bool:
    try:
        before = Entered.read(entry.shown)
    except ValidationError:
        return True  # it is told to whoever sent it
    typed = (entry.value, entry.kind, entry.status, entry.as_of)
    as_shown = (before.text, before.kind, before.status, before.as_of_text)
    return any(t is not None and t.strip() != s for t, s in zip(typed, as_shown, strict=True))


def _rows(
    edition: Edition,
    section: str,
    entries: Mapping[str, Entry],
    outcome: SaveOutcome,
    *,
    lock: bool,
) -> dict[str, FigureRow]:
    """The figures named, one query per model; a ref of elsewhere becomes an error."""
    keys: dict[type[FigureRow], list[str]] = defaultdict(list)
    for ref in entries:
        label, _, key = ref.partition("/")
        model = figure_model(label)
        if model is None or registry.section_of(label) != section:
            outcome.errors[ref] = [NOT_HERE]
        else:
            keys[model].append(key)
    figures: dict[str, FigureRow] = {}
    for model in sorted(keys, key=lambda m: m._meta.label):
        rows = model._default_manager.filter(edition=edition, key__in=keys[model]).order_by("pk")
        # What a figure refers to may hold its unit, its day, and its name for a message.
        rows = rows.select_related(*related_paths(model))
        for row in rows.select_for_update(of=("self",)) if lock else rows:
            row.edition = edition
            figures[row.ref] = row
    return figures


def figure_model(label: str) -> type[FigureRow] | None:
    """The figure model of a ref (`robots.measurefigure`); None when there is no such one."""
    model = row_model(label)
    return model if model is not None and issubclass(model, FigureRow) else None


def _compare(
    rows: Mapping[str, FigureRow], entries: Mapping[str, Entry], outcome: SaveOutcome
) -> dict[type[FigureRow], list[tuple[FigureRow, list[str]]]]:
    """Shown, stored and typed held against each other; the rows to write, changed in memory."""
    changed: dict[type[FigureRow], list[tuple[FigureRow, list[str]]]] = defaultdict(list)
    for ref, entry in entries.items():
        if ref in outcome.errors:
            continue
        row = rows.get(ref)
        if row is None:
            outcome.errors[ref] = [GONE]
            continue
        try:
            names = _change(ref, row, entry, outcome)
        except ValidationError as error:
            outcome.errors[ref] = error.messages
            continue
        if names:
            changed[type(row)].append((row, names))
    return changed


def _change(ref: str, row: FigureRow, entry: Entry, outcome: SaveOutcome) -> list[str]:
    before, stored = Entered.read(entry.shown), Entered.of(row)
    typed = read_entry(entry, row)
    if typed in (before, stored):
        return []
    merged = _merged(before, stored, typed)
    put(row, merged or typed)
    row.clean_fields(exclude=_others(type(row)))
    row.check_value()
    if merged is None:
        outcome.conflicts[ref] = Conflict(typed, stored)
        return []
    if merged == stored:
        return []
    outcome.changes[ref] = (stored, merged)
    return [name for name in _FIELDS if getattr(merged, name) != getattr(stored, name)]


def _merged(before: Entered, stored: Entered, typed: Entered) -> Entered | None:
    """Both changes where two people changed different parts; None where both changed the same.

    A value belongs to its kind and to whether there is one, a day to its wording.
    """
    values: dict[str, Any] = {}
    for names in _PARTS:
        was, theirs, mine = ({n: getattr(e, n) for n in names} for e in (before, stored, typed))
        if theirs not in (was, mine) and mine != was:
            return None
        values |= theirs if mine == was else mine
    return Entered(**values)


@cache
def _others(model: type[FigureRow]) -> frozenset[str]:
    return frozenset(f.name for f in model._meta.fields) - set(_FIELDS)


def put(row: FigureRow, entered: Entered) -> None:
    """Give the figure these values in memory."""
    for name, value in entered._asdict().items():
        setattr(row, name, value)


def _name_others(outcome: SaveOutcome, edition: Edition) -> None:
    """Who made the change that stands in the way, and when: one query per model concerned."""
    keys: dict[type[FigureRow], list[str]] = defaultdict(list)
    for ref in outcome.conflicts:
        label, _, key = ref.partition("/")
        if (model := figure_model(label)) is not None:
            keys[model].append(key)
    for model, names in keys.items():
        records = (
            model.history.filter(edition_id=edition.pk, key__in=names)
            .select_related("history_user")
            .order_by("history_date", "history_id")
        )
        for record in records:
            ref = model.ref_of(record)
            old = outcome.conflicts[ref]
            outcome.conflicts[ref] = Conflict(
                old.mine, old.theirs, person_name(record.history_user), record.history_date
            )

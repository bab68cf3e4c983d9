"""The entry grid as a plain form: what was sent, and what the page shows of one figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse

from kanagawa.entry.cells import OpenCell
from kanagawa.entry.parsing import Entered, Entry, kinds_to_choose, read_as_of
from kanagawa.entry.preview import in_words
from kanagawa.entry.saving import Conflict
from kanagawa.figures.kinds import Kind, Status
from kanagawa.staff.places import anchor
from kanagawa.workflow.models import Remark

# `value:robots.measurefigure/monitors-actual-2025`; `theirs` and `choice` belong to a conflict.
PARTS = ("value", "kind", "status", "as_of", "shown", "theirs", "choice")
MINE, THEIRS = "mine", "theirs"
WIDTHS = (6, 10, 15, 20)  # of inputs, in characters; each has a class in entry.css
Sent = dict[str, dict[str, str]]


def read_sent(data: Mapping[str, str]) -> Sent:
    """What was sent, by ref and part.

    A day for a whole table counts for its cells, but for those that were given one of their own.
    """
    sent: Sent = {}
    for name, text in data.items():
        part, _, ref = name.partition(":")
        if part in PARTS and ref:
            sent.setdefault(ref, {})[part] = str(text)
    for table, text in table_days(data).items():
        for ref in str(data.get(f"cells:{table}", "")).split():
            if ref in sent and not has_own_day(sent[ref]):
                sent[ref]["as_of"] = text
    return sent


def has_own_day(parts: Mapping[str, str]) -> bool:
    """Whether the day of one cell was typed over what had been shown."""
    try:
        day = Entered.read(parts.get("shown", "")).as_of_text
    except ValidationError:
        day = ""
    return parts.get("as_of", day).strip() not in ("", day)


def table_days(data: Mapping[str, str]) -> dict[str, str]:
    """The as-of wordings sent for whole tables, by table."""
    days = ((name.partition(":"), str(text).strip()) for name, text in data.items())
    return {table: text for (part, _, table), text in days if part == "table_as_of" and text}


def unreadable_days(data: Mapping[str, str]) -> dict[str, list[str]]:
    """Messages for the tables whose common as-of date cannot be read."""
    errors = {}
    for table, text in table_days(data).items():
        try:
            read_as_of(text)
        except ValidationError as error:
            errors[table] = error.messages
    return errors


def entries_of(sent: Sent) -> dict[str, Entry]:
    """The entries to save: where two values met, the choice says on top of which one."""
    entries = {}
    for ref, parts in sent.items():
        choice = parts.get("choice", "")
        if choice == THEIRS:
            continue
        mark = parts.get("theirs", "") if choice == MINE else parts.get("shown", "")
        entries[ref] = Entry(
            mark, parts.get("value"), parts.get("kind"), parts.get("status"), parts.get("as_of")
        )
    return entries


@dataclass
class Field:
    """One figure on the page: an input, or (`is_input` not set) only its print."""

    cell: OpenCell
    number: int
    is_input: bool
    sent: Mapping[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    conflict: Conflict | None = None
    remarks: Sequence[Remark] = ()

    @property
    def id(self) -> str:
        return anchor(self.cell.ref)

    @property
    def input_id(self) -> str:
        return f"{self.id}-value"

    @property
    def value(self) -> str:
        return self._typed("value", self.cell.value)

    @property
    def width(self) -> int:
        """Characters that the input has room for: those of its value or of last year's."""
        texts = (self.cell.value, self.cell.beside.last_year)
        characters = max(sum(1 + (ord(c) > 0xFF) for c in text) for text in texts)
        return next((width for width in WIDTHS if width >= characters), WIDTHS[-1])

    @property
    def as_of(self) -> str:
        return self._typed("as_of", self.cell.as_of)

    @property
    def shown(self) -> str:
        """What the next save is held against: with "keep mine", the value it was chosen over."""
        if not self.is_typed:
            return self.cell.shown
        part = "theirs" if self.sent.get("choice") == MINE else "shown"
        return self.sent.get(part, self.cell.shown)

    @property
    def kinds(self) -> list[tuple[str, str, bool]]:
        chosen = self._typed("kind", self.cell.kind)
        return [(key, name, key == chosen) for key, name in kinds_to_choose(self.cell.kind)]

    @property
    def own_screen(self) -> str:
        """The screen of the figure alone, where its notes are written; "" where it has none."""
        meta = self.cell.model._meta
        try:
            return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[self.cell.pk])
        except NoReverseMatch:
            return ""

    @property
    def kind_name(self) -> str:
        return str(Kind(self.cell.kind).label)

    @property
    def statuses(self) -> list[tuple[str, str, bool]]:
        chosen = self._typed("status", self.cell.status)
        return [(str(s), str(s.label), s == chosen) for s in Status]

    @property
    def is_typed(self) -> bool:
        """Whether the page shows what was sent: not where it was left as it had been shown."""
        if not self.sent or self.sent.get("choice") == THEIRS:
            return False
        try:
            before = Entered.read(self.sent.get("shown", ""))
        except ValidationError:
            return True
        was = {
            "value": before.text,
            "kind": before.kind,
            "status": before.status,
            "as_of": before.as_of_text,
        }
        return any(self.sent.get(part, text).strip() != text for part, text in was.items())

    @property
    def is_changed(self) -> bool:
        return self.is_input and self.is_typed

    @property
    def needs_more(self) -> bool:
        """Whether kind, status and as-of date stand open from the start."""
        unlike = self.is_typed and any(
            self.sent.get(part, text) != text
            for part, text in (("kind", self.cell.kind), ("status", self.cell.status))
        )
        return bool(self.errors) or unlike or self.cell.is_compiling

    @property
    def theirs_mark(self) -> str:
        return self.conflict.theirs.mark() if self.conflict else ""

    @property
    def mine_text(self) -> str:
        met = self.conflict
        return in_words(met.mine, self.cell.unit, besides=met.theirs) if met else ""

    @property
    def theirs_text(self) -> str:
        met = self.conflict
        return in_words(met.theirs, self.cell.unit, besides=met.mine) if met else ""

    def _typed(self, part: str, stored: str) -> str:
        if self.conflict and part != "value":
            # As it was understood: what follows from the value typed is no choice of its own when
            # the next save is held against theirs.
            mine = self.conflict.mine
            return {"kind": mine.kind, "status": mine.status, "as_of": mine.as_of_text}[part]
        return self.sent.get(part, stored) if self.is_typed else stored

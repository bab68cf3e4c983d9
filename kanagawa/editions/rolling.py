"""Next year's edition from this year's: copied in memory, changed by rules, written once.

The rules stand where the rows are declared: those of `RULES` (figures: `figures.rolling`), then the
`roll` of each section.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db import transaction

from kanagawa.reports import registry

from .copying import Copies, bare_copy, write_rows
from .keys import ever_used, unused
from .locking import lock_edition
from .models import Edition, EditionRow, State, references
from .refusals import Refused
from .rows import EditionRows, row_models

R = TypeVar("R", bound=EditionRow)
# What becomes of the rows of every model with this base; the app of the base enters its rule.
RULES: dict[type[Any], Callable[[Any, "Rolling"], None]] = {}
_ADDRESS = re.compile(r"(?<=\{)[a-z0-9_.]+/[a-z0-9-]+")


@transaction.atomic
def roll_edition(*, source: Edition, user: User | None = None) -> Edition:
    """The draft of the next fiscal year, all of it or nothing.

    Raises Refused that says what to do when it cannot be made from this edition.
    """
    # Two people at once wait for each other here; the second one finds the draft of the first.
    locked = lock_edition(source)
    if why := why_not(locked):
        raise Refused(why)
    edition = Edition(
        fiscal_year=locked.fiscal_year + 1,
        copied_from=locked,
        running_head=locked.running_head,
        charts=locked.charts,
        headlines=locked.headlines,
    )
    edition.full_clean()
    edition.save()
    rolling = rolled(locked, edition)
    write_rows(rolling.rows, user=user, reason=f"{locked}をもとに作成")
    return edition


def why_not(source: Edition) -> str:
    """Why the next year's edition cannot be made from this one; "" when it can."""
    if not source.is_published:
        return f"{source}はまだ下書きです。公開してから、次の年度の版を作ってください。"
    following = Edition.objects.filter(fiscal_year=source.fiscal_year + 1)
    for edition in following.order_by("state", "-revision"):
        if edition.is_published:
            return f"{edition}はすでに公開されています。訂正するときは、その版を複製してください。"
        return f"{edition}の下書きがすでにあります。その下書きに入力を続けてください。"
    same_year = Edition.objects.filter(fiscal_year=source.fiscal_year, state=State.PUBLISHED)
    newest = same_year.order_by("-revision").first()
    if newest is not None and newest.pk != source.pk:
        return f"{source}には訂正した版があります。{newest}から作ってください。"
    return ""


def rolled(source: Edition, edition: Edition) -> "Rolling":
    """The rows of the new edition in memory; nothing is written."""
    rolling = Rolling(source, edition)
    for model in row_models():
        for base, rule in RULES.items():
            if issubclass(model, base):
                rule(model, rolling)
    for section in registry.sections().values():
        if section.roll is not None:
            section.roll(rolling)
    for section in registry.sections().values():
        for row in section.missing(rolling):
            rolling.add(row)
    rolling.finish()
    return rolling


class Rolling:
    """What the rules work on: the rows of `old`, and their copies on the way into `edition`."""

    def __init__(self, source: Edition, edition: Edition) -> None:
        self.edition = edition
        self.old = EditionRows(source)
        self.rows = Copies(self.old, edition).rows
        self.dropped: list[EditionRow] = []
        self._was: dict[int, EditionRow] = {
            id(copy): row
            for model, copies in self.rows.items()
            for copy, row in zip(copies, self.old.of(model), strict=True)
        }
        self._gone: set[int] = set()
        self._followed: dict[str, EditionRow] = {}
        self._referring: dict[tuple[type[EditionRow], str], dict[int, list[EditionRow]]] = {}

    @property
    def year(self) -> int:
        """The fiscal year of the new edition."""
        return self.edition.fiscal_year

    def of(self, model: type[R]) -> list[R]:
        """The rows of the new edition as far as the rules have come, in their order."""
        return [row for row in self.rows[model] if id(row) not in self._gone]  # type: ignore[misc]  # kept by model, so of that model

    def was(self, row: R) -> R | None:
        """The row of the old edition that this one is a copy of; None for an added one."""
        return self._was.get(id(row))  # type: ignore[return-value]  # kept by model, so of that model

    def children(self, parent: EditionRow, model: type[R], field: str = "") -> list[R]:
        """Rows of `model` that refer to `parent` by `field`, or by any of its references.

        A rule that changes a reference does so before anybody asks for the children by it.
        """
        by_name = [f for f in references(model) if field in ("", f.name)]
        fields = [f for f in by_name if f.related_model is type(parent)]
        children = [row for f in fields for row in self._index(model, f.name).get(id(parent), ())]
        return [row for row in children if id(row) not in self._gone]  # type: ignore[misc]  # kept by model, so of that model

    def add(self, row: R) -> R:
        """Put a new row behind the others of its model, unless it has a position."""
        model = type(row)
        row.edition = self.edition
        row.position = row.position or self.next_position(model)
        self.rows[model].append(row)
        for field in references(model):
            if (model, field.name) in self._referring:
                parent = getattr(row, field.name)
                self._referring[model, field.name][id(parent)].append(row)
        return row

    def add_copy(self, row: R, **changes: object) -> R:
        """Add a row like this one with some values changed; its key must be among them."""
        copy = bare_copy(row, self.edition)
        for field in references(type(row)):
            setattr(copy, field.name, getattr(row, field.name))
        for name, value in changes.items():
            setattr(copy, name, value)
        return self.add(copy)  # type: ignore[return-value]  # kept by model, so of that model

    def next_position(self, model: type[EditionRow]) -> int:
        return max((row.position for row in self.rows[model]), default=0) + 10

    def drop(self, row: EditionRow) -> None:
        """Leave a row out of the new edition, with everything that refers to it."""
        if id(row) in self._gone:
            return
        self._gone.add(id(row))
        self.dropped.append(row)
        for model in _referring(type(row)):
            for child in self.children(row, model):
                self.drop(child)

    def follow(self, row: EditionRow, successor: EditionRow) -> None:
        """Texts that refer to `row` of the old edition refer to `successor` in the new one.

        Without this a text follows the copy of a row to its new key.
        """
        self._followed[row.ref] = successor

    def finish(self) -> None:
        """What all rules together bring about: rows without gaps, own keys, texts that follow."""
        for model in self.rows:
            self.rows[model] = list(self.of(model))
            self._separate_keys(model)
        moved = self._moved_refs()
        for model in self.rows:
            for name in model.WITH_REFERENCES:
                for row in self.rows[model]:
                    text = getattr(row, name)
                    if "{" in text:
                        setattr(row, name, _ADDRESS.sub(lambda m: moved.get(m[0], m[0]), text))

    def _moved_refs(self) -> dict[str, str]:
        moved: dict[str, str] = {}
        for model in self.rows:
            for row in self.rows[model]:
                was = self.was(row)
                if was is not None and was.key != row.key:
                    moved[was.ref] = row.ref
        return moved | {ref: row.ref for ref, row in self._followed.items()}

    def _separate_keys(self, model: type[EditionRow]) -> None:
        taken: set[str] = set()
        for row in self.rows[model]:
            if row.key in taken:
                row.key = unused(row.key, taken | ever_used(model, row.key))
            taken.add(row.key)

    def _index(self, model: type[EditionRow], name: str) -> dict[int, list[EditionRow]]:
        if (model, name) not in self._referring:
            index: dict[int, list[EditionRow]] = defaultdict(list)
            for row in self.rows[model]:
                index[id(getattr(row, name))].append(row)
            self._referring[model, name] = index
        return self._referring[model, name]


# The rows of an edition, or of one that is being made: what a table needs is said of both.
RowsOfYear = EditionRows | Rolling


@cache
def _referring(model: type[EditionRow]) -> list[type[EditionRow]]:
    """The models whose rows refer to rows of this one."""
    return [m for m in row_models() if any(f.related_model is model for f in references(m))]

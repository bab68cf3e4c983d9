"""A new draft from an existing edition: all rows copied, references mapped to the copies."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from .locking import lock_edition
from .models import Edition, EditionRow, references
from .rows import EditionRows, create_rows, row_models

# The rows of an edition by model, behind those they refer to.
Rows = Mapping[type[EditionRow], Sequence[EditionRow]]


@transaction.atomic
def copy_edition(
    *, source: Edition, fiscal_year: int, user: User | None = None, reason: str = ""
) -> Edition:
    """A draft of `fiscal_year` with every row of `source`; all of it or nothing.

    Within the same fiscal year the draft is the next revision: a correction, which needs a
    `reason` and starts from the newest published revision. Raises ValidationError when it lacks
    one, or when the fiscal year has an open draft already.
    """
    # Two people at once wait for each other here; the second one finds the draft of the first.
    lock_edition(source)
    existing = Edition.objects.filter(fiscal_year=fiscal_year)
    for draft in existing.filter(state="draft"):
        raise ValidationError(
            f"{draft}の下書きがすでにあります。先にその下書きを公開するか削除してください。"
        )
    newest = existing.order_by("revision").last()
    if newest and newest.pk != source.pk:
        raise ValidationError(f"{source}ではなく、最も新しい{newest}を訂正してください。")
    edition = Edition(
        fiscal_year=fiscal_year,
        revision=newest.revision + 1 if newest else 1,
        copied_from=source,
        reason=reason.strip(),
        running_head=source.running_head,
        charts=source.charts,
        headlines=source.headlines,
    )
    edition.full_clean()
    edition.save()
    copies = Copies(EditionRows(source), edition)
    write_rows(copies.rows, user=user, reason=copied(source))
    return edition


def copied(source: Edition) -> str:
    """The reason that the history of every copied row begins with."""
    return f"{source}から複製"


class Copies:
    """Unsaved copies of all rows of an edition, referring to each other like their originals."""

    def __init__(self, source: EditionRows, edition: Edition) -> None:
        self.edition = edition
        self.rows: dict[type[EditionRow], list[EditionRow]] = {}
        self._of: dict[type[EditionRow], dict[int, EditionRow]] = {}
        for model in row_models():
            originals = source.of(model)
            copies = [bare_copy(row, edition) for row in originals]
            self.rows[model] = copies
            self._of[model] = {row.pk: copy for row, copy in zip(originals, copies, strict=True)}
            self._refer(model, originals, copies)

    def _refer(
        self, model: type[EditionRow], originals: Sequence[EditionRow], new_rows: list[EditionRow]
    ) -> None:
        for field in references(model):
            copies = self._of[field.related_model]  # type: ignore[index]  # a row model: `references` gives no other
            for row, copy in zip(originals, new_rows, strict=True):
                pk = getattr(row, field.attname)
                if pk is not None:
                    setattr(copy, field.name, copies[pk])


def bare_copy(row: EditionRow, edition: Edition) -> EditionRow:
    """An unsaved row with the same values that refers to no other row yet."""
    values = {
        field.name: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.is_relation and not field.primary_key
    }
    return type(row)(**values, edition=edition)


def write_rows(rows: Rows, *, user: User | None, reason: str) -> None:
    """Store the unsaved rows of a new edition, with one history row each, parents first.

    The history bears the time the edition was made at: nobody has entered what came with it
    (`workflow.entries`).
    """
    for model in row_models():
        for level in levels(model, rows[model]):
            at = level[0].edition.created_at
            create_rows(model, level, user=user, reason=reason, at=at)


def levels(model: type[EditionRow], rows: Sequence[EditionRow]) -> list[list[EditionRow]]:
    """Rows that refer to rows of their own model come level by level, parents first."""
    to_itself = [field.name for field in references(model) if field.related_model is model]
    if not to_itself:
        return [list(rows)] if rows else []
    depths: dict[int, int] = {}
    by_depth: dict[int, list[EditionRow]] = defaultdict(list)
    for row in rows:
        by_depth[_depth(row, to_itself, depths)].append(row)
    return [level for _, level in sorted(by_depth.items())]


def _depth(row: EditionRow, to_itself: list[str], depths: dict[int, int]) -> int:
    if id(row) not in depths:
        parents = [getattr(row, name) for name in to_itself]
        parent_depths = [
            _depth(parent, to_itself, depths) for parent in parents if parent is not None
        ]
        depths[id(row)] = max(parent_depths, default=-1) + 1
    return depths[id(row)]

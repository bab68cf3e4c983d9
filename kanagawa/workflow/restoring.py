"""What was deleted in a draft is brought back as it was, with all that went with it.

A row and what refers to it are deleted at one moment of the history (`EditionRow.delete`): that
moment says what belongs together. The rows come back with their keys and their own numbers, so
that URLs, remarks and the history go on.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction

from kanagawa.editions.copying import levels
from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition, EditionRow, references
from kanagawa.editions.refusals import Refused, Stale
from kanagawa.editions.rows import EditionRows, create_rows, row_models
from kanagawa.figures.missing import REASON as MADE_BY_ITSELF
from kanagawa.history.changes import person_name
from kanagawa.history.records import RowRecord

from .roles import may_edit_row
from .steps import require

REASON = "削除したものを元に戻す"
_NOT_THERE = "すでに元に戻されたか、版の内容が変わりました。いまの一覧から選び直してください。"


@dataclass(frozen=True)
class Deletion:
    """A row that was deleted and what went with it; `rows` are unsaved, parents first."""

    number: str
    when: datetime
    user: str
    reason: str
    rows: tuple[EditionRow, ...]

    @property
    def row(self) -> EditionRow:
        return self.rows[0]

    @property
    def kind(self) -> str:
        return str(self.row._meta.verbose_name)

    @property
    def name(self) -> str:
        return _name(self.row)

    @property
    def below(self) -> list[tuple[str, int]]:
        """Of what went with it, the number of each kind."""
        kinds = Counter(str(row._meta.verbose_name) for row in self.rows[1:])
        return list(kinds.items())


def deletions(edition: Edition) -> list[Deletion]:
    """What was deleted in this edition and is not there now, newest first.

    Empty cells that a table lost by itself are left out: they come again by themselves.
    """
    rows = EditionRows(edition)
    records = {model: _last_records(edition, model, rows) for model in row_models()}
    gone = {
        model: {pk: _unsaved(model, record, edition) for pk, record in by_pk.items()}
        for model, by_pk in records.items()
    }
    _link(gone, rows)
    moments: dict[datetime, list[tuple[RowRecord, EditionRow]]] = defaultdict(list)
    for model, by_pk in records.items():
        for pk, record in by_pk.items():
            if record.history_change_reason != MADE_BY_ITSELF:
                moments[record.history_date].append((record, gone[model][pk]))
    return [_deletion(moments[when]) for when in sorted(moments, reverse=True)]


def _last_records(
    edition: Edition, model: type[EditionRow], rows: EditionRows
) -> dict[int, RowRecord]:
    """How the rows that are gone were deleted last."""
    history: Any = model.history
    records = history.filter(edition_id=edition.pk, history_type="-").order_by("history_id")
    last = {record.id: record for record in records.select_related("history_user")}
    there = {row.pk for row in rows.of(model)} if last else set()
    return {pk: record for pk, record in last.items() if pk not in there}


def _unsaved(model: type[EditionRow], record: RowRecord, edition: Edition) -> EditionRow:
    values = {field.attname: getattr(record, field.attname) for field in record.tracked_fields}
    row = model(**values)
    row.edition = edition
    return row


def _link(gone: dict[type[EditionRow], dict[int, EditionRow]], rows: EditionRows) -> None:
    """Let the rows that are gone refer to those that are there and to each other."""
    for model, by_pk in gone.items():
        for field in references(model) if by_pk else ():
            other: Any = field.related_model
            targets = {row.pk: row for row in rows.of(other)} | gone[other]
            for row in by_pk.values():
                if (parent := targets.get(getattr(row, field.attname))) is not None:
                    setattr(row, field.name, parent)


def _deletion(together: list[tuple[RowRecord, EditionRow]]) -> Deletion:
    """One press of the button: the row that refers to none of the others comes first."""
    pks = {(type(row), row.pk) for _, row in together}
    first = next(
        (pair for pair in together if not pks & set(_parents(pair[1]))),
        together[0],
    )
    record, row = first
    others = [other for _, other in together if other is not row]
    return Deletion(
        number=f"{type(row)._meta.label_lower}-{record.history_id}",
        when=record.history_date,
        user=person_name(record.history_user),
        reason=record.history_change_reason or "",
        rows=(row, *others),
    )


def _parents(row: EditionRow) -> Iterator[tuple[Any, int]]:
    for field in references(type(row)):
        if (pk := getattr(row, field.attname)) is not None:
            yield field.related_model, pk


def _name(row: EditionRow) -> str:
    """As the row names itself; by its key where what it belongs to is gone for good."""
    try:
        return str(row)
    except ObjectDoesNotExist:
        return row.key


@transaction.atomic
def restore(*, edition: Edition, number: str, user: User) -> Deletion:
    """Bring a deletion back, all of it or nothing.

    Raises Stale when it is not among the deleted any more, NotAllowed for another's rows, Refused
    when what it belonged to is gone or its key is another's now.
    """
    edition = lock_draft(edition)
    deletion = next((d for d in deletions(edition) if d.number == number), None)
    if deletion is None:
        raise Stale(_NOT_THERE)
    may = all(may_edit_row(user, row) for row in deletion.rows)
    require(may, f"「{deletion.name}」を元に戻せるのは、この節の担当者です。")
    _require_places(deletion)
    _require_keys(deletion)
    _write(deletion.rows, user)
    return deletion


def _require_places(deletion: Deletion) -> None:
    back = {(type(row), row.pk) for row in deletion.rows}
    for row in deletion.rows:
        for model, pk in _parents(row):
            if (model, pk) not in back and not model._default_manager.filter(pk=pk).exists():
                raise Refused(_place_gone(deletion, row, model, pk))


def _place_gone(deletion: Deletion, row: EditionRow, model: type[EditionRow], pk: int) -> str:
    parents = (getattr(row, field.name, None) for field in references(type(row)))
    parent = next((p for p in parents if p is not None and (type(p), p.pk) == (model, pk)), None)
    above = f"「{_name(parent)}」" if parent else "この行があった所"
    return (
        f"「{deletion.name}」は元に戻せません。その上の{model._meta.verbose_name}{above}も"
        "削除されています。先にそちらを元に戻してください。"
    )


def _require_keys(deletion: Deletion) -> None:
    by_model: dict[type[EditionRow], list[str]] = defaultdict(list)
    for row in deletion.rows:
        by_model[type(row)].append(row.key)
    for model, keys in by_model.items():
        here = model._default_manager.filter(edition=deletion.row.edition, key__in=keys)
        if (other := here.first()) is not None:
            raise Refused(
                f"「{deletion.name}」は元に戻せません。識別子「{other.key}」は、いま"
                f"{model._meta.verbose_name}「{other}」に使われています。"
                "そちらを削除してから、もう一度元に戻してください。"
            )


def _write(rows: Iterable[EditionRow], user: User) -> None:
    by_model: dict[type[EditionRow], list[EditionRow]] = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row)
    try:
        with transaction.atomic():
            for model in row_models():
                for level in levels(model, by_model[model]):
                    create_rows(model, level, user=user, reason=REASON)
    except IntegrityError as error:
        raise Refused(
            "同じ役割や同じ内容の行がいまあるため、元に戻せません。"
            "いまの行を直すか、先に削除してください。"
        ) from error

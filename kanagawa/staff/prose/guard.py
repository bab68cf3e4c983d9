"""What texts would lose when rows are deleted or their keys renamed: told before, never after."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kanagawa.editions.content import LiveContent
from kanagawa.editions.models import Edition, EditionRow
from kanagawa.editions.references import Reference
from kanagawa.editions.rows import EditionRows
from kanagawa.editions.texts import Text, broken_references
from kanagawa.staff.places import place_url

Lost = list[tuple[Text, Reference]]


def lost_by_deleting(rows: Iterable[EditionRow]) -> Lost:
    """The references that lead nowhere once these rows, and what goes with them, are gone."""
    gone = list(rows)
    editions = {row.edition for row in gone}
    return [lost for edition in editions for lost in _lost(edition, gone=_with_children(gone))]


def lost_by_renaming(row: EditionRow, key: str) -> Lost:
    """The references that lead nowhere once this stored row has another key."""
    return _lost(row.edition, renamed=row, key=key)


def _with_children(rows: list[EditionRow]) -> list[EditionRow]:
    collector = NestedObjects(using=router.db_for_write(type(rows[0])), origin=rows)
    collector.collect(rows)
    by_model: dict[Any, Any] = collector.model_objs
    return [row for model_rows in by_model.values() for row in model_rows]


def _lost(
    edition: Edition,
    gone: Iterable[EditionRow] = (),
    renamed: EditionRow | None = None,
    key: str = "",
) -> Lost:
    """What would print nothing, built from the rows as they would be then."""
    after = EditionRows(edition)
    after.leave_out(gone)
    for row in after.of(type(renamed)) if renamed else ():
        if row.pk == renamed.pk:  # type: ignore[union-attr]  # asked only where there is one
            row.key = key
    broken = _broken(after)
    if not broken:  # as nearly always; what is broken already would have to be printed to be known
        return []
    before = _broken(EditionRows(edition))
    return [lost for name, lost in broken.items() if name not in before]


def _broken(rows: EditionRows) -> dict[object, tuple[Text, Reference]]:
    references = LiveContent(rows).references
    return {
        (type(text.row), text.row.pk, text.field, reference.notation): (text, reference)
        for text, reference in broken_references(rows, references)
    }


def in_words(lost: Lost) -> str:
    """Where the references stand, for a message."""
    return "、".join(f"{text.label}の {reference.notation}" for text, reference in lost)


def linked(lost: Lost) -> list[SafeString]:
    """Each text with a link to where it is changed."""
    places = {text.ref: text for text, _ in lost}
    return [
        format_html('<a href="{}">{}</a>', place_url(text.row.edition, ref), text.label)
        for ref, text in places.items()
    ]

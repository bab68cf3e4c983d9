"""A typed number becomes a reference: one text of a draft, with its history."""

from typing import Any

from django.db import transaction

from kanagawa.checks.context import Context
from kanagawa.checks.typed_numbers import Facts, place_of, typed_in
from kanagawa.editions.models import Edition, EditionRow
from kanagawa.editions.rows import EditionRows
from kanagawa.editions.texts import Text
from kanagawa.figures.quotable import quotables
from kanagawa.workflow.roles import may_edit_row

REASON = "数値を参照に置き換え"


class Outdated(Exception):
    """The text has changed since it was looked at; the message says so."""


def may_change(user: Any, row: EditionRow) -> bool:
    """Whether the person may change this text: its edition is a draft and its section is theirs."""
    return not row.edition.is_published and may_edit_row(user, row)


@transaction.atomic
def replace_number(*, row: EditionRow, field: str, typed: str, reference: str, user: Any) -> None:
    """Replace the first such number by the reference, which must print the same.

    Raises Outdated when the text no longer has it or the reference no longer prints it,
    EditionPublished for a published edition, ValidationError when the text gets too long.
    """
    Edition.objects.select_for_update(of=("self",)).get(pk=row.edition_id).require_draft()
    model = type(row)
    locked = model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    text = Text(locked, field)
    context = Context(EditionRows(locked.edition))
    facts = Facts(quotables(context.content).values())
    for number in typed_in(text.text, place_of(text, context.rows), facts):
        if number.typed == typed and reference in [s.notation for s in number.suggestions]:
            break
    else:
        raise Outdated(
            "文か数値が変わったため、置き換えませんでした。いまの一覧から選び直してください。"
        )
    setattr(locked, field, text.text[: number.start] + reference + text.text[number.end :])
    locked.clean_fields(exclude={f.name for f in model._meta.fields} - {field})
    locked._history_user, locked._change_reason = user, REASON  # type: ignore[attr-defined]
    locked.save()

"""A typed number becomes a reference: one text of a draft, with its history."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from kanagawa.checks.context import Context
from kanagawa.checks.typed_numbers import Facts, place_of, typed_in
from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import EditionRow
from kanagawa.editions.refusals import Refused, Stale
from kanagawa.editions.rows import EditionRows
from kanagawa.editions.texts import Text
from kanagawa.figures.quotable import quotables
from kanagawa.people import Person
from kanagawa.workflow.roles import may_edit_row

REASON = "数値を参照に置き換え"


def may_change(user: Person, row: EditionRow) -> bool:
    """Whether the person may change this text: its edition is a draft and its section is theirs."""
    return not row.edition.is_published and may_edit_row(user, row)


@transaction.atomic
def replace_number(*, row: EditionRow, field: str, typed: str, reference: str, user: User) -> None:
    """Replace the first such number by the reference, which must print the same.

    Raises Stale when the text no longer has it or the reference no longer prints it,
    EditionPublished for a published edition, Refused when the text gets too long.
    """
    lock_draft(row.edition)
    model = type(row)
    locked = model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    text = Text(locked, field)
    context = Context(EditionRows(locked.edition))
    facts = Facts(quotables(context.content).values())
    for number in typed_in(text.text, place_of(text, context.rows), facts):
        if number.typed == typed and reference in [s.notation for s in number.suggestions]:
            break
    else:
        raise Stale(
            "文か数値が変わったため、置き換えませんでした。いまの一覧から選び直してください。"
        )
    setattr(locked, field, text.text[: number.start] + reference + text.text[number.end :])
    try:
        locked.clean_fields(exclude={f.name for f in model._meta.fields} - {field})
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error
    locked._history_user, locked._change_reason = user, REASON  # type: ignore[attr-defined]  # simple-history's
    locked.save()

"""A text that a check found is mended in one press, in one of the ways that the check offers."""

from itertools import chain
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from kanagawa.checks import broken_references, names
from kanagawa.checks.context import Context
from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition, EditionRow
from kanagawa.editions.refusals import NotAllowed, Refused, Stale
from kanagawa.editions.rows import EditionRows, row_model
from kanagawa.reports.declaration import Finding

from .roles import may_edit_row

REASONS = {
    broken_references.KEY: "参照先のない記述を直した",
    names.KEY: "変わる前の名称を直した",
}
_CHANGED = "文か数値が変わったため、直しませんでした。いまの一覧から選び直してください。"


def mend(*, edition: Edition, digest: str, number: int, user: User) -> str:
    """Take offer `number` of the finding with this digest; returns the offer in words.

    Raises Stale when there is no such finding any more or the text has changed meanwhile, Refused
    when it gets too long or the edition is published, NotAllowed for another's text.
    """
    edition.require_draft()
    # Read and decided before the lock: what other editors save does not wait for it.
    context = Context(EditionRows(edition))
    findings = chain(broken_references.run(context), names.run(context))
    finding = next((f for f in findings if f.digest == digest), None)
    if finding is None or number >= len(finding.offers):
        raise Stale(_CHANGED)
    row = _row(context, finding)
    if not may_edit_row(user, row):
        raise NotAllowed("この文を直せるのは、この節の担当者です。")
    offer = finding.offers[number]
    with transaction.atomic():
        lock_draft(edition)
        rows: Any = type(row)._default_manager.select_for_update(of=("self",))
        locked = rows.filter(pk=row.pk).first()
        if locked is None or getattr(locked, offer.field) != getattr(row, offer.field):
            raise Stale(_CHANGED)
        setattr(locked, offer.field, offer.text)
        try:
            locked.clean_fields(exclude={f.name for f in locked._meta.fields} - {offer.field})
        except ValidationError as error:
            raise Refused("".join(error.messages)) from error
        locked._history_user, locked._change_reason = user, REASONS[finding.check]
        locked.save()
    return offer.label


def _row(context: Context, finding: Finding) -> EditionRow:
    label, _, key = finding.ref.partition("/")
    model = row_model(label)
    assert model is not None  # the finding is about a row of the edition
    return context.rows.get(model, key)

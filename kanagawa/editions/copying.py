"""A new draft from an existing edition: all rows copied, references mapped to the copies."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from .models import Edition, EditionRow, references
from .rows import create_rows, row_models


@transaction.atomic
def copy_edition(*, source: Edition, fiscal_year: int, user: Any = None) -> Edition:
    """A draft of `fiscal_year` with every row of `source`; all of it or nothing.

    Within the same fiscal year the draft is the next revision. Raises ValidationError when the
    fiscal year has an open draft already.
    """
    existing = Edition.objects.filter(fiscal_year=fiscal_year)
    for draft in existing.filter(state="draft"):
        raise ValidationError(
            f"{draft}の下書きがすでにあります。先にその下書きを公開するか削除してください。"
        )
    newest = existing.aggregate(newest=Max("revision"))["newest"] or 0
    edition = Edition(fiscal_year=fiscal_year, revision=newest + 1, copied_from=source)
    edition.full_clean()
    edition.save()
    copies: dict[type[EditionRow], dict[int, EditionRow]] = {}
    for model in row_models():
        copies[model] = _copy_rows(model, source, edition, copies, user)
    return edition


def _copy_rows(
    model: type[EditionRow], source: Edition, edition: Edition,
    copies: dict[type[EditionRow], dict[int, EditionRow]], user: Any,
) -> dict[int, EditionRow]:  # fmt: skip
    rows = list(model._default_manager.filter(edition=source).order_by("position", "id"))
    to_itself = [f for f in references(model) if f.related_model is model]
    made: dict[int, EditionRow] = {}
    # Rows that refer to rows of their own model go level by level, parents first.
    while rows:
        ready = [r for r in rows if all(_mapped(r, f, made) for f in to_itself)]
        news = [_copy(r, edition, copies | {model: made}) for r in ready]
        create_rows(model, news, user=user, reason=f"{source}から複製")
        stored = {new.key: new for new in model._default_manager.filter(edition=edition)}
        made |= {old.pk: stored[old.key] for old in ready}
        rows = [r for r in rows if r.pk not in made]
    return made


def _mapped(row: EditionRow, field: Any, made: dict[int, EditionRow]) -> bool:
    parent = getattr(row, field.attname)
    return parent is None or parent in made


def _copy(
    row: EditionRow, edition: Edition, copies: dict[Any, dict[int, EditionRow]]
) -> EditionRow:
    values = {
        field.name: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.is_relation and not field.primary_key
    }
    for field in references(type(row)):
        pk = getattr(row, field.attname)
        values[field.name] = copies[field.related_model][pk] if pk is not None else None
    return type(row)(**{**values, "edition": edition})

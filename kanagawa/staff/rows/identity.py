"""When two rows are the same thing, and the key of a new row."""

from __future__ import annotations

from kanagawa.editions.keys import new_key
from kanagawa.editions.models import EditionRow
from kanagawa.figures.models import FigureRow, own_fields

_SAME_FIGURE = ("kind", "period_start", "period_end", "period_precision")


def duplicate_of(row: EditionRow) -> EditionRow | None:
    """Another figure of the same owner, kind and period in the edition; records have none."""
    if not isinstance(row, FigureRow) or row.pk:
        return None
    names = [*(field.attname for field in own_fields(type(row))), *_SAME_FIGURE]
    values = {name: getattr(row, name) for name in names}
    if not _owned(row, values):
        return None
    others = type(row)._default_manager.filter(edition_id=row.edition_id, **_lookups(values))
    return others.exclude(pk=row.pk).first()


def _owned(row: EditionRow, values: dict[str, object]) -> bool:
    # A figure entered together with its new owner cannot be there already.
    own = own_fields(type(row))
    return all(values[f.attname] is not None for f in own if f.is_relation and not f.null)


def _lookups(values: dict[str, object]) -> dict[str, object]:
    return {
        f"{name}__isnull" if value is None else name: True if value is None else value
        for name, value in values.items()
    }


def give_key(row: EditionRow) -> None:
    """The key of a new row, or of one whose key was emptied (`editions.keys`)."""
    if isinstance(row, FigureRow) and not row.owner_key:
        return  # its owner is new too and gets its key when it is saved
    row.key = new_key(row)

"""Keys of new rows: what any edition ever called a thing is not given to another thing.

A key says over all editions which thing a row is: the URL of its page, its history and the
open data go by it. Editions that are deleted and rows that were taken out of a draft are still in
the history, so their keys stay theirs.
"""

from typing import Any

# A content row (`EditionRow`), whose module needs this one.
Row = Any


def new_key(row: Row) -> str:
    """The key that follows from a row, with a number behind it where another thing has or had it.

    What the key itself says (an indicator, a kind, a period) is the same thing whenever it comes
    again; rows that only a name tells apart (`TOLD_APART_BY`) get a key that was never used.
    """
    stored = _stored(row)
    derived: str = (stored if row.is_numbered else "") or row.derive_key()
    if derived == stored:
        return derived
    here = type(row)._default_manager.filter(edition_id=row.edition_id, key=derived)
    if not here.exclude(pk=row.pk).exists() and not _is_of_another(row, derived):
        return derived
    return unused(derived, ever_used(type(row), derived))


def unused(key: str, used: set[str]) -> str:
    """`key-2`, or with the first further number that is not used yet."""
    number = 2
    while f"{key}-{number}" in used:
        number += 1
    return f"{key}-{number}"


def _stored(row: Row) -> str:
    """The key that a stored row has, also when its field was emptied; "" for a new row."""
    stored = type(row)._default_manager.filter(pk=row.pk).values_list("key", flat=True)
    return str(stored.first() or "") if row.pk else ""


def next_number(model: type[Row]) -> str:
    """`measure-014`: the number behind the highest that a row of any edition ever had."""
    prefix = f"{model._meta.model_name}-"
    ends = (key.removeprefix(prefix) for key in ever_used(model, prefix))
    # A key that staff made up (measure-20250401) is no number to go on from.
    numbers = [int(end) for end in ends if end.isdecimal() and len(end) <= 5]
    return f"{prefix}{max(numbers, default=0) + 1:03d}"


def ever_used(model: type[Row], prefix: str) -> set[str]:
    """Keys beginning with `prefix` that rows of this model have or had, in any edition."""
    managers = (model._default_manager, model.history)
    return {
        key
        for manager in managers
        for key in manager.filter(key__startswith=prefix).values_list("key", flat=True).distinct()
    }


def is_taken(row: Row, key: str) -> bool:
    """Whether a key that somebody typed was, in whatever edition, only that of other things.

    A row may take back a key that it had itself, the key that follows from what it says, and the
    key of a thing of the same name (one that is taken up again).
    """
    history = type(row).history.filter(key=key)
    if row.pk and history.filter(id=row.pk).exists():
        return False
    if not row.is_numbered and key == row.derive_key():
        return _is_of_another(row, key)
    had = [str(record.instance) for record in history]
    return bool(had) and str(row) not in had


def _is_of_another(row: Row, key: str) -> bool:
    """Whether this key, in whatever edition, was only that of things with another name."""
    same = {name: getattr(row, name) for name in row.TOLD_APART_BY}
    if not same:
        return False
    had = type(row).history.filter(key=key).exclude(id=row.pk)
    return bool(had.exists() and not had.filter(**same).exists())

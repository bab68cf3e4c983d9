"""Hashes of the rows of an edition, by model and field: what lists and record pages are read from.

They are taken by field, so that a field which a later release adds or drops leaves the others
verifiable. A migration that changes what a field of published rows holds lays new hashes beside
the old ones (`key` "rows-2" …); the newest hold.
"""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from kanagawa.formats.digests import sha256

# Not said by anybody: numbers of the database, and what follows from other fields.
_NOT_SAID = {"id", "edition", "search_text"}


def row_hashes(edition: int, models: Iterable[Any]) -> dict[str, dict[str, str]]:
    """`{"robots.robot": {"name": SHA-256, …}}` of the edition with this pk; one query a model.

    The models may be those of a migration's state. The same rows give the same hashes on every
    database.
    """
    return {model._meta.label_lower: _of_model(edition, model) for model in models}


def _of_model(edition: int, model: Any) -> dict[str, str]:
    names = {
        field.name: _lookup(field)
        for field in model._meta.concrete_fields
        if field.name not in _NOT_SAID
    }
    rows = model._default_manager.filter(edition_id=edition).order_by()
    # Sorted here: databases do not agree on the order of "a-1" and "a1".
    by_key = sorted(rows.values("key", *names.values()), key=lambda row: str(row["key"]))
    return {
        name: _hash((row["key"], row[lookup]) for row in by_key) for name, lookup in names.items()
    }


def _lookup(field: Any) -> str:
    """A row that is referred to is named by its key; the number it has is the database's."""
    related = field.related_model
    has_key = related is not None and any(f.name == "key" for f in related._meta.concrete_fields)
    return f"{field.name}__key" if has_key else str(field.attname)


def _hash(values: Iterable[tuple[str, object]]) -> str:
    texts = [[key, _text(value)] for key, value in values]
    text = json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
    return sha256(text)


def _text(value: object) -> str | None:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return None if value is None else str(value)

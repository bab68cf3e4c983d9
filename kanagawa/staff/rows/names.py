"""What the report calls its tables and lists."""

from typing import Any

from kanagawa.reports import registry
from kanagawa.staff.prose.source import FactSource


def table_name(source: FactSource, key: str) -> str:
    """What a table or list is called; the key itself where nothing has it any more."""
    if grid := source.content.tables.get(key):
        return grid.title
    listing = registry.listings().get(key)
    model: Any = listing.models[0] if listing else None
    return f"一覧「{model._meta.verbose_name_plural}」" if model else key

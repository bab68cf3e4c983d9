"""Helps the sections' migrations: rules that stood in code become data of their rows."""

from collections.abc import Callable, Mapping
from typing import Any

_SHARES = ("％", "%")


def rules_by_unit(
    app: str, models: tuple[str, ...], highest: Mapping[str, int] | None = None
) -> Callable[[object, object], None]:
    """A data migration: shares keep one decimal and the bound of 100, units their `highest`.

    Histories get the same, so that no change is told that nobody made.
    """

    def give_rules(apps: Any, schema_editor: object) -> None:
        for name in (n for model in models for n in (model, f"Historical{model}")):
            rows = apps.get_model(app, name).objects
            rows.filter(unit__in=_SHARES).update(decimals=1, is_share=True)
            for unit, most in (highest or {}).items():
                rows.filter(unit=unit).update(highest=most)

    return give_rules

"""Rows that others are found by: each role is held by one row, where it is needed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from kanagawa.editions.models import EditionRow
from kanagawa.reports.declaration import Check, Finding

from .context import Context
from .rules import about

KEY = "rows.roles"


def roles(context: Context) -> Iterator[Finding]:
    """Every role that the models under check know is held once, those needed by somebody."""
    for model in context.models:
        for role in model.ROLES_NEEDED:
            for rows in _groups(context.rows.of(model), model.ROLE_WITHIN):
                yield from _held_once(role, rows)


def _groups(rows: Iterable[EditionRow], within: str) -> list[list[EditionRow]]:
    """All rows of a model together, or those of each row that `within` points to."""
    groups: dict[int | None, list[EditionRow]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, f"{within}_id") if within else None].append(row)
    return list(groups.values())


def _held_once(role: str, rows: list[Any]) -> Iterator[Finding]:
    holders = [row for row in rows if row.role == role]
    meta = rows[0]._meta
    kind, label = meta.verbose_name, dict(meta.get_field("role").flatchoices)[role]
    if not holders:
        message = f"位置づけが「{label}」の{kind}がありません。一つだけに選んでください。"
        yield about(KEY, "error", rows[0], message)
    for row in holders[1:]:
        message = (
            f"{row}：位置づけが「{label}」の{kind}は「{holders[0]}」もそうです。"
            "一つだけにしてください。"
        )
        yield about(KEY, "error", row, message, holders[0].ref)


CHECKS = (Check(KEY, "行の位置づけ", roles, ()),)

"""Names that were changed: texts that still hold the old one are told, with what to put instead.

Which names a row had is in the history of the edition; it begins with the name that came with it.
"""

import re
from collections.abc import Iterator
from typing import Any

from kanagawa.editions.models import EditionRow
from kanagawa.editions.references import notation
from kanagawa.editions.texts import Text, named_models, text_models, texts
from kanagawa.reports.declaration import Check, Finding, Offer

from .context import Context

KEY = "prose.names"
# A shorter name is met in other words by chance.
_SHORTEST = 3


def run(context: Context) -> Iterator[Finding]:
    changed = [*_renamed(context)]
    for text in texts(context.rows) if changed else ():
        for row, old, new in changed:
            if _holds(text.text, old, new):
                yield _finding(text, row, old, new)


def _renamed(context: Context) -> Iterator[tuple[EditionRow, str, str]]:
    """Rows with a name they had in this edition before, and their present one."""
    for model in named_models():
        rows = {row.pk: row for row in context.rows.of(model)}
        present = {getattr(row, model.NAMED_BY) for row in rows.values()}
        history: Any = model.history
        names = history.filter(edition_id=context.edition.pk).order_by("id", model.NAMED_BY)
        for pk, old in names.values_list("id", model.NAMED_BY).distinct():
            if pk in rows and old not in present and len(old) >= _SHORTEST:
                yield rows[pk], old, getattr(rows[pk], model.NAMED_BY)


def _holds(text: str, old: str, new: str) -> bool:
    return old in text and any(old in part for part in text.split(new))


def _finding(text: Text, row: EditionRow, old: str, new: str) -> Finding:
    reference = notation(row.ref, "name")
    ways = {f"参照 {reference}（{new}）に替える": reference, f"「{new}」と書く": new}
    return Finding(
        KEY,
        "warning",
        text.section,
        text.ref,
        f"{text.label}に、変わる前の名称「{old}」があります（いまは「{new}」）。"
        "参照にすると、次に名称が変わったときに文も変わります。",
        values=(f"{row.ref}={new}", old, text.text),
        offers=tuple(
            Offer(label, text.field, _instead(text.text, old, new, replacement))
            for label, replacement in ways.items()
        ),
    )


def _instead(text: str, old: str, new: str, replacement: str) -> str:
    """The text with `put` for the old name; the new one may hold the old one and stays."""
    either = re.compile("|".join(map(re.escape, sorted((old, new), key=len, reverse=True))))
    return either.sub(lambda match: replacement if match[0] == old else match[0], text)


CHECKS = (Check(KEY, "変わる前の名称", run, (*text_models(), *named_models())),)

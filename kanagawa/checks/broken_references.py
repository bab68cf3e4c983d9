"""References in texts that lead nowhere: publication would refuse them."""

from collections.abc import Iterator

from kanagawa.editions.texts import broken_references, text_models
from kanagawa.reports.declaration import Check, Finding

from .context import Context

KEY = "prose.broken"


def run(context: Context) -> Iterator[Finding]:
    for text, reference in broken_references(context.rows, context.content.references):
        yield Finding(
            KEY, "error", text.section, text.address,
            f"{text.label}の {reference.notation} には、印字する数値がありません。"
            "「文中の数値」の一覧から選び直してください。",
            values=(reference.notation,),
        )  # fmt: skip


# It reads the whole edition: run when a text is saved; a figure that is gone is found on demand.
CHECKS = (Check(KEY, "参照先のない記述", run, tuple(text_models())),)

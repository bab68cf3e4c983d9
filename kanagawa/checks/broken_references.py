"""What publication would refuse: references and places that lead nowhere, headings too many."""

from collections.abc import Iterator

from kanagawa.editions.models import Node
from kanagawa.editions.texts import broken_references, text_models
from kanagawa.reports.declaration import Check, Finding

from .context import Context
from .lost_references import offers

KEY = "prose.broken"
PLACES, TWICE = "outline.broken", "outline.twice"


# So many get offers at a time: to find what is near a reference takes some milliseconds each.
_OFFERED = 20


def run(context: Context) -> Iterator[Finding]:
    broken = {
        (text.ref, text.field, reference.notation): (text, reference)
        for text, reference in broken_references(context.rows, context.content.references)
    }
    for number, (text, reference) in enumerate(broken.values()):
        yield Finding(
            KEY,
            "error",
            text.section,
            text.ref,
            f"{text.label}の {reference.notation} には、印字する数値がありません。"
            "代わりに書くものを選んでください。「文中の数値」の一覧から選び直すこともできます。",
            values=(reference.notation,),
            offers=offers(context, text, reference) if number < _OFFERED else (),
        )


def places(context: Context) -> Iterator[Finding]:
    """What the outline cannot print: tables that are not there, headings without a number."""
    lost = set(context.content.lost)
    for node in context.rows.of(Node):
        if node.target and node.target in lost:
            yield Finding(
                PLACES,
                "error",
                node.section,
                node.ref,
                f"目次に置かれた表・一覧「{node.target}」がありません。"
                "識別子を直してください。新しい表は「担当者が作る表」の画面で作ります"
                "（置く場所もそこで選びます）。",
                values=(node.target,),
            )
    for heading in context.content.unnumbered:
        # A heading that is no record's is told at the heading of its section.
        ref = heading.record or f"{Node._meta.label_lower}/{heading.section}"
        yield Finding(PLACES, "error", heading.section, ref, heading.message)


def twice(context: Context) -> Iterator[Finding]:
    """A table or list that stands in two places: the paper prints all of it twice."""
    first: dict[str, Node] = {}
    for node in context.rows.of(Node):
        before = first.setdefault(node.target, node)
        if node.target and before is not node:
            yield Finding(
                TWICE,
                "warning",
                node.section,
                node.ref,
                f"表・一覧「{_title(context, node.target)}」が、目次の２か所に置かれています。"
                "要らないほうを「目次と本文」で削除してください。",
                values=(node.target, before.ref),
            )


def _title(context: Context, target: str) -> str:
    grid = context.tables.get(target)
    return grid.title if grid else target


# All read the whole edition: run when a text is saved; a figure that is gone is found on demand.
CHECKS = (
    Check(KEY, "参照先のない記述", run, tuple(text_models())),
    Check(PLACES, "目次に置けないもの", places, tuple(text_models())),
    Check(TWICE, "２か所に置かれた表", twice, (Node,)),
)

"""Tables and sentences that name the largest first, and whose figures no longer do so.

Which ones mean an order by size says the edition before: what fell there and rises now is told.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from kanagawa.checks.context import Context
from kanagawa.checks.rules import about
from kanagawa.editions.references import references_in
from kanagawa.editions.rows import EditionRows
from kanagawa.editions.texts import texts
from kanagawa.reports.declaration import Finding

from .choices import ForeignBreakdown, OverseasBreakdown
from .models import ForeignCount, OverseasCount, SurveyCount
from .ranks import Breakdown, Counts, counts_of, is_other

KEY = "international.order"
_SENTENCE = re.compile(r"[^。\n]+")
_TABLES: tuple[tuple[Counts, Breakdown], ...] = (
    *((ForeignCount, breakdown) for breakdown in ForeignBreakdown),
    *((OverseasCount, breakdown) for breakdown in OverseasBreakdown),
)


def order(context: Context) -> Iterator[Finding]:
    if context.previous is None:
        return
    for model, breakdown in _TABLES:
        counts = [row for row in counts_of(context.rows, model, breakdown) if not is_other(row)]
        if _falls(_before(context, counts)):
            yield from _table(counts, breakdown)
    yield from _texts(context)


def _table(counts: Sequence[SurveyCount], breakdown: Breakdown) -> Iterator[Finding]:
    for first, second in _rising(counts):
        message = (
            f"{breakdown.label}の表：{second.category} {second.printed}が"
            f"{first.category} {first.printed}の後にあります。前の版は多い順でした。"
            "行の並び順を直すか、この順でよい理由を書いてください。"
        )
        yield about(KEY, "warning", second, message, first.value, second.value)


def _texts(context: Context) -> Iterator[Finding]:
    rows = _by_ref(context.rows)
    for text in texts(context.rows):
        for sentence in _SENTENCE.findall(text.text):
            keys = (each.key for each in references_in(sentence) if not each.form)
            in_order = [rows[key] for key in keys if key in rows]
            for first, second in pairwise(in_order):
                pair = (first, second)
                same = type(first) is type(second) and _breakdown(first) == _breakdown(second)
                if same and _falls(_before(context, pair)) and list(_rising(pair)):
                    message = (
                        f"{text.label}：「{first.category} {first.printed}、{second.category} "
                        f"{second.printed}」の順です。前の版は多い順でした。文の順を直すか、"
                        "「多い順１番目」などの参照に替えてください。"
                    )
                    yield about(KEY, "warning", text.row, message, first.value, second.value)


def _by_ref(rows: EditionRows) -> dict[str, SurveyCount]:
    counts: list[SurveyCount] = [*rows.of(ForeignCount), *rows.of(OverseasCount)]
    return {row.ref: row for row in counts}


def _breakdown(row: SurveyCount) -> str:
    return str(row.breakdown)  # type: ignore[attr-defined]  # its model has one


def _before(context: Context, counts: Iterable[SurveyCount]) -> list[SurveyCount]:
    """The same categories as the edition before had them."""
    return [was for was in map(context.was, counts) if was is not None]


def _falls(counts: Sequence[SurveyCount]) -> bool:
    figures = [row for row in counts if row.value is not None]
    return len(figures) > 1 and not list(_rising(figures))


def _rising(counts: Iterable[SurveyCount]) -> Iterator[tuple[SurveyCount, SurveyCount]]:
    """Neighbours of which the second is larger."""
    figures = [row for row in counts if row.value is not None]
    return ((a, b) for a, b in pairwise(figures) if (b.value or 0) > (a.value or 0))

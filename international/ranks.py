"""The largest categories of a survey, computed: 米国が87社、ドイツが68社 stays true every year."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kanagawa.editions.rows import EditionRows
from kanagawa.figures.cells import computed, share, total
from kanagawa.figures.kinds import Status
from kanagawa.formats.numbers import PERCENT, number
from kanagawa.formats.statuses import UNKNOWN, without_value
from kanagawa.reports.declaration import Fact
from kanagawa.reports.grid import Figure

from .choices import ForeignBreakdown, OverseasBreakdown
from .models import COMPANIES, ForeignCount, OverseasCount, SurveyCount

RANKS = (1, 2, 3)
Counts = type[ForeignCount] | type[OverseasCount]
Breakdown = ForeignBreakdown | OverseasBreakdown


def counts_of(rows: EditionRows, model: type[SurveyCount], breakdown: str) -> list[SurveyCount]:
    """The categories of one breakdown in their order, その他 last wherever it was added."""
    counts = [row for row in rows.of(model) if row.breakdown == breakdown]  # type: ignore[attr-defined]  # its model has one
    return sorted(counts, key=is_other)


def is_other(row: SurveyCount) -> bool:
    """その他 is no category of its own: it has no rank. その他アジア is one."""
    return row.category.strip() == "その他"


def by_size(counts: Iterable[SurveyCount]) -> list[SurveyCount]:
    """The categories that have a value, the largest first; of equal ones the first in order."""
    figures = [row for row in counts if row.value is not None and not is_other(row)]
    return sorted(figures, key=lambda row: row.value, reverse=True)


def rank_facts(table: str, title: str, model: Counts, breakdown: Breakdown) -> tuple[Fact, ...]:
    """Name and number of the largest categories, and the share of each, for texts."""
    name = f"{title}（{breakdown.label}）"
    facts: list[Fact] = []
    for rank in RANKS:
        words = f"{name}の多い順{number(rank)}番目"
        facts.append(_number_fact(f"{table}/rank-{rank}", words, model, breakdown, rank))
        facts.append(
            _share_fact(f"{table}/rank-{rank}-share", f"{words}の構成比", model, breakdown, rank)
        )
    return tuple(facts)


def _number_fact(key: str, name: str, model: Counts, breakdown: Breakdown, rank: int) -> Fact:
    def build(rows: EditionRows) -> Figure | None:
        counts = counts_of(rows, model, breakdown)
        if open_as := _open_as(counts):
            return _unknown(key, name, COMPANIES, counts, open_as)
        row = _at(counts, rank)
        if row is None:
            return None
        figure = computed(
            key,
            name,
            row.value,
            row.unit,
            rule="record",
            parts=(row,),
            like=row,
            qualifier=row.qualifier,
        )
        return replace(figure, name=row.category)

    return Fact(key, name, build)


def _share_fact(key: str, name: str, model: Counts, breakdown: Breakdown, rank: int) -> Fact:
    def build(rows: EditionRows) -> Figure | None:
        counts = counts_of(rows, model, breakdown)
        if open_as := _open_as(counts):
            return _unknown(key, name, PERCENT, counts, open_as)
        return share(key, name, _at(counts, rank), total(f"{key}-whole", name, counts), places=1)

    return Fact(key, name, build)


def _open_as(counts: Sequence[SurveyCount]) -> str:
    """Why nobody knows which is the largest: a category is not entered or known yet; "" if so."""
    statuses = {row.status for row in counts}
    return next((status for status in (Status.TO_ENTER, *UNKNOWN) if status in statuses), "")


def _unknown(key: str, name: str, unit: str, counts: Sequence[SurveyCount], status: str) -> Figure:
    waiting = computed(
        key, name, None, unit, rule="record", parts=counts, like=counts[0], status=status
    )
    return replace(waiting, name=without_value(status))


def _at(counts: Sequence[SurveyCount], rank: int) -> SurveyCount | None:
    ordered = by_size(counts)
    return ordered[rank - 1] if len(ordered) >= rank else None

"""Rules between figures, each declared in a line beside the tables: sums, parts, counts, limits.

`select(rows)` yields pairs of a figure and those it is held against. A pair with a value missing is
left alone: the empty cell has a finding of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import eq, ge
from typing import Any

from kanagawa.figures.cells import total
from kanagawa.figures.kinds import Status
from kanagawa.figures.models import FigureRow
from kanagawa.formats.numbers import PERCENT, YEN, amount, number
from kanagawa.reports import registry
from kanagawa.reports.declaration import Check, Finding, Severity
from kanagawa.reports.grid import Figure

from .context import Context

Term = FigureRow | Figure
Pair = tuple[Term | None, Sequence[Term | None]]
Select = Callable[[Any], Iterable[Pair]]
Verdict = tuple[Severity, str]
Judge = Callable[[Figure, Sequence[Figure]], Verdict]

# Money is printed to 百万円, shares to 1 ％ at the coarsest: powers of ten of their last unit.
_COARSEST = {YEN: 6, PERCENT: 0}
# The states that say "none": such a part counts as zero in a sum.
_NOTHING = (Status.NIL, Status.NOT_APPLICABLE, Status.NOT_STARTED, Status.DISCONTINUED)


@dataclass(frozen=True)
class Relation:
    """A rule between figures; `binds`: it is an equation, which fixes each by the others.

    `holds` tells by the values alone that nothing is wrong, so that a message is made only where
    something is.
    """

    key: str
    select: Select
    holds: Callable[[Decimal, Decimal], bool]
    judge: Judge
    binds: bool

    def __call__(self, context: Context) -> Iterator[Finding]:
        for whole, parts in self.pairs(context):
            if self.holds(_value(whole), sum(map(_value, parts), Decimal(0))):
                continue
            first, *others = map(_figure, (whole, *parts))
            figures = [row.to_figure() for row in entered_of((whole, *parts), context)]
            yield _finding(self.key, self.judge(first, others), figures or [first, *others])

    def pairs(self, context: Context) -> Iterator[tuple[Term, list[Term]]]:
        """The pairs that can be judged: all their values are there."""
        for whole, parts in self.select(context.rows):
            terms = [part for part in parts if part is not None]
            if whole is not None and terms and all(_is_known(t, context) for t in (whole, *terms)):
                yield whole, terms


def added(name: str, figures: Iterable[FigureRow]) -> Figure | None:
    """What entered figures add up to, told by a name (「調査対象事業所」); None for no figures."""
    parts = list(figures)
    return total(f"{parts[0].ref}-sum", name, parts) if parts else None


def entered_of(terms: Iterable[Term], context: Context) -> list[FigureRow]:
    """The figures that somebody entered: these themselves, then those that the sums add."""
    figures: list[FigureRow] = []
    parts: list[FigureRow] = []
    for term in terms:
        if isinstance(term, FigureRow):
            figures.append(term)
        elif term.rule == "sum":
            parts += context.parts_of(term)
    return [*figures, *(part for part in parts if part not in figures)]


def _figure(term: Term) -> Figure:
    return term.to_figure() if isinstance(term, FigureRow) else term


def _value(term: Term) -> Decimal:
    return Decimal(0) if term.value is None else term.value


def _is_known(term: Term, context: Context) -> bool:
    """Whether nothing of it is still open; a sum is known by its parts."""
    parts: Sequence[Term] = []
    if isinstance(term, Figure) and term.rule == "sum":
        parts = context.parts_of(term)
    return all(f.value is not None or f.status in _NOTHING for f in parts or [term])


def _finding(key: str, verdict: Verdict, figures: Sequence[Figure]) -> Finding:
    place = figures[0].key
    values = tuple(f"{figure.key}={figure.value}" for figure in figures)
    return Finding(key, verdict[0], registry.section_of(place), place, verdict[1], values=values)


def about(key: str, severity: Severity, row: Any, message: str, *values: object) -> Finding:
    """A finding about one row (a figure, a record or a text); `values` are what else it says."""
    depends_on = tuple(map(str, (*values, getattr(row, "value", ""))))
    return Finding(key, severity, row.section, row.ref, message, values=depends_on)


# The rules


def sums(
    key: str, title: str, select: Select, models: tuple[type, ...], severity: Severity = "error"
) -> Check:
    """A total is the sum of its parts: counts exactly, money and shares as rounded part by part."""

    def judge(whole: Figure, parts: Sequence[Figure]) -> Verdict:
        difference = abs(_value(whole) - _total(parts))
        message = (
            f"{whole.indicator} {whole.text}は、内訳の和 {amount(_total(parts), whole.unit)}と"
            f"一致しません（差 {amount(difference, whole.unit)}）。"
        )
        if difference <= tolerance(whole, parts):
            return "warning", f"{message}端数処理の範囲内です。"
        return severity, f"{message}合計か内訳を確かめてください。"

    return Check(key, title, Relation(key, select, eq, judge, binds=True), models)


def same(
    key: str, title: str, select: Select, models: tuple[type, ...], severity: Severity = "error"
) -> Check:
    """One fact told twice: a figure equals the other (or the sum of the others) exactly."""

    def judge(whole: Figure, parts: Sequence[Figure]) -> Verdict:
        other = f"{_names(parts)} {amount(_total(parts), whole.unit)}"
        return severity, (
            f"{whole.indicator} {whole.text}は、{other}と一致しません。どちらかを直してください。"
        )

    return Check(key, title, Relation(key, select, eq, judge, binds=True), models)


def within(
    key: str, title: str, select: Select, models: tuple[type, ...], severity: Severity = "error"
) -> Check:
    """What is part of something is not more than it: sub-counts, limits."""

    def judge(whole: Figure, parts: Sequence[Figure]) -> Verdict:
        part = f"{_names(parts)} {amount(_total(parts), whole.unit)}"
        return severity, f"{part}が、{whole.indicator} {whole.text}を超えています。"

    return Check(key, title, Relation(key, select, ge, judge, binds=False), models)


# Values, tolerance and names


def _total(parts: Iterable[Figure]) -> Decimal:
    return sum(map(_value, parts), Decimal(0))


def tolerance(whole: Figure, parts: Sequence[Figure]) -> Decimal:
    """±(number of parts) last units of the printed precision; counts add up exactly.

    Source: the report's own money totals and percentage sets, rounded part by part.
    """
    if whole.unit not in _COARSEST:
        return Decimal(0)
    return len(parts) * _last_unit([whole, *parts], _COARSEST[whole.unit])


def _last_unit(figures: Iterable[Figure], coarsest: int) -> Decimal:
    """The last unit that these figures are printed to: 0.1 ％, 万円, 百万円."""
    exponents = [_exponent(_value(figure)) for figure in figures if _value(figure)]
    return Decimal(1).scaleb(min([coarsest, *exponents]))


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _names(parts: Sequence[Figure]) -> str:
    names = list(dict.fromkeys(part.indicator for part in parts))
    return names[0] if len(names) == 1 else f"{names[0]}など{number(len(names))}項目の和"

"""What holds between the figures of attracting companies.

The report says most of it in its tables' totals. What it does not say but keeps to the last unit
(the rest after reinvestment, the burden still to come) is a warning, no error.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from kanagawa.checks.rules import Added, Pair, Term, same, sums, within
from kanagawa.editions.rows import EditionRows
from kanagawa.figures.kinds import Kind
from kanagawa.figures.models import FigureRow

from .lookups import COMBINED, SIZES, scheme_figures
from .models import (
    NEXT,
    Commitment,
    EmploymentFigure,
    KpiFigure,
    OrderActivity,
    OrderFigure,
    RegionCount,
    Scheme,
    SchemeFigure,
    SubsidyPayment,
    SupportCount,
    SupportProgram,
    SurveyCount,
    TaxFigure,
)

_SUPPORT = (SupportProgram, SupportCount)
_ORDERS = (OrderActivity, OrderFigure)
_SCHEMES = (Scheme, SchemeFigure, *_ORDERS)
# The key of the subsidy for sites, which the debt commitment is for.
_SITE = "site"
_ASKED = (SurveyCount.Item.LARGE, SurveyCount.Item.SMALL)
Item = SchemeFigure.Item


def _added(name: str, figures: Iterable[FigureRow]) -> Added | None:
    found = list(figures)
    return Added(name, found) if found else None


def _supported(rows: EditionRows, *, one_stop: bool = True) -> Added | None:
    """Supported companies of all programmes, or of those that are no one-stop service."""
    counts = rows.of(SupportCount)
    kept = (c for c in counts if c.category in SIZES and (one_stop or not c.program.is_one_stop))
    return _added("立地支援件数の合計" if one_stop else "立地支援件数の小計", kept)


# Support


def _regions(rows: EditionRows) -> Iterator[Pair]:
    """地域別の合計 = 小計: the regions do not count the one-stop service."""
    yield (
        _added("地域別立地支援件数の合計", rows.of(RegionCount)),
        [_supported(rows, one_stop=False)],
    )


def _reinvested(rows: EditionRows) -> Iterator[Pair]:
    for program in rows.of(SupportProgram):
        counts = rows.children(program, SupportCount)
        parts = [c for c in counts if c.category == SupportCount.Category.REINVESTMENT]
        yield _added(f"{program} 合計", (c for c in counts if c.category in SIZES)), parts


def _from_outside(rows: EditionRows) -> Iterator[Pair]:
    """Who does not reinvest within the prefecture comes from outside (259 = 146 + 113)."""
    reinvested = [
        c for c in rows.of(SupportCount) if c.category == SupportCount.Category.REINVESTMENT
    ]
    outside = _by_item(rows).get((NEXT, Item.SUPPORTED_OUTSIDE))
    if outside is not None:
        yield _supported(rows), [*reinvested, outside]


def _kpi(rows: EditionRows) -> Iterator[Pair]:
    """Of the companies supported since the scheme began, the KPI counts those of the plan."""
    for figure in rows.of(KpiFigure):
        if figure.kind == Kind.ACTUAL and figure.indicator.is_cumulative:
            yield _supported(rows), [figure]


# Money of the prefecture


def _limits(rows: EditionRows) -> Iterator[Pair]:
    by_period = {(c.period, c.kind): c for c in rows.of(Commitment)}
    for (period, kind), limit in by_period.items():
        if kind == Kind.LIMIT:
            yield limit, [by_period.get((period, Kind.ESTIMATE))]


def _subsidies(rows: EditionRows) -> Iterator[Pair]:
    payments = rows.of(SubsidyPayment)
    whole = next((payment for payment in payments if payment.is_total), None)
    yield whole, [payment for payment in payments if not payment.is_total]


def _burden(rows: EditionRows) -> Iterator[Pair]:
    """補助見込み額 (all periods) = what the site subsidy has paid + 後年度負担額 of the scheme."""
    estimates = (c for c in rows.of(Commitment) if c.kind == Kind.ESTIMATE)
    paid = next((p for p in rows.of(SubsidyPayment) if p.key == _SITE), None)
    burden = _by_item(rows).get((NEXT, Item.FUTURE_BURDEN))
    if paid and burden:
        yield _added("補助見込み額の合計", estimates), [paid, burden]


def _aid(rows: EditionRows) -> Iterator[Pair]:
    """助成額等 of the scheme holds its subsidies, paid and still to come."""
    found = _by_item(rows)
    paid = [p for p in rows.of(SubsidyPayment) if not p.is_total]
    yield found.get((NEXT, Item.AID)), [*paid, found.get((NEXT, Item.FUTURE_BURDEN))]


# Survey, orders, employment, tax


def _answers(rows: EditionRows) -> Iterator[Pair]:
    counts = {count.item: count for count in rows.of(SurveyCount)}
    asked = _added("調査対象事業所", (c for c in counts.values() if c.item in _ASKED))
    yield asked, [counts.get(SurveyCount.Item.ANSWERED)]
    yield _supported(rows, one_stop=False), [asked]


def _combined_orders(rows: EditionRows) -> Iterator[Pair]:
    """ｃ = ａ + ｂ: amounts of equipment and operation, in all and within the prefecture."""
    lines = sorted(rows.of(OrderFigure), key=lambda line: line.is_local)
    for _, group in groupby(lines, key=lambda line: line.is_local):
        amounts = [line for line in group if line.measure == OrderFigure.Measure.AMOUNT]
        whole = next((line for line in amounts if line.activity.key == COMBINED), None)
        yield whole, [line for line in amounts if line.activity.key != COMBINED]


def _local_orders(rows: EditionRows) -> Iterator[Pair]:
    found = {(o.activity_id, o.measure, o.is_local): o for o in rows.of(OrderFigure)}
    for (activity, measure, is_local), part in found.items():
        if is_local:
            yield found.get((activity, measure, False)), [part]


def _employed(rows: EditionRows) -> Iterator[Pair]:
    """Sites in operation are certified ones; who was hired or moved in is regular staff."""
    found = {(f.scheme.key, f.item): f for f in rows.of(EmploymentFigure)}
    certified = _by_item(rows)
    items = EmploymentFigure.Item
    for (scheme, item), figure in found.items():
        if item == items.SITES:
            yield certified.get((scheme, Item.SITES)), [figure]
        elif item in (items.NEW_HIRES, items.TRANSFERRED):
            yield found.get((scheme, items.REGULAR)), [figure]


def _taxes(rows: EditionRows) -> Iterator[Pair]:
    """By tax for a scheme, and by scheme for all."""
    figures = rows.of(TaxFigure)
    totals = {f.scheme: f for f in figures if f.tax == TaxFigure.Tax.TOTAL}
    for scheme, whole in totals.items():
        if scheme is None:
            yield whole, [f for owner, f in totals.items() if owner is not None]
        else:
            yield whole, [f for f in figures if f.scheme == scheme and f is not whole]


# All schemes


def _by_item(rows: EditionRows) -> dict[tuple[str, str], Term]:
    """Results by scheme key and item; of the present scheme's sites the counts themselves."""
    found: dict[tuple[str, str], Term] = dict(scheme_figures(rows))
    sites = _supported(rows, one_stop=False)
    return found | ({(NEXT, str(Item.SITES)): sites} if sites else {})


def _totals(rows: EditionRows) -> Iterator[Pair]:
    """Money totals of all schemes are facts of their own; the counts' are computed."""
    found = _by_item(rows)
    for (scheme, item), whole in found.items():
        if scheme == "" and item not in SchemeFigure.COUNTS:
            yield whole, [f for (owner, kind), f in found.items() if owner and kind == item]


_PARTS = {
    Item.SUPPORTED: (Item.SUPPORTED_OUTSIDE, Item.SITES),
    Item.SITES: (Item.WITHDRAWN,),
    Item.AID: (Item.FUTURE_BURDEN,),
    Item.ORDERS: (Item.ORDERS_LOCAL,),
}


def _sub_counts(rows: EditionRows) -> Iterator[Pair]:
    found = _by_item(rows)
    for (scheme, item), whole in found.items():
        for part in _PARTS.get(Item(item), ()):
            yield whole, [found.get((scheme, part))]


CHECKS = (
    same("investment.regions", "地域別の合計と小計", _regions, (RegionCount, *_SUPPORT)),
    within("investment.reinvested", "うち県内再投資", _reinvested, _SUPPORT),
    same(
        "investment.outside",
        "県内再投資と県外・国外からの立地",
        _from_outside,
        (*_SUPPORT, SchemeFigure),
        "warning",
    ),
    within("investment.kpi-supported", "ＫＰＩの件数", _kpi, (KpiFigure, *_SUPPORT), "warning"),
    within("investment.limits", "債務負担行為の限度額", _limits, (Commitment,), "warning"),
    sums("investment.subsidies", "補助金の合計", _subsidies, (SubsidyPayment,)),
    sums(
        "investment.burden",
        "補助見込み額と後年度負担額",
        _burden,
        (Commitment, SubsidyPayment, SchemeFigure),
        "warning",
    ),
    within("investment.aid", "助成額等の内訳", _aid, (SchemeFigure, SubsidyPayment), "warning"),
    within("investment.answers", "調査の事業所数", _answers, (SurveyCount, *_SUPPORT)),
    sums("investment.combined", "発注額の合計（a＋b）", _combined_orders, _ORDERS),
    within("investment.local", "うち県内企業への発注", _local_orders, _ORDERS),
    within(
        "investment.employed",
        "雇用実績の事業所数と内数",
        _employed,
        (EmploymentFigure, *_SCHEMES, *_SUPPORT),
        "warning",
    ),
    sums("investment.taxes", "県税の増収影響額の合計", _taxes, (TaxFigure, Scheme)),
    sums("investment.schemes", "全施策の合計", _totals, _SCHEMES),
    within("investment.parts", "施策の内数", _sub_counts, (*_SCHEMES, *_SUPPORT)),
)

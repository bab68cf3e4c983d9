"""What holds between the figures of attracting companies.

The report says most of it in its tables' totals. What it does not say but keeps to the last unit
(the rest after reinvestment, the burden still to come) is a warning, no error.
"""

from collections.abc import Iterator

from kanagawa.checks.rules import Pair, Term, added, same, sums, within
from kanagawa.editions.rows import EditionRows
from kanagawa.figures.kinds import Kind
from kanagawa.reports.grid import Figure

from .lookups import SIZES, detailed, scheme_figures
from .models import (
    Commitment,
    EmploymentFigure,
    Kpi,
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

_SUPPORT = (Scheme, SupportProgram, SupportCount)
_ORDERS = (Scheme, OrderActivity, OrderFigure)
_SCHEMES = (SchemeFigure, *_ORDERS)
_ASKED = (SurveyCount.Item.LARGE, SurveyCount.Item.SMALL)
Item = SchemeFigure.Item


def _supported(
    rows: EditionRows, scheme: Scheme | None = None, *, one_stop: bool = True
) -> Figure | None:
    """Supported companies of a scheme or of all, with the one-stop service or without it."""
    counts = (
        count
        for count in rows.of(SupportCount)
        if scheme in (None, count.program.scheme)
        and count.category in SIZES
        and (one_stop or not count.program.is_one_stop)
    )
    return added("立地支援件数の合計" if one_stop else "立地支援件数の小計", counts)


# Support


def _regions(rows: EditionRows) -> Iterator[Pair]:
    """地域別の合計 = 小計: the regions do not count the one-stop service."""
    for scheme in rows.of(Scheme):
        regions = added("地域別立地支援件数の合計", rows.children(scheme, RegionCount))
        yield regions, [_supported(rows, scheme, one_stop=False)]


def _reinvested(rows: EditionRows) -> Iterator[Pair]:
    for program in rows.of(SupportProgram):
        counts = rows.children(program, SupportCount)
        parts = [c for c in counts if c.category == SupportCount.Category.REINVESTMENT]
        yield added(f"{program} 合計", (c for c in counts if c.category in SIZES)), parts


def _from_outside(rows: EditionRows) -> Iterator[Pair]:
    """Who does not reinvest within the prefecture comes from outside (259 = 146 + 113)."""
    results = _by_item(rows)
    for scheme in rows.of(Scheme):
        reinvested = [
            count
            for program in rows.children(scheme, SupportProgram)
            for count in rows.children(program, SupportCount)
            if count.category == SupportCount.Category.REINVESTMENT
        ]
        outside = results.get((scheme.key, Item.SUPPORTED_OUTSIDE))
        if outside is not None:
            yield _supported(rows, scheme), [*reinvested, outside]


def _kpi(rows: EditionRows) -> Iterator[Pair]:
    """Of the companies supported since the schemes began, the KPI counts those of the plan."""
    for figure in rows.of(KpiFigure):
        counted = figure.indicator.role == Kpi.Role.SUPPORTED
        if counted and figure.kind == Kind.ACTUAL and figure.indicator.is_cumulative:
            yield _supported(rows), [figure]


# Money of the prefecture


def _limits(rows: EditionRows) -> Iterator[Pair]:
    by_period = {(c.scheme, c.period, c.kind): c for c in rows.of(Commitment)}
    for (scheme, period, kind), limit in by_period.items():
        if kind == Kind.LIMIT:
            yield limit, [by_period.get((scheme, period, Kind.ESTIMATE))]


def _subsidies(rows: EditionRows) -> Iterator[Pair]:
    for scheme in rows.of(Scheme):
        payments = rows.children(scheme, SubsidyPayment)
        whole = next((payment for payment in payments if payment.is_total), None)
        yield whole, [payment for payment in payments if not payment.is_total]


def _burden(rows: EditionRows) -> Iterator[Pair]:
    """補助見込み額 (all periods) = what the site subsidy has paid + 後年度負担額 of the scheme."""
    results = _by_item(rows)
    for scheme in rows.of(Scheme):
        estimates = (c for c in rows.children(scheme, Commitment) if c.kind == Kind.ESTIMATE)
        payments = rows.children(scheme, SubsidyPayment)
        paid = next((p for p in payments if p.role == SubsidyPayment.Role.SITE), None)
        burden = results.get((scheme.key, Item.FUTURE_BURDEN))
        if paid and burden:
            yield added("補助見込み額の合計", estimates), [paid, burden]


def _aid(rows: EditionRows) -> Iterator[Pair]:
    """助成額等 of a scheme holds its subsidies, paid and still to come."""
    results = _by_item(rows)
    for scheme in rows.of(Scheme):
        paid = [p for p in rows.children(scheme, SubsidyPayment) if not p.is_total]
        if paid:
            burden = results.get((scheme.key, Item.FUTURE_BURDEN))
            yield results.get((scheme.key, Item.AID)), [*paid, burden]


# Survey, orders, employment, tax


def _answers(rows: EditionRows) -> Iterator[Pair]:
    counts = {count.item: count for count in rows.of(SurveyCount)}
    surveyed = added("調査対象事業所", (c for c in counts.values() if c.item in _ASKED))
    yield surveyed, [counts.get(SurveyCount.Item.ANSWERED)]
    yield _supported(rows, one_stop=False), [surveyed]


def _combined_orders(rows: EditionRows) -> Iterator[Pair]:
    """ｃ = ａ + ｂ: amounts of equipment and operation, in all and within the prefecture."""
    amounts = [o for o in rows.of(OrderFigure) if o.measure == OrderFigure.Measure.AMOUNT]
    for scheme, is_local in dict.fromkeys((o.activity.scheme, o.is_local) for o in amounts):
        lines = [o for o in amounts if (o.activity.scheme, o.is_local) == (scheme, is_local)]
        whole = next((line for line in lines if line.activity.is_combined), None)
        yield whole, [line for line in lines if not line.activity.is_combined]


def _local_orders(rows: EditionRows) -> Iterator[Pair]:
    orders = {(o.activity_id, o.measure, o.is_local): o for o in rows.of(OrderFigure)}
    for (activity, measure, is_local), part in orders.items():
        if is_local:
            yield orders.get((activity, measure, False)), [part]


def _employed(rows: EditionRows) -> Iterator[Pair]:
    """Sites in operation are certified ones; who was hired or moved in is regular staff."""
    figures_of = {(f.scheme.key, f.item): f for f in rows.of(EmploymentFigure)}
    certified = _by_item(rows)
    items = EmploymentFigure.Item
    for (scheme, item), figure in figures_of.items():
        if item == items.SITES:
            yield certified.get((scheme, Item.SITES)), [figure]
        elif item in (items.NEW_HIRES, items.TRANSFERRED):
            yield figures_of.get((scheme, items.REGULAR)), [figure]


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
    """Results by scheme key and item; of sites in detail the counts themselves."""
    results: dict[tuple[str, str], Term] = dict(scheme_figures(rows))
    for scheme in rows.of(Scheme):
        if sites := _supported(rows, scheme, one_stop=False):
            results[scheme.key, str(Item.SITES)] = sites
    return results


def _entered_twice(rows: EditionRows) -> Iterator[Pair]:
    """A result that is entered for a scheme says what its programmes and orders say in detail."""
    details = detailed(rows)
    for figure in rows.of(SchemeFigure):
        if figure.scheme is not None:
            yield figure, [details.get((figure.scheme.key, figure.item))]


def _totals(rows: EditionRows) -> Iterator[Pair]:
    """Money totals of all schemes are facts of their own; the counts' are computed."""
    figures = _by_item(rows)
    for (scheme, item), whole in figures.items():
        if scheme == "" and item not in SchemeFigure.COUNTS:
            yield whole, [f for (owner, kind), f in figures.items() if owner and kind == item]


_PARTS = {
    Item.SUPPORTED: (Item.SUPPORTED_OUTSIDE, Item.SITES),
    Item.SITES: (Item.WITHDRAWN,),
    Item.AID: (Item.FUTURE_BURDEN,),
    Item.ORDERS: (Item.ORDERS_LOCAL,),
}


def _sub_counts(rows: EditionRows) -> Iterator[Pair]:
    figures = _by_item(rows)
    for (scheme, item), whole in figures.items():
        for part in _PARTS.get(Item(item), ()):
            yield whole, [figures.get((scheme, part))]


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
    within(
        "investment.kpi-supported",
        "ＫＰＩの件数",
        _kpi,
        (Kpi, KpiFigure, *_SUPPORT),
        "warning",
    ),
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
    same("investment.detailed", "施策の実績とその内訳", _entered_twice, (*_SCHEMES, *_SUPPORT)),
    within("investment.parts", "施策の内数", _sub_counts, (*_SCHEMES, *_SUPPORT)),
)

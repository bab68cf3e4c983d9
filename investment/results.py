"""Tables of a scheme's results: support, regions, KPI, commitments and subsidies."""

from collections.abc import Sequence

from kanagawa.editions.rows import EditionRows
from kanagawa.figures.cells import cell, measured, pair
from kanagawa.figures.kinds import Kind
from kanagawa.formats.numerals import circled
from kanagawa.formats.years import fiscal_year, period_text, span, wareki_month
from kanagawa.reports.grid import Cell, Grid, Row, column_head, row_head

from .lookups import (
    SIZES,
    Known,
    all_supported,
    programs_of,
    sited,
    sum_of,
    supported,
    table_key,
    when,
)
from .models import (
    Commitment,
    Kpi,
    KpiFigure,
    RegionCount,
    Scheme,
    SubsidyPayment,
    SupportCount,
    SupportProgram,
    named,
)

LARGE, SMALL = SIZES
REINVESTMENT = SupportCount.Category.REINVESTMENT


def heads(*texts: str) -> tuple[Row, ...]:
    """One header row of plain column heads."""
    return (tuple(column_head(text) for text in texts),)


def results(rows: EditionRows, scheme: Scheme) -> Grid:
    """イ: supported companies by programme and size, reinvestments within them in brackets."""
    programs = programs_of(rows, scheme)
    supports = [program for program in programs if not program.is_one_stop]
    key = table_key("results", scheme)
    body = [_result(rows, p.name, f"{key}/{p.key}", [p]) for p in supports]
    body.append(_result(rows, "小計", f"{key}/subtotal", supports, sited(rows, scheme)))
    body += [_result(rows, p.name, f"{key}/{p.key}", [p]) for p in programs if p.is_one_stop]
    body.append(_result(rows, "合計", f"{key}/total", programs, all_supported(rows, scheme)))
    counts = [count for count in rows.of(SupportCount) if count.program.scheme == scheme]
    as_of = when(counts)
    return Grid(
        key,
        f"「{scheme}」実績",
        tuple(body) if programs else (),
        heads("区分", "大企業", "中小企業", "合計\n［ ］は県内再投資\n（内数）"),
        unit="件",
        as_of=as_of,
        period=span(wareki_month(counts[0].period_start), as_of) if counts else "",
    )


def _result(
    rows: EditionRows,
    label: str,
    key: str,
    programs: list[SupportProgram],
    both: Known | None = None,
) -> Row:
    if both is None:
        both = supported(rows, key, programs, LARGE, SMALL)
    reinvested = supported(rows, f"{key}-reinvestment", programs, REINVESTMENT)
    both_cell = cell(both)
    if reinvested is not None:
        both_cell = pair(both_cell, cell(reinvested, brackets="sub"))
    return (
        row_head(label),
        cell(supported(rows, f"{key}-large", programs, LARGE)),
        cell(supported(rows, f"{key}-small", programs, SMALL)),
        both_cell,
    )


def regions(rows: EditionRows) -> Grid:
    """【参考】: supported companies by region, without the one-stop service; a row per scheme."""
    counts = rows.of(RegionCount)
    names = {count.region: count.get_region_display() for count in counts}
    body = tuple(
        _regions(scheme, rows.children(scheme, RegionCount), list(names))
        for scheme in rows.of(Scheme)
        if rows.children(scheme, RegionCount)
    )
    header = ((Cell(), *map(column_head, names.values()), column_head("合計")),)
    return Grid(
        "investment.regions",
        "地域別立地支援件数（ワンストップサービスを除く）",
        body,
        header,
        unit="件",
        as_of=when(counts),
    )


def _regions(scheme: Scheme, counts: Sequence[RegionCount], regions: list[str]) -> Row:
    by_region = {count.region: count for count in counts}
    key = "total" if scheme.is_present else f"{scheme.key}-total"
    whole = sum_of(f"investment.regions/{key}", "地域別立地支援件数 合計", counts)
    cells = (cell(by_region.get(region)) for region in regions)
    return (row_head(scheme.name), *cells, cell(whole))


def kpi(rows: EditionRows, indicator: Kpi) -> Grid:
    """ウ: targets and actual values of a KPI, a column per fiscal year of the plan."""
    figures = rows.children(indicator, KpiFigure)
    years = sorted({figure.period for figure in figures})
    by_kind = {(figure.kind, figure.period): figure for figure in figures}
    targets = (cell(by_kind.get((Kind.TARGET, year)), unit=False) for year in years)
    actuals = (measured(by_kind, year) for year in years)
    body = ((row_head("目標"), *targets), (row_head("実績"), *actuals))
    caption = indicator.name + ("（計画期間中の累計）" if indicator.is_cumulative else "")
    return Grid(
        "investment.kpi",
        caption,
        body if figures else (),
        heads("区分", *(fiscal_year(year.first_fiscal_year) for year in years)),
        unit=indicator.unit,
        as_of=when(figures),
        caption=caption,
    )


def commitments(rows: EditionRows) -> Grid:
    """エ: limit of the debt commitment and estimated subsidies, per period of the schemes.

    What an ended scheme was granted is still being paid, so its periods stay in the table.
    """
    figures = rows.of(Commitment)
    by_period = {(figure.period, figure.kind): figure for figure in figures}
    body = tuple(
        (
            row_head(circled(n) + period_text(period)),
            cell(by_period.get((period, Kind.LIMIT))),
            cell(by_period.get((period, Kind.ESTIMATE))),
        )
        for n, period in enumerate(dict.fromkeys(figure.period for figure in figures), start=1)
    )
    return Grid(
        "investment.commitments",
        "企業立地促進補助金に係る債務負担行為の状況",
        body,
        heads("施策取組期間", "限度額", "補助見込み額"),
        unit="円",
        as_of=when(figures),
    )


def subsidies(rows: EditionRows, scheme: Scheme) -> Grid:
    """オ: subsidies paid since the scheme began; the total is a figure of its own."""
    payments = sorted(rows.children(scheme, SubsidyPayment), key=lambda payment: payment.is_total)
    body = tuple((row_head(payment.name), cell(payment)) for payment in payments)
    return Grid(
        table_key("subsidies", scheme),
        named("補助金の交付状況", scheme),
        body,
        heads("区分", "累計額"),
        unit="円",
        period=_paid(payments[0]) if payments else "",
    )


def _paid(payment: SubsidyPayment) -> str:
    # From a month to a fiscal year: 令和元年11月～令和６年度.
    period = payment.period
    end = fiscal_year(period.last_fiscal_year) if period.end else ""
    return span(wareki_month(period.start), end)

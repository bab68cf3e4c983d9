"""Tables that compare the successive schemes: counts, aid and orders, employment, tax revenue."""

from kanagawa.editions.rows import EditionRows
from kanagawa.figures.cells import cell, pair, share
from kanagawa.figures.kinds import Kind, Status
from kanagawa.formats.numbers import bracketed
from kanagawa.reports.grid import Cell, Figure, Grid, Row, column_head, row_head

from .employment import EmploymentFigures, employment_figures, staff
from .lookups import Known, present_scheme, scheme_figures, sum_of, when
from .models import EmploymentFigure, OrderFigure, Scheme, SchemeFigure, TaxFigure
from .results import heads

Item = SchemeFigure.Item
Results = dict[tuple[str, str], Known]


def present(rows: EditionRows) -> Figure | None:
    """The name of the present scheme, for the texts that follow it."""
    scheme = present_scheme(rows)
    if scheme is None:
        return None
    return Figure(
        key="investment.fact/scheme",
        indicator="現在の企業誘致施策",
        value=None,
        unit="",
        kind=Kind.ACTUAL,
        text=scheme.name,
        status=Status.NOT_APPLICABLE,
        computed=True,
        rule="record",
        parts=(scheme.ref,),
    )


def _of_items(rows: EditionRows, *items: str) -> list[SchemeFigure]:
    return [figure for figure in rows.of(SchemeFigure) if figure.item in items]


def _summed(results: Results, schemes: list[Scheme], table: str, *items: Item) -> Results:
    """The results with the counts of all schemes (scheme key "") summed up."""
    sums = {}
    for item in items:
        parts = [results.get((scheme.key, item)) for scheme in schemes]
        figure = sum_of(f"{table}/{item}", f"全施策 {item.label}", parts)
        if figure is not None:
            sums["", str(item)] = figure
    return results | sums


def supported(rows: EditionRows) -> Grid:
    """ク(ｱ): supported companies per scheme, those from outside the prefecture in brackets."""
    results = scheme_figures(rows)
    schemes = [scheme for scheme in rows.of(Scheme) if (scheme.key, Item.SUPPORTED) in results]
    items = (Item.SUPPORTED, Item.SUPPORTED_OUTSIDE)
    results = _summed(results, schemes, "investment.supported", *items)
    body = [(row_head(scheme.name), _supported(results, scheme.key)) for scheme in schemes]
    body.append((row_head("合計"), _supported(results, "")))
    return Grid(
        "investment.supported",
        "施策別の立地支援件数",
        tuple(body) if schemes else (),
        heads("区分", "件数(うち県外・国外からの立地)"),
        unit="件",
        as_of=when(_of_items(rows, *items)),
    )


def _supported(results: Results, scheme: str) -> Cell:
    outside = results.get((scheme, Item.SUPPORTED_OUTSIDE))
    counted = cell(results.get((scheme, Item.SUPPORTED)))
    if outside is None:
        return counted
    inner = cell(outside)
    # The number within has the width of three digits, so that the brackets of all rows align.
    text, form = (bracketed(part, "sub-round") for part in (inner.text.rjust(4), inner.form))
    padded = Cell(text, inner.figures, form=form)
    return pair(counted, padded)


def aid(rows: EditionRows) -> Grid:
    """ク(ｲ): certified sites, aid and orders per scheme.

    The as-of date of the first two columns stands in a third header row below both of them,
    though they have no head in common: the header is as the paper prints it.
    """
    results = scheme_figures(rows)
    schemes = [scheme for scheme in rows.of(Scheme) if (scheme.key, Item.SITES) in results]
    results = _summed(results, schemes, "investment.aid", Item.SITES, Item.WITHDRAWN)
    body = [_aid(results, s.key, s.short_name or s.name) for s in schemes]
    body.append(_aid(results, "", "合計"))
    certified = when(_of_items(rows, Item.SITES, Item.AID))
    ordered = when([*rows.of(OrderFigure), *_of_items(rows, Item.ORDERS)])
    return Grid(
        "investment.aid",
        "助成額及び経済的効果",
        tuple(body) if schemes else (),
        _aid_header(certified, ordered),
        as_of=certified,
    )


def _aid_header(certified: str, ordered: str) -> tuple[Row, ...]:
    return (
        (
            column_head("区分", rowspan=3),
            column_head("認定\n事業所数\n※１\n(うち撤退数)", rowspan=2),
            column_head("助成額等※２\n(後年度負担額(内数))", rowspan=2),
            column_head(f"発注額\n※３\n({ordered})", colspan=2),
        ),
        (
            Cell(rowspan=2),
            column_head("うち県内企業\nへの発注額\n（県内割合）", rowspan=2),
        ),
        (column_head(f"（{certified}）", colspan=2),),
    )


def _aid(results: Results, scheme: str, label: str) -> Row:
    def at(item: Item) -> Known | None:
        return results.get((scheme, item))

    ratio = share(
        f"investment.aid/{scheme or 'all'}-ratio",
        f"{label} 発注額の県内割合",
        at(Item.ORDERS_LOCAL),
        at(Item.ORDERS),
    )
    return (
        row_head(label),
        _below(cell(at(Item.SITES)), at(Item.WITHDRAWN), brackets="forecast"),
        _below(cell(at(Item.AID), padded=True), at(Item.FUTURE_BURDEN), padded=True),
        cell(at(Item.ORDERS)),
        _below(cell(at(Item.ORDERS_LOCAL)), ratio),
    )


def _below(
    first: Cell, second: Known | None, *, brackets: str = "sub-round", padded: bool = False
) -> Cell:
    """A second figure in brackets on the line below; nothing where none is kept."""
    if second is None:
        return first
    return pair(first, cell(second, brackets=brackets, padded=padded), joint="\n")


def employment(rows: EditionRows) -> Grid:
    """ク(ｳ): sites in operation and their staff per scheme."""
    figures = employment_figures(rows)
    items = EmploymentFigure.Item
    schemes = [scheme for scheme in rows.of(Scheme) if (scheme.key, items.SITES) in figures]
    body: list[Row] = []
    for s in schemes:
        parts = (figures.get((s.key, item)) for item in (items.SITES, items.REGULAR, items.OTHER))
        body.append((row_head(s.name), *map(cell, parts), cell(staff(figures, s.key))))
    body.append((row_head("合計"), *map(cell, _employed(figures, schemes))))
    return Grid(
        "investment.employment",
        "施策別の雇用実績",
        tuple(body) if schemes else (),
        heads("区分", "事業所数※", "正社員数", "正社員以外の\n社員数", "合計"),
        as_of=when(figures.values()),
    )


def _employed(figures: EmploymentFigures, schemes: list[Scheme]) -> list[Figure | None]:
    """Sites, staff of either kind and all staff, each over all schemes."""
    table, items = "investment.employment", EmploymentFigure.Item
    totals = []
    for item in (items.SITES, items.REGULAR, items.OTHER):
        parts = [figures.get((scheme.key, item)) for scheme in schemes]
        totals.append(sum_of(f"{table}/{item}", str(item.label), parts))
    everybody = [staff(figures, scheme.key) for scheme in schemes]
    return [*totals, sum_of(f"{table}/total", "雇用者総数", everybody)]


def revenue(rows: EditionRows) -> Grid:
    """ク(ｴ): tax revenue that each scheme added; the total is a figure of its own."""
    figures = [f for f in rows.of(TaxFigure) if f.tax == TaxFigure.Tax.TOTAL]
    by_scheme = {f.scheme.key if f.scheme else "": f for f in figures}
    schemes = [scheme for scheme in rows.of(Scheme) if scheme.key in by_scheme]
    body = [(row_head(scheme.name), cell(by_scheme[scheme.key])) for scheme in schemes]
    body.append((row_head("合計"), cell(by_scheme.get(""))))
    return Grid(
        "investment.revenue",
        "施策別の県税の増収影響額",
        tuple(body) if figures else (),
        heads("区分", "増収影響額※"),
        unit="円",
        as_of=when(figures),
    )

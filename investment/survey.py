"""Tables of the survey among certified sites, and the tax revenue that the scheme added."""

from typing import Any

from kanagawa.editions.rows import EditionRows
from kanagawa.figures.cells import cell, share
from kanagawa.formats.years import era_year, period_text, span, wareki_month
from kanagawa.reports.grid import Grid, Row, column_head, row_head

from .employment import employment_figures, staff
from .lookups import sum_of, table_key, when
from .models import (
    EmploymentFigure,
    OrderActivity,
    OrderFigure,
    Scheme,
    SurveyCount,
    TaxFigure,
    named,
)
from .results import heads


def targets(rows: EditionRows) -> Grid:
    """カ(ｱ): sites surveyed, by size, and sites that answered (printed within the text)."""
    counts = rows.of(SurveyCount)
    answered = [count for count in counts if count.item == SurveyCount.Item.ANSWERED]
    sites = [count for count in counts if count not in answered]
    whole = sum_of("investment.survey/targets", "調査対象事業所", sites)
    body: list[Row] = [(row_head(count.get_item_display()), cell(count)) for count in sites]
    body.append((row_head("調査対象事業所 合計"), cell(whole)))
    body += [(row_head(count.get_item_display()), cell(count)) for count in answered]
    return Grid(
        "investment.survey",
        "調査対象事業所と回答数",
        tuple(body) if counts else (),
        heads("区分", "件数"),
        unit="件",
    )


def orders(rows: EditionRows, activity: OrderActivity) -> Grid:
    """カ(ｲ)ａ to ｃ: number and amount of orders, those within the prefecture with their share."""
    figures = rows.children(activity, OrderFigure)
    body: list[Row] = []
    for measure, label in OrderFigure.Measure.choices:
        lines = [figure for figure in figures if figure.measure == measure]
        lines.sort(key=lambda figure: figure.is_local)
        side = row_head(label, rowspan=len(lines), vertical=True)
        for n, line in enumerate(lines):
            body.append(((side,) if n == 0 else ()) + _order(activity, line, lines[0]))
    header = (
        (column_head("区分", colspan=2), column_head(_ordered(figures)), column_head("比率")),
    )
    return Grid(
        "investment.orders",
        f"発注実績（{activity}）",
        tuple(body),
        header,
        as_of=when(figures),
        period=_ordered(figures),
    )


def _order(activity: OrderActivity, line: OrderFigure, whole: OrderFigure) -> Row:
    name = f"investment.orders.{activity.key}/{line.key}-ratio"
    ratio = share(name, f"{line.indicator_name} 比率", line, None if whole.is_local else whole)
    return row_head(line.label, indent=int(line.is_local)), cell(line), cell(ratio)


def _ordered(figures: Any) -> str:
    """From a calendar year to a month's end: 令和２年～令和６年９月末（累計）."""
    if not figures:
        return ""
    period = figures[0].period
    end = f"{wareki_month(period.end)}末" if period.end else ""
    return f"{span(era_year(period.start.year), end)}（累計）"


def employees(rows: EditionRows, scheme: Scheme) -> Grid:
    """カ(ｲ)ｄ: staff of the sites under a scheme."""
    figures = employment_figures(rows)
    items = (EmploymentFigure.Item.REGULAR, EmploymentFigure.Item.OTHER)
    own = [figures[scheme.key, item] for item in items if (scheme.key, item) in figures]
    body: list[Row] = [(row_head(figure.get_item_display()), cell(figure)) for figure in own]
    body.append((row_head("雇用者総数（正社員＋正社員以外）"), cell(staff(figures, scheme.key))))
    return Grid(
        table_key("employees", scheme),
        named("雇用に関する実績", scheme),
        tuple(body) if own else (),
        heads("区分", "人数"),
        unit="人",
        as_of=when(own),
    )


def hires(rows: EditionRows, scheme: Scheme) -> Grid:
    """＜参考＞ to ｄ: staff newly hired, and staff moved in from outside the prefecture."""
    items = (EmploymentFigure.Item.NEW_HIRES, EmploymentFigure.Item.TRANSFERRED)
    figures = employment_figures(rows)
    own = [figures[scheme.key, item] for item in items if (scheme.key, item) in figures]
    return Grid(
        table_key("hires", scheme),
        named("新規採用及び県外から転入した正社員数", scheme),
        tuple((row_head(figure.get_item_display()), cell(figure)) for figure in own),
        heads("区分", "人数"),
        unit="人",
        as_of=when(own),
    )


def taxes(rows: EditionRows, scheme: Scheme) -> Grid:
    """キ: tax revenue that a scheme added, by tax; the total is a figure of its own.

    The total alone is no table: it stands among those of all schemes.
    """
    figures = rows.children(scheme, TaxFigure)
    is_detailed = scheme.is_present or any(f.tax != TaxFigure.Tax.TOTAL for f in figures)
    period = f"{period_text(figures[0].period, 'full')}（累計）" if figures else ""
    return Grid(
        table_key("taxes", scheme),
        named("県税の増収効果", scheme),
        tuple((row_head(figure.get_tax_display()), cell(figure)) for figure in figures)
        if is_detailed
        else (),
        heads("税目", period),
        unit="円",
        as_of=when(figures),
        period=period,
    )

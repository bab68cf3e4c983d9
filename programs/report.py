"""How the report prints the support of venture companies."""

import unicodedata
from collections.abc import Callable
from itertools import groupby

from kanagawa.editions.rows import EditionRows
from kanagawa.figures.cells import cell, computed
from kanagawa.figures.kinds import Kind
from kanagawa.formats.years import fiscal_year, wareki
from kanagawa.reports.declaration import Fact, Listing, Section, Table
from kanagawa.reports.document import Writer
from kanagawa.reports.grid import Cell, Figure, Grid, Row, column_head, row_head

from .checks import CHECKS
from .models import Hub, HubFigure, Metric, MetricFigure, Programme, Stage

_HALF_KANA = [chr(code) for code in range(0xFF66, 0xFF9E)]
_NARROW = {
    unicodedata.normalize("NFKC", half): half
    for base in _HALF_KANA
    for half in (base, base + "ﾞ", base + "ﾟ")
}


def narrow_kana(text: str) -> str:
    """Katakana at half width, as squeezed cells print it: シード編 → ｼｰﾄﾞ編."""
    return "".join(_NARROW.get(character, character) for character in text)


def _serving(rows: EditionRows, stage: Stage, model: type[Hub] | type[Programme]) -> list[str]:
    return [row.name for row in rows.of(model) if row.stage in (stage, Stage.BOTH)]


def _hub_table(rows: EditionRows, hub: Hub) -> Grid:
    lines = {
        "所在地": hub.location,
        "開設年月日": wareki(hub.opened_on),
        "施設の機能": hub.functions,
        "施設運営者": hub.operator,
    }
    body = tuple((row_head(label), Cell(text)) for label, text in lines.items())
    return Grid(key="", title=hub.name, body=body, widths=(12, 48))


def _metrics_table(rows: EditionRows, programme: Programme) -> Grid:
    """Last year's actuals (where there are any) and this year's values, mostly forecasts."""
    this_year = rows.edition.fiscal_year
    metrics = rows.children(programme, Metric)
    by_year = {
        (figure.indicator_id, figure.period.first_fiscal_year): figure
        for metric in metrics
        for figure in rows.children(metric, MetricFigure)
    }
    known = {year for _, year in by_year}
    window = range(this_year - MetricFigure.window + 1, this_year + 1)
    years = [year for year in window if year in known]
    body: list[Row] = []
    for label, group in groupby(metrics, key=lambda metric: metric.label):
        same = list(group)
        for number, metric in enumerate(same):
            head = () if number else (row_head(label, rowspan=len(same)),)
            cells = (_metric_cell(metric, by_year.get((metric.pk, year))) for year in years)
            body.append((*head, *cells))
    return Grid(
        key="",
        title=f"{programme.name} 実施状況",
        caption="＜実施状況＞",
        header=((column_head("区分"), *(_year_head(year, by_year) for year in years)),),
        body=tuple(body) if years else (),
        widths=(36, *(16 for _ in years)),
    )


def _year_head(year: int, by_year: dict[tuple[int, int], MetricFigure]) -> Cell:
    forecast = any(f.kind == Kind.FORECAST for (_, y), f in by_year.items() if y == year)
    return column_head(fiscal_year(year) + ("\n(見込)" if forecast else ""))


def _metric_cell(metric: Metric, figure: MetricFigure | None) -> Cell:
    brackets = ""
    if figure is not None and figure.kind == Kind.FORECAST and figure.value is not None:
        brackets = "forecast-wide" if metric.wide_brackets else "forecast"
    printed = cell(figure, unit=False, brackets=brackets)
    if not metric.sub_name:
        return printed
    text = f"{narrow_kana(metric.sub_name)} {printed.text}"
    return Cell(text, printed.figures, align=printed.align)


def _hub_listing(stage: Stage) -> Callable[[EditionRows, Writer, int], None]:
    def write(rows: EditionRows, writer: Writer, level: int) -> None:
        hubs = [hub for hub in rows.of(Hub) if hub.stage == stage]
        for hub in hubs:
            # A hub that stands alone is not counted ａ.
            writer.heading(level, hub.name, record=hub.address, numbered=len(hubs) > 1)
            writer.table(f"programs.hub.{hub.key}", record=hub.address)

    return write


def _programmes(rows: EditionRows, writer: Writer, level: int) -> None:
    for programme in rows.of(Programme):
        writer.heading(level, programme.name, record=programme.address)
        writer.paragraph(programme.description, record=programme.address)
        if any(rows.children(m, MetricFigure) for m in rows.children(programme, Metric)):
            writer.table(f"programs.metrics.{programme.key}", record=programme.address)


def _stages(rows: EditionRows, writer: Writer, level: int) -> None:
    items = tuple(
        (str(stage.label), (*_serving(rows, stage, Hub), *_serving(rows, stage, Programme)))
        for stage in (Stage.FOUNDING, Stage.GROWTH)
    )
    writer.stages("ベンチャー企業の成長段階に応じた支援", items)


def _founding_hubs(rows: EditionRows) -> Figure:
    """How many hubs serve founders (県内３か所)."""
    count = sum(hub.stage == Stage.FOUNDING for hub in rows.of(Hub))
    return computed("programs.founding-hubs/count", "起業家の創出拠点の数", count, "か所")


def _hub_figures(rows: EditionRows) -> Grid:
    """The figures that the hubs' descriptions give."""
    body = tuple(
        (row_head(figure.hub.name), Cell(figure.name), cell(figure))
        for figure in rows.of(HubFigure)
    )
    heads = (column_head("拠点"), column_head("項目"), column_head("数値"))
    return Grid(key="", title="支援拠点の数値", header=(heads,), body=body)


def _hub_list(rows: EditionRows) -> Grid:
    heads = ("拠点", "段階", "所在地", "開設年月日", "施設の機能", "施設運営者")
    body = tuple(
        (
            row_head(hub.name, link=hub.address),
            Cell(hub.get_stage_display()),
            Cell(hub.location),
            Cell(wareki(hub.opened_on)),
            Cell(hub.functions),
            Cell(hub.operator),
        )
        for hub in rows.of(Hub)
    )
    header = (tuple(column_head(head) for head in heads),)
    return Grid(key="", title="支援拠点の一覧", header=header, body=body)


def _programme_list(rows: EditionRows) -> Grid:
    heads = ("支援プログラム", "段階", "概要")
    body = tuple(
        (
            row_head(programme.name, link=programme.address),
            Cell(programme.get_stage_display()),
            Cell(programme.description),
        )
        for programme in rows.of(Programme)
    )
    header = (tuple(column_head(head) for head in heads),)
    return Grid(key="", title="支援プログラムの一覧", header=header, body=body)


SECTION = Section(
    key="programs",
    title="ベンチャー支援の取組",
    tables=(
        Table("programs.hub", _hub_table, (Hub,), each=Hub),
        Table(
            "programs.metrics", _metrics_table, (Programme, Metric, MetricFigure), each=Programme
        ),
        Table("programs.hub-figures", _hub_figures, (HubFigure,), is_list=True),
        Table("programs.hub-list", _hub_list, (Hub,), is_list=True),
        Table("programs.programme-list", _programme_list, (Programme,), is_list=True),
    ),
    listings=(
        Listing("programs.stages", _stages, (Hub, Programme)),
        Listing("programs.founding-hubs", _hub_listing(Stage.FOUNDING), (Hub,)),
        Listing("programs.growth-hubs", _hub_listing(Stage.GROWTH), (Hub,)),
        Listing("programs.programmes", _programmes, (Programme, Metric)),
    ),
    facts=(Fact("programs.founding-hubs/count", "起業家の創出拠点の数", _founding_hubs),),
    checks=CHECKS,
)

"""How the report prints the support of venture companies."""

import unicodedata
from collections.abc import Callable
from itertools import groupby

from kanagawa.editions.in_text import in_text_table
from kanagawa.editions.rows import EditionRows
from kanagawa.figures.cells import cell, count
from kanagawa.figures.kinds import Kind
from kanagawa.formats.years import fiscal_year
from kanagawa.own_tables.report import own_tables
from kanagawa.reports.charts import Chart
from kanagawa.reports.declaration import Fact, Listing, Section, Table
from kanagawa.reports.document import Writer
from kanagawa.reports.grid import Cell, Figure, Grid, Row, column_head, row_head
from kanagawa.reports.list_tables import list_table

from .models import Hub, HubFigure, Metric, MetricFigure, Programme, Stage
from .needed import needed
from .records import HUB_FIGURES, HUBS, PROGRAMMES, RECORDS

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
    """What is kept of a hub, beside its name and the stage that the headings above tell."""
    columns = (column for column in HUBS.on("grid") if column.name not in ("name", "stage"))
    body = tuple((row_head(c.label_of(Hub)), Cell(c.text(hub))) for c in columns)
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
    years_with_values = {year for _, year in by_year}
    window = range(this_year - MetricFigure.window + 1, this_year + 1)
    years = [year for year in window if year in years_with_values]
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
    before = f"{narrow_kana(metric.sub_name)} "
    form = printed.form and before + printed.form
    return Cell(before + printed.text, printed.figures, align=printed.align, form=form)


def _hub_listing(stage: Stage) -> Callable[[EditionRows, Writer, int], None]:
    def write(rows: EditionRows, writer: Writer, level: int) -> None:
        hubs = [hub for hub in rows.of(Hub) if hub.stage == stage]
        for hub in hubs:
            # A hub that stands alone is not counted ａ.
            writer.heading(level, hub.name, record=hub.ref, numbered=len(hubs) > 1)
            writer.table(f"programs.hub.{hub.key}", record=hub.ref)

    return write


def _programmes(rows: EditionRows, writer: Writer, level: int) -> None:
    for programme in rows.of(Programme):
        writer.heading(level, programme.name, record=programme.ref)
        writer.paragraph(programme.description, record=programme.ref)
        if any(rows.children(m, MetricFigure) for m in rows.children(programme, Metric)):
            writer.table(f"programs.metrics.{programme.key}", record=programme.ref)


def _stages(rows: EditionRows, writer: Writer, level: int) -> None:
    items = tuple(
        (str(stage.label), (*_serving(rows, stage, Hub), *_serving(rows, stage, Programme)))
        for stage in (Stage.FOUNDING, Stage.GROWTH)
    )
    writer.stages("ベンチャー企業の成長段階に応じた支援", items)


def _founding_hubs(rows: EditionRows) -> Figure:
    """How many hubs serve founders (県内３か所)."""
    hubs = [hub for hub in rows.of(Hub) if hub.stage == Stage.FOUNDING]
    return count("programs.founding-hubs/count", "起業家の創出拠点の数", hubs, "か所")


SECTION = Section(
    key="programs",
    title="ベンチャー支援の取組",
    tables=(
        Table("programs.hub", _hub_table, (Hub,), each=Hub),
        Table(
            "programs.metrics",
            _metrics_table,
            (Programme, Metric, MetricFigure),
            each=Programme,
            chart=Chart("years"),
        ),
        list_table("programs.hub-figures", "支援拠点の数値", HubFigure, HUB_FIGURES),
        list_table("programs.hub-list", "支援拠点の一覧", Hub, HUBS.columns),
        list_table(
            "programs.programme-list", "支援プログラムの一覧", Programme, PROGRAMMES.columns
        ),
        in_text_table("programs"),
        own_tables("programs"),
    ),
    listings=(
        Listing("programs.stages", _stages, (Hub, Programme)),
        Listing("programs.founding-hubs", _hub_listing(Stage.FOUNDING), (Hub,)),
        Listing("programs.growth-hubs", _hub_listing(Stage.GROWTH), (Hub,)),
        Listing("programs.programmes", _programmes, (Programme, Metric)),
    ),
    facts=(Fact("programs.founding-hubs/count", "起業家の創出拠点の数", _founding_hubs),),
    records=RECORDS,
    needed=needed,
)

"""How the report prints the support of international business."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kanagawa.editions.in_text import in_text_table
from kanagawa.editions.models import EditionRow
from kanagawa.editions.rows import EditionRows
from kanagawa.figures.cells import cell, computed, count, share, total
from kanagawa.figures.kinds import Status
from kanagawa.figures.models import Indicator
from kanagawa.formats.numbers import PERCENT, is_dash
from kanagawa.formats.statuses import UNKNOWN
from kanagawa.formats.years import Period, as_of, as_of_day, fiscal_year, period_text
from kanagawa.own_tables.report import own_tables
from kanagawa.reports.charts import Chart
from kanagawa.reports.declaration import Fact, Listing, Section, Table
from kanagawa.reports.grid import Cell, Figure, Grid, Row, column_head, row_head
from kanagawa.reports.list_tables import list_table
from kanagawa.reports.statements import Statement, change_of_total, largest_by_row

from . import records, writing
from .checks import CHECKS
from .choices import ForeignBreakdown, OverseasBreakdown, Part
from .models import (
    Activity,
    ActivityFigure,
    ActivityGroup,
    ActivityNote,
    ActivityPart,
    AttractedCount,
    ForeignCount,
    HomeRegion,
    IndustrialPark,
    OverseasCount,
    OverseasPost,
    PartnerOffice,
    PostDuty,
    SupportCount,
    SupportType,
    Survey,
    SurveyCount,
)
from .ranks import counts_of, rank_facts
from .rolling import needed, roll, todos

FOREIGN = "県内に本社を置く外国企業"
OVERSEAS = "県内企業の海外進出数"
YearlyCount = AttractedCount | SupportCount


def _survey_table(
    key: str,
    title: str,
    model: type[SurveyCount],
    breakdown: ForeignBreakdown | OverseasBreakdown,
    head: str,
) -> Table:
    """Counts of a survey by one breakdown, with the share of each (a pie chart on paper)."""

    def build(rows: EditionRows) -> Grid:
        counts = counts_of(rows, model, breakdown)
        whole = total(f"{key}/total", title, counts)
        body = tuple(
            (row_head(row.category), cell(row), _share_cell(key, row, whole)) for row in counts
        )
        name = f"{title}（{breakdown.label}）"
        return Grid(
            key="",
            title=name,
            caption=name,
            unit=counts[0].unit if counts else "",
            body=body,
            header=(tuple(column_head(text) for text in (head, "社数", "構成比")),),
            period=_year(counts),
            source=_source(counts),
            chart="pie",
            widths=(20, 12, 12),
        )

    return Table(key, build, (model, Survey), chart=Chart("pie", parts=True))


def _year(counts: Sequence[SurveyCount]) -> str:
    return period_text(Period.calendar_year(counts[0].survey.year)) if counts else ""


def _source(counts: Sequence[SurveyCount]) -> str:
    return f"出典：{counts[0].survey}" if counts else ""


def _share_cell(key: str, row: SurveyCount, whole: Figure) -> Cell:
    """The share of one category in percent, to one decimal; in brackets, but for a dash."""
    name = f"{row.indicator_name}の構成比"
    ratio = share(f"{key}/{row.key}-share", name, row, whole, places=1)
    printed = cell(ratio, brackets="forecast")
    return replace(cell(ratio), form=printed.form) if is_dash(cell(ratio).text) else printed


def _yearly_table(
    key: str, title: str, models: tuple[type[Indicator], type[YearlyCount]], head: str
) -> Table:
    """The last fiscal years to the edition's, by the categories of an indicator, with totals."""
    indicator, figure_model = models

    def build(rows: EditionRows) -> Grid:
        last = rows.edition.fiscal_year
        figures = {(f.indicator_id, f.period.first_fiscal_year): f for f in rows.of(figure_model)}
        years = range(last - figure_model.window + 1, last + 1)
        body: list[Row] = [
            (row_head(str(row)), *(cell(figures.get((row.pk, y)), unit=False) for y in years))
            for row in rows.of(indicator)
        ]
        by_year = {y: [f for (_, year), f in figures.items() if year == y] for y in years}
        sums = (_total_cell(f"{key}/total-{y}", title, by_year[y]) for y in years)
        body.append((row_head("合計"), *sums))
        days = [f.effective_as_of for f in by_year[last] if f.effective_as_of]
        return Grid(
            key="",
            title=title,
            aside="（件）",
            unit="件",
            body=tuple(body),
            as_of=as_of(max(days)) if days else "",
            header=((column_head(head), *(_year_head(y, by_year[y]) for y in years)),),
            widths=(30, 14, 14, 16),
        )

    return Table(key, build, models, chart=Chart("years"))


def _year_head(year: int, figures: Sequence[YearlyCount]) -> Cell:
    days = [figure.effective_as_of for figure in figures if figure.effective_as_of]
    # The head of this narrow column keeps single digits half-width.
    day = f"\n({as_of_day(max(days), narrow=True)})" if days else ""
    return column_head(fiscal_year(year) + day)


def _total_cell(key: str, title: str, figures: Sequence[YearlyCount]) -> Cell:
    """A dash where there is nothing to add and nothing to wait for."""
    waited_for = (Status.TO_ENTER, *UNKNOWN)
    added = [f for f in figures if f.value is not None or f.status in waited_for]
    return cell(total(key, f"{title} 合計", added) if added else None, unit=False)


def _whole(key: str, title: str, model: type[SurveyCount], breakdown: str) -> Fact:
    """All companies of a survey (302社, 1,705社), the sum of one breakdown."""

    def build(rows: EditionRows) -> Figure:
        return total(key, title, counts_of(rows, model, breakdown))

    return Fact(key, title, build)


def _number_of(key: str, title: str, model: type[EditionRow]) -> Fact:
    """How many partners there are (６つの工業団地)."""

    def build(rows: EditionRows) -> Figure:
        return count(key, title, rows.of(model), "つ")

    return Fact(key, title, build)


def _asia_total(rows: EditionRows) -> Figure:
    counts = [row for row in rows.of(OverseasCount) if row.in_asia]
    return total("international.asia/total", "アジア地域に進出している県内企業", counts)


def _asia_share(rows: EditionRows) -> Figure:
    key, name = "international.asia/share", "アジア地域に進出している県内企業の割合"
    regions = counts_of(rows, OverseasCount, OverseasBreakdown.REGION)
    part, whole = _asia_total(rows), total("", "", regions)
    ratio = share(key, name, part, whole, places=1)
    return ratio or computed(key, name, None, PERCENT, rule="share", parts=(part, *regions))


def statements(tables: Mapping[str, Grid]) -> Iterator[Statement]:
    """How many companies came, and where from those come that are here."""
    if grid := tables.get("international.attracted"):
        yield from change_of_total("international", grid)
    for key in ("foreign-nationality", "foreign-industry", "overseas-region", "overseas-industry"):
        if grid := tables.get(f"international.{key}"):
            yield from largest_by_row("international", grid)


SECTION = Section(
    key="international",
    title="国際ビジネス振興の取組",
    tables=(
        _survey_table(
            "international.foreign-nationality",
            FOREIGN,
            ForeignCount,
            ForeignBreakdown.NATIONALITY,
            "国籍",
        ),
        _survey_table(
            "international.foreign-industry",
            FOREIGN,
            ForeignCount,
            ForeignBreakdown.INDUSTRY,
            "業種",
        ),
        _yearly_table(
            "international.attracted",
            "県の支援により誘致した外国企業",
            (HomeRegion, AttractedCount),
            "地域",
        ),
        _survey_table(
            "international.overseas-region",
            OVERSEAS,
            OverseasCount,
            OverseasBreakdown.REGION,
            "地域",
        ),
        _survey_table(
            "international.overseas-industry",
            OVERSEAS,
            OverseasCount,
            OverseasBreakdown.INDUSTRY,
            "業種",
        ),
        _yearly_table(
            "international.support",
            "海外展開を希望する県内企業への個別支援件数",
            (SupportType, SupportCount),
            "区分",
        ),
        list_table(
            "international.activity-list",
            "取組の一覧",
            Activity,
            records.ACTIVITIES.columns,
            reads=(ActivityFigure, ActivityNote),
        ),
        list_table(
            "international.park-list",
            "連携する工業団地の一覧",
            IndustrialPark,
            records.PARKS.columns,
        ),
        list_table(
            "international.office-list",
            "連携するオフィスの一覧",
            PartnerOffice,
            records.OFFICES.columns,
        ),
        list_table(
            "international.post-list",
            "海外駐在員等の派遣場所の一覧",
            OverseasPost,
            records.POSTS.columns,
        ),
        in_text_table("international"),
        own_tables("international"),
    ),
    listings=(
        Listing(
            "international.attraction",
            writing.activities(Part.ATTRACTION, 1),
            (Activity, ActivityGroup, ActivityFigure, ActivityNote),
        ),
        Listing(
            "international.expansion-previous",
            writing.activities(Part.EXPANSION, 1),
            (Activity, ActivityGroup, ActivityFigure, ActivityPart, IndustrialPark, PartnerOffice),
        ),
        Listing(
            "international.expansion-current",
            writing.activities(Part.EXPANSION, 0),
            (Activity, ActivityGroup, ActivityFigure),
        ),
        Listing("international.posts", writing.posts, (OverseasPost,)),
        Listing("international.duties", writing.duties, (PostDuty,)),
    ),
    facts=(
        _whole(
            "international.foreign/total",
            FOREIGN,
            ForeignCount,
            ForeignBreakdown.NATIONALITY,
        ),
        _whole(
            "international.overseas/total",
            OVERSEAS,
            OverseasCount,
            OverseasBreakdown.REGION,
        ),
        _number_of("international.parks/count", "連携する工業団地の数", IndustrialPark),
        _number_of("international.offices/count", "連携するオフィス運営会社の数", PartnerOffice),
        Fact("international.asia/total", "アジア地域に進出している県内企業", _asia_total),
        Fact("international.asia/share", "アジア地域に進出している県内企業の割合", _asia_share),
        *rank_facts(
            "international.foreign-nationality",
            FOREIGN,
            ForeignCount,
            ForeignBreakdown.NATIONALITY,
        ),
        *rank_facts(
            "international.foreign-industry", FOREIGN, ForeignCount, ForeignBreakdown.INDUSTRY
        ),
        *rank_facts(
            "international.overseas-region", OVERSEAS, OverseasCount, OverseasBreakdown.REGION
        ),
        *rank_facts(
            "international.overseas-industry", OVERSEAS, OverseasCount, OverseasBreakdown.INDUSTRY
        ),
    ),
    checks=CHECKS,
    records=records.RECORDS,
    roll=roll,
    todos=todos,
    needed=needed,
    statements=statements,
)

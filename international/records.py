"""The record lists of international business and the columns of its lists."""

from kanagawa.editions.rows import EditionRows
from kanagawa.figures.columns import FigureColumn
from kanagawa.reports.columns import Built, Column, Filter, FiscalYear, ReferenceColumn
from kanagawa.reports.grid import Cell
from kanagawa.reports.records import Records

from .models import (
    Activity,
    ActivityFigure,
    ForeignCount,
    HomeRegion,
    IndustrialPark,
    OverseasCount,
    OverseasPost,
    PartnerOffice,
    PostDuty,
    SupportType,
)
from .writing import figure_lines


def _activity_figures(rows: EditionRows, activity: Activity) -> Cell:
    figures = list(rows.children(activity, ActivityFigure))
    text = "\n".join(f"{label}：{line}" for label, line in figure_lines(figures))
    return Cell(text, tuple(figure.to_figure() for figure in figures))


_COMPANIES = FigureColumn("value", label="社数", filter=Filter("least", "社数（以上）", "gte"))

FOREIGN = Records(
    "foreign-companies",
    ForeignCount,
    "県内に本社を置く外国企業",
    (
        Column("category", link=True),
        Column("breakdown", filter=Filter()),
        _COMPANIES,
        ReferenceColumn("survey"),
    ),
)

ATTRACTED = Records(
    "attracted-companies",
    HomeRegion,
    "誘致した外国企業の地域",
    (Column("name", link=True), Column("unit")),
)

ACTIVITIES = Records(
    "activities",
    Activity,
    "主な取組",
    (
        FiscalYear("fiscal_year", filter=Filter()),
        Column("name", head=True, link=True),
        Column("part", filter=Filter()),
        # Its name alone: the fiscal year has a column of its own.
        ReferenceColumn("group", path="group.name", filter=Filter()),
        Column("kind", filter=Filter()),
        Column("start", label="開催日", path="date_printed", sort=("start", "end")),
        Column("place"),
        Column("state", on=("list", "page", "files"), filter=Filter()),
        Column("is_online", on=("files",), filter=Filter()),
        Built("figures", label="数値", build=_activity_figures),
    ),
    first=("name", "start", "state"),
)

OVERSEAS = Records(
    "overseas-companies",
    OverseasCount,
    "県内企業の海外進出数",
    (
        Column("category", link=True),
        Column("breakdown", filter=Filter()),
        Column("in_asia", on=("page", "files"), filter=Filter()),
        _COMPANIES,
        ReferenceColumn("survey"),
    ),
)

SUPPORT_TYPES = Records(
    "support-types",
    SupportType,
    "個別支援の区分",
    (Column("name", link=True), Column("unit")),
)

PARKS = Records(
    "parks",
    IndustrialPark,
    "連携する工業団地",
    (Column("name", head=True, link=True), Column("factory"), Column("province")),
)

OFFICES = Records(
    "offices",
    PartnerOffice,
    "連携するオフィス",
    (Column("name", head=True, link=True), Column("city")),
)

POSTS = Records(
    "posts",
    OverseasPost,
    "海外駐在員等の派遣場所",
    (Column("place", head=True, link=True), Column("office"), Column("note")),
)

DUTIES = Records(
    "duties",
    PostDuty,
    "海外駐在員等の主な業務",
    (Column("name", link=True), Column("description")),
)

RECORDS = (
    FOREIGN,
    ATTRACTED,
    ACTIVITIES,
    OVERSEAS,
    SUPPORT_TYPES,
    PARKS,
    OFFICES,
    POSTS,
    DUTIES,
)

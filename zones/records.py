"""The record lists of the special zones and the columns of its lists."""

from kanagawa.figures.columns import FigureColumn
from kanagawa.reports.columns import Column, Filter, Month, Ordinal, ReferenceColumn
from kanagawa.reports.records import Records

from .models import ComprehensiveZone, StrategicProject, StructuralZone, ZoneEvent

_ZONE = ReferenceColumn("zone", label="特区", head=True)

STRUCTURAL = Records(
    "structural-zones",
    StructuralZone,
    "構造改革特区",
    (Column("name", link=True), Column("area"), Column("summary"), Column("measures")),
)

COMPREHENSIVE = Records(
    "comprehensive-zones",
    ComprehensiveZone,
    "総合特区",
    (Column("name", link=True), Column("overview")),
)

EVENTS = Records(
    "events",
    ZoneEvent,
    "総合特区の指定等の経過",
    (
        ReferenceColumn("zone", label="特区", head=True, filter=Filter()),
        Month("month", filter=Filter("fiscal_year", "年度")),
        Column("text", link=True),
    ),
)

PROJECTS = Records(
    "projects",
    StrategicProject,
    "国家戦略特区の認定事業",
    (
        Ordinal(head=True, link=True),
        # Its overview, or the eased rule where it has none.
        Column("title", label="認定事業", link=True, sort=("overview",), on=("list", "files")),
        ReferenceColumn("deregulation", label="規制緩和等の内容", filter=Filter()),
        Column("law", label="根拠法令", path="deregulation.law", sort=("deregulation__law",)),
        Column("overview", on=("page", "grid")),
        Column("operator"),
        Column("area"),
        Column("also_applied", label="あわせて適用"),
    ),
)

# What belongs to the comprehensive zones stands on their pages.
MUNICIPALITIES = (_ZONE, Column("name"), Column("area_code"))
FIGURES = (_ZONE, Column("name"), FigureColumn(label="数値"))
MEASURES = (_ZONE, Column("text"))

RECORDS = (STRUCTURAL, COMPREHENSIVE, EVENTS, PROJECTS)

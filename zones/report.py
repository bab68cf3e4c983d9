"""What the section 特区制度 prints, in the order of the report."""

from kanagawa.editions.in_text import in_text_table
from kanagawa.editions.rows import EditionRows
from kanagawa.own_tables.report import own_tables
from kanagawa.reports.declaration import Fact, Listing, Section, Table
from kanagawa.reports.grid import Cell, Grid, column_head, row_head
from kanagawa.reports.list_tables import list_table

from . import records, strategic, text
from .checks import CHECKS
from .models import (
    ComprehensiveZone,
    Deregulation,
    StrategicProject,
    StructuralZone,
    ZoneEvent,
    ZoneFigure,
    ZoneMunicipality,
    ZonePlanMeasure,
)


def structural(rows: EditionRows) -> Grid:
    """The structural reform zones of which the prefecture is the applicant."""
    body = tuple(
        (
            row_head(f"{zone.name}\n（{zone.area}）", link=zone.ref),
            Cell(zone.summary),
            Cell(zone.measures),
        )
        for zone in rows.of(StructuralZone)
    )
    heads = ("特区の名称\n（区域）", "特区の概要", "規制の特例措置")
    header = (tuple(column_head(head) for head in heads),)
    return Grid("zones.structural", "構造改革特区", body, header, widths=(16, 36, 20))


_PROJECTS = (Deregulation, StrategicProject)

SECTION = Section(
    key="zones",
    title="特区制度の活用について",
    tables=(
        Table("zones.structural", structural, (StructuralZone,)),
        list_table(
            "zones.municipalities", "総合特区の対象市町", ZoneMunicipality, records.MUNICIPALITIES
        ),
        list_table("zones.figures", "総合特区の数値", ZoneFigure, records.FIGURES),
        list_table("zones.events", "総合特区の指定等の経過", ZoneEvent, records.EVENTS.columns),
        list_table("zones.measures", "総合特区計画の取組", ZonePlanMeasure, records.MEASURES),
        Table("zones.strategic", strategic.strategic, _PROJECTS),
        list_table(
            "zones.projects",
            "国家戦略特区の認定事業（一覧）",
            StrategicProject,
            records.PROJECTS.columns,
            reads=(Deregulation,),
        ),
        in_text_table("zones"),
        own_tables("zones"),
    ),
    listings=(
        Listing(
            "zones.comprehensive",
            text.comprehensive,
            (ComprehensiveZone, ZoneMunicipality, ZoneEvent, ZonePlanMeasure),
        ),
    ),
    facts=(
        Fact("zones.structural/plans", "認定されている特区計画の数", text.structural_plans),
        Fact("zones.municipalities/cities", "総合特区の対象市の数", text.cities),
        Fact("zones.municipalities/towns", "総合特区の対象町の数", text.towns),
    ),
    checks=CHECKS,
    records=records.RECORDS,
)

"""The comprehensive zones in the text of the report, and the counts that the text names."""

from datetime import date
from typing import Any

from kanagawa.editions.rows import EditionRows
from kanagawa.figures.cells import count
from kanagawa.formats.numbers import number, number_unit
from kanagawa.formats.years import same_year
from kanagawa.reports.document import Writer
from kanagawa.reports.grid import Figure

from .models import (
    ComprehensiveZone,
    StructuralZone,
    ZoneEvent,
    ZoneMunicipality,
    ZonePlanMeasure,
)

KINDS = ("市", "町", "村")


def comprehensive(rows: EditionRows, writer: Writer, level: int) -> None:
    """Each zone with its overview, its way to designation and the measures of its plan."""
    for zone in rows.of(ComprehensiveZone):
        writer.heading(level, zone.name, record=zone.ref)
        writer.heading(level + 1, "概要")
        writer.paragraph(zone.overview, record=zone.ref)
        _municipalities(writer, rows.children(zone, ZoneMunicipality))
        writer.heading(level + 1, "指定等の経過")
        _events(writer, rows.children(zone, ZoneEvent))
        writer.heading(level + 1, f"総合特区計画（第{number(zone.plan_term)}期）の取組")
        for measure in rows.children(zone, ZonePlanMeasure):
            # Chapter 2 of the report prints the marks of this level at half width.
            writer.heading(level + 2, measure.text, record=measure.ref, style="halfwidth")


def _municipalities(writer: Writer, municipalities: Any) -> None:
    if not municipalities:
        return
    kinds = [municipality.kind for municipality in municipalities]
    counts = "".join(number_unit(kinds.count(kind), kind) for kind in KINDS if kind in kinds)
    names = "、".join(municipality.name for municipality in municipalities)
    writer.note(f"※{counts}・・・{names}")


def _events(writer: Writer, events: Any) -> None:
    previous: date | None = None
    for event in events:
        month = same_year(previous, event.month)
        writer.paragraph(f"{month} {event.text}", record=event.ref)
        previous = event.month


def structural_plans(rows: EditionRows) -> Figure:
    """The number of structural reform plans in force."""
    return count("zones.structural/plans", "認定されている特区計画", rows.of(StructuralZone), "件")


def cities(rows: EditionRows) -> Figure:
    """The number of cities in the comprehensive zones."""
    return _count(rows, "cities", "市")


def towns(rows: EditionRows) -> Figure:
    """The number of towns in the comprehensive zones."""
    return _count(rows, "towns", "町")


def _count(rows: EditionRows, name: str, kind: str) -> Figure:
    municipalities = [each for each in rows.of(ZoneMunicipality) if each.kind == kind]
    return count(f"zones.municipalities/{name}", f"総合特区の対象{kind}", municipalities, kind)

"""Tables for the workbook of records that the paper prints as text or with merged cells."""

from collections.abc import Sequence

from kanagawa.editions.rows import EditionRows
from kanagawa.figures.cells import cell
from kanagawa.formats.numbers import number
from kanagawa.formats.years import wareki_month
from kanagawa.reports.grid import Cell, Grid, Row, column_head, row_head

from .models import StrategicProject, ZoneEvent, ZoneFigure, ZoneMunicipality, ZonePlanMeasure


def _grid(key: str, title: str, heads: tuple[str, ...], body: Sequence[Row]) -> Grid:
    return Grid(key, title, tuple(body), (tuple(column_head(head) for head in heads),))


def municipalities(rows: EditionRows) -> Grid:
    """The cities and towns of the comprehensive zones."""
    found = rows.of(ZoneMunicipality)
    body = [(row_head(m.zone.name), Cell(m.name)) for m in found]
    return _grid("zones.municipalities", "総合特区の対象市町", ("特区", "市町"), body)


def figures(rows: EditionRows) -> Grid:
    """The figures that the overviews of the comprehensive zones give."""
    body = [
        (row_head(figure.zone.name), Cell(figure.name), cell(figure))
        for figure in rows.of(ZoneFigure)
    ]
    return _grid("zones.figures", "総合特区の数値", ("特区", "項目", "数値"), body)


def events(rows: EditionRows) -> Grid:
    """What happened to the comprehensive zones, each month in full."""
    body = [
        (row_head(event.zone.name), Cell(wareki_month(event.month)), Cell(event.text))
        for event in rows.of(ZoneEvent)
    ]
    return _grid("zones.events", "総合特区の指定等の経過", ("特区", "年月", "経過"), body)


def measures(rows: EditionRows) -> Grid:
    """The measures of the comprehensive zones' plans."""
    found = rows.of(ZonePlanMeasure)
    body = [(row_head(measure.zone.name), Cell(measure.text)) for measure in found]
    return _grid("zones.measures", "総合特区計画の取組", ("特区", "取組"), body)


def projects(rows: EditionRows) -> Grid:
    """The projects of the national strategic zone, one per row and without merged cells."""
    body = [
        (
            row_head(number(place), link=project.address),
            Cell(project.deregulation.name),
            Cell(project.deregulation.law),
            Cell(project.overview),
            Cell(project.operator),
            Cell(project.area),
            Cell(project.also_applied),
        )
        for place, project in enumerate(rows.of(StrategicProject), start=1)
    ]
    heads = (
        "番号",
        "規制緩和等の内容",
        "根拠法令",
        "認定事業の概要",
        "事業主体",
        "事業区域",
        "あわせて適用",
    )
    return _grid("zones.projects", "国家戦略特区の認定事業（一覧）", heads, body)

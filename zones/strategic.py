"""The table of the 14 projects of the national strategic zone, with its merged cells."""

from itertools import groupby

from kanagawa.editions.rows import EditionRows
from kanagawa.formats.numbers import number
from kanagawa.reports.grid import Cell, Grid, Row, column_head, row_head

from .models import StrategicProject

Numbered = tuple[int, StrategicProject]


def strategic(rows: EditionRows) -> Grid:
    """Neighbouring projects under one eased rule share its cell.

    The rule's cell reaches over the overview where a project has none.
    """
    projects = list(enumerate(rows.of(StrategicProject), start=1))
    groups = groupby(projects, key=lambda entry: entry[1].deregulation_id)
    body = [row for _, group in groups for row in _group(list(group))]
    header = (
        (
            Cell(),
            column_head("規制緩和等の内容"),
            column_head("認定事業の概要"),
            column_head("事業主体\n(事業区域)"),
        ),
    )
    return Grid(
        "zones.strategic", "国家戦略特区の認定事業", tuple(body), header, widths=(5, 24, 34, 26)
    )


def _group(group: list[Numbered]) -> list[Row]:
    merged: list[Row] = []
    # Only projects with an overview of their own can share a cell to its left.
    for has_overview, part in groupby(group, key=lambda entry: bool(entry[1].overview)):
        members = list(part)
        if has_overview:
            rule = Cell(_rule(members), rowspan=len(members))
            merged += [_line(entry, rule if entry is members[0] else None) for entry in members]
        else:
            merged += [_line(entry, Cell(_rule([entry]), colspan=2)) for entry in members]
    return merged


def _line(entry: Numbered, rule: Cell | None) -> Row:
    place, project = entry
    overview = (Cell(project.overview),) if project.overview else ()
    return (
        row_head(number(place), align="center", link=project.ref),
        *((rule,) if rule else ()),
        *overview,
        Cell(operator(project)),
    )


def _rule(members: list[Numbered]) -> str:
    rule = members[0][1].deregulation
    notes = [
        f"※ {number(place)}については、{project.also_applied}も適用"
        for place, project in members
        if project.also_applied
    ]
    return "\n".join([bracketed(rule.name, rule.law), *notes])


def bracketed(name: str, inner: str) -> str:
    """`都市計画の決定又は変更（都市計画法）`; the name alone when nothing stands in brackets."""
    return f"{name}（{inner}）" if inner else name


def operator(project: StrategicProject) -> str:
    """Who carries the project out, and where."""
    return bracketed(project.operator, project.area)

"""Lists of records for the workbook: activities with their figures, partners, posts."""

from collections.abc import Sequence

from kanagawa.editions.rows import EditionRows
from kanagawa.formats.years import fiscal_year
from kanagawa.reports.declaration import Table
from kanagawa.reports.grid import Cell, Grid, Row, column_head, row_head

from .models import (
    Activity,
    ActivityFigure,
    ActivityNote,
    IndustrialPark,
    OverseasPost,
    PartnerOffice,
)
from .writing import figure_lines


def _grid(title: str, heads: tuple[str, ...], body: Sequence[Row]) -> Grid:
    header = (tuple(column_head(head) for head in heads),)
    return Grid(key="", title=title, header=header, body=tuple(body))


def _activities(rows: EditionRows) -> Grid:
    heads = ("年度", "取組", "部門", "分類", "種類", "開催日", "場所", "数値")
    body = [
        (
            Cell(fiscal_year(row.fiscal_year)),
            row_head(row.name, link=row.address),
            Cell(row.get_part_display()),
            Cell(row.group.name if row.group else ""),
            Cell(row.get_kind_display()),
            Cell(row.date_printed),
            Cell(row.place),
            _figures_cell(rows, row),
        )
        for row in rows.of(Activity)
    ]
    return _grid("取組の一覧", heads, body)


def _figures_cell(rows: EditionRows, activity: Activity) -> Cell:
    figures = list(rows.children(activity, ActivityFigure))
    text = "\n".join(f"{label}：{line}" for label, line in figure_lines(figures))
    return Cell(text, tuple(figure.to_figure() for figure in figures))


def _parks(rows: EditionRows) -> Grid:
    body = [
        (row_head(row.name, link=row.address), Cell(row.factory), Cell(row.province))
        for row in rows.of(IndustrialPark)
    ]
    return _grid("連携する工業団地の一覧", ("工業団地", "レンタル工場", "所在する省"), body)


def _offices(rows: EditionRows) -> Grid:
    body = [
        (row_head(row.name, link=row.address), Cell(row.city)) for row in rows.of(PartnerOffice)
    ]
    return _grid("連携するオフィスの一覧", ("オフィス", "所在する市"), body)


def _posts(rows: EditionRows) -> Grid:
    body = [
        (row_head(row.place, link=row.address), Cell(row.office), Cell(row.note))
        for row in rows.of(OverseasPost)
    ]
    return _grid("海外駐在員等の派遣場所の一覧", ("派遣場所", "事務所", "注"), body)


LISTS = (
    Table(
        "international.activity-list",
        _activities,
        (Activity, ActivityFigure, ActivityNote),
        is_list=True,
    ),
    Table("international.park-list", _parks, (IndustrialPark,), is_list=True),
    Table("international.office-list", _offices, (PartnerOffice,), is_list=True),
    Table("international.post-list", _posts, (OverseasPost,), is_list=True),
)

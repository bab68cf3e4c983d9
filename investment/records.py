"""The record lists of attracting companies and the columns of its lists."""

from kanagawa.figures.columns import FigureColumn, PeriodColumn
from kanagawa.reports.columns import Column, Filter, ReferenceColumn
from kanagawa.reports.records import Records

from .models import EmploymentFigure, KpiFigure, OrderFigure, SchemeFigure, SupportCount, TaxFigure

_FIGURE = (PeriodColumn(), FigureColumn(), Column("as_of"))
_STATUS = Column("status", on=("files",), filter=Filter())
# Without a scheme it is the total of all schemes.
_SCHEME_OR_ALL = ReferenceColumn("scheme", link=True, empty="全施策", filter=Filter())

SUPPORT = Records(
    "support",
    SupportCount,
    "立地支援の件数",
    (
        ReferenceColumn("program", link=True, filter=Filter()),
        Column("category", filter=Filter()),
        *_FIGURE,
    ),
)

KPI = Records(
    "kpi",
    KpiFigure,
    "ＫＰＩの値",
    (
        ReferenceColumn("indicator", link=True, filter=Filter()),
        Column("kind", filter=Filter()),
        *_FIGURE,
        _STATUS,
    ),
)

ORDERS = Records(
    "orders",
    OrderFigure,
    "発注実績",
    (
        ReferenceColumn("activity", link=True, filter=Filter()),
        Column("measure", filter=Filter()),
        Column("is_local", filter=Filter()),
        *_FIGURE,
    ),
)

SCHEMES = Records(
    "schemes",
    SchemeFigure,
    "企業誘致施策の実績",
    (_SCHEME_OR_ALL, Column("item", filter=Filter()), *_FIGURE, _STATUS),
)

EMPLOYMENT = Records(
    "employment",
    EmploymentFigure,
    "雇用実績",
    (
        ReferenceColumn("scheme", link=True, filter=Filter()),
        Column("item", filter=Filter()),
        *_FIGURE,
    ),
)

TAXES = Records(
    "taxes",
    TaxFigure,
    "県税の増収影響額",
    (_SCHEME_OR_ALL, Column("tax", filter=Filter()), *_FIGURE),
)

RECORDS = (SUPPORT, KPI, ORDERS, SCHEMES, EMPLOYMENT, TAXES)

from kanagawa.public.records import Records

from . import filters, tables
from .models import EmploymentFigure, KpiFigure, OrderFigure, SchemeFigure, SupportCount, TaxFigure

RECORDS = (
    Records(
        "support",
        SupportCount,
        tables.SupportCountTable,
        filters.SupportCountFilter,
        "立地支援の件数",
    ),
    Records("kpi", KpiFigure, tables.KpiFigureTable, filters.KpiFigureFilter, "ＫＰＩの値"),
    Records("orders", OrderFigure, tables.OrderFigureTable, filters.OrderFigureFilter, "発注実績"),
    Records(
        "schemes",
        SchemeFigure,
        tables.SchemeFigureTable,
        filters.SchemeFigureFilter,
        "企業誘致施策の実績",
    ),
    Records(
        "employment",
        EmploymentFigure,
        tables.EmploymentFigureTable,
        filters.EmploymentFigureFilter,
        "雇用実績",
    ),
    Records("taxes", TaxFigure, tables.TaxFigureTable, filters.TaxFigureFilter, "県税の増収影響額"),
)
urlpatterns = [pattern for records in RECORDS for pattern in records.urls()]

"""Columns of records that are figures: the value and the period it is about."""

from dataclasses import KW_ONLY, dataclass
from decimal import Decimal
from typing import Any

from kanagawa.formats.years import period_text
from kanagawa.reports.columns import Column, Value
from kanagawa.reports.grid import Align, Cell

from .cells import cell


@dataclass(frozen=True)
class FigureColumn(Column):
    """The printed value of a figure, sorted by it; files hold the number."""

    name: str = "printed"
    _: KW_ONLY
    label: str = "値"
    sort: tuple[str, ...] = ("value",)
    align: Align = "end"

    def text(self, record: Any) -> str:
        return str(record.printed)

    def raw(self, record: Any) -> Value:
        value: Decimal | None = record.value
        return value

    def cell(self, record: Any, place: int, rows: object) -> Cell:
        return cell(record)


@dataclass(frozen=True)
class PeriodColumn(Column):
    """The period of a figure in words, sorted by its days."""

    name: str = "period"
    _: KW_ONLY
    label: str = "対象期間"
    sort: tuple[str, ...] = ("period_start", "period_end")

    def text(self, record: Any) -> str:
        return period_text(record.period)

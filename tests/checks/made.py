"""Rows made for a check and stored nowhere: each check is tried on what it is about."""

from datetime import date
from decimal import Decimal
from typing import Any

from investment.models import RegionCount, Scheme
from kanagawa.checks.context import Context
from kanagawa.editions.models import Edition
from robots.models import RobotIndicator, RobotIndicatorFigure

MODELS = (RegionCount, RobotIndicatorFigure)


class Rows:
    """As much of the rows of an edition as these checks ask for."""

    def __init__(self, *rows: Any, year: int = 2026, revision: int = 1, **more: Any) -> None:
        self.edition = Edition(fiscal_year=year, revision=revision, **more)
        self.rows = rows
        for row in rows:
            row.edition = self.edition

    def of(self, model: type) -> list[Any]:
        return [row for row in self.rows if type(row) is model]


def indicator(name: str = "実証", unit: str = "件", **more: Any) -> RobotIndicator:
    return RobotIndicator(key=name, name=name, unit=unit, **more)


def of_year(owner: RobotIndicator, year: int, value: Any, kind: str = "actual", **more: Any) -> Any:
    """A figure of one fiscal year of an indicator."""
    row = RobotIndicatorFigure(
        indicator=owner,
        kind=kind,
        value=None if value is None else Decimal(str(value)),
        period_start=date(year, 4, 1),
        period_end=more.pop("end", date(year + 1, 3, 31)),
        **more,
    )
    row.key = f"{owner.name}-{kind}-{year}"
    return row


def count(value: Any, key: str = "keno", **more: Any) -> Any:
    """A figure of its own, without an indicator."""
    row = RegionCount(
        key=key,
        scheme=Scheme(key="next"),
        region="keno",
        value=None if value is None else Decimal(str(value)),
        period_start=date(2025, 4, 1),
        period_end=date(2026, 3, 31),
        as_of=more.pop("as_of", date(2026, 3, 31)),
        **{name: more.pop(name) for name in ("status", "kind") if name in more},
    )
    for name, constant in {"is_cumulative": False, "unit": "件", **more}.items():
        setattr(row, name, constant)
    return row


def findings(
    check: Any, *rows: Any, before: Rows | None = None, models: Any = MODELS, **edition: Any
) -> list[Any]:
    """What a check says of these rows; `before` are those of the edition before."""
    context = Context(Rows(*rows, **edition), models)
    context.previous = before
    return list(check(context))


def messages(check: Any, *rows: Any, **more: Any) -> list[str]:
    return [finding.message for finding in findings(check, *rows, **more)]

"""What stands beside a figure while it is entered: last year's value, target and old forecast."""

from dataclasses import dataclass
from typing import Any

from kanagawa.editions.models import Edition
from kanagawa.editions.rows import EditionRows
from kanagawa.figures.models import FigureRow, Kind
from kanagawa.formats.years import Period

from .parsing import Entered

_MEASURED = (Kind.ACTUAL, Kind.FORECAST)
_NOT_OWN = {f.name for f in FigureRow._meta.get_fields()} | {"id", "search_text"}


@dataclass(frozen=True)
class Beside:
    """Printed values with their units ("" for none); `is_new`: not what the former edition has."""

    last_year: str = ""
    target: str = ""
    forecast: str = ""
    is_new: bool = False


class Besides:
    """Looks up what stands beside the figures of a section; one query per figure model."""

    def __init__(self, edition: Edition, section: str, rows: EditionRows) -> None:
        self._rows = rows
        self._former = EditionRows(edition.copied_from) if edition.copied_from else None
        self._years = edition.fiscal_year - (
            edition.copied_from.fiscal_year if edition.copied_from else edition.fiscal_year
        )
        self._known: dict[Any, dict[Any, FigureRow]] = {}

    def of(self, row: FigureRow) -> Beside:
        former = self._by_address(self._former, type(row)).get(row.key)
        is_new = self._former is not None and (
            former is None or Entered.of(former) != Entered.of(row)
        )
        return Beside(
            last_year=_printed(self._last_year(row, former)),
            target=_printed(self._same(row, row.period, (Kind.TARGET,))),
            forecast=_printed(self._forecast(row)),
            is_new=is_new,
        )

    def _last_year(self, row: FigureRow, former: FigureRow | None) -> FigureRow | None:
        kinds = _MEASURED if row.kind in _MEASURED else (Kind(row.kind),)
        found = self._same(row, row.period.shifted(-1), kinds)
        if found is None and self._years and former is not None and former.period != row.period:
            return former
        return found or (former if self._years else None)

    def _same(
        self, row: FigureRow, period: Period, kinds: tuple[Kind, ...]
    ) -> FigureRow | None:  # fmt: skip
        """Another figure of the same owner in this edition."""
        return self._find(self._rows, row, period, kinds)

    def _forecast(self, row: FigureRow) -> FigureRow | None:
        """What the former edition foresaw for the same period."""
        if self._former is None or not self._years or row.kind not in _MEASURED:
            return None
        return self._find(self._former, row, row.period, (Kind.FORECAST,))

    def _find(
        self, rows: EditionRows, row: FigureRow, period: Period, kinds: tuple[Kind, ...]
    ) -> FigureRow | None:
        known = self._by_identity(rows, type(row))
        found = (known.get((*_owner(row), str(kind), period)) for kind in kinds)
        return next((f for f in found if f is not None and f is not row), None)

    def _by_identity(self, rows: EditionRows, model: type[FigureRow]) -> dict[Any, FigureRow]:
        place = (id(rows), model, "identity")
        if place not in self._known:
            self._known[place] = {(*_owner(r), r.kind, r.period): r for r in rows.of(model)}
        return self._known[place]

    def _by_address(
        self, rows: EditionRows | None, model: type[FigureRow]
    ) -> dict[Any, FigureRow]:  # fmt: skip
        if rows is None:
            return {}
        place = (id(rows), model, "address")
        if place not in self._known:
            self._known[place] = {r.key: r for r in rows.of(model)}
        return self._known[place]


def _owner(row: FigureRow) -> tuple[Any, ...]:
    """Whose figure it is, in words that are the same in every edition."""
    own = (f for f in row._meta.concrete_fields if f.name not in _NOT_OWN)
    values = (getattr(row, f.name) for f in own)
    return tuple(getattr(value, "key", value) for value in values)


def _printed(row: FigureRow | None) -> str:
    return row.printed if row is not None and row.value is not None else ""

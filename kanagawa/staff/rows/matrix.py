"""The matrix of a record's figures: a row per kind (and category), a column per period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Field

from kanagawa.figures.kinds import Kind
from kanagawa.figures.models import FigureRow, own_fields
from kanagawa.formats.years import Period, period_text

from .forms import FigureForm
from .formsets import RowInlineFormSet, label_inputs

# A forecast becomes an actual value in its place, so both stand in one row.
_ROW_OF = {Kind.FORECAST: Kind.ACTUAL}
_ROW_TITLE = {Kind.ACTUAL: "実績値・見込"}
_NEW_COLUMNS = 2


@dataclass(frozen=True)
class MatrixRow:
    label: str
    cells: list[list[Any]]


@dataclass(frozen=True)
class Matrix:
    """What the template lays out; `loose` are empty forms for a further period or kind."""

    columns: list[str]
    rows: list[MatrixRow]
    loose: list[Any]


class CellForm(FigureForm):
    """A figure in the matrix; an empty cell that was left alone is no figure."""

    fixed: tuple[str, ...] = ()

    def has_changed(self) -> bool:
        return any(name not in self.fixed for name in self.changed_data)


class MatrixFormSet(RowInlineFormSet):
    """Gives every missing combination of row and period an empty cell to type into."""

    may_add = True
    may_change = True

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.missing = self._missing() if self.may_add else []
        self.extra = len(self.missing) + (_NEW_COLUMNS if self.may_add else 0)

    @property
    def _categories(self) -> list[Field[Any, Any]]:
        model: Any = self.model
        return [field for field in own_fields(model) if field != self.fk]

    def _row_key(self, figure: FigureRow) -> tuple[object, ...]:
        kind = Kind(figure.kind)
        values = tuple(getattr(figure, field.attname) for field in self._categories)
        return (*values, _ROW_OF.get(kind, kind))

    def _missing(self) -> list[tuple[tuple[Any, ...], Period]]:
        figures = list(self.get_queryset())
        self._titles = {self._row_key(f): self._title(self._row_key(f), f) for f in figures}
        there = {(self._row_key(f), f.period) for f in figures}
        rows = dict.fromkeys(self._row_key(f) for f in figures)
        periods = sorted({f.period for f in figures}, key=_by_time)
        return [(row, period) for row in rows for period in periods if (row, period) not in there]

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        place = None if index is None else index - self.initial_form_count()
        if place is not None and 0 <= place < len(self.missing):
            self._prefill(form, *self.missing[place])
        elif form.instance.pk:
            # As stored: what is typed into a refused form must not move it to another place.
            form.row, form.column = self._row_key(form.instance), form.instance.period
            form.title = self._title(form.row, form.instance)
            self._hide(form, self._fixed)
            form.column_title = f"{form.title} {period_text(form.column)}"
            label_inputs(form, form.column_title)

    @property
    def _fixed(self) -> tuple[str, ...]:
        return (*(field.name for field in self._categories), "period")

    def _prefill(self, form: Any, row: tuple[object, ...], period: Period) -> None:
        *values, kind = row
        categories = dict(zip((f.name for f in self._categories), values, strict=True))
        form.initial |= {**categories, "kind": kind, "period": period}
        form.fixed = (*self._fixed, "kind", "status")
        form.row, form.column, form.title = row, period, self._titles[row]
        self._hide(form, self._fixed)
        form.column_title = f"{form.title} {period_text(period)}"
        label_inputs(form, form.column_title)

    def _hide(self, form: Any, names: tuple[str, ...]) -> None:
        for name in names:
            if name in form.fields:
                form.fields[name].widget = forms.HiddenInput()

    def _title(self, row: tuple[Any, ...], figure: FigureRow) -> str:
        *values, kind = row
        words = [
            _display(field, value, figure)
            for field, value in zip(self._categories, values, strict=True)
        ]
        return " ".join([*(w for w in words if w), _ROW_TITLE.get(kind, Kind(kind).label)])

    @property
    def matrix(self) -> Matrix:
        """The forms by row and column, and those that are in neither."""
        placed: dict[Any, dict[Any, list[Any]]] = {}
        titles: dict[object, str] = {}
        loose = []
        cells: list[Any] = self.forms
        for form in cells:
            if not hasattr(form, "row"):
                loose.append(form)
                continue
            titles.setdefault(form.row, form.title)
            placed.setdefault(form.row, {}).setdefault(form.column, []).append(form)
        periods = sorted({p for by_period in placed.values() for p in by_period}, key=_by_time)
        rows = [
            MatrixRow(titles[row], [by_period.get(p, []) for p in periods])
            for row, by_period in placed.items()
        ]
        return Matrix([period_text(p) for p in periods], rows, loose)


def _by_time(period: Period) -> tuple[Any, ...]:
    return (period.start, period.end is None, period.end or period.start)


def _display(field: Any, value: object, figure: FigureRow) -> str:
    if field.is_relation:
        return str(getattr(figure, field.name) or "")
    return str(dict(field.flatchoices).get(value, value) or "")

"""What a form shows of a row that may only be looked at: what the report prints, never how it is
stored."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from kanagawa.editions.fields import MonthField
from kanagawa.editions.models import EditionRow
from kanagawa.entry.parsing import as_of_words, value_text
from kanagawa.figures.models import FigureRow
from kanagawa.formats.years import (
    Period,
    fiscal_year,
    moment,
    period_text,
    wareki,
    wareki_month,
)
from kanagawa.staff.prose.source import source_of

from .names import table_name


def field_in_words(request: HttpRequest, row: EditionRow, name: str) -> str | None:
    """The field of a row in words or HTML; None for what is shown as it is: texts, other rows."""
    value = getattr(row, name, None)
    if isinstance(value, Period):
        return period_text(value)
    if isinstance(row, FigureRow) and name == "value" and value is not None:
        return row.printed
    if isinstance(row, FigureRow) and name == "as_of" and value:
        return as_of_words(value, row.as_of_wording)
    if name in row.WITH_REFERENCES and value and "{" in value:
        printed = source_of(request, row.edition).printed(value)
        return render_to_string(
            "admin/prose/read_only.html", {"printed": printed, "written": value}
        )
    if name == "target" and value:
        return table_name(source_of(request, row.edition), value)
    return in_words(row, name)


def in_words(row: models.Model, name: str) -> str | None:
    """A field of which the value itself is no word: はい, a month, a year; None for another one."""
    value = getattr(row, name, None)
    field = next((f for f in row._meta.concrete_fields if f.name == name), None)
    if field is None or value is None or field.choices:
        return None
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, datetime):
        return moment(timezone.localtime(value))
    if isinstance(value, date):
        return wareki_month(value) if isinstance(field, MonthField) else wareki(value)
    if isinstance(field, models.IntegerField) and name.endswith("fiscal_year"):
        return fiscal_year(value)
    return value_text(value) if isinstance(value, Decimal) else None


def columns(model: type[models.Model], names: Iterable[Any]) -> list[object]:
    """The columns of a list, those in words whose stored value is none."""
    kinds = {field.name: field for field in model._meta.concrete_fields}
    return [_column(kinds[name]) if _needs_words(kinds.get(name)) else name for name in names]


def _needs_words(field: object) -> bool:
    is_year = isinstance(field, models.IntegerField) and field.name.endswith("fiscal_year")
    return is_year or isinstance(field, (models.DateField, models.BooleanField))


def _column(field: Any) -> Any:
    @admin.display(description=field.verbose_name, ordering=field.name, empty_value="－")
    def column(row: models.Model) -> str | None:
        return in_words(row, field.name)

    column.__name__ = field.name  # the class of its cells
    return column

"""Form fields that take numbers, dates and periods as people in Japanese offices write them."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kanagawa.entry.parsing import LONGEST, read_as_of, understood, value_text
from kanagawa.formats.numbers import parse_number
from kanagawa.formats.years import (
    Period,
    fiscal_year,
    parse_date,
    parse_fiscal_year,
    parse_month,
    parse_period,
    period_text,
    wareki,
    wareki_month,
)
from kanagawa.staff.text_fields import TextField

_OF_FILES = re.compile("[0-9]{4}-[0-9]{2}-01")


class IntegerField(forms.IntegerField):
    """A whole number typed in any width, with commas or a unit behind it."""

    widget = forms.TextInput

    def to_python(self, value: object) -> Any:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        number = understood(parse_number, value)
        if number != number.to_integral_value():
            raise forms.ValidationError("小数のない数を入力してください。", code="invalid")
        return int(number)


class DecimalField(forms.DecimalField):
    """A number with decimals typed in any width, with commas or a unit behind it."""

    widget = forms.TextInput

    def to_python(self, value: object) -> Any:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        return understood(parse_number, value)


class DateField(forms.DateField):
    """A day: 令和７年３月31日, R7.3.31, 2025-03-31 or 2025/3/31."""

    widget: Any = AdminDateWidget

    def prepare_value(self, value: object) -> object:
        return wareki(value) if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            return super().to_python(value)
        except forms.ValidationError:
            return understood(parse_date, value)


class MonthFormField(DateField):
    """A month, stored as its first day: 令和７年３月, R7.3, 2025-03.

    A day of it is refused, for nothing would print it. 2025-03-01 is how our files say the month.
    """

    widget: Any = forms.TextInput

    def prepare_value(self, value: object) -> object:
        return wareki_month(value) if isinstance(value, date) else value

    def to_python(self, value: object) -> date | None:
        if not isinstance(value, str) or _OF_FILES.fullmatch(value.strip()):
            return super().to_python(value)
        return understood(parse_month, value) if value.strip() else None


class YearField(IntegerField):
    """A year by its Western number, typed as such or by its era: 令和８年度, R8, 2026."""

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        return understood(parse_fiscal_year, value)


class FiscalYearFormField(YearField):
    """A fiscal year, shown in words: 令和８年度."""

    def prepare_value(self, value: object) -> object:
        return fiscal_year(value) if isinstance(value, int) else value


class AmountInput(forms.TextInput):
    """The raw number, its unit beside it, and under it how the report prints it."""

    unit = ""
    printed = ""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return format_html(
            '<span class="amount">{}<span class="unit">{}</span></span>{}',
            super().render(*args, **kwargs),
            self.unit,
            format_html('<span class="official">印字：{}</span>', self.printed)
            if self.printed
            else "",
        )


class AmountField(TextField):
    """What people type for a figure; the form gives it its meaning, for it knows the unit."""

    widget = AmountInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": LONGEST, "label": "値", **kwargs})

    def prepare_value(self, value: object) -> object:
        return value_text(value) if isinstance(value, Decimal) else value

    def has_changed(self, initial: object, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != (data or "").strip()


class PeriodField(TextField):
    """The period a figure is about, in words: 令和５年度, 平成30～令和４年度, 令和６年."""

    def __init__(self, **kwargs: object) -> None:
        words: dict[str, Any] = {
            "label": "対象期間",
            "max_length": 60,
            "help_text": "令和５年度、平成30～令和４年度、令和６年、令和元年11月～ のように入力",
        }
        super().__init__(**(words | kwargs))

    def prepare_value(self, value: object) -> object:
        return period_text(value) if isinstance(value, Period) else value

    def clean(self, value: object) -> Period | None:
        text = super().clean(value)
        return understood(parse_period, text) if text else None

    def has_changed(self, initial: object, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != (data or "").strip()


class AsOfField(TextField):
    """A day with the wording of the report: 令和７年３月31日現在, 令和７年６月末時点."""

    def __init__(self, **kwargs: Any) -> None:
        words: dict[str, Any] = {
            "label": "時点",
            "required": False,
            "max_length": 60,
            "help_text": "令和７年３月31日現在、令和７年６月末時点 のように入力",
        }
        super().__init__(**(words | kwargs))

    def clean(self, value: object) -> tuple[date, str] | None:
        text = super().clean(value)
        return read_as_of(text) if text else None

"""The filters of record lists: Japanese labels, search that ignores widths, clear errors."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django_filters.filterset import FILTER_FOR_DBFIELD_DEFAULTS
from django_filters.utils import get_model_field

from kanagawa.editions.models import Edition, references
from kanagawa.formats.numbers import NotANumber, parse_number
from kanagawa.formats.text import search_words
from kanagawa.formats.years import NotADate, Period, fiscal_year, parse_fiscal_year
from kanagawa.reports.columns import Column, Filter, FiscalYear
from kanagawa.reports.records import Records

ALL = "すべて"


class PlainSelect(forms.Select):
    """The markup of Django's select in one piece: a template per choice costs most of a form."""

    def render(
        self, name: str, value: object, attrs: Any = None, renderer: object = None
    ) -> SafeString:
        chosen = set(self.format_value(value))
        selected = SafeString(" selected")
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((key, selected if str(key) in chosen else "", label) for key, label in self.choices),
        )
        attributes = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        return format_html("<select{}>\n{}\n</select>", flatatt(attributes), options)


class PlainInput(forms.TextInput):
    """The markup of Django's text input in one piece, for the same reason."""

    def render(
        self, name: str, value: object, attrs: Any = None, renderer: object = None
    ) -> SafeString:
        typed = {"type": self.input_type, "name": name, "value": self.format_value(value)}
        return format_html("<input{}>", flatatt({**typed, **self.build_attrs(self.attrs, attrs)}))


class ChoiceFilter(django_filters.ChoiceFilter):
    """One of a model field's choices; `choices` as in the field."""


class YesNoFilter(django_filters.ChoiceFilter):
    """A yes/no field; anything else than the two answers is refused."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("choices", (("yes", "はい"), ("no", "いいえ")))
        super().__init__(*args, **kwargs)

    def filter(self, qs: QuerySet[models.Model], value: str) -> QuerySet[models.Model]:
        return qs.filter(**{self.field_name: value == "yes"}) if value else qs


class ReferenceFilter(django_filters.ModelChoiceFilter):
    """A row of the same edition that the record refers to, named in the URL by its key."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("to_field_name", "key")
        super().__init__(*args, **kwargs)

    def get_queryset(self, request: HttpRequest | None) -> QuerySet[models.Model]:
        related = get_model_field(self.model, self.field_name).related_model
        rows: QuerySet[models.Model] = related._default_manager.filter(edition=self.parent.edition)
        # What a row refers to may be part of its name.
        with_names = rows.select_related(*(field.name for field in references(related)))
        return with_names.order_by("position", "id")


class FiscalYearQueryField(forms.CharField):
    def clean(self, value: object) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            year = parse_fiscal_year(text)
            fiscal_year(year)
            date(year + 1, 3, 31)
        except NotADate as error:
            raise ValidationError(str(error)) from error
        except (ValueError, OverflowError) as error:
            raise ValidationError(f"「{text}」という年度はありません。") from error
        return year


class FiscalYearFilter(django_filters.Filter):
    """Records of a fiscal year typed as 令和７年度, R7 or 2025.

    The field is a date, or a whole number that holds the Western start year.
    """

    field_class = FiscalYearQueryField

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("help_text", "例：令和７年度、R7、2025")
        kwargs.setdefault("max_length", 20)
        super().__init__(*args, **kwargs)

    def filter(self, qs: QuerySet[models.Model], value: int | None) -> QuerySet[models.Model]:
        if value is None:
            return qs
        if not isinstance(get_model_field(self.model, self.field_name), models.DateField):
            return qs.filter(**{self.field_name: value})
        year = Period.fiscal_year(value)
        return qs.filter(**{f"{self.field_name}__range": (year.start, year.end)})


class NumberField(forms.CharField):
    def clean(self, value: object) -> object:
        text = super().clean(value)
        try:
            return parse_number(text) if text else None
        except NotANumber as error:
            raise ValidationError(str(error)) from error


class NumberFilter(django_filters.Filter):
    """A number typed as people type it (１，２３４ or 1,234件)."""

    field_class = NumberField

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("max_length", 30)
        super().__init__(*args, **kwargs)


class RecordFilter(django_filters.FilterSet):
    """Filters of one record list within `edition`: a search of its texts, then its columns'."""

    q = django_filters.CharFilter(
        label="キーワード", method="search", max_length=100, help_text="全角・半角は区別しません。"
    )

    # What a field's filter is unless its column says more.
    FILTER_DEFAULTS = {
        **FILTER_FOR_DBFIELD_DEFAULTS,
        models.ForeignKey: {"filter_class": ReferenceFilter},
        models.DateField: {"filter_class": FiscalYearFilter},
        models.BooleanField: {"filter_class": YesNoFilter},
        models.DecimalField: {"filter_class": NumberFilter},
        models.PositiveIntegerField: {"filter_class": NumberFilter},
        models.PositiveSmallIntegerField: {"filter_class": NumberFilter},
    }

    def __init__(
        self, data: object, queryset: QuerySet[Any], *, records: Records, edition: Edition
    ) -> None:
        self.edition = edition
        super().__init__(data, queryset)
        if not queryset.model.SEARCHED:
            self.filters.pop("q", None)
        for column in records.columns:
            if column.filter:
                self._add(column, column.filter)
        for entry in self.filters.values():
            if isinstance(entry, django_filters.ChoiceFilter):
                entry.extra["empty_label"] = ALL
                entry.extra["widget"] = PlainSelect
            else:
                entry.extra["widget"] = PlainInput

    def _add(self, column: Column, declared: Filter) -> None:
        model = self.queryset.model
        if isinstance(column, FiscalYear):
            entry = FiscalYearFilter(field_name=column.name)
        else:
            field = model._meta.get_field(column.name)
            entry = self.filter_for_field(field, column.name, declared.lookup)
        entry.label = declared.label or column.label_of(model)
        entry.parent, entry.model = self, model
        self.filters[declared.name or column.name] = entry

    def search(self, qs: QuerySet[models.Model], name: str, value: str) -> QuerySet[models.Model]:
        """Every word must occur; width and case do not matter."""
        condition = Q()
        for word in search_words(value):
            condition &= Q(search_text__icontains=word)
        return qs.filter(condition)

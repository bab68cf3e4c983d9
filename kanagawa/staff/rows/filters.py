"""Filters of the staff lists: one edition at a time, and choices of that edition only."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest

from kanagawa.editions.models import EditionRow
from kanagawa.staff.access import chosen_edition, editions
from kanagawa.staff.year_filter import FiscalYearListFilter

ALL = "all"


class EditionFilter(admin.SimpleListFilter):
    """The open draft unless another edition, or all of them, is chosen."""

    title = "年度版"
    parameter_name = "edition"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        self.chosen = chosen_edition(request)
        named_editions = [(str(e.pk), f"{e}【{e.get_state_display()}】") for e in editions(request)]
        return [*named_editions, (ALL, "すべての年度版")] if named_editions else []

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        default = str(self.chosen.pk) if self.chosen else ""
        current = self.value() if self.value() == ALL else default
        for value, title in self.lookup_choices:
            yield {
                "selected": value == current,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title,
            }

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[EditionRow]
    ) -> QuerySet[EditionRow]:
        if self.value() == ALL:
            return queryset
        return queryset.filter(edition=chosen_edition(request))


class SameEditionFilter(admin.RelatedFieldListFilter):
    """A filter by another kind of row that offers those of the chosen edition."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: object) -> Any:
        return field.get_choices(
            include_blank=False, limit_choices_to={"edition": chosen_edition(request)}
        )


def with_editions(model: type[EditionRow], filters: Sequence[object]) -> list[object]:
    """The filters of a screen; those by another kind of row limited to the chosen edition."""
    return [_filter(model, name) for name in filters if name != "edition"]


def _filter(model: type[EditionRow], name: object) -> object:
    if name == "fiscal_year":
        return name, FiscalYearListFilter
    return (name, SameEditionFilter) if _is_reference(model, name) else name


def _is_reference(model: type[EditionRow], name: object) -> bool:
    if not isinstance(name, str) or "__" in name:
        return False
    field = model._meta.get_field(name)
    return isinstance(field, ForeignKey) and issubclass(field.related_model, EditionRow)

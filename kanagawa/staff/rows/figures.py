"""Screens of figures: rows below what they are figures of, a matrix of years, a list to fill in."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from kanagawa.figures.kinds import Status
from kanagawa.figures.models import FigureRow, own_fields
from kanagawa.formats.years import period_text
from kanagawa.history.records import AnyField

from .admin import EditionRowAdmin, RowInline
from .forms import FigureForm, FigureReasonForm, ValueForm
from .matrix import CellForm, MatrixFormSet

_PERIOD = ("period_start", "period_end", "period_precision", "as_of_wording")
_FIGURE = (
    "kind",
    "value",
    "status",
    "qualifier",
    "due_on",
    "period",
    "as_of",
    "note",
    "remark",
)
_REMARKS = ("note", "remark", "hides_revision")


class FigureInline(RowInline):
    """Figures of a record, one per line: kind, value with its unit, period, as-of date, note."""

    form = FigureForm
    exclude = (*RowInline.exclude, *_PERIOD)  # type: ignore[assignment]  # longer than that of the class above

    def get_fields(self, request: HttpRequest, obj: object = None) -> list[Any]:
        if self.fields:
            return list(self.fields)
        own = [field.name for field in own_fields(self.model)]
        parent = [f.name for f in own_fields(self.model) if f.related_model is self.parent_model]
        return [*(name for name in own if name not in parent[:1]), *_FIGURE]

    def formfield_for_dbfield(
        self, db_field: AnyField, request: HttpRequest, **kwargs: object
    ) -> Any:
        if db_field.name in ("note", "remark"):
            kwargs["widget"] = forms.Textarea(attrs={"rows": 1, "cols": 24})
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("unit", "prefix"):
            field.widget.attrs["class"] = "short"
        return field


class FigureMatrixInline(FigureInline):
    """Figures over the years side by side: a row per kind, a column per period."""

    template = "admin/figures/matrix.html"
    form = CellForm
    formset = MatrixFormSet
    max_num = 2000

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: object) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.may_add = self.has_add_permission(request, obj)
        formset.may_change = bool(obj is None or self.has_change_permission(request, obj))
        return formset


class FigureAdmin(EditionRowAdmin):
    """All figures of one kind in a list whose values can be filled in there."""

    form = FigureReasonForm
    exclude = _PERIOD
    list_display: Any = (
        "__str__",
        "kind",
        "shown_period",
        "value",
        "shown_unit",
        "status",
        "official",
        "as_of",
    )
    list_editable = ("value", "status")
    list_filter = ("kind", "status")

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": ValueForm, **kwargs})

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        # The unit stands in the field itself where that is an input.
        names = super().get_list_display(request)
        return [n for n in names if n != "shown_unit" or not self.list_editable]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        folded = ("注とメモ", {"fields": _REMARKS, "classes": ["collapse"]})
        first, *others = super().get_fieldsets(request, obj)
        return [first, folded, *others]

    def _own_names(self, request: HttpRequest, obj: Any) -> list[Any]:
        own = [field.name for field in own_fields(self.model)]
        figure_fields = [name for name in _FIGURE if name not in _REMARKS]
        return [*own, *figure_fields, *self.get_readonly_fields(request, obj)]

    @admin.display(description="対象期間", ordering="period_start")
    def shown_period(self, figure: FigureRow) -> str:
        return period_text(figure.period)

    @admin.display(description="単位")
    def shown_unit(self, figure: FigureRow) -> str:
        return str(figure.unit)

    @admin.display(description="印字")
    def official(self, figure: FigureRow) -> str:
        if figure.value is None and figure.status == Status.TO_ENTER:
            return "未入力"
        return figure.printed

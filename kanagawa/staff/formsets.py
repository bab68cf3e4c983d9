"""Formsets of content rows: a label for every input, the edition of their parent, no doubles."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet, BaseModelFormSet

from kanagawa.editions.models import EditionRow
from kanagawa.figures.models import FigureRow

from .forms import row_name
from .identity import own_fields
from .prose_guard import in_words, lost_by_deleting

_LABELS = {"DELETE": "削除"}


def label_inputs(form: forms.BaseForm, row: str) -> None:
    """Name every input by its row and field: a table has no labels of its own beside them."""
    for name, field in form.fields.items():
        if not field.widget.is_hidden:
            label = _LABELS.get(name, field.label or name)
            field.widget.attrs["aria-label"] = f"{row}　{label}"


class LabelledFormSet(BaseModelFormSet):
    """The rows of a list that can be changed in it."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        label_inputs(form, row_name(form.instance))


class RowInlineFormSet(BaseInlineFormSet):
    """Rows below another row, always of the same edition as that one."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        self._adopt(form.instance)
        label_inputs(form, row_name(form.instance))

    def _adopt(self, row: EditionRow) -> None:
        # Spares a query per row for the parent's name, unit and edition.
        setattr(row, self.fk.name, self.instance)
        if self.instance.edition_id:
            row.edition = self.instance.edition

    def get_queryset(self) -> Any:
        queryset = super().get_queryset()
        for row in queryset:
            self._adopt(row)
        return queryset

    def clean(self) -> None:
        super().clean()
        self._check_deleted()
        seen: dict[tuple[Any, ...], EditionRow] = {}
        for form in self.forms:
            row = form.instance
            if not self._is_kept(form) or not isinstance(row, FigureRow):
                continue
            name = tuple(getattr(row, f.attname) for f in own_fields(type(row)) if f != self.fk)
            if seen.setdefault((*name, row.kind, row.period), row) is not row:
                raise ValidationError(
                    f"同じ種別・対象期間の数値が２つあります（{row}）。どちらかを削除してください。"
                )

    def _check_deleted(self) -> None:
        deleted = [form.instance for form in self.deleted_forms if form.instance.pk]
        if deleted and (lost := lost_by_deleting(deleted)):
            raise ValidationError(
                f"文から参照されている行は削除できません（{in_words(lost)}）。"
                "先にその文を直してください。"
            )

    def _is_kept(self, form: Any) -> bool:
        filled = form.instance.pk or form.has_changed()
        return bool(filled and not form.errors and form not in self.deleted_forms)

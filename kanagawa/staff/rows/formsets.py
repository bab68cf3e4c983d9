"""Formsets of content rows: a label for every input, the edition of their parent, no doubles."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet, BaseModelFormSet

from kanagawa.editions.models import EditionRow
from kanagawa.figures.models import FigureRow, own_fields
from kanagawa.formats.numbers import quoted
from kanagawa.staff.prose.guard import in_words, lost_by_deleting

from .forms import row_name
from .versions import DELETED, DELETED_CHANGED, NAME

_LABELS = {"DELETE": "削除"}
# A page shows 100 rows at most; Django would build 2,000 forms for who claims to send so many.
_MOST_ROWS = 300


def label_inputs(form: forms.BaseForm, row: str) -> None:
    """Name every input by its row and field: a table has no labels of its own beside them."""
    for name, field in form.fields.items():
        if not field.widget.is_hidden:
            label = _LABELS.get(name, field.label or name)
            field.widget.attrs["aria-label"] = f"{row}　{label}"


class KeptFormSet(BaseModelFormSet[EditionRow, forms.ModelForm[EditionRow]]):
    """Rows that somebody deleted meanwhile leave the form; what was typed for them is told."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.absolute_max = min(self.absolute_max, _MOST_ROWS)
        self._gone: list[str] = []
        if self.is_bound:
            self._drop_gone()

    def _drop_gone(self) -> None:
        own_pks = {str(row.pk) for row in self.get_queryset()}
        model: Any = self.model
        pk_name = model._meta.pk.name
        # The browser says how many there are: only the total is limited by Django.
        total = self.total_form_count()
        count = min(self.initial_form_count(), total)
        ids = [self.data.get(f"{self.add_prefix(n)}-{pk_name}") for n in range(count)]
        gone = [n for n, pk in enumerate(ids) if pk and pk not in own_pks]
        if not gone:
            return
        self._gone = [self._typed(n) for n in gone]
        self._renumber([n for n in range(total) if n not in gone], count - len(gone))

    def _typed(self, number: int) -> str:
        """What stands in the inputs of a row, for a message."""
        model: Any = self.model
        hidden = (model._meta.pk.name, NAME, "DELETE")
        prefix = f"{self.add_prefix(number)}-"
        sent = {k.removeprefix(prefix): v for k, v in self.data.items() if k.startswith(prefix)}
        return "、".join(f"「{quoted(str(v))}」" for k, v in sent.items() if v and k not in hidden)

    def _renumber(self, numbers: list[int], initial: int) -> None:
        data: Any = self.data
        moved = data.copy()
        for number in range(self.total_form_count()):
            for name in [n for n in moved if n.startswith(f"{self.add_prefix(number)}-")]:
                del moved[name]
        for new, old in enumerate(numbers):
            prefix = f"{self.add_prefix(old)}-"
            for name in [n for n in data if n.startswith(prefix)]:
                moved.setlist(
                    f"{self.add_prefix(new)}-{name.removeprefix(prefix)}", data.getlist(name)
                )
        moved[f"{self.prefix}-TOTAL_FORMS"] = str(len(numbers))
        moved[f"{self.prefix}-INITIAL_FORMS"] = str(initial)
        self.data = moved
        self.__dict__.pop("management_form", None)

    def clean(self) -> None:
        super().clean()
        if self._gone:
            raise ValidationError(
                [f"{DELETED}入力した内容：{words}" for words in self._gone]
                + ["もう一度保存すると、ほかの行を保存します。"]
            )


class LabelledFormSet(KeptFormSet):
    """The rows of a list that can be changed in it."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        label_inputs(form, row_name(form.instance))


class RowInlineFormSet(
    KeptFormSet, BaseInlineFormSet[EditionRow, EditionRow, forms.ModelForm[EditionRow]]
):
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
        deleted: list[Any] = self.deleted_forms
        if any(form.is_stale for form in deleted):
            raise ValidationError(DELETED_CHANGED)
        self._check_deleted()
        first_rows: dict[tuple[object, ...], EditionRow] = {}
        for form in self.forms:
            row = form.instance
            if not self._is_kept(form) or not isinstance(row, FigureRow):
                continue
            name = tuple(getattr(row, f.attname) for f in own_fields(type(row)) if f != self.fk)
            if first_rows.setdefault((*name, row.kind, row.period), row) is not row:
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

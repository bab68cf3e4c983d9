"""Forms of content rows: labels for every input, keys that nobody types, reasons of a change."""

import copy
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError

from kanagawa.editions.keys import is_taken
from kanagawa.editions.models import EditionRow, typed_texts
from kanagawa.editions.notations import with_plain_braces
from kanagawa.entry.parsing import as_of_words, read_value
from kanagawa.figures.models import FigureRow
from kanagawa.staff.prose.fields import check_references
from kanagawa.staff.prose.guard import in_words, lost_by_renaming
from kanagawa.staff.text_fields import TextField, require_seen

from .fields import AmountField, AsOfField, PeriodField
from .identity import duplicate_of, give_key
from .versions import VersionedForm


class RowForm(VersionedForm):
    """A row of an edition; a message about a field that is not in the form goes to its head.

    With `is_preview` it was sent to be looked at: it is checked and shown again, never saved.
    """

    is_preview = False

    def is_valid(self) -> bool:
        return super().is_valid() and not self.is_preview

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._check_seen(data)
        self._check_braces(data)
        check_references(self)
        if "key" in self.changed_data and self.instance.pk:
            self._check_renaming(data.get("key") or self.instance.derive_key())
        return data

    def _check_seen(self, data: dict[str, object]) -> None:
        """Texts that nobody touched stay as they are: the check of the edition speaks of those."""
        for name in self.changed_data:
            if isinstance(text := data.get(name), str) and name in self.fields:
                try:
                    require_seen(text)
                except ValidationError as error:
                    self.add_error(name, error)

    def _check_braces(self, data: dict[str, object]) -> None:
        """Where no reference is read, its braces would be printed as they stand."""
        model: Any = type(self.instance)
        others = {*model.WITH_REFERENCES, "key", "remark"}
        names = {field.name for field in typed_texts(model)} - others
        for name in names & {*self.changed_data}:
            if {"{", "}"} & {*with_plain_braces(str(data.get(name) or ""))}:
                self.add_error(
                    name,
                    "この項目では「{」「}」で数値を参照できず、そのまま印字されます。"
                    "数値は文の項目で参照し、ここでは（ ）などを使ってください。",
                )

    def _check_renaming(self, key: str) -> None:
        stored = type(self.instance)._default_manager.get(pk=self.instance.pk)
        if lost := lost_by_renaming(stored, key):
            self.add_error(
                "key",
                f"この識別子は文から参照されているため変更できません（{in_words(lost)}）。"
                "先にその文を直してください。",
            )

    def add_error(self, field: str | None, error: Any) -> None:
        if field is None and hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                own_field = name if name in self.fields and name != NON_FIELD_ERRORS else None
                super().add_error(own_field, errors)
            return
        super().add_error(field, error)

    def _post_clean(self) -> None:
        # Django checks constraints only over the fields of the form; the key is not always one.
        super()._post_clean()  # type: ignore[misc]  # of the class that this is mixed with
        if not self.errors and self.instance.edition_id:
            self._check_identity()

    def _check_identity(self) -> None:
        key = self.cleaned_data.get("key")
        if key and "key" in self.changed_data and is_taken(self.instance, key):
            self.add_error(
                "key",
                "この識別子は、ほかのもの（これまでの年度版のものを含みます）に使われています。"
                "ほかの識別子にするか、空欄にしてください（空欄にすると新しい識別子が付きます）。",
            )
        if other := duplicate_of(self.instance):
            self.add_error(
                None, f"同じ内容の行がすでにあります（{other}）。そちらを変更してください。"
            )
        elif not self.instance.key:
            give_key(self.instance)


class ReasonForm(RowForm):
    """A row's own screen: says why something was changed, for the record of changes."""

    change_reason = TextField(
        label="変更の理由",
        required=False,
        max_length=100,
        help_text="書かなくても保存できます。書くと「変更の記録」に残ります。",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


class ValueForm(RowForm):
    """Value and status of a figure: the number as typed, a dash, a forecast in brackets."""

    instance: FigureRow
    value = AmountField(help_text="1234、１，２３４、1,234件、15億8,741万円 のように入力します。")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if "value" in self.fields:
            widget: Any = self.fields["value"].widget
            widget.unit = unit_of(self.instance)
            has_print = self.instance.pk and widget.unit and self.instance.value is not None
            widget.printed = self.instance.printed if has_print else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "value" in data:
            try:
                self._read_value(data)
            except ValidationError as error:
                self.add_error("value", error)
        return data

    def _read_value(self, data: dict[str, Any]) -> None:
        typed = data["value"] if isinstance(data["value"], str) else str(data["value"] or "")
        read = read_value(
            typed,
            unit_of(self._as_entered(data)),
            kind=data.get("kind", self.instance.kind),
            status=data.get("status", self.instance.status),
            status_chosen="status" in self.changed_data,
            may_be_due=self._may_be_due(data),
        )
        data["value"] = read.value
        self._set(data, "status", read.status)
        self._set(data, "kind", read.kind)
        if read.qualifier:
            self._set(data, "qualifier", read.qualifier)
        elif read.value is None and "qualifier" not in self.changed_data:
            self._set(data, "qualifier", "")

    def _may_be_due(self, data: dict[str, Any]) -> bool:
        period = data.get("period") or (self.instance.period_start and self.instance.period)
        edition = data.get("edition") or (self.instance.edition_id and self.instance.edition)
        return bool(period and edition and period.last_fiscal_year >= edition.fiscal_year)

    def _set(self, data: dict[str, object], name: str, value: str) -> None:
        if name in self.fields:
            data[name] = value
        setattr(self.instance, name, value)

    def _as_entered(self, data: dict[str, object]) -> FigureRow:
        """The figure with what else was entered, for its unit may follow from that."""
        figure: FigureRow = copy.copy(self.instance)
        for field in figure._meta.concrete_fields:
            if data.get(field.name) is not None and field.name not in ("value", "as_of"):
                setattr(figure, field.name, data[field.name])
        return figure


class FigureForm(ValueForm):
    """A whole figure: value and status, the period and the as-of date in words."""

    period = PeriodField()
    as_of = AsOfField()

    class Meta:
        labels: ClassVar = {"period": "対象期間"}  # where it is only looked at, it has no field

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        figure = self.instance
        if figure.period_start:
            self.initial.setdefault("period", figure.period)
        self.initial["as_of"] = as_of_words(figure.as_of, figure.as_of_wording)

    def clean(self) -> dict[str, object]:
        data = super().clean()
        if period := data.get("period"):
            self.instance.period_start = period.start
            self.instance.period_end = period.end
            self.instance.period_precision = period.precision
        day, wording = data.get("as_of") or (None, self.instance.as_of_wording)
        data["as_of"], self.instance.as_of_wording = day, wording
        return data


class FigureReasonForm(FigureForm, ReasonForm):
    """A figure's own screen."""


def unit_of(figure: FigureRow) -> str:
    """Its unit; empty while the indicator that has it is not chosen yet."""
    try:
        return str(figure.unit)
    except (AttributeError, ObjectDoesNotExist):
        return ""


def row_name(row: EditionRow) -> str:
    return str(row) if row.pk else "新しい行"

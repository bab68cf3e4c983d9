"""The forms of a list that is entered as one table: its rows, new ones, and their results."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.forms.models import modelformset_factory
from django.http import HttpRequest

from kanagawa.editions.models import Edition, EditionRow, references
from kanagawa.figures.kinds import Kind
from kanagawa.figures.models import FigureRow
from kanagawa.formats.years import wareki
from kanagawa.staff.carried import carried
from kanagawa.staff.rows.admin import EditionRowAdmin
from kanagawa.staff.rows.forms import ValueForm
from kanagawa.staff.rows.formsets import LabelledFormSet
from kanagawa.staff.rows.same_edition import related_names

MOST_NEW = 100
KNOWN, NEW, RESULTS = "known", "new", "results"


class DayInput(forms.TextInput):
    """A day in the words of the report."""

    def format_value(self, value: object) -> str | None:
        return wareki(value) if isinstance(value, date) else super().format_value(value)


class ListFormSet(LabelledFormSet):
    """One line for each row; every form checks what the row's own screen checks."""

    def __init__(self, *args: object, edition: Edition, **kwargs: object) -> None:
        self.edition = edition
        super().__init__(*args, **kwargs)

    def add_fields(self, form: Any, index: int | None) -> None:
        if not form.instance.pk:
            form.instance.edition = self.edition
        form.fields.pop("change_reason", None)  # one for the whole list
        super().add_fields(form, index)
        # Django would ask for every row by its number once more.
        pk = form.instance.pk
        form.fields["id"] = forms.IntegerField(required=False, initial=pk, widget=forms.HiddenInput)
        for field in form.fields.values():
            if isinstance(field.widget, AdminDateWidget):
                field.widget = DayInput(attrs={**field.widget.attrs, "class": "narrow"})
            elif isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 1


@dataclass
class ListLine:
    """A row of the table: its form and those of its results, with their names."""

    form: Any
    results: list[tuple[str, Any]]


@dataclass
class ListForms:
    """`results` are the figures that wait for a value because of what the rows tell of."""

    known: ListFormSet
    new: ListFormSet
    results: ListFormSet | None

    @property
    def sets(self) -> list[ListFormSet]:
        return [s for s in (self.known, self.new, self.results) if s is not None]

    @property
    def lines(self) -> Iterator[ListLine]:
        by_owner: dict[int, list[tuple[str, object]]] = {}
        for form in self.results.forms if self.results is not None else ():
            figure: Any = form.instance
            if figure.pk:
                owner = getattr(figure, owner_field(type(figure), self.known.model).attname)
                by_owner.setdefault(owner, []).append((figure.indicator_name.split()[-1], form))
        for form in self.known.forms:
            yield ListLine(form, by_owner.get(form.instance.pk, []))

    def is_valid(self) -> bool:
        return all([forms_.is_valid() for forms_ in self.sets])

    @property
    def changed(self) -> list[Any]:
        return [form for forms_ in self.sets for form in forms_.forms if form.has_changed()]


def list_forms(
    screen: EditionRowAdmin,
    request: HttpRequest,
    edition: Edition,
    *,
    pks: Collection[int],
    new: int = 0,
    data: Any = None,
) -> ListForms:
    """The forms of the rows with these numbers, or (`data`) of what was sent."""
    # The fields of the forms ask for the choices of this edition.
    carried(request).edition = edition
    model: Any = screen.model
    rows = model._default_manager.filter(edition=edition).order_by("position", "id")
    rows = rows.select_related(*related_names(model))
    old_rows = rows if data is not None else rows.filter(pk__in=pks)
    columns = screen.entry_columns
    make = partial(_formset, screen, request, edition, data)
    results = None
    if screen.entry_results:
        results = make(
            RESULTS,
            screen.entry_results,
            ValueForm,
            ("value",),
            _results(screen, edition, pks, data),
        )
    return ListForms(
        make(KNOWN, model, screen.form, columns, old_rows),
        make(NEW, model, screen.form, (*screen.entry_new, *columns), rows.none(), extra=new),
        results,
    )


def _formset(
    screen: EditionRowAdmin,
    request: HttpRequest,
    edition: Edition,
    data: Any,
    prefix: str,
    model: type[EditionRow],
    form: Any,
    columns: tuple[str, ...],
    rows: Any,
    extra: int = 0,
) -> ListFormSet:
    formset_class: Any = modelformset_factory(
        model,
        form=form,
        formset=ListFormSet,
        fields=columns,
        extra=extra,
        formfield_callback=partial(screen.formfield_for_dbfield, request=request),
    )
    formset: ListFormSet = formset_class(data, queryset=rows, prefix=prefix, edition=edition)
    return formset


def _results(screen: EditionRowAdmin, edition: Edition, pks: Collection[int], data: Any) -> Any:
    """The figures of the rows that are entered each year, an outlook beside them left alone."""
    model: Any = screen.entry_results
    rows = model._default_manager.filter(edition=edition, kind=Kind.ACTUAL, is_standing=False)
    if data is None:
        rows = rows.filter(**{f"{owner_field(model, screen.model).name}__in": pks})
    return rows.select_related(*related_names(model)).order_by("position", "id")


def problems_of(forms_: ListForms) -> list[tuple[str, str, str]]:
    """Of each error the id of its input ("" for none), its row and field, and the message."""
    problems = [
        ("", "画面", str(error)) for each in forms_.sets for error in each.non_form_errors()
    ]
    titles = {KNOWN: "", NEW: "新しい行 ", RESULTS: "実績 "}
    for each in forms_.sets:
        for number, form in enumerate(each.forms, start=1):
            row = str(form.instance) if form.instance.pk else str(number)
            for name, errors in form.errors.items():
                field = form[name] if name in form.fields else None
                label = f"{titles[str(each.prefix)]}{row}" + (f"　{field.label}" if field else "")
                message = " ".join(map(str, errors))
                problems.append((field.id_for_label if field else "", label, message))
    return problems


def owner_field(model: type[FigureRow], owner: Any) -> Any:
    """The foreign key of a figure model to the rows that it tells of."""
    return next(field for field in references(model) if field.related_model is owner)

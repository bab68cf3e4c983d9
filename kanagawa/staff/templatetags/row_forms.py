"""How the forms of rows show their fields."""

from typing import Any

from django import template
from django.forms import ChoiceField

from kanagawa.editions.models import EditionRow
from kanagawa.figures.kinds import Status
from kanagawa.figures.models import FigureRow
from kanagawa.staff.rows.read_only import field_in_words, in_words

register = template.Library()
# Every row has them; staff hardly ever look at them.
_GIVEN = ("edition", "key", "position")
# Rows below a form: so few of one kind are always open, so many of all kinds still are.
_FEW, _ALL = 3, 8


@register.simple_tag(takes_context=True)
def read_only(context: dict[str, Any], field: Any) -> str:
    """A read-only field of an admin form as the report prints it."""
    row, name = field.form.instance, field.field["field"]
    if isinstance(row, EditionRow):
        printed = field_in_words(context["request"], row, name)
    else:
        printed = in_words(row, name)
    return field.contents() if printed is None else printed


@register.filter
def is_filled(fieldset: Any) -> bool:
    """Whether anybody has typed into a folded part of a form; a choice always has a value."""
    form = fieldset.form
    fields = {field.name: field for field in form._meta.model._meta.concrete_fields}
    names = [name for line in fieldset for name in line.fields if name in fields]
    return any(
        str(_value(form, name) or "") != str(fields[name].get_default() or "")
        for name in names
        if name not in _GIVEN and not isinstance(form.fields.get(name), ChoiceField)
    )


@register.filter
def is_open(inline: Any, inlines: Any) -> bool:
    """Whether rows below a form are shown at once: few, or with something that was typed."""
    formset = inline.formset
    if formset.is_bound and (formset.has_changed() or formset.non_form_errors()):
        return True
    count: int = formset.initial_form_count()
    in_all: int = sum(each.formset.initial_form_count() for each in inlines)
    return count > 0 and (count <= _FEW or in_all <= _ALL)


@register.filter
def how_many(inline: Any) -> str:
    """「（７件、うち未入力３件）」 behind the head of rows that may be folded."""
    rows = [form.instance for form in inline.formset.initial_forms]
    waiting = sum(isinstance(r, FigureRow) and r.status == Status.TO_ENTER for r in rows)
    among = f"、うち未入力{waiting}件" if waiting else ""
    return f"（{len(rows)}件{among}）" if rows else "（なし）"


def _value(form: Any, name: str) -> object:
    return form[name].value() if name in form.fields else getattr(form.instance, name)

"""How the forms of rows show their fields."""

from typing import Any

from django import template

from kanagawa.editions.models import EditionRow
from kanagawa.staff.rows.read_only import in_words, shown

register = template.Library()
# Every row has them; staff hardly ever look at them.
_GIVEN = ("edition", "key", "position")


@register.simple_tag(takes_context=True)
def read_only(context: dict[str, Any], field: Any) -> str:
    """A read-only field of an admin form as the report prints it."""
    row, name = field.form.instance, field.field["field"]
    if isinstance(row, EditionRow):
        printed = shown(context["request"], row, name)
    else:
        printed = in_words(row, name)
    return field.contents() if printed is None else printed


@register.filter
def is_filled(fieldset: Any) -> bool:
    """Whether any field of a folded part of a form holds more than a new row would."""
    form = fieldset.form
    fields = {field.name: field for field in form._meta.model._meta.concrete_fields}
    names = [name for line in fieldset for name in line.fields if name in fields]
    return any(
        str(_value(form, name) or "") != str(fields[name].get_default() or "")
        for name in names
        if name not in _GIVEN
    )


def _value(form: Any, name: str) -> Any:
    return form[name].value() if name in form.fields else getattr(form.instance, name)

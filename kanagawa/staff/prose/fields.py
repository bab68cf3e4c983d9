"""The input of a text that may refer to figures: picker, preview, refusal of broken references."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from kanagawa.editions.models import Edition
from kanagawa.formats.text import LONGEST_TEXT
from kanagawa.history.records import AnyField
from kanagawa.staff.carried import carried

from .source import FactSource, source_of

HELP = "「数値を入れる」で選ぶと、登録された数値や時点がその場所に印字されます。"


class ProseMixin:
    """Adds the tools below a text input; `about` is the ref of its row, or its model."""

    source: FactSource
    about: str
    field: str

    class Media:
        css = {"all": ["kanagawa/prose.css"]}
        js = ["kanagawa/prose.js"]

    def render(self, name: str, value: object, *args: object, **kwargs: object) -> SafeString:
        html: SafeString = super().render(name, value, *args, **kwargs)  # type: ignore[misc]  # of the class that this is mixed with
        edition = self.source.edition
        if edition is None:
            return html
        preview = printed = None
        if self.source.is_preview and isinstance(value, str) and value.strip():
            preview = self.source.preview(value, self.about, self.field)
        elif isinstance(value, str) and "{" in value and len(value) <= LONGEST_TEXT:
            # One that is too long is refused; to print it would hold everybody else.
            printed = self.source.printed(value)
        context = {
            "input": html,
            "name": name,
            "about": self.about,
            "field": self.field,
            "preview": preview,
            "printed": printed,
            "is_open": self.source.is_sent or printed is None,
            "edition": edition,
        }
        html = render_to_string("admin/prose/input.html", context)
        return mark_safe(html)  # nosec B308 B703: our template escapes


class ProseTextarea(ProseMixin, AdminTextareaWidget):
    pass


class ProseInput(ProseMixin, AdminTextInputWidget):
    pass


def prose_options(
    request: HttpRequest, edition: Edition | None, db_field: AnyField
) -> dict[str, object]:
    """How a form shows this model field: as a text with references, where it is declared one."""
    if db_field.name not in getattr(db_field.model, "WITH_REFERENCES", ()):
        return {}
    row = carried(request).row
    is_own = row is not None and isinstance(row, db_field.model)
    widget = ProseTextarea() if isinstance(db_field, models.TextField) else ProseInput()
    widget.source = source_of(request, edition)
    widget.about = row.ref if is_own and row else db_field.model._meta.label_lower
    widget.field = db_field.name
    # What a model says of the notation is for who writes it by hand.
    own = "" if "{" in db_field.help_text else db_field.help_text
    return {"widget": widget, "help_text": own or HELP}


def check_references(form: Any) -> None:
    """Refuse texts that were changed and refer to nothing; facts named in words become stored.

    Texts that nobody touched stay as they are: the check of the edition speaks of those.
    """
    for name, field in form.fields.items():
        text = form.cleaned_data.get(name)
        if not isinstance(field.widget, ProseMixin) or name not in form.changed_data or not text:
            continue
        try:
            form.cleaned_data[name] = field.widget.source.checked(text)
        except forms.ValidationError as error:
            form.add_error(name, error)

"""The input of a text that may refer to figures: picker, preview, refusal of broken references."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kanagawa.editions.models import Edition, EditionRow

from .source import Source, source_of

HELP = "{ } の中に識別子を書くと、登録された数値や時点がその場所に印字されます。"


class ProseMixin:
    """Adds the tools below a text input; `about` is the address of its row, or its model."""

    source: Source
    about: str
    field: str

    class Media:
        css = {"all": ["kanagawa/prose.css"]}
        js = ["kanagawa/prose.js"]

    def render(self, name: str, value: Any, *args: Any, **kwargs: Any) -> SafeString:
        html: SafeString = super().render(name, value, *args, **kwargs)  # type: ignore[misc]
        edition = self.source.edition
        if edition is None:
            return html
        preview = None
        if self.source.is_preview and isinstance(value, str) and value.strip():
            preview = self.source.preview(value, self.about, self.field)
        context = {
            "name": name,
            "about": self.about,
            "field": self.field,
            "preview": preview,
            "edition": edition,
        }
        return format_html("{}{}", html, render_to_string("admin/prose/tools.html", context))


class ProseTextarea(ProseMixin, AdminTextareaWidget):
    pass


class ProseInput(ProseMixin, AdminTextInputWidget):
    pass


def prose_options(request: HttpRequest, edition: Edition | None, db_field: Any) -> dict[str, Any]:
    """How a form shows this model field: as a text with references, where it is declared one."""
    if db_field.name not in getattr(db_field.model, "WITH_REFERENCES", ()):
        return {}
    row: EditionRow | None = getattr(request, "_staff_row", None)
    is_own = row is not None and isinstance(row, db_field.model)
    widget = ProseTextarea() if isinstance(db_field, models.TextField) else ProseInput()
    widget.source = source_of(request, edition)
    widget.about = row.address if is_own and row else db_field.model._meta.label_lower
    widget.field = db_field.name
    return {"widget": widget, "help_text": db_field.help_text or HELP}


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

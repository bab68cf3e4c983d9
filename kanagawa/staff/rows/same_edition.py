"""What all screens of rows share: choices and permissions that stay in one edition and section."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from kanagawa.editions.fields import MonthField
from kanagawa.editions.models import Edition, EditionRow
from kanagawa.editions.rows import related_paths
from kanagawa.formats.text import LONGEST_TEXT
from kanagawa.staff import access
from kanagawa.staff.carried import carried
from kanagawa.staff.prose.fields import prose_options
from kanagawa.staff.text_fields import uncut
from kanagawa.workflow import roles

from . import fields

_TYPED = {
    models.DateField: {"form_class": fields.DateField},
    models.IntegerField: {"form_class": fields.IntegerField, "widget": forms.TextInput},
    models.DecimalField: {"form_class": fields.DecimalField, "widget": forms.TextInput},
}


class SameEdition:
    """Choices and permissions of screens that show rows of one edition."""

    opts: Any
    model: Any
    formfield_overrides: Any = _TYPED

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.ForeignKey):
            return self.formfield_for_foreignkey(db_field, request, **kwargs)
        kwargs |= prose_options(request, _edition_of(request), db_field)
        if isinstance(db_field, models.TextField):
            kwargs["max_length"] = LONGEST_TEXT  # refused before anything reads it
        kwargs |= _period_options(db_field)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]  # of the class that this is mixed with
        return uncut(field)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        edition = _edition_of(request)
        if db_field.name == "edition":
            return _edition_field(edition)
        related = db_field.related_model
        if not issubclass(related, EditionRow):
            return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]  # of the class that this is mixed with
        kwargs["queryset"] = related._default_manager.filter(edition=edition)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]  # of the class that this is mixed with
        if related is not getattr(self, "parent_model", None):
            empty = [("", field.empty_label)] if field.empty_label is not None else []
            field.choices = [*empty, *_choices(request, related, edition)]
        return field

    # `obj` is the row of the screen; an inline is asked about the row it stands below.

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = bool(super().has_view_permission(request, obj))  # type: ignore[misc]  # of the class that this is mixed with
        return allowed and (obj is None or roles.may_view_row(request.user, obj))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = bool(admin.ModelAdmin.has_add_permission(self, request))  # type: ignore[arg-type]  # of the class that this is mixed with
        return allowed and bool(access.drafts(request)) and self._may_write_to(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = bool(super().has_change_permission(request, obj))  # type: ignore[misc]  # of the class that this is mixed with
        return allowed and self._may_write_to(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = bool(super().has_delete_permission(request, obj))  # type: ignore[misc]  # of the class that this is mixed with
        return allowed and self._may_write_to(request, obj)

    def _may_write_to(self, request: HttpRequest, obj: EditionRow) -> bool:
        if obj is None or not obj.pk:
            return True
        # A refused form has changed the row in memory; the answer is about the row as stored.
        answers = carried(request).may_write
        if (type(obj), obj.pk) not in answers:
            may = roles.may_edit_row(request.user, obj) and not access.is_frozen(request, obj)
            answers[type(obj), obj.pk] = may
        return answers[type(obj), obj.pk]


def _period_options(db_field: Any) -> dict[str, Any]:
    """How months and years are typed: in the words of the report, not as a day or a number."""
    if isinstance(db_field, MonthField):
        help_text = "令和７年３月、R7.3、2025-03 のように入力します。"
        return {
            "form_class": fields.MonthFormField,
            "widget": fields.MonthFormField.widget,
            "help_text": help_text,
        }
    if isinstance(db_field, models.IntegerField) and db_field.name.endswith("year"):
        is_fiscal = db_field.name.endswith("fiscal_year")
        help_text = "令和８年度、R8、2026 のように入力します。"
        form_class = fields.FiscalYearFormField if is_fiscal else fields.YearField
        return {"form_class": form_class, "help_text": help_text}
    return {}


def _edition_of(request: HttpRequest) -> Edition | None:
    return carried(request).edition or access.draft_to_add_to(request)


def _edition_field(edition: Edition | None) -> forms.ModelChoiceField[Edition]:
    editions = Edition.objects.filter(pk=edition.pk) if edition else Edition.objects.none()
    return forms.ModelChoiceField(
        editions, label="年度版", initial=edition, disabled=True, empty_label=None
    )


def _choices(
    request: HttpRequest, model: type[EditionRow], edition: Edition | None
) -> list[tuple[int, str]]:
    """The rows of a kind in an edition by name; read once for a whole screen with its inlines."""
    all_choices = carried(request).choices
    if (model, edition) not in all_choices:
        rows = model._default_manager.filter(edition=edition).order_by("position", "id")
        with_names = rows.select_related(*related_names(model))
        all_choices[model, edition] = [(row.pk, str(row)) for row in with_names]
    return all_choices[model, edition]


def related_names(model: type[EditionRow]) -> list[str]:
    """Paths of what a screen reads along with a row: its edition, the rows it refers to."""
    return ["edition", *related_paths(model)]

"""Who is asked: kept by the editors of all sections, for one respondent answers to several."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import ForeignKey
from django.http import HttpRequest

from kanagawa.history.changes import person_name
from kanagawa.history.records import AnyField
from kanagawa.inquiries.models import Answer
from kanagawa.staff.text_fields import require_seen, uncut
from kanagawa.workflow.models import Respondent


class RespondentAdmin(admin.ModelAdmin[Respondent]):
    """One who was asked stays in the records: he is not asked any more instead of deleted."""

    fields = ("name", "kind", "email", "account", "is_active")
    list_display = ("name", "kind", "email", "account", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("account",)
    search_fields = ("name", "email")
    actions = None

    def save_model(self, request: HttpRequest, obj: Respondent, form: Any, change: bool) -> None:
        """A save that changes nothing leaves no history."""
        if form.changed_data:
            super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Respondent | None = None) -> bool:
        """Only who was never asked can be deleted; the others are not asked any more."""
        if obj is None or not super().has_delete_permission(request, obj):
            return super().has_delete_permission(request, obj)
        was_asked = obj.assignments.exists() or Answer.objects.filter(respondent=obj).exists()
        return not was_asked

    def formfield_for_dbfield(
        self, db_field: AnyField, request: HttpRequest, **kwargs: object
    ) -> Any:
        field = uncut(super().formfield_for_dbfield(db_field, request, **kwargs))
        if db_field.name == "name":
            field.validators.append(require_seen)
        return field

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: object
    ) -> Any:
        if db_field.name == "account":
            kwargs["queryset"] = User.objects.filter(is_active=True, is_staff=True)
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.label_from_instance = person_name
            # An account is opened on the screen of roles, not from here.
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_view_related = field.widget.can_delete_related = False
        return field

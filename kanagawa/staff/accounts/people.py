"""The stock screen of a person, cut down to his name: the screen of roles does all the rest.

What a person may do is no field here, so nobody can raise himself or somebody else with it.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest

from kanagawa.history.records import AnyField
from kanagawa.people import signed_in
from kanagawa.staff.rows.read_only import columns
from kanagawa.staff.text_fields import uncut
from kanagawa.workflow.account_log import note
from kanagawa.workflow.models import AccountAct, Role
from kanagawa.workflow.people import section_title

from .addresses import address_of
from .notices import tell_person


class PersonForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ("username", "last_name", "email")
        labels = {"username": "利用者名", "last_name": "氏名"}


class PersonAdmin(admin.ModelAdmin[User]):
    """Accounts are made and closed on the screen of roles and never deleted."""

    form = PersonForm
    fields = ("username", "last_name", "email", "is_active", "is_superuser", "last_login", "held")
    readonly_fields = ("is_active", "is_superuser", "last_login", "held")
    list_display = ("username", "whole_name", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active",)
    ordering = ("username",)
    actions = None

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return columns(User, super().get_list_display(request))

    def formfield_for_dbfield(
        self, db_field: AnyField, request: HttpRequest, **kwargs: object
    ) -> Any:
        return uncut(super().formfield_for_dbfield(db_field, request, **kwargs))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        before = User.objects.get(pk=obj.pk)
        super().save_model(request, obj, form, change)
        for name in form.changed_data:
            detail = f"{form.fields[name].label}：{getattr(before, name)} → {getattr(obj, name)}"
            address = str(address_of(request))
            note(AccountAct.RENAMED, obj, by=signed_in(request), address=address, detail=detail)
            # At the address that was: the new one may be of whoever changed it.
            tell_person(obj, f"{detail}に変わりました。", to=before.email)

    @admin.display(description="氏名", ordering="last_name")
    def whole_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description="役割")
    def held(self, user: User) -> str:
        roles = Role.objects.filter(user=user)
        return "、".join(f"{section_title(r.section)}の{r.get_name_display()}" for r in roles)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        by = signed_in(request)
        allowed = super().has_change_permission(request, obj)
        return allowed and (by.is_superuser or obj is None or not obj.is_superuser)

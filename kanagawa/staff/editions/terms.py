"""The words of the report that readers are told the meaning of, kept by staff."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kanagawa.editions.models import Term
from kanagawa.staff.text_fields import uncut


class TermAdmin(admin.ModelAdmin[Term]):
    """They belong to no edition; what is published keeps the meanings of its day."""

    fields = ("word", "meaning", "source")
    list_display = ("word", "meaning", "source")
    search_fields = ("word", "meaning")
    actions = None

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return uncut(super().formfield_for_dbfield(db_field, request, **kwargs))

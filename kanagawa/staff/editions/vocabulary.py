"""Words that belong to no edition, kept by staff: what the search takes for one another, and what
readers are told the meaning of."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kanagawa.editions.models import Synonym, Term
from kanagawa.history.records import AnyField
from kanagawa.staff.text_fields import uncut


class SynonymAdmin(admin.ModelAdmin[Synonym]):
    """They hold for the search over all editions at once."""

    fields = ("words",)
    search_fields = ("words",)
    actions = None

    def formfield_for_dbfield(
        self, db_field: AnyField, request: HttpRequest, **kwargs: object
    ) -> Any:
        return uncut(super().formfield_for_dbfield(db_field, request, **kwargs))


class TermAdmin(admin.ModelAdmin[Term]):
    """What is published keeps the meanings of its day."""

    fields = ("word", "meaning", "source")
    list_display = ("word", "meaning", "source")
    search_fields = ("word", "meaning")
    actions = None

    def formfield_for_dbfield(
        self, db_field: AnyField, request: HttpRequest, **kwargs: object
    ) -> Any:
        return uncut(super().formfield_for_dbfield(db_field, request, **kwargs))

"""The words that the public search takes for one another, kept by staff."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kanagawa.editions.models import Synonym
from kanagawa.staff.text_fields import uncut


class SynonymAdmin(admin.ModelAdmin[Synonym]):
    """They belong to no edition and hold for the search over all of them at once."""

    fields = ("words",)
    search_fields = ("words",)
    actions = None

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return uncut(super().formfield_for_dbfield(db_field, request, **kwargs))

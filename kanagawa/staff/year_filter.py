"""The filter of a staff list by fiscal year."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList

from kanagawa.formats.years import fiscal_year


class FiscalYearListFilter(admin.AllValuesFieldListFilter):
    """The fiscal years that rows have, in words."""

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        for choice in super().choices(changelist):
            year = str(choice["display"])
            yield {**choice, "display": fiscal_year(int(year))} if year.isdecimal() else choice

"""Record lists of the sections, declared as data: each gets list, detail page and downloads.

A section's urls.py reads:

    RECORDS = (Records("robots", Robot, RobotTable, RobotFilter, "商品化したロボット"), …)
    urlpatterns = [pattern for records in RECORDS for pattern in records.urls()]
"""

from dataclasses import dataclass
from typing import cast

from django.urls import URLPattern, path

from kanagawa.editions.models import EditionRow
from kanagawa.reports import registry

from .filters import RecordFilter
from .tables import RecordTable


@dataclass(frozen=True)
class Records:
    """The list of one kind of record at `/<edition>/<app>/<key>/`, its detail pages below it.

    `detail_children` are the row models shown on the detail page because they refer to the
    record; empty: every model that refers to it. `related` names references to read along
    (`"category__group"`) beyond those of the model and the columns.
    """

    key: str
    model: type[EditionRow]
    table: type[RecordTable]
    filterset: type[RecordFilter]
    title: str
    detail_children: tuple[type[EditionRow], ...] = ()
    related: tuple[str, ...] = ()

    @property
    def section(self) -> str:
        return str(self.model._meta.app_label)

    @property
    def name(self) -> str:
        """The stem of the address names: `robots-robots` of `report:robots-robots-list`."""
        return f"{self.section}-{self.key}"

    def urls(self) -> list[URLPattern]:
        """`<app>-<key>-list`, `-detail`, `-xlsx` and `-csv`, relative to `/<edition>/<app>/`."""
        from . import record_views as views

        at = self.key
        extra = {"records": self}
        return [
            path(f"{at}/", views.record_list, extra, name=f"{self.name}-list"),
            path(f"{at}.xlsx", views.record_xlsx, extra, name=f"{self.name}-xlsx"),
            path(f"{at}.csv", views.record_csv, extra, name=f"{self.name}-csv"),
            path(f"{at}/<slug:key>/", views.record_detail, extra, name=f"{self.name}-detail"),
        ]


def all_records() -> tuple[Records, ...]:
    """The record lists of all sections, in the order of the report (`RECORDS` of their urls)."""
    return cast(tuple[Records, ...], registry.record_lists())

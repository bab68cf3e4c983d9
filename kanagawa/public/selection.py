"""What a record list shows for a URL: the rows filtered and sorted, or what is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import InvalidPage
from django.db.models import QuerySet
from django.forms import BoundField
from django.http import QueryDict

from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition
from kanagawa.editions.rows import related_paths
from kanagawa.formats.numbers import number
from kanagawa.reports.records import Records

from .filters import RecordFilter
from .tables import PER_PAGE, Prints, RecordTable

OWN = {"sort", "page"}


@dataclass
class Selection:
    """`problems` say in Japanese what is wrong with the URL; then there are no rows."""

    filters: RecordFilter
    table: RecordTable
    problems: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return bool(self.problems or self.filters.errors)

    @property
    def count(self) -> int:
        return int(self.table.paginator.count)

    @property
    def folded(self) -> list[BoundField]:
        """The fields that stand behind the keyword."""
        return [field for field in self.filters.form if field.name != "q"]

    @property
    def is_narrowed(self) -> bool:
        """Whether the folded fields must be seen: one of them was used, or refused."""
        data = self.filters.data or {}
        return self.refused or any(data.get(name) for name in self.filters.filters if name != "q")

    @property
    def is_filtered(self) -> bool:
        return any(value not in (None, "") for value in self.filters.form.cleaned_data.values())


def rows_of(records: Records, edition: Edition) -> QuerySet[Any]:
    """The records of an edition in the report's order, their references read along."""
    of_edition: QuerySet[Any] = records.model._default_manager.filter(edition=edition)
    rows = of_edition.order_by("position", "id")
    return rows.select_related(*related_paths(records.model), *records.related)


def select(
    records: Records,
    edition: Edition,
    query: QueryDict,
    folder: str = "",
    prints: Prints | None = None,
) -> Selection:
    """Apply the query string; nothing in it raises, whatever it holds."""
    filters = RecordFilter(query, rows_of(records, edition), records=records, edition=edition)
    valid = not filters.errors
    rows = filters.qs if valid else filters.queryset.none()
    resolve = Content(edition).resolve
    table = RecordTable(rows, records, detail=folder, resolve=resolve, prints=prints)
    selection = Selection(filters, table)
    selection.ignored = sorted(set(query) - set(filters.filters) - OWN)
    selection.problems += [*_sort(table, query.get("sort", "")), *_page(table, query, valid)]
    return selection


def _sort(table: RecordTable, order: str) -> Iterator[str]:
    names = [name for name in order.split(",") if name]
    if {name.removeprefix("-") for name in names} <= table.sortable() and len(names) <= 3:
        table.sort_by(names)
    else:
        yield "その項目では並べ替えできません。表の見出しを選んで並べ替えてください。"


def _page(table: RecordTable, query: QueryDict, valid: bool) -> Iterator[str]:
    text = query.get("page", "1")
    try:
        table.paginate(page=text if valid else 1, per_page=PER_PAGE)
    except InvalidPage:
        table.paginate(page=1, per_page=PER_PAGE)
        last = number(table.paginator.num_pages)
        yield f"そのページはありません。１から{last}までの番号を指定してください。"

"""A record list as its page shows it: the columns of its `Records`, sorted and paged."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import Any, Protocol

import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

from kanagawa.formats.numbers import DASH
from kanagawa.reports.columns import Column, Value
from kanagawa.reports.records import Records

PER_PAGE = 25
Resolve = Callable[[str], str]


class Prints(Protocol):
    """What was stored of a list (`record_prints.ListPrint`)."""

    @property
    def cells(self) -> Mapping[str, Sequence[str]]: ...
    def declared(self, records: Records) -> list[Column]: ...


class RecordTable(tables.Table):
    """A record list; `detail` is the URL of the list, under which the records' pages lie.

    `resolve` puts figures into texts that refer to them; `prints` are the texts that were stored
    with a published edition. django-tables2 does the heads, the order
    and the pages; what stands in the rows says the declared column.
    """

    class Meta:
        order_by_field = "sort"
        per_page = PER_PAGE
        empty_text = "条件に合うものはありません。条件を減らすか、ことばを変えてみてください。"

    def __init__(
        self,
        data: QuerySet[Any],
        records: Records,
        *,
        detail: str = "",
        resolve: Resolve = str,
        prints: Prints | None = None,
    ) -> None:
        self.detail, self.resolve, self.prints = detail, resolve, prints
        self.shown = prints.declared(records) if prints else records.on("list")
        heads = [(column.name, _ListHead(column, records.model)) for column in self.shown]
        super().__init__(data, extra_columns=heads)

    def sort_by(self, aliases: list[str]) -> None:
        """Order by column names (`-name` descending), then as in the report: pages are stable."""
        if not aliases:
            return
        self.order_by = aliases
        chosen = self.data.data.query.order_by
        self.data.data = self.data.data.order_by(*chosen, "position", "id")

    def sortable(self) -> set[str]:
        return {column.name for column in self.columns.iterall() if column.orderable}

    def body(self) -> SafeString:
        """The rows of the page in one piece: a template per cell costs most of a list's time.

        `_cell` escapes every text.
        """
        return mark_safe("".join(self._row(row.record) for row in self.paginated_rows))  # nosec B308 B703

    def _row(self, record: Any) -> str:
        texts = self._texts(record)
        cells = (
            self._cell(column, text, record) for column, text in zip(self.shown, texts, strict=True)
        )
        return f"<tr>{''.join(cells)}</tr>"

    def _texts(self, record: Any) -> Sequence[str]:
        if self.prints and (stored := self.prints.cells.get(record.key)):
            return stored
        return [resolved(column.text(record), self.resolve) for column in self.shown]

    def _cell(self, column: Column, text: str, record: Any) -> str:
        # No text of a column is markup, so Django need not ask each whether it is.
        text = escape(text or DASH)
        kind = ' class="end"' if column.align == "end" else ""
        if not column.link:
            return f"<td{kind}>{text}</td>"
        link = f'<a href="{self.detail}{record.key}/">{text}</a>' if self.detail else text
        return f'<th scope="row"{kind}>{link}</th>'


class _ListHead(tables.Column):
    """What django-tables2 knows of a declared column: its name, its order."""

    def __init__(self, column: Column, model: object) -> None:
        self.align = column.align
        order = column.order(model)
        super().__init__(verbose_name=column.label_of(model), order_by=order, orderable=bool(order))


def resolved(text: str, resolve: Resolve) -> str:
    return resolve(text) if "{" in text else text


def names(columns: Sequence[Column]) -> list[str]:
    """ASCII column names of the files; the key comes first."""
    return ["key", *(column.name for column in columns)]


def labels(columns: Sequence[Column], model: object) -> list[str]:
    """The Japanese names of the columns of the files."""
    return ["識別子", *(column.label_of(model) for column in columns)]


def raw_rows(
    columns: Sequence[Column], queryset: QuerySet[Any], resolve: Resolve
) -> Iterator[list[Value]]:
    """What files hold of every row of `queryset`, read piece by piece."""
    for record in queryset.iterator(chunk_size=500):
        values = (column.raw(record) for column in columns)
        row = [resolved(value, resolve) if isinstance(value, str) else value for value in values]
        yield [record.key, *row]


def printed_rows(
    columns: Sequence[Column], queryset: QuerySet[Any], resolve: Resolve
) -> Iterator[list[str]]:
    """The same rows as the pages print them, behind the key."""
    for record in queryset.iterator(chunk_size=500):
        yield [record.key, *(resolved(column.text(record), resolve) for column in columns)]

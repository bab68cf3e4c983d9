"""Base of the record lists (django-tables2): columns that print officially and export raw.

A section writes:

    class RobotTable(RecordTable):
        commercialised_on = MonthColumn()

        class Meta(RecordTable.Meta):
            model = Robot
            fields = ("name", "commercialised_on")

Labels come from the model's verbose names; the first column links to the record's page.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import signature

from kanagawa.editions.models import EditionRow
from kanagawa.formats.numbers import DASH, amount
from kanagawa.formats.years import era_year, fiscal_year, period_text, wareki, wareki_month
from kanagawa.reports.writers.csv import Value

PER_PAGE = 25
Resolve = Callable[[str], str]


class Column(tables.Column):
    """Text; `align` is start or end (numbers). What is shown is also what is exported."""

    align = "start"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", DASH)
        super().__init__(*args, **kwargs)


class NumberColumn(Column):
    """A number with its unit in official print (money for 円); exports the number."""

    align = "end"

    def __init__(self, *args: Any, unit: str = "", places: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.places = unit, places

    def render(self, value: int | Decimal) -> str:
        return amount(value, self.unit, self.places)

    def value(self, value: Any) -> Any:
        return value


class DateColumn(Column):
    """令和７年３月31日; exports the date."""

    def render(self, value: date) -> str:
        return wareki(value)

    def value(self, value: Any) -> Any:
        return value


class MonthColumn(DateColumn):
    """A month kept as its first day: 令和７年３月; exports the date."""

    def render(self, value: date) -> str:
        return wareki_month(value)


class FiscalYearColumn(Column):
    """A Western start year as 令和７年度; exports the number."""

    def render(self, value: int) -> str:
        return fiscal_year(value)

    def value(self, value: Any) -> Any:
        return value


class YearColumn(FiscalYearColumn):
    """A Western calendar year as 令和７年; exports the number."""

    def render(self, value: int) -> str:
        return era_year(value)


class YesNoColumn(Column):
    """A yes/no field as ○ or a dash, with words for the export."""

    def render(self, value: bool) -> str:
        return "はい" if value else "いいえ"

    def value(self, value: bool) -> str:
        return self.render(value)


class FigureColumn(Column):
    """The printed value of a figure row; sorts by and exports the value."""

    align = "end"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("verbose_name", "値")
        super().__init__(*args, accessor="printed", order_by=("value",), **kwargs)

    def value(self, record: Any) -> Any:
        return record.value


class PeriodColumn(Column):
    """The period of a figure row in words; sorts by its first day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("verbose_name", "対象期間")
        super().__init__(
            *args, accessor="period", order_by=("period_start", "period_end"), **kwargs
        )

    def render(self, value: Any) -> str:
        return period_text(value)

    def value(self, value: Any) -> str:
        return period_text(value)


class ReferenceColumn(Column):
    """The row a record refers to, sorted by that row's place in the report."""

    def __init__(self, name: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args, accessor=name, order_by=(f"{name}__position", f"{name}__id"), **kwargs
        )


class RecordTable(tables.Table):
    """A record list; `detail` is the address of the list, under which the records' pages lie.

    `resolve` puts figures into texts that refer to them.
    """

    class Meta:
        template_name = "kanagawa/records/table.html"
        order_by_field = "sort"
        per_page = PER_PAGE
        empty_text = "条件に合うものはありません。条件を減らすか、ことばを変えてみてください。"
        default = DASH

    def __init__(
        self, data: Any, *, detail: str = "", resolve: Resolve = str, **kwargs: Any
    ) -> None:
        self.detail, self.resolve = detail, resolve
        super().__init__(data, **kwargs)

    def sort_by(self, aliases: list[str]) -> None:
        """Order by column names (`-name` descending), then as in the report: pages are stable."""
        if not aliases:
            return
        self.order_by = aliases
        chosen = self.data.data.query.order_by
        self.data.data = self.data.data.order_by(*chosen, "position", "id")

    def sortable(self) -> set[str]:
        return {column.name for column in self.columns.iterall() if column.orderable}

    def aligns(self) -> list[str]:
        return [getattr(column.column, "align", "start") for column in self.columns]

    def body(self) -> SafeString:
        """The rows of the page in one piece: a template per cell costs most of a list's time."""
        kinds = [f' class="{align}"' if align == "end" else "" for align in self.aligns()]
        return mark_safe("".join(self._rows(kinds)))

    def _rows(self, kinds: list[str]) -> Iterator[str]:
        readers = [reader(self, column) for column in self.columns]
        for row in self.paginated_rows:
            first, *rest = (self._text(read(row.record)) for read in readers)
            link = f'<a href="{self.detail}{row.record.key}/">{first}</a>' if self.detail else first
            cells = "".join(
                f"<td{kind}>{text}</td>" for kind, text in zip(kinds[1:], rest, strict=True)
            )
            yield f'<tr><th scope="row"{kinds[0]}>{link}</th>{cells}</tr>'

    def _text(self, content: Any) -> SafeString:
        if isinstance(content, str) and "{" in content:
            content = self.resolve(content)
        return conditional_escape(content)

    def names(self) -> list[str]:
        """ASCII column names of the export; the key comes first."""
        return ["key", *(column.name for column in self.columns)]

    def heads(self) -> list[str]:
        """The Japanese names of the columns of the export."""
        return ["識別子", *(str(column.header) for column in self.columns)]

    def exported(self, queryset: QuerySet[Any]) -> Iterator[list[Value]]:
        """The raw values of every row of `queryset`, read piece by piece."""
        readers = [reader(self, column, raw=True) for column in self.columns]
        for record in queryset.iterator(chunk_size=500):
            yield [record.key, *(self._value(read(record)) for read in readers)]

    def _value(self, value: Any) -> Value:
        """Numbers and dates as they are, all else (a row that is referred to) as its text."""
        if value is None or isinstance(value, int | Decimal | date):
            return value
        return self.resolve(str(value))

    def printed(self, record: EditionRow) -> Iterator[tuple[str, str]]:
        """Label and print of each column of one record that has something to show."""
        for column in self.columns:
            text = reader(self, column)(record)
            if text != column.default:
                yield str(column.header), self.resolve(str(text))

    def covered(self) -> set[str]:
        """The model fields that the columns print or sort by."""
        names: set[str] = set()
        for column in self.columns:
            for path in (column.name, str(column.accessor), *column.order_by):
                names.add(path.removeprefix("-").replace(".", "__").split("__")[0])
        return names


Read = Callable[[Any], Any]


def reader(table: RecordTable, column: BoundColumn, raw: bool = False) -> Read:
    """What a column shows (or, `raw`, exports) of a record.

    django-tables2 inspects the signature of the render method for every cell, which costs more
    than the rest of the list; here it is inspected once for a column. Columns that want more than
    value and record, or follow references, go its way.
    """
    # Exporting, the value of a plain column is what it shows.
    own = raw and getattr(column.value, "__func__", None) is not tables.Column.value
    render = column.value if own else column.render
    wanted, rest = signature(render)
    name = str(column.accessor)
    # A dash is printing; words that stand for nothing (全施策) say something.
    default = None if raw and column.default == DASH else column.default
    if rest or column.link or "__" in name or "." in name or not {"value", "record"} >= {*wanted}:
        return _bound_reader(table, column.name, default, raw)
    return _reader(name, render, wanted, default, column.column)


def _bound_reader(table: RecordTable, name: str, default: Any, raw: bool) -> Read:
    def read(record: Any) -> Any:
        row = BoundRow(record, table)
        if not raw:
            return row.get_cell(name)
        value = row.get_cell_value(name)
        return default if value is None else value

    return read


def _reader(name: str, render: Read, wanted: Any, default: Any, column: tables.Column) -> Read:
    def read(record: Any) -> Any:
        display = getattr(record, f"get_{name}_display", None)
        value = display() if display else getattr(record, name, None)
        if value in column.empty_values:
            return default
        arguments = {"value": value, "record": record}
        return render(**{argument: arguments[argument] for argument in wanted})  # type: ignore[call-arg]

    return read

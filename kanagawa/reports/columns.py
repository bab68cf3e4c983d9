"""The columns of a kind of record: its list, page, files and Grid are made from this declaration.

A section declares them once, in order, in its records.py:

    columns=(
        Column("name", link=True, width=72),
        Month("commercialised_on", filter=Filter("fiscal_year", "商品化した年度"), width=16),
    )
"""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from kanagawa.formats.numbers import number
from kanagawa.formats.years import fiscal_year, wareki, wareki_month

from .grid import Align, Cell

Face = Literal["list", "page", "files", "grid"]
EVERYWHERE: tuple[Face, ...] = ("list", "page", "files", "grid")
# A long text would hide the rows of a list page: it stands on the record's own page.
NOT_IN_LISTS: tuple[Face, ...] = ("page", "files", "grid")
Value = str | int | Decimal | date | None


@dataclass(frozen=True)
class Filter:
    """How visitors narrow a list by a column.

    `name` in the URL and `label` beside the input are those of the column unless given;
    `lookup` is a lookup of Django's (`gte`).
    """

    name: str = ""
    label: str = ""
    lookup: str = "exact"


@dataclass(frozen=True)
class Column:
    """One field of a kind of record: how it is called, printed, kept in files and sorted.

    `name` is the model's field or property, and the column of the CSV; `path` leads to the value
    where it stands elsewhere (`deregulation.law`). `label` is the field's verbose name unless
    given. `on` are the faces that show it. `head` makes it a row head of the Grid; `link` says
    that it names the record: it leads to the record's page. `empty` is printed where there is no
    value; `sort` are the fields a list is sorted by (the field itself unless given); `width` is
    that of the Grid's column in half-width characters.
    """

    name: str
    _: KW_ONLY
    label: str = ""
    path: str = ""
    on: tuple[Face, ...] = EVERYWHERE
    head: bool = False
    link: bool = False
    filter: Filter | None = None
    sort: tuple[str, ...] = ()
    empty: str = ""
    align: Align = ""
    width: int = 0

    def value(self, record: Any) -> Any:
        """What the record holds; None where a row on the path is missing."""
        value = record
        for name in (self.path or self.name).split("."):
            value = getattr(value, name) if value is not None else None
        return value

    def text(self, record: object) -> str:
        """What list, page and Grid print; references (`{…}`) in it are not put in yet."""
        value = self.value(record)
        if value is None or value == "":
            return self.empty
        display = getattr(record, f"get_{self.name}_display", None)
        return str(display()) if display else printed(value)

    def raw(self, record: object) -> Value:
        """What files hold: numbers and dates as such, everything else as it is printed."""
        value = self.value(record)
        is_plain = isinstance(value, int | Decimal | date) and not isinstance(value, bool)
        return value if is_plain else self.text(record) or None

    def cell(self, record: object, place: int, rows: object) -> Cell:
        """The cell of the Grid; `place` counts the records from 1, `rows` are the edition's."""
        return self.cell_of(self.text(record), record)

    def cell_of(self, text: str, record: Any) -> Cell:
        return Cell(
            text,
            role="row" if self.head else "data",
            align=self.align,
            link=record.ref if self.link else "",
        )

    def label_of(self, model: Any) -> str:
        """Raises FieldDoesNotExist for a property without a label (a system check finds it)."""
        return self.label or str(model._meta.get_field(self.name).verbose_name)

    def order(self, model: Any) -> tuple[str, ...]:
        """The fields a list is sorted by; none for what the database cannot sort."""
        fields = {field.name for field in model._meta.concrete_fields}
        return self.sort or ((self.name,) if self.name in fields else ())

    def fields(self) -> set[str]:
        """The model's fields that it prints or sorts by."""
        paths = (self.name, self.path.replace(".", "__"), *self.sort)
        return {path.split("__")[0] for path in paths if path}


def printed(value: object) -> str:
    """A value as the report prints it: 令和７年３月31日, １，０００ in its digits, はい."""
    match value:
        case bool():
            return "はい" if value else "いいえ"
        case date():
            return wareki(value)
        case int() | Decimal():
            return number(value)
    return str(value)


@dataclass(frozen=True)
class Month(Column):
    """A month kept as its first day: 令和７年３月; files hold the date."""

    def text(self, record: object) -> str:
        day = self.value(record)
        return wareki_month(day) if day else self.empty


@dataclass(frozen=True)
class FiscalYear(Column):
    """A fiscal year kept as the Western year it begins in; files hold that number."""

    def text(self, record: object) -> str:
        year = self.value(record)
        return self.empty if year is None else fiscal_year(year)


@dataclass(frozen=True)
class ReferenceColumn(Column):
    """A row that the record refers to, sorted by that row's place in the report."""

    def order(self, model: object) -> tuple[str, ...]:
        return (f"{self.name}__position", f"{self.name}__id")


@dataclass(frozen=True)
class Ordinal(Column):
    """The record's number in the Grid, counted from １."""

    name: str = "ordinal"
    _: KW_ONLY
    label: str = "番号"
    on: tuple[Face, ...] = ("grid",)

    def cell(self, record: object, place: int, rows: object) -> Cell:
        return self.cell_of(number(place), record)


@dataclass(frozen=True)
class Built(Column):
    """A cell of the Grid that is made from several rows: `build(rows, record)`."""

    _: KW_ONLY
    build: Callable[[Any, Any], Cell]
    on: tuple[Face, ...] = ("grid",)

    def cell(self, record: object, place: int, rows: object) -> Cell:
        return self.build(rows, record)

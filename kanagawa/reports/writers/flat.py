"""The long form: one row per figure, every column named, nothing merged (機械可読)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter

from kanagawa.formats.numbers import PERCENT, YEN
from kanagawa.formats.statuses import QUALIFIER_NAMES, STATUS_NAMES
from kanagawa.formats.years import Period, period_text
from kanagawa.organisation import organisation

from ..grid import Cell, Figure, Grid, placed
from ..labels import column_label, machine_text, row_label
from ..subsets import WITHIN, subsets
from .csv import edition_code

_PUBLISHER = organisation()
# What a figure measures, by its unit; everything else is a number of things.
MEASURES = {
    "count": "数（件、社、回など）",
    "persons": "人数",
    "amount": "金額（円）",
    "share": "割合（％）",
}
_BY_UNIT = {YEN: "amount", PERCENT: "share", "人": "persons", "名": "persons"}

# Column, its name and what it holds. The order is that of FlatRow.
DICTIONARY: tuple[tuple[str, str, str], ...] = (
    (
        "local_gov_code",
        "全国地方公共団体コード",
        f"数値の対象の地域（文字）。{_PUBLISHER.prefecture}は{_PUBLISHER.local_government_code}、"
        "一つの市町村の数値はその市町村。コードのない地域（県央など）の数値は県のコードで、地域は見出しにある",
    ),
    ("prefecture", "都道府県名", ""),
    (
        "edition",
        "年度版",
        "年度（西暦）と版。2025_1 は令和７年度版の第１版。アドレスは /2025-1/",
    ),
    ("section", "節", "報告の節の識別子"),
    ("table_key", "表の識別子", "年度が変わっても同じ表は同じ識別子"),
    ("table_order", "表の順", "その版の中での表の順番（１から）"),
    (
        "table_title",
        "表の名称",
        "「本文にだけある数値」は、報告の本文だけが印字する数値（箇所は行の見出し）",
    ),
    ("row_label", "行の見出し", "上位の見出しから「 / 」でつなぐ"),
    ("column_label", "列の見出し", "上位の見出しから「 / 」でつなぐ"),
    ("figure_key", "数値の識別子", "年度が変わっても同じ数値は同じ識別子"),
    ("sub_of", "内数の元", "うち数（内数）のとき、その全体の数値の識別子。同じ表にある"),
    ("indicator", "指標", "何の数値か"),
    ("kind", "種別", "target 目標値、actual 実績値、forecast 見込、limit 限度額、estimate 見込額"),
    (
        "measure",
        "測るもの",
        "、".join(f"{code} {name}" for code, name in MEASURES.items()),
    ),
    ("value", "値", "数値。金額は円、割合は百分率（28.8は28.8％）。値がなければ空欄"),
    ("unit", "単位", ""),
    (
        "status",
        "値の有無",
        "、".join(f"{code} {name}" for code, name in STATUS_NAMES.items()),
    ),
    ("period_start", "対象期間の初日", "YYYY-MM-DD"),
    ("period_end", "対象期間の末日", "YYYY-MM-DD。継続中は空欄"),
    (
        "time_code",
        "対象期間のコード",
        "ISO 8601 の期間（初日/末日）。継続中は 2019-11-01/.. の形",
    ),
    ("fiscal_year", "年度", "対象期間が一つの年度に収まるときの年度（西暦）"),
    ("as_of", "時点", "YYYY-MM-DD。その値の時点。目標値と値がないものは空欄"),
    ("note", "注", "数値の注と、表の注のうちその数値に付くもの"),
    ("printed", "印字", "表に印字された文字。( )だけで囲む数は（ ）にする（負の数に見えないため）"),
    ("computed", "計算値", "true は合計や割合など、ほかの数値から計算したもの"),
    (
        "qualifier",
        "値の性質",
        "、".join(f"{code} {name}" for code, name in QUALIFIER_NAMES.items()) + "。確定値は空欄",
    ),
)
HEADER = tuple(name for name, _, _ in DICTIONARY)
DICTIONARY_HEADER = ("column", "name_ja", "description_ja", "name_en")


def english(column: str) -> str:
    """The name of a column in English, as it is already (`errata.csv:old_value`)."""
    return column.rpartition(":")[2].replace("_", " ")


@dataclass(frozen=True, slots=True)
class FlatRow:
    """One printed figure in long form; what the fields mean says DICTIONARY."""

    local_gov_code: str
    prefecture: str
    edition: str
    section: str
    table_key: str
    table_order: int
    table_title: str
    row_label: str
    column_label: str
    figure_key: str
    sub_of: str
    indicator: str
    kind: str
    measure: str
    value: Decimal | None
    unit: str
    status: str
    period_start: date | None
    period_end: date | None
    time_code: str
    fiscal_year: int | None
    as_of: date | None
    note: str
    printed: str
    computed: bool
    qualifier: str

    def values(self) -> tuple[str | int | Decimal | date | bool | None, ...]:
        return _values(self)


_values = attrgetter(*HEADER)


def flat_rows(
    edition: str, grids: Iterable[Grid], orders: Mapping[str, int] | None = None
) -> Iterator[FlatRow]:
    """Every figure that the tables print, in their order; `edition` is `2025-1`.

    `orders` are the places of the tables in the edition by their keys; without them the tables
    are counted.
    """
    for order, grid in enumerate(grids, start=1):
        if not any(True for _ in grid.figures()):
            continue
        order = (orders or {}).get(grid.key, order)
        table = _FlatTable(edition_code(edition), order, grid, subsets(grid))
        for cell, figure, rows, columns in _labelled(grid):
            yield _flat(table, cell, figure, rows, columns)


def _labelled(grid: Grid) -> Iterator[tuple[Cell, Figure, str, str]]:
    """Each figure with its cell and the labels of its row and column.

    Where figures of several periods share their labels, as in a list of activities, the period
    belongs to the label of the column.
    """
    places = grid.positions()
    labelled = [
        (cell, figure, row_label(places, cell, *at), column_label(places, cell, *at))
        for cell, *at in placed(grid)
        for figure in cell.figures
    ]
    periods: dict[tuple[str, str, str], set[Period | None]] = {}
    for _, figure, rows, columns in labelled:
        periods.setdefault((figure.indicator, rows, columns), set()).add(figure.period)
    for cell, figure, rows, columns in labelled:
        if len(periods[figure.indicator, rows, columns]) > 1 and figure.period:
            columns = " / ".join(filter(None, (columns, period_text(figure.period))))
        yield cell, figure, rows, columns


@dataclass(frozen=True)
class _FlatTable:
    """What the rows of a table have in common."""

    edition: str
    order: int
    grid: Grid
    wholes: Mapping[str, str]


def _flat(table: _FlatTable, cell: Cell, figure: Figure, rows: str, columns: str) -> FlatRow:
    grid, period, value = table.grid, figure.period, figure.value
    if value is not None and value == value.to_integral_value():
        value = value.to_integral_value()
    return FlatRow(
        figure.area_code or _PUBLISHER.local_government_code,
        _PUBLISHER.prefecture,
        table.edition,
        grid.key.split(".", 1)[0],
        grid.key,
        table.order,
        machine_text(grid.title or grid.caption),
        rows,
        columns,
        figure.key,
        table.wholes.get(figure.key, ""),
        _indicator(figure, figure.key in table.wholes),
        figure.kind,
        _BY_UNIT.get(figure.unit, "count"),
        value,
        figure.unit,
        figure.status,
        period.start if period else None,
        period.end if period else None,
        time_code(period) if period else "",
        _fiscal_year(figure),
        # The day of a table is that of its results: a target or a gap has none.
        figure.as_of if figure.kind != "target" and value is not None else None,
        _note(grid, cell, figure, rows, columns),
        _unsigned(machine_text(cell.text)),
        figure.computed,
        figure.qualifier,
    )


def _indicator(figure: Figure, is_subset: bool) -> str:
    """What it is a figure of; a part of another one says so, for both stand in the same cell."""
    name = machine_text(figure.indicator)
    return f"{name}（内数）" if is_subset and not any(w in name for w in WITHIN) else name


def time_code(period: Period) -> str:
    """The interval of ISO 8601; `..` while it goes on."""
    end = period.end.isoformat() if period.end else ".."
    return f"{period.start.isoformat()}/{end}"


_MARK = re.compile(r"※[０-９0-9]*")


def _note(grid: Grid, cell: Cell, figure: Figure, rows: str, columns: str) -> str:
    """The notes of the figure, and those of the table that its cell or its heads are marked for;
    a note whose mark nothing in the table bears is one on all of it.
    """
    marked = {mark for c in _cells(grid) for mark in _MARK.findall(c.text)}
    own = set(_MARK.findall(f"{cell.text}{rows}{columns}"))
    notes = [figure.note]
    for note in grid.notes:
        mark = _MARK.match(note)
        is_own = figure.note and note.endswith(f" {figure.note}")
        if not is_own and (mark is None or mark[0] in own or mark[0] not in marked):
            notes.append(note)
    return " ".join(machine_text(note) for note in dict.fromkeys(filter(None, notes)))


def _cells(grid: Grid) -> Iterator[Cell]:
    for row in (*grid.header, *grid.body):
        yield from row


_BRACKETED = re.compile(r"\(([0-9０-９,.]+)\)")


def _unsigned(text: str) -> str:
    """(640) in full-width brackets: spreadsheets take it for −640."""
    match = _BRACKETED.fullmatch(text)
    return f"（{match[1]}）" if match else text


def _fiscal_year(figure: Figure) -> int | None:
    period = figure.period
    if period is None or period.end is None or period.precision == "year":
        return None
    return period.first_fiscal_year if period.first_fiscal_year == period.last_fiscal_year else None

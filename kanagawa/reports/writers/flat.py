"""The long form: one row per figure, every column named, nothing merged (機械可読)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter

from kanagawa.formats.statuses import QUALIFIER_NAMES, STATUS_NAMES
from kanagawa.organisation import organisation

from ..grid import Cell, Figure, Grid, placed
from ..labels import column_label, machine_text, row_label

_PUBLISHER = organisation()

# Column, its name and what it holds. The order is that of FlatRow.
DICTIONARY: tuple[tuple[str, str, str], ...] = (
    (
        "local_gov_code",
        "全国地方公共団体コード",
        f"{_PUBLISHER.prefecture}は{_PUBLISHER.local_government_code}（文字）",
    ),
    ("prefecture", "都道府県名", ""),
    ("edition", "年度版", "年度（西暦）と版。2025-1 は令和７年度版の第１版"),
    ("section", "節", "報告の節の識別子"),
    ("table_key", "表の識別子", "年度が変わっても同じ表は同じ識別子"),
    ("table_title", "表の名称", ""),
    ("row_label", "行の見出し", "上位の見出しから「 / 」でつなぐ"),
    ("column_label", "列の見出し", "上位の見出しから「 / 」でつなぐ"),
    ("figure_key", "数値の識別子", "年度が変わっても同じ数値は同じ識別子"),
    ("indicator", "指標", "何の数値か"),
    ("kind", "種別", "target 目標値、actual 実績値、forecast 見込、limit 限度額、estimate 見込額"),
    ("value", "値", "数値。金額は円、割合は百分率（28.8は28.8％）。値がなければ空欄"),
    ("unit", "単位", ""),
    (
        "status",
        "値の有無",
        "、".join(f"{code} {name}" for code, name in STATUS_NAMES.items()),
    ),
    ("period_start", "対象期間の初日", "YYYY-MM-DD"),
    ("period_end", "対象期間の末日", "YYYY-MM-DD。継続中は空欄"),
    ("fiscal_year", "年度", "対象期間が一つの年度に収まるときの年度（西暦）"),
    ("as_of", "時点", "YYYY-MM-DD"),
    ("note", "注", ""),
    ("printed", "印字", "表に印字された文字"),
    ("computed", "計算値", "true は合計や割合など、ほかの数値から計算したもの"),
    (
        "qualifier",
        "値の性質",
        "、".join(f"{code} {name}" for code, name in QUALIFIER_NAMES.items()) + "。確定値は空欄",
    ),
)
HEADER = tuple(name for name, _, _ in DICTIONARY)
DICTIONARY_HEADER = ("column", "name_ja", "description_ja")


@dataclass(frozen=True, slots=True)
class FlatRow:
    """One printed figure in long form; what the fields mean says DICTIONARY."""

    local_gov_code: str
    prefecture: str
    edition: str
    section: str
    table_key: str
    table_title: str
    row_label: str
    column_label: str
    figure_key: str
    indicator: str
    kind: str
    value: Decimal | None
    unit: str
    status: str
    period_start: date | None
    period_end: date | None
    fiscal_year: int | None
    as_of: date | None
    note: str
    printed: str
    computed: bool
    qualifier: str

    def values(self) -> tuple[str | int | Decimal | date | bool | None, ...]:
        return _values(self)


_values = attrgetter(*HEADER)


def flat_rows(edition: str, grids: Iterable[Grid]) -> Iterator[FlatRow]:
    """Every figure that the tables print, in their order; `edition` is `2025-1`."""
    for grid in grids:
        if not any(True for _ in grid.figures()):
            continue
        places = grid.positions()
        for cell, row, column in placed(grid):
            if not cell.figures:
                continue
            rows = row_label(places, cell, row, column)
            columns = column_label(places, cell, row, column)
            for figure in cell.figures:
                yield _flat(edition, grid, cell, figure, rows, columns)


def _flat(edition: str, grid: Grid, cell: Cell, figure: Figure, rows: str, columns: str) -> FlatRow:
    period = figure.period
    value = figure.value
    if value is not None and value == value.to_integral_value():
        value = value.to_integral_value()
    return FlatRow(
        _PUBLISHER.local_government_code,
        _PUBLISHER.prefecture,
        edition,
        grid.key.split(".", 1)[0],
        grid.key,
        machine_text(grid.title or grid.caption),
        rows,
        columns,
        figure.key,
        machine_text(figure.indicator),
        figure.kind,
        value,
        figure.unit,
        figure.status,
        period.start if period else None,
        period.end if period else None,
        _fiscal_year(figure),
        figure.as_of,
        machine_text(figure.note),
        machine_text(cell.text),
        figure.computed,
        figure.qualifier,
    )


def _fiscal_year(figure: Figure) -> int | None:
    period = figure.period
    if period is None or period.end is None or period.precision == "year":
        return None
    return period.first_fiscal_year if period.first_fiscal_year == period.last_fiscal_year else None

"""The long form, its CSV, and JSON."""

import csv
import io
import json
from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanagawa.formats.years import Period
from kanagawa.reports.grid import Cell, Grid, column_head, row_head
from kanagawa.reports.writers.csv import BOM, csv_rows, safe
from kanagawa.reports.writers.flat import (
    DICTIONARY,
    HEADER,
    FlatRow,
    flat_rows,
    machine_text,
    time_code,
)
from kanagawa.reports.writers.json import tables_json

from .samples import FORMULAS, every_grid, figure, merged, pie, plain, prints, shown


def by_key(grid: Grid) -> dict[str, FlatRow]:
    return {row.figure_key: row for row in flat_rows("2025-1", [grid])}


@pytest.mark.parametrize("grid", every_grid(), ids=lambda grid: grid.key)
def test_every_figure_stands_once_per_print_in_order(grid: Grid) -> None:
    keys = [row.figure_key for row in flat_rows("2025-1", [grid])]
    assert keys == [figure.key for figure in grid.figures()]


def test_labels_come_from_the_heads_over_the_spans() -> None:
    rows = list(flat_rows("2025-1", [merged()]))
    labels = [(row.row_label, row.column_label, row.printed) for row in rows]
    assert labels == [
        ("件数 / 総数", "第３期 / 令和５年度", "1,234件"),
        ("件数 / 総数", "第３期 / 令和６年度(見込)", "（５）"),
        ("件数 / 総数", "計", "141件［124件］"),
        ("件数 / 総数", "計", "141件［124件］"),
        ("件数 / 総数 / うち県内", "第３期 / 令和５年度", "－"),
        ("件数 / 総数 / うち県内", "第３期 / 令和６年度(見込)", "－"),
        ("金額", "計", "４億  474万円"),
    ]


def test_a_row_without_heads_is_named_by_its_first_text() -> None:
    cells = merged().body[0]
    grid = Grid("sample.x", "", ((Cell("甲"), cells[2]),))
    assert [row.row_label for row in flat_rows("2025-1", [grid])] == ["甲"]


def test_a_figure_is_told_wholly() -> None:
    row = by_key(merged())["sample.figure/404740000-1"]
    assert row.values()[:7] == (
        "140007",
        "神奈川県",
        "2025_1",
        "sample",
        "sample.merged",
        1,
        "見本＆<表>",
    )
    assert (row.measure, row.time_code) == ("amount", "2024-04-01/2025-03-31")
    assert (row.value, row.unit, row.kind, row.status) == (404740000, "円", "actual", "value")
    assert (row.period_start, row.period_end) == (date(2024, 4, 1), date(2025, 3, 31))
    assert (row.fiscal_year, row.as_of, row.computed) == (2024, date(2025, 3, 31), False)


def test_a_figure_of_one_municipality_has_its_code() -> None:
    cell = Cell("53件", (figure(53, key="s.f/yokohama", area_code="141003"),))
    grid = Grid("sample.x", "", ((row_head("横浜"), cell), (row_head("県央"), shown(21))))
    codes = [row.local_gov_code for row in flat_rows("2025-1", [grid])]
    assert codes == ["141003", "140007"]
    assert Grid.from_json(grid.to_json()) == grid
    stored = [figure.area_code for figure in Grid.from_json(grid.to_json()).figures()]
    assert stored == ["141003", ""]


def test_a_figure_without_value_says_why() -> None:
    rows = [row for row in flat_rows("2025-1", [merged()]) if row.value is None]
    assert [row.status for row in rows] == ["not_due", "nil"]


def test_both_figures_of_a_pair_stand_in_the_long_form() -> None:
    rows = by_key(merged())
    assert [rows[f"sample.figure/{name}"].value for name in ("all", "part")] == [141, 124]


def test_a_part_of_another_figure_names_it() -> None:
    def two(text: str, whole: str, part: str, **changes: str) -> Cell:
        return Cell(text, (figure(9, key=whole), figure(4, key=part, **changes)))

    grid = Grid(
        "sample.parts",
        "",
        header=((column_head(""), column_head("額"), column_head("うち県内")),),
        body=(
            (
                row_head("甲"),
                two("９件［４件］", "s.f/a", "s.f/b", indicator="うち再投資"),
                shown(3, key="s.f/c"),
            ),
            (row_head("うち乙", indent=1), shown(2, key="s.f/d"), Cell("")),
            (row_head("丙"), two("９件（４社）", "s.f/e", "s.f/f", unit="社"), Cell("")),
        ),
    )
    rows = by_key(grid)
    wholes = {key: row.sub_of for key, row in rows.items() if row.sub_of}
    assert wholes == {"s.f/b": "s.f/a", "s.f/c": "s.f/a", "s.f/d": "s.f/a"}
    assert rows["s.f/b"].indicator == "うち再投資"
    assert rows["s.f/c"].indicator == "見本の指標（内数）"


def test_the_same_figure_of_two_years_is_told_apart_by_the_label() -> None:
    last = Period.fiscal_year(2023)
    cell = Cell("４社（５社）", (figure(4, key="s.f/a"), figure(5, key="s.f/b", period=last)))
    grid = Grid("sample.years", "", ((row_head("甲"), cell),))
    labels = [row.column_label for row in flat_rows("2025-1", [grid])]
    assert labels == ["令和６年度", "令和５年度"]


def test_a_note_goes_to_the_figures_that_are_marked_for_it() -> None:
    grid = Grid(
        "sample.notes",
        "",
        header=((column_head(""), column_head("数※１"), column_head("額")),),
        body=((row_head("甲"), shown(1, key="s.f/a"), shown(2, text="２件※２", key="s.f/b")),),
        notes=("※１ 数の注", "※２ 額の注", "※ 全体の注"),
    )
    notes = {key: row.note for key, row in by_key(grid).items()}
    assert notes == {"s.f/a": "※１ 数の注 ※ 全体の注", "s.f/b": "※２ 額の注 ※ 全体の注"}


def test_only_a_known_value_that_is_no_target_has_a_day() -> None:
    def day(**changes: object) -> date | None:
        grid = Grid("sample.day", "", ((shown(1, **changes),),))
        return next(iter(flat_rows("2025-1", [grid]))).as_of

    assert day() == date(2025, 3, 31)
    assert day(kind="target") is None
    assert next(iter(flat_rows("2025-1", [_open()]))).as_of is None


def _open() -> Grid:
    return Grid("sample.open", "", ((shown(None, status="compiling"),),))


def test_a_number_in_brackets_is_printed_so_that_no_program_takes_it_for_a_negative_one() -> None:
    printed = {row.printed for row in flat_rows("2025-1", [prints()])}
    assert "（640）" in printed and "(640)" not in printed


def test_a_period_that_goes_on_has_an_open_code() -> None:
    assert time_code(Period.fiscal_years(2019, None)) == "2019-04-01/.."


def test_tables_have_the_place_that_they_have_in_the_edition() -> None:
    rows = flat_rows("2025-1", [merged(), pie()], {"sample.merged": 7, "sample.pie": 9})
    assert {row.table_key: row.table_order for row in rows} == {
        "sample.merged": 7,
        "sample.pie": 9,
    }


def test_every_column_is_explained_and_ascii() -> None:
    assert tuple(field.name for field in fields(FlatRow)) == HEADER
    assert all(name.isascii() and name_ja for name, name_ja, _ in DICTIONARY)


def test_labels_are_free_of_what_machines_trip_over() -> None:
    assert machine_text("①㈱ｱｰﾘｰ編\n(見込)") == "1株式会社アーリー編(見込)"
    assert machine_text("（株）横浜、28.8％") == "（株）横浜、28.8％"


def test_the_csv_is_what_excel_and_rfc_4180_expect() -> None:
    data = b"".join(csv_rows(["甲", "乙"], [("a,b", 'c"d'), ("e\nf", "")]))
    assert data == BOM + '甲,乙\r\n"a,b","c""d"\r\n"e\nf",\r\n'.encode()


def test_a_long_csv_comes_in_pieces() -> None:
    pieces = list(csv_rows(["n"], ((n,) for n in range(1200))))
    assert len(pieces) == 4
    assert b"".join(pieces).count(b"\r\n") == 1201


def test_values_keep_their_type_in_csv() -> None:
    values = (None, -5, Decimal("-28.8"), Decimal("1E+9"), date(2025, 3, 31), True)
    expected = ["", "-5", "-28.8", "1000000000", "2025-03-31", "true"]
    assert [safe(value) for value in values] == expected


@pytest.mark.parametrize("text", [*FORMULAS, "\t=1", "\r=1", "\x00=1", "\n=1", "＝1", "＋1", "＠a"])
def test_no_text_of_a_csv_is_a_formula(text: str) -> None:
    assert safe(text).startswith("'")


@pytest.mark.parametrize("text", ["2025-1", "1/2", "2025/4/1", "10:30", "(640)", "(1,234)", " 1-2"])
def test_no_text_of_a_csv_is_a_day_or_a_negative_number(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["2025_1", "（640）", "28.8", "1丁目2-3", "2024-04-01/2025-03-31"])
def test_other_texts_of_a_csv_stay_as_they_are(text: str) -> None:
    assert safe(text) == text


@given(st.text())
def test_safe_text_is_the_text_itself_or_the_text_behind_an_apostrophe(text: str) -> None:
    shown = safe(text)
    assert shown.removeprefix("'") == text.replace("\0", "").removeprefix("'")
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r", "\0"))


def test_the_dash_of_the_report_stays_a_dash() -> None:
    assert safe("－") == "－"


def test_the_long_form_survives_the_way_through_csv() -> None:
    rows = list(flat_rows("2025-1", every_grid()))
    data = b"".join(csv_rows(HEADER, (row.values() for row in rows))).decode("utf-8-sig")
    header, *body = csv.reader(io.StringIO(data, newline=""))
    assert tuple(header) == HEADER
    assert body == [[safe(value) for value in row.values()] for row in rows]


@pytest.mark.parametrize("grid", every_grid(), ids=lambda grid: grid.key)
def test_json_has_merged_cells_once_and_reads_back(grid: Grid) -> None:
    data = json.loads(tables_json({"slug": "2025-1"}, [grid]))
    assert data["edition"] == {"slug": "2025-1"}
    (table,) = data["tables"]
    assert Grid.from_json(table) == grid
    spans = [c["colspan"] * c["rowspan"] for r in table["header"] + table["body"] for c in r]
    assert sum(spans) == grid.columns * (len(grid.header) + len(grid.body))


def test_json_is_readable_text_in_japanese() -> None:
    assert "取組の一覧" in tables_json({}, [plain()]).decode()

"""No kind of emptiness breaks a writer; where there is nothing to draw, a line says why."""

import io
import json
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from kanagawa.figures.cells import share, total
from kanagawa.reports.grid import Cell, Grid, column_head, row_head
from kanagawa.reports.writers.export import Extract
from kanagawa.reports.writers.file_formats import write
from kanagawa.reports.writers.html import table_block_html

from .samples import figure, pie, shown

TO_ENTER = "すべての数値が入力されると図が表示されます。"
NOTHING = "円グラフに表す数値がありません。"
BELOW_ZERO = "負の数値があるため、円グラフでは表せません。"


def of_rows(*cells: Cell) -> Grid:
    rows = tuple((row_head(f"国{n}"), cell, Cell("")) for n, cell in enumerate(cells))
    return pie().with_(body=(*rows, (row_head("合計"), Cell("－"), Cell(""))))


def without(status: str) -> Cell:
    return Cell("－", (figure(None, status=status),))


UNDRAWN = {
    "no rows": (pie().with_(body=()), NOTHING),
    "nothing at all": (Grid("sample.nothing", "", (), chart="pie"), NOTHING),
    "rows of no cell": (Grid("sample.hollow", "空", ((), ()), chart="pie"), NOTHING),
    "only the total": (of_rows(), NOTHING),
    "no figures": (of_rows(Cell("－"), Cell("")), NOTHING),
    "only reasons": (of_rows(without("not_applicable"), without("nil")), NOTHING),
    "only zeros": (of_rows(shown(0), shown(0)), NOTHING),
    "to be entered": (of_rows(without("to_enter"), without("to_enter")), TO_ENTER),
    "half entered": (of_rows(shown(12), without("to_enter")), TO_ENTER),
    "below zero": (of_rows(shown(12), shown(-3)), BELOW_ZERO),
}


def sheet_texts(grid: Grid) -> tuple[list[str], int]:
    """All texts of the only sheet of a table's workbook, and its number of charts."""
    content = write(Extract("2025-1", "令和７年度", "表", (grid,)), "xlsx")
    ws = load_workbook(io.BytesIO(content))["第1表"]
    return [str(c.value) for row in ws.iter_rows() for c in row if c.value is not None], len(
        ws._charts
    )


@pytest.mark.parametrize("name", UNDRAWN)
def test_what_a_pie_cannot_show_prints_without_a_picture_and_says_why(name: str) -> None:
    grid, reason = UNDRAWN[name]
    page = BeautifulSoup(table_block_html(grid), "html.parser")
    assert page.find("svg") is None
    assert page.select_one(".no-chart").get_text() == reason
    texts, charts = sheet_texts(grid)
    assert charts == 0
    assert texts.count(reason) == 1


@pytest.mark.parametrize("name", UNDRAWN)
def test_it_is_written_in_every_format(name: str) -> None:
    part = Extract("2025-1", "令和７年度", "表", (UNDRAWN[name][0],))
    assert json.loads(write(part, "json"))["tables"]
    assert write(part, "csv").startswith("\ufeff".encode())


def test_parts_with_a_reason_beside_counted_ones_are_left_out_of_the_picture() -> None:
    grid = of_rows(shown(12), without("nil"), shown(0), shown(3))
    page = BeautifulSoup(table_block_html(grid), "html.parser")
    assert len(page.select("svg path")) == 2
    assert page.select_one(".no-chart") is None
    assert sheet_texts(grid)[1] == 1


def test_a_single_slice_is_a_whole_circle() -> None:
    page = BeautifulSoup(table_block_html(of_rows(shown(7))), "html.parser")
    assert len(page.select("svg circle")) == 1
    assert sheet_texts(of_rows(shown(7)))[1] == 1


@pytest.mark.parametrize("body", [(), ((row_head("行"),),)])
@pytest.mark.parametrize("header", [(), ((column_head("頭"),),)])
def test_a_table_with_no_row_or_no_column_is_written(body: tuple, header: tuple) -> None:
    grid = Grid("sample.empty", "空の表", body, header)
    part = Extract("2025-1", "令和７年度", "表", (grid,))
    for form in ("xlsx", "csv", "json"):
        assert write(part, form)
    assert table_block_html(grid)


def test_a_file_without_any_table_is_written() -> None:
    for form in ("xlsx", "csv", "json"):
        assert write(Extract("2025-1", "令和７年度", "全体", ()), form)


def test_a_sum_of_nothing_and_of_reasons_has_no_value() -> None:
    assert total("x/sum", "合計", []).value is None
    reasons = [figure(None, status="not_applicable"), figure(None, status="not_applicable")]
    assert total("x/sum", "合計", reasons).value is None
    assert total("x/sum", "合計", reasons).status == "not_applicable"
    assert total("x/sum", "合計", [figure(None, status="nil")] * 2).value == Decimal(0)
    assert total("x/sum", "合計", [figure(0), figure(None, status="nil")]).value == Decimal(0)


def test_a_share_of_nothing_or_of_zero_is_no_share() -> None:
    assert share("x/share", "割合", None, figure(5)) is None
    assert share("x/share", "割合", figure(0), figure(0)) is None
    assert share("x/share", "割合", figure(None, status="nil"), figure(5)) is None
    assert share("x/share", "割合", figure(-1), figure(4)).value == Decimal(-25)

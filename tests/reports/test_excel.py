"""The Excel files: numbers that print as on paper, merged cells, print set-up, no formula ever."""

import io
import os
import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from kanagawa.reports.grid import Cell, Grid, row_head
from kanagawa.reports.writers.lists import TooManyRows, list_xlsx
from kanagawa.reports.writers.workbook import name_sheets, workbook
from tests.breadth import first_daily

from .samples import FORMULAS, PRINTS, every_grid, figure, merged, money_grid, pie, plain, prints


def opened(*grids: Grid, **options: Any) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook("見本", grids, **options)))


def only_sheet(grid: Grid) -> Any:
    return opened(grid, toc=False, flat=False).worksheets[0]


def place(ws: Any, text: object) -> Any:
    return next(c for row in ws.iter_rows() for c in row if c.value == text)


def formats(book: openpyxl.Workbook) -> set[str]:
    cells = (cell for ws in book for row in ws.iter_rows() for cell in row)
    return {cell.number_format for cell in cells} - {"General", "yyyy-mm-dd"}


def test_every_single_figure_is_a_number() -> None:
    ws = only_sheet(prints())
    first = place(ws, "0").row
    for n, (value, _, _) in enumerate(PRINTS):
        cell = ws.cell(first + n, 2)
        assert (cell.data_type, Decimal(str(cell.value))) == ("n", Decimal(value))


@pytest.mark.parametrize(
    "cell",
    [
        Cell("141件［124件］", (figure(141), figure(124))),
        Cell("12件\n（見込）", (figure(12),)),
        Cell("－", (figure(None, status="nil"),)),
        Cell("説明だけ", (figure(12),)),
        Cell("約12件", (figure(12_345_678_901_234_567),)),
        Cell("６", ()),
    ],
    ids=lambda cell: cell.text,
)
def test_what_is_not_one_printed_number_is_text(cell: Cell) -> None:
    assert place(only_sheet(Grid("sample.text", "表", ((cell,),))), cell.text).data_type == "s"


def test_merged_cells_stand_where_the_grid_has_them_and_only_there() -> None:
    ws = only_sheet(merged())
    top = place(ws, "区分").row
    title = {"A1:E1"}
    above = {f"B{top - 1}:E{top - 1}"}  # the as-of date at the right of the caption
    below = {f"A{top + 5}:E{top + 5}", f"A{top + 6}:E{top + 6}"}
    table = {
        f"A{top}:B{top + 1}",
        f"C{top}:D{top}",
        f"E{top}:E{top + 1}",
        f"A{top + 2}:A{top + 3}",
        f"A{top + 4}:B{top + 4}",
        f"C{top + 4}:D{top + 4}",
    }
    assert {str(r) for r in ws.merged_cells.ranges} == title | above | table | below


def test_every_place_of_the_table_has_borders() -> None:
    ws = only_sheet(merged())
    top = place(ws, "区分").row
    data = workbook("見本", [merged()], toc=False, flat=False)
    with ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    bordered = {
        n
        for n, xf in enumerate(ws.parent._cell_styles)
        if ws.parent._borders[xf.borderId].left.style
    }
    for row in range(top, top + 5):
        for column in "ABCDE":
            style = re.search(rf'<c r="{column}{row}" s="(\d+)"', sheet)
            assert style is not None and int(style[1]) in bordered


def test_caption_unit_as_of_notes_and_source_stand_around_the_table() -> None:
    texts = [c.value for row in only_sheet(merged()).iter_rows() for c in row if c.value]
    assert texts[:2] == ["見本＆<表>", "○ 見本"]
    assert "令和７年３月31日現在" in texts
    assert texts[-2:] == ["※ 注 & 説明", "出典：見本"]


def test_the_unit_is_told_when_the_cells_do_not() -> None:
    grid = Grid("sample.unit", "表", ((Cell("12", (figure(12),)),),), unit="件")
    assert place(only_sheet(grid), "（単位：件）")
    assert "単位" not in str([c.value for row in only_sheet(pie()).iter_rows() for c in row])


@pytest.mark.parametrize("grid", every_grid(), ids=lambda grid: grid.key)
def test_every_sheet_prints_on_a4_with_its_head_repeated(grid: Grid) -> None:
    ws = only_sheet(grid)
    assert ws.page_setup.paperSize == 9
    if ws.sheet_properties.pageSetUpPr.fitToPage:
        assert ws.page_setup.fitToWidth == 1
    else:
        assert 100 < ws.page_setup.scale <= 240
    assert ws.oddFooter.center.text == "－ &P －"
    top = place(ws, next(c.text for c in grid.header[0])).row
    assert ws.print_title_rows == f"${top}:${top + len(grid.header) - 1}"
    assert ws.freeze_panes[1:] == str(top + len(grid.header))


def test_a_number_always_fits_its_column() -> None:
    narrow = money_grid(1).with_(widths=(4,))
    ws = only_sheet(narrow)
    assert ws.column_dimensions["A"].width > len("１億     1万円") * 1.2


def test_long_merged_text_has_the_height_it_needs() -> None:
    grid = Grid(
        "sample.high",
        "",
        ((row_head("長い" * 200, rowspan=2), Cell("1")), (Cell("2"),)),
        widths=(20, 10),
    )
    ws = only_sheet(grid)
    assert ws.row_dimensions[2].height + ws.row_dimensions[3].height > 15 * 800 / 20


@pytest.mark.parametrize("grid", [plain(), Grid("sample.x", "=1", ((Cell("=2"),),), notes=("=3",))])
def test_no_text_becomes_a_formula(grid: Grid) -> None:
    data = workbook("=1+1", [grid])
    with ZipFile(io.BytesIO(data)) as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        assert not [name for name in sheets if b"<f>" in archive.read(name)]
    ws = openpyxl.load_workbook(io.BytesIO(data))["第1表"]
    for row in ws.iter_rows():
        for cell in row:
            assert cell.data_type in {"s", "n"}
            if isinstance(cell.value, str) and cell.value in FORMULAS:
                assert cell.quotePrefix


def test_control_characters_do_not_break_the_file() -> None:
    assert place(only_sheet(Grid("sample.x", "", ((Cell("甲\x00\x0b乙"),),))), "甲乙")


def test_the_same_content_gives_the_same_bytes() -> None:
    assert workbook("見本", every_grid()) == workbook("見本", every_grid())
    assert workbook("見本", every_grid()) != workbook("見本", every_grid()[:3])


def test_the_file_bears_the_time_of_its_content() -> None:
    from datetime import UTC, datetime

    when = datetime(2025, 11, 1, 9, 30, tzinfo=UTC)
    properties = opened(merged(), modified=when).properties
    assert (properties.modified, properties.title) == (when.replace(tzinfo=None), "見本")


def test_two_literal_prints_share_a_format() -> None:
    assert len(formats(opened(money_grid(40), flat=False))) == 20


def test_above_the_cap_the_generic_format_stands_in_and_the_value_stays() -> None:
    book = opened(money_grid(700), flat=False)
    used = formats(book)
    assert len(used) <= 150
    assert '#,##0"円"' in used
    values = [c.value for row in book["第1表"].iter_rows() for c in row if c.data_type == "n"]
    assert len([value for value in values if value]) == 700


def test_the_same_number_in_two_prints_keeps_both() -> None:
    used = formats(opened(prints(), flat=False))
    assert sum("106506170000" in code for code in used) == 2


def test_no_format_code_is_longer_than_excel_allows() -> None:
    long = Grid("sample.long", "", ((Cell("６件" + "長" * 300, (figure(6),)),),))
    assert all(len(code) <= 255 for code in formats(opened(prints(), money_grid(9), long)))


def test_the_contents_link_to_every_sheet() -> None:
    book = opened(*every_grid()[:3], lists=[plain()])
    assert book.sheetnames == ["目次", "第1表", "第2表", "第3表", "一覧1", "機械可読", "項目の説明"]
    links = {c.value: c.hyperlink.location for c in book["目次"]["A"] if c.hyperlink}
    assert links == {name: f"'{name}'!A1" for name in book.sheetnames[1:5]}
    back = [c for row in book["第2表"].iter_rows() for c in row if c.hyperlink]
    assert [c.hyperlink.location for c in back] == ["'目次'!A1"]


def test_the_link_back_is_not_printed() -> None:
    ws = opened(merged())["第1表"]
    assert place(ws, "目次へ").column == 7
    assert str(ws.print_area).split(":")[1].startswith("$E$")


def test_sheet_names_are_legal_and_unique() -> None:
    names = list(name_sheets([merged()] * 120, [plain()] * 120))
    assert len(set(names)) == 240
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


def test_progress_counts_every_sheet() -> None:
    calls: list[tuple[int, int, str]] = []
    workbook("見本", every_grid(), progress=lambda *call: calls.append(call))
    assert [call[:2] for call in calls] == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_pie_is_a_native_chart_without_the_total() -> None:
    with ZipFile(io.BytesIO(workbook("見本", [pie()]))) as archive:
        chart = archive.read("xl/charts/chart1.xml").decode()
    ws = opened(pie())["第1表"]
    first, last = place(ws, "中国").row, place(ws, "北米").row
    assert f"'第1表'!$B${first}:$B${last}" in chart
    assert len(ws._charts) == 1


def test_without_any_table_the_file_still_opens() -> None:
    assert opened(toc=False, flat=False).sheetnames == ["目次"]


def read_list(rows: list[tuple[Any, ...]], header: list[str]) -> Any:
    with list_xlsx("一覧 & 見本", header, rows) as file:
        return openpyxl.load_workbook(io.BytesIO(file.read())).worksheets[0]


def test_a_list_keeps_numbers_dates_and_texts() -> None:
    row = (*FORMULAS[:1], 1234, Decimal("28.8"), date(2025, 3, 31), None)
    ws = read_list([row], ["名称", "件数", "割合", "日付", "注"])
    assert [c.data_type for c in ws[2]] == ["s", "n", "n", "d", "n"]
    assert [c.value for c in ws[2]][:3] == ["=1+1", 1234, 28.8]
    assert ws["D2"].value.date() == date(2025, 3, 31)
    assert ws["A2"].quotePrefix


def test_a_list_writes_whatever_is_no_number_and_no_date_as_text() -> None:
    ws = read_list([(row_head("甲"), True, 1.5)], ["行", "可否", "割合"])
    assert [c.data_type for c in ws[2]] == ["s", "s", "n"]
    assert [c.value for c in ws[2]][1:] == ["true", 1.5]


def test_a_list_can_be_filtered_scrolled_and_printed() -> None:
    ws = read_list([("甲", 1), ("乙", 2)], ["名称", "件数"])
    assert (ws.auto_filter.ref, ws.freeze_panes, ws.print_title_rows) == ("A1:B3", "A2", "$1:$1")
    assert ws.oddHeader.center.text == "一覧 && 見本"


def test_a_list_is_the_same_file_for_the_same_rows() -> None:
    def data() -> bytes:
        with list_xlsx("一覧", ["甲"], [("a",), ("b",)]) as file:
            return file.read()

    assert data() == data()


def test_an_empty_list_has_its_heads() -> None:
    assert [c.value for c in read_list([], ["名称"])[1]] == ["名称"]


def test_a_list_longer_than_a_sheet_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kanagawa.reports.writers.lists._MAX_ROWS", 10)
    with pytest.raises(TooManyRows, match="CSV"):
        list_xlsx("一覧", ["甲"], (("a",) for _ in range(20)))


@pytest.mark.parametrize("seed", first_daily("1", "2"))
def test_another_process_gives_the_same_bytes(seed: str) -> None:
    code = (
        "import django, hashlib; django.setup(); from tests.reports.samples import every_grid;"
        "from kanagawa.reports.writers.workbook import workbook;"
        "print(hashlib.sha256(workbook('見本', every_grid())).hexdigest())"
    )
    environment = {
        **os.environ,
        "PYTHONHASHSEED": seed,
        "PYTHONPATH": ".",
        "DJANGO_SETTINGS_MODULE": "kanagawa.settings",
    }
    process = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert process.stdout.strip() == sha256(workbook("見本", every_grid())).hexdigest()

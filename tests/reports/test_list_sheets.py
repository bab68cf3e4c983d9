"""A list as an Excel sheet: nothing of a long text is hidden below its row."""

from openpyxl import load_workbook

from kanagawa.reports.writers.excel import LINE
from kanagawa.reports.writers.lists import ListSheet, list_xlsx, lists_xlsx

ROWS = [["短い", 1], ["長い文" * 60, 2], ["二\n行", None]]


def heights(file):
    with file:
        ws = load_workbook(file).worksheets[0]
    return [ws.row_dimensions[number].height for number in (2, 3, 4)]


def test_a_row_is_as_high_as_the_lines_of_its_texts():
    short, long, two = heights(list_xlsx("一覧", ["文", "数"], ROWS))
    assert (short, two) == (None, 2 * LINE)
    assert long > 4 * LINE


def test_also_with_widths_of_their_own():
    narrow = ListSheet("一覧", ["文", "数"], ROWS, widths=(20, 8))
    short, long, _ = heights(lists_xlsx("一覧", [narrow]))
    assert short is None and long > 15 * LINE

"""Each section of the report is a sheet as on paper, in the workbook of the whole report."""

import io
from collections import Counter
from itertools import pairwise

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from kanagawa.editions.content import Content
from kanagawa.formats.text import squeeze
from kanagawa.reports.writers.workbook import workbook

pytestmark = pytest.mark.sample


@pytest.fixture
def content(published):
    return Content(published)


def texts(ws) -> list[str]:
    return [str(c.value) for row in ws.iter_rows() for c in row if c.value is not None]


def test_a_section_has_its_headings_text_tables_and_printed_charts(content):
    tables = [content.tables[block.table] for block in content.blocks if block.kind == "table"]
    titles = {each.key: each.title for each in content.sections}
    made = workbook("試し", tables, sections=titles, blocks=content.blocks, flat=False)
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames[:6] == ["目次", "節1", "節2", "節3", "節4", "節5"]
    contents = texts(book["目次"])
    assert "報告の全文（節ごと）" in contents and contents.count("節1") == 1
    every = [text for n in range(1, 6) for text in texts(book[f"節{n}"])]
    words = "".join(map(squeeze, every))
    for block in content.blocks:
        assert squeeze(block.text) in words, block.text
    assert sum(len(book[f"節{n}"]._charts) for n in range(1, 6)) == 4
    for n, section in enumerate(content.sections, start=1):
        ws = book[f"節{n}"]
        assert (int(ws.page_setup.paperSize), ws.page_setup.orientation) == (9, "portrait")
        assert section.title in ws.oddHeader.right.text
    numbers = Counter(
        c.value
        for n in range(1, 6)
        for row in book[f"節{n}"].iter_rows()
        for c in row
        if isinstance(c.value, int | float)
    )
    single = Counter(
        c.value
        for n in range(1, len(tables) + 1)
        for row in book[f"第{n}表"].iter_rows()
        for c in row
        if isinstance(c.value, int | float)
    )
    assert numbers == single and sum(numbers.values()) > 50


def test_the_text_has_room_in_its_rows(content):
    """A row is as high as its text needs in the width that the file gives its merged columns."""
    made = workbook("試し", [], blocks=[b for b in content.blocks if b.kind != "table"], flat=False)
    for ws in openpyxl.load_workbook(io.BytesIO(made)).worksheets[1:]:
        for place in ws.merged_cells.ranges:
            text = str(ws.cell(place.min_row, place.min_col).value)
            columns = range(place.min_col, place.max_col + 1)
            wide = sum(ws.column_dimensions[get_column_letter(n)].width for n in columns)
            # A letter of Japanese takes two; 12 points are less than any line.
            needed = 2 * len(text) / wide * 12
            assert needed <= ws.row_dimensions[place.min_row].height + 12, text


@pytest.mark.thorough
def test_no_page_ends_within_a_table_or_a_chart(content):
    tables = [content.tables[block.table] for block in content.blocks if block.kind == "table"]
    made = workbook("試し", tables, blocks=content.blocks, flat=False)
    book = openpyxl.load_workbook(io.BytesIO(made))
    pages = 0
    for ws in (sheet for sheet in book.worksheets if sheet.title.startswith("節")):
        ends = [0, *(each.id for each in ws.row_breaks.brk), ws.max_row]
        heights = [
            sum(ws.row_dimensions[row].height for row in range(first + 1, last + 1))
            for first, last in pairwise(ends)
        ]
        assert max(heights) <= 726  # points of A4 between its margins
        pages += len(heights)
        for chart in ws._charts:
            first = chart.anchor._from.row
            assert not any(first < end < first + 20 for end in ends)
    assert pages > 5

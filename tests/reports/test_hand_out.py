"""The workbook of the whole edition as something to hand out: cover, contents, pages of paper."""

import io
from dataclasses import replace
from math import prod

import openpyxl
import pytest

from kanagawa.editions.content import Content
from kanagawa.organisation import organisation
from kanagawa.reports.grid import Grid, row_head
from kanagawa.reports.writers.contents import numbers_of
from kanagawa.reports.writers.export import extract, extract_xlsx

from .samples import money_grid, shown

A4 = (595, 842)


def whole(edition):
    content = Content(edition)
    return extract(
        content.tables,
        content.manifest,
        edition=edition.slug,
        label=edition.label,
        modified=edition.published_at,
        blocks=content.blocks,
        is_draft=not edition.is_published,
        committee_on=edition.committee_on,
    )


def opened(part):
    return openpyxl.load_workbook(io.BytesIO(extract_xlsx(part, None)))


def facts(ws) -> dict[str, str]:
    return {row[0].value: row[2].value for row in ws["A1:C20"] if row[2].value}


@pytest.mark.sample
def test_the_cover_says_what_the_workbook_is_and_leads_everywhere(published, settings):
    settings.ORGANISATION = replace(organisation(), contact="産業労働局 045-210-0000")
    book = opened(whole(published))
    ws = book["目次"]
    assert ws["A1"].value == "令和７年度　産業振興の取組報告"
    cover = facts(ws)
    assert cover["作成"] == "神奈川県 産業労働局"
    assert cover["年度版"] == "令和７年度版（第１版）"
    assert cover["問合せ先"] == "産業労働局 045-210-0000"
    assert cover["数値の時点"].startswith("令和６年９月30日から令和７年６月30日まで")
    assert cover["公開日"] and cover["利用条件"]
    rows = {row[0].value: [c.value for c in row[1:]] for row in ws.iter_rows(min_row=8)}
    assert rows["節1"][:2] == ["１(1)", "「さがみロボット産業特区」の取組について"]
    assert rows["第1表"][0] == "１(1)イ"
    links = {c.value: c.hyperlink.location for c in ws["A"] if c.hyperlink}
    others = [name for name in book.sheetnames if name[:1] in "節第一"]
    assert links == {name: f"'{name}'!A1" for name in others}


@pytest.mark.thorough
@pytest.mark.sample
def test_a_draft_says_so_and_names_no_day_of_publication(published, draft):
    cover = facts(opened(whole(draft))["目次"])
    assert cover["年度版"].endswith("（下書き）")
    assert "公開日" not in cover


@pytest.mark.sample
def test_every_sheet_says_edition_section_and_page_and_none_is_nearly_empty(published):
    book = opened(whole(published))
    titles = [each.title for each in Content(published).sections]
    for ws in book.worksheets[1:]:
        assert ws.oddFooter.center.text == "－ &P －"
        assert ws.oddFooter.left.text == "神奈川県 産業労働局"
        head = ws.oddHeader.right.text
        assert head.startswith("令和７年度　")
        if ws.title[:1] in "節第一":
            assert head.removeprefix("令和７年度　") in titles
            # A table of a few rows fills no page, however large its letters.
            assert covered(ws) > 0.15 or ws.max_row <= 5, ws.title


def covered(ws) -> float:
    """The part of a page of A4 that a sheet covers, by what the file says of its size."""
    last = ws.max_row
    usual = ws.sheet_format.defaultRowHeight
    height = sum(ws.row_dimensions[n].height or usual for n in range(1, last + 1))
    height += sum(300 for _ in ws._charts)
    area = ws.print_area.split(":")[1].replace("$", "")
    columns = openpyxl.utils.cell.coordinate_from_string(area)[0]
    count = openpyxl.utils.column_index_from_string(columns)
    letters = map(openpyxl.utils.get_column_letter, range(1, count + 1))
    width = sum(ws.column_dimensions[letter].width for letter in letters) * 5.25
    scale = 1 if ws.sheet_properties.pageSetUpPr.fitToPage else ws.page_setup.scale / 100
    return width * height * scale**2 / prod(A4)


def test_a_number_shrinks_on_the_sheet_of_a_section_rather_than_to_become_hashes():
    from kanagawa.reports.document import Block
    from kanagawa.reports.writers.workbook import workbook

    row = (row_head("計"), *(shown(11_269_532_000_000 + n, "円") for n in range(6)))
    grid = Grid("robots.wide", "広い表", (row,))
    block = Block("table", level=1, section="robots", table="robots.wide")
    made = workbook("試し", [grid], blocks=[block], flat=False)
    cells = [c for r in openpyxl.load_workbook(io.BytesIO(made))["節1"] for c in r]
    numbers = [c for c in cells if isinstance(c.value, int | float)]
    assert len(numbers) == 6
    assert all(c.alignment.shrinkToFit and not c.alignment.wrapText for c in numbers)


def test_a_table_a_little_longer_than_a_page_is_made_one_page():
    from .test_excel import only_sheet

    def pages(rows: int) -> tuple[bool, int]:
        ws = only_sheet(money_grid(rows).with_(widths=(60,)))
        return bool(ws.sheet_properties.pageSetUpPr.fitToPage), ws.page_setup.fitToHeight

    assert pages(45) == (True, 1)
    assert pages(200) == (True, 0)


def test_the_number_of_a_table_is_that_of_the_headings_above_it(report):
    numbers = numbers_of(report.blocks)
    assert numbers["robots.indicator.commercialised"] == "１(1)イ"
    assert numbers["zones.strategic"] == "２(3)"

"""Two walks: a visitor to a table and a record, a clerk from a draft to the public."""

import io
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from .conftest import NAME, PASSWORD

pytestmark = pytest.mark.browser


def visit(page: Page, url: str) -> None:
    """Open a page; it answers, breaks no Content-Security-Policy, axe finds nothing on it."""
    violations: list[str] = []
    page.on(
        "console", lambda m: violations.append(m.text) if "Content Security" in m.text else None
    )
    response = page.goto(url)
    assert response is not None
    assert response.status == 200, url
    page.wait_for_load_state("load")
    # Before axe looks, which loads the style sheets again in a way that the policy forbids.
    assert violations == [], url
    look(page)


def press(page: Page, selector: str) -> None:
    """Click what leads to another page and wait until that page is there."""
    with page.expect_navigation(wait_until="load"):
        page.click(selector)


def look(page: Page) -> None:
    page.wait_for_load_state("load")
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    complaints = [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in violations]
    assert complaints == [], page.url


def sign_in(page: Page, server: str) -> None:
    visit(page, f"{server}/staff/login/")
    page.fill("#id_username", NAME)
    page.fill("#id_password", PASSWORD)
    press(page, "input[type=submit], button[type=submit]")
    page.wait_for_url(f"{server}/staff/")
    look(page)


def test_a_visitor_walks_from_home_to_a_table_its_excel_file_a_list_and_a_record(server, page):
    for url in ("/", "/2025/", "/2025/investment/", "/2025/tables/", "/about/", "/editions/"):
        visit(page, server + url)
    visit(page, f"{server}/2025/tables/investment.results/")
    with page.expect_download() as started:
        page.click("a[href$='investment.results.xlsx']")
    download = started.value
    assert re.search("[ぁ-龠]", download.suggested_filename)
    book = load_workbook(io.BytesIO(Path(download.path()).read_bytes()))
    values = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert 104 in values
    visit(page, f"{server}/2025/robots/robots/")
    page.fill("main input[name=q]", "ｔｅｍｉ")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q="))
    look(page)
    rows = page.locator("table tbody tr")
    expect(rows).to_have_count(2)
    rows.first.locator("a").click()
    page.wait_for_url(re.compile("robots/robots/robot-"))
    look(page)
    expect(page.locator("main")).to_contain_text("商品化年月")


@pytest.mark.thorough
def test_a_clerk_corrects_a_figure_that_only_the_preview_shows(server, page):
    """How it goes on to the public is in test_the_year.py."""
    sign_in(page, server)
    page.goto(f"{server}/staff/editions/edition/")
    look(page)
    press(page, "th.field-__str__ a")
    look(page)
    page.goto(page.url.replace("/change/", "/copy/"))
    look(page)
    page.fill("textarea[name=reason]", "集計の誤りがあったため。")
    press(page, "#content input[type=submit], #content button[type=submit]")

    page.goto(f"{server}/staff/robots/robotindicator/")
    look(page)
    press(page, "#result_list tbody tr:first-child th a")
    look(page)
    field = page.locator("input[name$='-value']").nth(6)
    field.fill("２８件")
    press(page, "input[name=_save]")

    table = "tables/robots.indicator.commercialised/"
    visit(page, f"{server}/staff/preview/2025-2/{table}")
    expect(page.locator("main table").first).to_contain_text("28")
    expect(page.locator("main .corrected")).to_have_count(1)
    visit(page, f"{server}/staff/preview/2025-2/errata/")
    expect(page.locator("main tbody tr")).to_have_count(1)
    for url in (f"2025-2/{table}", "2025-2/errata/"):
        assert page.goto(f"{server}/{url}").status == 404
    page.goto(f"{server}/2025/{table}")
    expect(page.locator("main table").first).not_to_contain_text("28")


# At every width the reader chooses; what axe says of a wide screen it says of a narrow one, too.
WIDTHS = pytest.mark.parametrize("width", [320, pytest.param(1280, marks=pytest.mark.thorough)])


@WIDTHS
def test_the_whole_report_reads_well(server, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    visit(page, f"{server}/2025/report/")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, "the page itself scrolls sideways"


@pytest.mark.thorough
@WIDTHS
def test_a_correction_reads_well(two_years, page, width):
    sign_in(page, two_years)
    urls = (
        "2025/errata/",
        "2025-1/errata/",
        "2025-1/",
        "2025/robots/",
        "editions/",
        "staff/life/robots.robot/robot-001/",
        "staff/life/editions.node/robots-overview/",
        "staff/changes/1/",
    )
    page.set_viewport_size({"width": width, "height": 900})
    for url in urls:
        visit(page, f"{two_years}/{url}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{url} scrolls sideways"
    visit(page, f"{two_years}/2025/errata/")
    page.click("summary >> nth=0")
    expect(page.locator("details[open] tbody tr").first).to_be_visible()
    look(page)

"""A clerk writes figures into a text: picker and preview with JavaScript, and the same without."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from .conftest import new_context, signed_in
from .test_walk import WIDTHS, look, press, visit

pytestmark = pytest.mark.browser

TYPED = "17種類のロボットを試す。目標はである。"
FIGURE = "{robots.measurefigure/monitors-actual-2025}"
FACT = "{robots.fact/indicators}"


@pytest.fixture(scope="module")
def session(browser: Browser, server: str) -> StorageState:
    return signed_in(browser, server)


@pytest.fixture
def page(browser: Browser, session: StorageState) -> Iterator[Page]:
    context = new_context(browser, storage_state=session)
    made = context.new_page()
    made.set_default_timeout(15_000)
    yield made
    context.close()


@pytest.fixture(scope="module")
def draft(server: str, browser: Browser, session: StorageState) -> Iterator[str]:
    """The number of an open draft; one that is made for these tests goes afterwards."""
    context = new_context(browser, storage_state=session)
    page = context.new_page()
    page.goto(f"{server}/staff/editions/edition/?state__exact=draft")
    link = page.locator("th.field-__str__ a").first
    is_new = not link.count()
    if is_new:
        page.goto(f"{server}/staff/editions/edition/?state__exact=published")
        newest = number_in(page.locator("th.field-__str__ a").first.get_attribute("href") or "")
        page.goto(f"{server}/staff/editions/edition/{newest}/copy/")
        page.fill("textarea[name=reason]", "文の訂正")
        press(page, "#content input[type=submit], #content button[type=submit]")
        page.goto(f"{server}/staff/editions/edition/?state__exact=draft")
    number = number_in(page.locator("th.field-__str__ a").first.get_attribute("href") or "")
    yield number
    if is_new:
        page.goto(f"{server}/staff/editions/edition/{number}/delete/")
        press(page, "#content form input[type=submit]")
    context.close()


def number_in(url: str) -> str:
    match = re.search(r"/edition/(\d+)/", url)
    assert match, url
    return match[1]


def open_source(page: Page) -> None:
    """A text with figures shows its print; its notation is folded away."""
    folded = page.locator(".field-description .prose-source:not([open]) > summary")
    if folded.count():
        folded.first.click()


def fits(page: Page, width: int) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{page.url} scrolls sideways at {width}"


@pytest.mark.thorough
@WIDTHS
def test_the_screens_of_the_facts_read_well(server, page, draft, width):
    facts = f"{server}/staff/facts/{draft}"
    page.set_viewport_size({"width": width, "height": 900})
    for url in ("/?q=302社", "/typed/", "/of/international.foreigncount/nationality-usa/"):
        visit(page, facts + url)
        fits(page, width)
    visit(page, f"{facts}/?q=28.8％")
    press(page, "table.facts th a:has-text('米国')")
    expect(page.locator("h1")).to_contain_text("米国")


@WIDTHS
def test_a_figure_is_picked_previewed_and_saved(server, page, draft, width):
    page.set_viewport_size({"width": width, "height": 900})
    visit(page, f"{server}/staff/open/{draft}/robots.measure/monitors/")
    open_source(page)
    text = page.locator("#id_description")
    text.fill(TYPED)
    text.evaluate("field => field.setSelectionRange(16, 16)")
    page.click(".field-description .prose-insert")
    page.fill("#picker-q", "数値目標の数")
    choice = page.locator("dialog [data-notation='" + FACT + "']")
    expect(choice).to_be_visible()
    look(page)
    fits(page, width)
    choice.click()
    expect(page.locator("dialog")).to_be_hidden()
    expect(text).to_be_focused()
    expect(text).to_have_value(TYPED[:16] + FACT + TYPED[16:])
    page.click(".field-description .prose-look")
    printed = page.locator(".field-description .prose-preview .prose-print")
    expect(printed).to_have_text("17種類のロボットを試す。目標は６つである。")
    look(page)
    fits(page, width)
    press(page, ".prose-preview button[name=_prose_replace] >> nth=0")
    look(page)
    expect(page.locator(".banner").last).to_contain_text("まだ保存していません")
    expect(page.locator("#id_description")).to_have_value(
        TYPED.replace("17種類", FIGURE).replace("目標は", f"目標は{FACT}")
    )
    press(page, "input[name=_continue]")
    expect(page.locator(".messagelist")).to_contain_text("変更")
    open_source(page)
    page.fill("#id_description", "目標は{robots.fact/indicator}である。")
    press(page, "input[name=_save]")
    look(page)
    expect(page.locator(".field-description .errorlist").first).to_contain_text(FACT)


@pytest.mark.thorough
def test_without_javascript_the_list_is_copied_from_and_the_form_previews(
    server, browser: Browser, session: StorageState, draft
):
    context = new_context(browser, java_script_enabled=False, storage_state=session)
    plain = context.new_page()
    plain.goto(f"{server}/staff/open/{draft}/robots.measure/monitors/")
    expect(plain.locator(".prose-insert")).to_be_hidden()
    open_source(plain)
    with context.expect_page() as opened:
        plain.click(".field-description .prose-acts a")
    listed = opened.value
    listed.fill("#facts-q", "数値目標の数")
    press(listed, "form[role=search] input[type=submit]")
    listed.locator("table.facts details > summary").first.click()
    notation = listed.locator(".fact-forms code").first.inner_text()
    assert notation == FACT
    plain.fill("#id_description", f"17種類、目標は{notation}である。")
    plain.fill("#id_name", "モニター制度の名称")
    press(plain, "input[name=_prose_preview]")
    expect(plain.locator(".prose-preview .prose-print")).to_have_text("17種類、目標は６つである。")
    expect(plain.locator("#id_name")).to_have_value("モニター制度の名称")
    press(plain, "button[name=_prose_replace] >> nth=0")
    expect(plain.locator("#id_description")).to_have_value(f"{FIGURE}、目標は{FACT}である。")
    press(plain, "input[name=_continue]")
    expect(plain.locator("#id_name")).to_have_value("モニター制度の名称")
    plain.fill("#id_name", "モニター制度")
    press(plain, "input[name=_save]")
    context.close()

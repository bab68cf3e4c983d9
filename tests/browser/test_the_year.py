"""The office's year as its people live it: a new edition, entries, approval, release, correction.

With TAKE_PICTURES=1 in the environment it also takes the pictures of the guide for staff.
"""

import csv
import io
import os
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from kanagawa.entry.parsing import Entered
from tests.entry.books import filled, opened, places
from tests.rolling.test_two_years import MISTAKES

from .conftest import PASSWORD, ROOT, new_context, serving
from .test_walk import press

pytestmark = pytest.mark.browser
SECTIONS = settings.REPORT_SECTIONS
PICTURES = ROOT / "docs" / "guide" / "images"
DRAFT = 2  # the second edition of a new database
CORRECTED, NEXT_DRAFT = 3, 4
NEWS = re.compile(
    rb'<div class="banner" role="note">\s*<p><strong>'
    + "新しい年度版があります".encode()
    + rb".*?</div>",
    re.DOTALL,
)
FROZEN = (
    "2025-1/report.json",
    "2025-1/report.csv",
    "2025-1/report.xlsx",
    "2025-1/report/",
    "2025-1/tables/programs.metrics.next-generation/",
    "2025-1/robots/robots/",
)


@pytest.fixture
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A server with the whole report or the sample of it."""
    with serving(tmp_path, sample=request.param == "sample") as url:
        yield url


class People:
    """Everybody who works on the report, each in a browser of his own."""

    def __init__(self, browser: Browser, office: str) -> None:
        self.browser, self.office = browser, office
        self.draft = DRAFT
        self.contexts: dict[str, BrowserContext] = {}
        self.pages: dict[str, Page] = {}
        self.screens: list[str] = []  # as they were opened, by whomever

    def page(self, name: str) -> Page:
        if name not in self.pages:
            context = new_context(self.browser)
            page = context.new_page()
            page.set_default_timeout(120_000)  # a publication proves itself
            page.on("dialog", lambda dialog: dialog.accept())
            page.goto(f"{self.office}/staff/login/")
            page.fill("#id_username", name)
            page.fill("#id_password", PASSWORD)
            press(page, "input[type=submit]")
            self.contexts[name], self.pages[name] = context, page
        return self.pages[name]

    def at(self, name: str, url: str) -> Page:
        page = self.page(name)
        self.screens.append(url)
        page.goto(f"{self.office}{url}")
        return page

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()


@pytest.fixture
def people(browser: Browser, office: str) -> Iterator[People]:
    everybody = People(browser, office)
    yield everybody
    everybody.close()


def picture(page: Page, name: str, height: int = 900) -> None:
    if os.environ.get("TAKE_PICTURES"):
        PICTURES.mkdir(exist_ok=True)
        page.set_viewport_size({"width": 1280, "height": height})
        page.screenshot(path=PICTURES / f"{name}.png")


def said(page: Page) -> str:
    return " ".join(page.locator(".messagelist, .banner, .errornote, .errorlist").all_inner_texts())


def public(office: str, url: str) -> bytes:
    with urllib.request.urlopen(f"{office}/{url}", timeout=60) as answer:
        return bytes(answer.read())


def frozen(office: str) -> dict[str, bytes]:
    """What is out, without what tells of a newer edition and the blanks around it."""
    return {url: b"".join(NEWS.sub(b"", public(office, url)).split()) for url in FROZEN}


def act(page: Page, button: str, **fields: str) -> None:
    """Fill in and send the form that has this button."""
    form = page.locator("form", has=page.locator(f'input[type=submit][value="{button}"]')).first
    if not form.is_visible():
        page.locator("details", has=form).first.locator("summary").first.click()
    for name, value in fields.items():
        field = form.locator(f'[name="{name}"]')
        if field.get_attribute("type") == "checkbox":
            field.check()
        elif field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    with page.expect_navigation():
        form.locator(f'input[type=submit][value="{button}"]').click()


def typed_values(content: bytes) -> dict[str, dict[str, Any]]:
    """For every figure that waits for one, what stands beside it: last year's value or forecast."""
    book = opened(content)
    by_section: dict[str, dict[str, Any]] = {}
    for place in places(book).values():
        if Entered.read(place.shown).status != "to_enter":
            continue
        sheet = book[place.sheet]
        line = sheet[place.status]
        beside = [sheet.cell(line.row, line.column + n).value for n in (2, 3)]
        # 0 would be a value too; only where nothing was known a year ago a number is made up.
        by_section[place.ref] = {"value": next((v for v in beside if v not in (None, "")), 10)}
    return by_section


def workbook(people: People, section: str) -> bytes:
    """The entry workbook as the section's editor downloads it."""
    url = f"{people.office}/staff/workbook/{people.draft}/{section}.xlsx"
    answer = people.page(f"{section}-editor").context.request.get(url)
    assert answer.status == 200, url
    return bytes(answer.body())


def upload(people: People, section: str, content: bytes) -> Page:
    page = people.at(f"{section}-editor", f"/staff/upload/{people.draft}/{section}/")
    page.set_input_files(
        "input[type=file]",
        {"name": f"{section}.xlsx", "mimeType": "application/octet-stream", "buffer": content},
    )
    press(page, 'input[value="変わる値を確かめる"]')
    return page


@pytest.mark.parametrize("office", ["sample"], indirect=True)
def test_one_figure_is_corrected_approved_and_published(people, office):
    """The last part of the year, which has a step of each kind."""
    files = [url for url in FROZEN if not url.endswith("/")]
    before = [public(office, url) for url in files]
    correct(people, office, edition=1, year=2025)
    assert [public(office, url) for url in files] == before


@pytest.mark.thorough
@pytest.mark.parametrize("office", ["whole"], indirect=True)
def test_the_year_of_the_office(people, office):
    before = frozen(office)
    make_the_edition(people)
    enter_by_grid(people)
    enter_by_workbook(people)
    resolve_activities(people)
    look_at_checks_and_prose(people)
    review(people)
    release(people, office)
    assert frozen(office) == before
    year = "令和８年度"
    assert year in public(office, "2026/tables/programs.metrics.next-generation/").decode()
    correct(people, office, edition=DRAFT, year=2026)
    assert frozen(office) == before
    the_year_after(people, office)
    assert frozen(office) == before


def the_year_after(people: People, office: str) -> None:
    """令和９年度, made of the corrected edition: entered with mistakes, decided and published."""
    papers = ("2026-1/report.json", "2026/report.json")
    before = [public(office, url) for url in papers]
    press(
        people.at("admin", f"/staff/roll/{CORRECTED}/"),
        'input[type=submit][value*="令和９年度版を作成"]',
    )
    people.draft = NEXT_DRAFT
    enter_by_grid(people)
    enter_by_workbook(people)
    for section in SECTIONS:
        submit(people, section)
    for section in SECTIONS:
        approve(people, section)
    act(people.at("publisher", f"/staff/review/{NEXT_DRAFT}/"), "いますぐ公開する", confirmed="on")
    paper = public(office, "2027/report/").decode()
    assert "令和９年度" in paper and "1,234" in paper
    assert [public(office, url) for url in papers] == before


def make_the_edition(people: People) -> None:
    start = people.at("admin", "/staff/")
    picture(start, "start")
    page = people.at("admin", "/staff/roll/1/")
    picture(page, "roll")
    press(page, 'input[type=submit][value*="令和８年度版を作成"]')
    assert f"/staff/new-facts/{people.draft}/" in page.url
    expect(page.locator("main")).to_contain_text("入力するものが")
    assert screens(page) <= 4
    picture(page, "new-facts")
    assert screens(people.at("demo", f"/staff/checks/{people.draft}/")) <= 4
    assert screens(people.at("demo", "/staff/")) <= 2
    # Once more: there is a draft already.
    again = people.at("admin", "/staff/roll/1/")
    assert "下書きがすでにあります" in said(again)


def screens(page: Page) -> float:
    """How many screens of 1280 × 900 a page takes."""
    return float(page.evaluate("document.documentElement.scrollHeight")) / 900


def enter_by_grid(people: People) -> None:
    """ベンチャー支援: typed into the grid, first with a mistake in one cell."""
    page = people.at("programs-editor", f"/staff/entry/{people.draft}/programs/")
    picture(page, "entry")
    cells = page.locator('input[name^="value:"]')
    waiting = [n for n in range(cells.count()) if not cells.nth(n).input_value()]
    assert len(waiting) >= 20
    for n in waiting:
        cells.nth(n).fill("１，２３４")
    cells.nth(waiting[0]).fill("たくさん")
    press(page, 'input[value="保存する"]')
    assert "保存していません" in said(page)
    assert cells.nth(waiting[0]).input_value() == "たくさん"
    picture(page, "entry-errors")
    type_mistakes(page, cells, waiting)
    cells.nth(waiting[0]).fill("726名")
    press(page, 'input[value="保存する"]')
    assert "保存していません" not in said(page)
    assert cells.nth(waiting[1]).input_value() in ("1,234", "１，２３４")
    # Nobody of another section may do that.
    assert people.page("robots-editor").context.request.get(page.url).status in (200, 403)
    refused = people.at("robots-editor", f"/staff/entry/{people.draft}/programs/")
    assert refused.locator('input[value="保存する"]').count() == 0


def type_mistakes(page: Page, cells: Locator, waiting: list[int]) -> None:
    """What a tired clerk types is told at its cell, all at once, and stays there to be mended."""
    wrong = dict(zip(waiting, MISTAKES, strict=False))
    assert len(wrong) == len(MISTAKES)
    for n, (text, _) in wrong.items():
        cells.nth(n).fill(text)
    press(page, 'input[value="保存する"]')
    messages = page.locator("main").inner_text()
    for n, (text, words) in wrong.items():
        assert words in messages and cells.nth(n).input_value() == text, text
        cells.nth(n).fill("１，２３４")


def enter_by_workbook(people: People) -> None:
    for section in ("robots", "investment", "international", "zones"):
        content = workbook(people, section)
        typed = typed_values(content)
        if not typed:
            continue
        if section == "robots":
            first = next(iter(typed))
            page = upload(people, section, filled(content, typed | {first: {"value": "たくさん"}}))
            assert "たくさん" in page.locator("main").inner_text()
            assert page.locator('input[value="この内容で反映する"]').count() == 0
        page = upload(people, section, filled(content, typed))
        if section == "investment":
            picture(page, "upload-preview")
        press(page, 'input[value="この内容で反映する"]')
        # The same file once more changes nothing.
        page = upload(people, section, filled(content, typed))
        assert page.locator('input[value="この内容で反映する"]').count() == 0, section


def resolve_activities(people: People) -> None:
    """What was planned is held, or called off; where it was is said: all in one table."""
    page = people.at(
        "international-editor", f"/staff/entry-list/{people.draft}/international.activity/"
    )
    picture(page, "entry-list")
    rows = page.locator("#list-form table").first.locator("tbody tr")
    assert rows.count() >= 14
    for number in range(rows.count()):
        row = rows.nth(number)
        state = "cancelled" if number == 3 else "held"
        row.locator("select[name$=-state]").select_option(state)
        # A plan says a month; what was held is told by its days.
        row.locator("input[name$=-start]").fill("令和７年11月10日")
        row.locator("input[name$=-end]").fill("")
        if not row.locator("input[name$=-place]").input_value():
            row.locator("input[name$=-place]").fill("産業貿易センタービル")
    press(page, "input[value=保存する]")
    assert "行を保存しました" in said(page)


def look_at_checks_and_prose(people: People) -> None:
    page = people.at("robots-editor", f"/staff/checks/{people.draft}/?section=robots")
    picture(page, "checks")
    for summary in page.locator("main details.bundle > summary").all():
        summary.click()
    boxes = page.locator("main input[type=checkbox]")
    if boxes.count():
        boxes.first.check()
        page.fill("main [name=reason]", "原課に確認済み")
        press(page, 'main [type=submit][value*="確認済み"], main button:has-text("確認済み")')
        assert "原課に確認済み" in page.locator("main").inner_text()
    picture(people.at("admin", f"/staff/facts/{people.draft}/?q=302"), "facts")
    page = people.at("international-editor", "/staff/editions/node/?q=302")
    page = people.at(
        "international-editor",
        f"/staff/open/{people.draft}/editions.node/international-foreign-text/",
    )
    picture(page, "prose", 1100)


def submit(people: People, section: str) -> None:
    who = f"{section}-editor" if section in SECTIONS else "admin"
    page = people.at(who, f"/staff/review/{people.draft}/{section}/")
    act(page, "この内容を提出する")
    expect(page.locator("main .state").first).to_contain_text("提出済み")


def approve(people: People, section: str, edition: int = 0) -> None:
    who = f"{section}-approver" if section in SECTIONS else "publisher"
    page = people.at(who, f"/staff/review/{edition or people.draft}/{section}/")
    act(page, "この内容を承認する", reason="委員会までに確認する項目を含む")
    expect(page.locator("main .state").first).to_contain_text("承認済み")


def review(people: People) -> None:
    for section in SECTIONS:  # the headings above them were not changed
        submit(people, section)
    decided = 0
    for section in SECTIONS:
        page = people.at("demo", f"/staff/review/{people.draft}/{section}/")
        decided += page.locator("#published .decided tbody").count()
    assert 0 < decided < 150
    # The chief of robots asks back on one cell.
    page = people.at("robots-approver", f"/staff/review/{people.draft}/robots/")
    picture(page, "change-sheet")
    place = page.locator("select[name=ref] option").nth(1).get_attribute("value")
    act(page, "指摘を書く", ref=place, text="去年の資料と違いませんか。")
    act(page, "差し戻す")
    expect(page.locator("main .state").first).to_contain_text("差戻し")
    page = people.at("robots-editor", f"/staff/review/{people.draft}/robots/")
    assert "去年の資料と違いませんか。" in page.locator("main").inner_text()
    act(page, "回答する", text="確かめました。この値のとおりです。")
    submit(people, "robots")
    for section in SECTIONS:
        approve(people, section)
    # A later change voids the approval; to put it back makes it hold again.
    grid = people.at("robots-editor", f"/staff/entry/{people.draft}/robots/")
    cell = grid.locator('input[name^="value:"]').first
    was = cell.input_value()
    cell.fill("99999")
    press(grid, 'input[value="保存する"]')
    page = people.at("publisher", f"/staff/review/{people.draft}/")
    assert page.locator('input[value="いますぐ公開する"]').count() == 0
    grid.locator('input[name^="value:"]').first.fill(was)
    press(grid, 'input[value="保存する"]')


def release(people: People, office: str) -> None:
    page = people.at("publisher", f"/staff/review/{people.draft}/")
    picture(page, "release")
    with pytest.raises(urllib.error.HTTPError):
        public(office, "2026/")
    act(page, "いますぐ公開する", confirmed="on")
    assert "公開しました" in said(page)
    assert "令和８年度" in public(office, "2026/report/").decode()


def correct(people: People, office: str, edition: int, year: int) -> None:
    """One figure was wrong: a revision with a reason, and its 正誤表."""
    earlier = len(people.screens)
    page = people.at("admin", f"/staff/editions/edition/{edition}/copy/")
    page.fill("[name=reason]", "集計の誤りのため")
    press(page, "main [type=submit]")
    revision = edition + 1
    grid = people.at("programs-editor", f"/staff/entry/{revision}/programs/?show=all")
    cell = grid.locator('input[name^="value:programs.metricfigure/exchange-participants-actual"]')
    wrong = cell.last.input_value()
    assert wrong not in ("", "727")
    cell.last.fill("727")
    press(grid, 'input[value="保存する"]')
    # The other parts say what was published and need nobody.
    act(people.at("programs-editor", f"/staff/review/{revision}/programs/"), "この内容を提出する")
    approve(people, "programs", revision)
    act(people.at("publisher", f"/staff/review/{revision}/"), "いますぐ公開する", confirmed="on")
    assert len(people.screens) - earlier == 5
    rows = list(csv.reader(io.StringIO(public(office, f"{year}/errata.csv").decode("utf-8-sig"))))
    assert len(rows) == 2, rows
    assert {wrong, "727"} <= set(rows[1]), rows
    assert any("集計の誤りのため" in value for value in rows[1])
    visitor = people.at("viewer", f"/{year}/errata/")
    picture(visitor, "errata")
    life = "/staff/life/programs.metricfigure/exchange-participants-actual-2025/"
    picture(people.at("viewer", life), "life", 1100)
    picture(people.at("admin", "/staff/roles/"), "roles", 1100)

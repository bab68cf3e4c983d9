"""Take the pictures of the guide that need a year's steps: `take_year_pictures.py http://127.0.0.1:8000`.

The server has the published 令和７年度版 as its only edition and the demo accounts. On the way a
correction is published, the next year begun, an inquiry opened, a table made and an app for codes
registered: use a copy of the data. The other pictures: `take_guide_pictures.py`, which can follow
on the same server.
"""

import base64
import hmac
import io
import struct
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, sync_playwright

OUT = Path(__file__).parent / "guide" / "images"
PASSWORD = "kanagawa-demo-2025"  # nosec B105: of the demo accounts
CORRECTION, DRAFT = 2, 3  # numbers of the editions
CELL = "programs.metricfigure/exchange-participants-actual"
_STEP = 30  # seconds that a code is good for


class Office:
    """Everybody who works on the report, each in a browser of his own."""

    def __init__(self, browser: Browser, server: str) -> None:
        self.browser, self.server = browser, server
        self.pages: dict[str, Page] = {}

    def at(self, name: str, address: str) -> Page:
        if name not in self.pages:
            page = self.browser.new_context(
                base_url=self.server,
                locale="ja-JP",
                timezone_id="Asia/Tokyo",
                viewport={"width": 1280, "height": 900},
            ).new_page()
            page.set_default_timeout(300_000)  # a publication proves itself
            page.on("dialog", lambda dialog: dialog.accept())
            page.goto("/staff/login/")
            page.fill("#id_username", name)
            page.fill("#id_password", PASSWORD)
            page.click("input[type=submit]")
            page.wait_for_url("**/staff/")
            self.pages[name] = page
        self.pages[name].goto(address)
        return self.pages[name]


def main(server: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        office = Office(browser, server)
        correct(office)
        begin(office)
        upload(office)
        inquire(office)
        make_table(office)
        register_app(office)
        browser.close()


def take(page: Page, name: str, height: int = 900, *, whole: bool = False) -> None:
    """`whole`: from the top to the bottom of the page, however long it is."""
    page.set_viewport_size({"width": 1280, "height": height})
    page.screenshot(path=OUT / f"{name}.png", full_page=whole)
    page.set_viewport_size({"width": 1280, "height": 900})


def press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def correct(office: Office) -> None:
    """One figure was wrong: a revision with a reason and its 正誤表."""
    page = office.at("admin", "/staff/editions/edition/1/copy/")
    page.fill("[name=reason]", "集計の誤りのため")
    press(page, "main input[type=submit]")
    page = office.at("programs-editor", f"/staff/entry/{CORRECTION}/programs/?show=all")
    cell = page.locator(f'input[name^="value:{CELL}"]').last
    ref = str(cell.get_attribute("name")).removeprefix("value:")
    cell.fill("727")
    press(page, 'input[value="保存する"]')
    page = office.at("programs-editor", f"/staff/review/{CORRECTION}/programs/")
    press(page, 'input[value="この内容を提出する"]')
    page = office.at("programs-approver", f"/staff/review/{CORRECTION}/programs/")
    press(page, 'input[value="この内容を承認する"]')
    page = office.at("publisher", f"/staff/review/{CORRECTION}/")
    page.check("[name=confirmed]")
    take(page, "release", 640, whole=True)
    press(page, 'input[value="いますぐ公開する"]')
    take(office.at("viewer", "/2025/errata/"), "errata")
    take(office.at("viewer", f"/staff/life/{ref}/"), "life", 1100)


def begin(office: Office) -> None:
    page = office.at("admin", f"/staff/roll/{CORRECTION}/")
    take(page, "roll", 640, whole=True)
    press(page, "main input[type=submit]")


def upload(office: Office) -> None:
    """The second sheet of 企業誘致 is filled in as somebody would in Excel."""
    page = office.at("investment-editor", f"/staff/upload/{DRAFT}/investment/")
    book = load_workbook(
        io.BytesIO(page.context.request.get(f"/staff/workbook/{DRAFT}/investment.xlsx").body())
    )
    for column, value in zip("BCDEFGH", (53, 17, 23, 11, 31, 13, 22), strict=True):
        book["第2表"][f"{column}4"] = value
    written = io.BytesIO()
    book.save(written)
    file = {"name": "企業誘致_入力用.xlsx", "mimeType": "application/octet-stream"}
    page.set_input_files("input[type=file]", {**file, "buffer": written.getvalue()})  # type: ignore[typeddict-item]  # all three keys are there
    press(page, 'input[value="変わる値を確かめる"]')
    take(page, "upload-preview")


def inquire(office: Office) -> None:
    who = "investment-editor"
    for name, kind, email in (
        ("企業誘致・国際ビジネス課", "division", "kigyo@example.jp"),
        ("調査の委託先", "outside", ""),
    ):
        page = office.at(who, "/staff/workflow/respondent/add/")
        page.fill("[name=name]", name)
        page.select_option("[name=kind]", kind)
        page.fill("[name=email]", email)
        press(page, "input[name=_save]")
    address = f"/staff/inquiries/{DRAFT}/investment/"
    page = office.at(who, address)
    due = date.today() + timedelta(days=30)
    chosen = page.locator("select[name$=-respondent]")
    for number in range(5):
        label = "調査の委託先" if number == 4 else "企業誘致・国際ビジネス課"
        choices = chosen.nth(number).locator("option")
        value = choices.filter(has_text=label).first.get_attribute("value")
        chosen.nth(number).select_option(value)
        page.locator("input[name$=-due_on]:visible").nth(number).fill(
            f"R{due.year - 2018}.{due.month}.{due.day}"
        )
        page.locator("input[name$=-source]:visible").nth(number).fill("令和８年度 実績集計")
    press(page, 'button[value="save"]')
    page.check("[name=confirmed]")
    press(page, 'button[value="open"]')
    page.goto(address)
    take(page, "inquiry-section")
    page.goto(f"/staff/inquiries/{DRAFT}/")
    page.locator("main a", has_text="企業誘致・国際ビジネス課").first.click()
    page.wait_for_load_state()
    answer = page.locator("form.answer").first
    answer.locator("input[value=not_applicable]").check()
    press(page, 'form.answer button[value="answer"]')
    take(page, "inquiry-list")
    page.goto(f"/staff/inquiries/{DRAFT}/")
    take(page, "inquiry-board", 640)


def make_table(office: Office) -> None:
    """A table of two years, and the grid in which its figures are entered."""
    page = office.at("robots-editor", "/staff/own_tables/owntable/add/")
    page.locator("[name=heading]").select_option(index=1)
    page.fill("[name=title]", "実証の場の見学者")
    page.fill("[name=unit]", "人")
    for number, year in enumerate(("令和７年度", "令和８年度")):
        page.fill(f"[name=owncolumns-{number}-fiscal_year]", year)
    page.fill("[name=ownrows-0-label]", "見学者")
    press(page, "input[name=_save]")
    page = office.at("robots-editor", f"/staff/entry/{DRAFT}/robots/")
    page.locator(".entry-table", has_text="実証の場の見学者").scroll_into_view_if_needed()
    take(page, "own-table-grid")


def register_app(office: Office) -> None:
    page = office.at("admin", "/staff/account/factors/app/")
    take(page, "factor-app", 800)
    page.fill("#code", code_of(page.locator("code").first.inner_text()))
    press(page, 'main input[value="登録する"]')
    page.goto("/staff/account/factors/")
    take(page, "factors", 640)


def code_of(secret: str) -> str:
    """The six digits that an app shows now (RFC 6238)."""
    key = base64.b32decode("".join(secret.split()).upper())
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // _STEP), "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


if __name__ == "__main__":
    main(sys.argv[1])

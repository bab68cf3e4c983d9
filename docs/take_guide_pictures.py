"""Take the pictures of the guide of a running server: `take_guide_pictures.py http://127.0.0.1:8000`.

The server has the published 令和７年度版, a fresh draft of the next year and the demo accounts; a
few figures are entered on the way. The number of the draft can follow, as `3` after
`take_year_pictures.py`. Those of 照会, the second factor and a correction are made by
hand, as the pages of the guide describe them.
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

OUT = Path(__file__).parent / "guide" / "images"


def main(server: str, draft: str = "2") -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page(
            base_url=server,
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            viewport={"width": 1280, "height": 900},
        )
        sign_in(page)
        for name, address in {
            "start": "/staff/",
            "new-facts": f"/staff/new-facts/{draft}/",
            "facts": f"/staff/facts/{draft}/",
            "roles": "/staff/roles/",
        }.items():
            take(page, name, address)
        enter(page, f"/staff/entry/{draft}/robots/")
        take(page, "checks", f"/staff/checks/{draft}/")
        take(page, "change-sheet", f"/staff/review/{draft}/robots/")
        take(page, "entry-list", f"/staff/entry-list/{draft}/international.activity/")
        open_first(page, f"/staff/zones/comprehensivezone/?edition={draft}")
        page.locator(".prose-source summary").first.click()
        page.locator(".prose-insert").first.click()
        page.fill("#picker-q", "10市")
        page.wait_for_selector(".picker .picked li")
        take(page, "prose")
        take(page, "own-table", "/staff/own_tables/owntable/add/", full_page=True)
        browser.close()


def sign_in(page: Page) -> None:
    page.goto("/staff/login/")
    page.fill("#id_username", "demo")
    page.fill("#id_password", "kanagawa-demo-2025")
    page.click("input[type=submit]")
    page.wait_for_url("**/staff/")


def enter(page: Page, grid: str) -> None:
    """Three figures, the second of which cannot be read at first."""
    page.goto(grid)
    inputs = page.locator(".entry.waits .entry-value")
    inputs.nth(0).fill("36件")
    inputs.nth(1).fill("たくさん")
    page.click(".entry-save input[type=submit]")
    page.wait_for_selector(".problems")
    page.click(".problems li a")
    take(page, "entry-errors")
    page.locator("[aria-invalid]").first.fill("165件")
    page.click(".entry-save input[type=submit]")
    page.wait_for_selector(".messagelist")
    page.goto(grid)
    page.locator(".entry.waits .entry-value").nth(0).click()
    take(page, "entry")


def open_first(page: Page, rows: str) -> None:
    page.goto(rows)
    page.click("#result_list tbody tr:nth-child(2) th a")
    page.wait_for_load_state("networkidle")


def take(page: Page, name: str, address: str = "", *, full_page: bool = False) -> None:
    if address:
        page.goto(address)
    page.screenshot(path=OUT / f"{name}.png", full_page=full_page)


if __name__ == "__main__":
    main(*sys.argv[1:])

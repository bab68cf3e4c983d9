"""Take the README screenshots of a running server: `take_screenshots.py http://127.0.0.1:8000`."""

import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

OUT = Path(__file__).parent / "screenshots"
PAGES = {
    "home": "/",
    "report": "/2025/report/",
    "table": "/2025/tables/international.foreign-nationality/",
    "list": "/2025/robots/robots/?q=temi",
    "detail": "/2025/robots/robots/robot-042/",
    "section": "/2025/investment/",
}
STAFF = {"staff": "/staff/", "indicator": "/staff/robots/robotindicator/"}


def main(server: str) -> None:
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        for width in (1280, 320):
            page = browser.new_page(
                locale="ja-JP", timezone_id="Asia/Tokyo", viewport={"width": width, "height": 800}
            )
            suffix = "" if width == 1280 else "-320"
            for name, url in PAGES.items():
                page.goto(server + url)
                page.screenshot(path=OUT / f"{name}{suffix}.png", full_page=name == "indicator")
            page.goto(f"{server}/staff/login/")
            page.fill("#id_username", "demo")
            page.fill("#id_password", "kanagawa-demo-2025")
            page.click("input[type=submit]")
            page.wait_for_url(f"{server}/staff/")
            for name, url in STAFF.items():
                page.goto(server + url)
                if name == "indicator":
                    page.click("#result_list tbody tr:first-child th a")
                    page.wait_for_url("**/change/**")
                    page.wait_for_selector("input[name=_save]")
                    page.wait_for_load_state("networkidle")
                page.screenshot(path=OUT / f"{name}{suffix}.png", full_page=name == "indicator")
            page.close()
        browser.close()
    draw_paper(server)


def draw_paper(server: str) -> None:
    """The page of the PDF that shows what the picture of the report shows."""
    with urlopen(f"{server}/2025/report.pdf") as answer:  # nosec B310: our own server
        content = answer.read()
    page = ["-f", "3", "-l", "3", "-singlefile", "-png", "-scale-to", "1100"]
    subprocess.run(["pdftoppm", *page, "-", OUT / "paper"], input=content, check=True)


if __name__ == "__main__":
    main(sys.argv[1])

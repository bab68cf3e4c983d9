"""Every role does its part of a year by keyboard alone, on a narrow window, without JavaScript."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from .conftest import PASSWORD, serving
from .test_entry import SEEN

pytestmark = pytest.mark.browser
PHONE: ViewportSize = {"width": 320, "height": 700}
DESK: ViewportSize = {"width": 1280, "height": 900}
# Of those with the most stops; all screens: test_every_screen.py.
KINDS = ("own_tables/owntable/add/", "entry-list/2/international.activity/", "import-text/2/")
_LONGEST = 900  # stops of the longest page


# Waits for the values of 令和８年度.
ROLLED = """
from kanagawa.editions.models import Edition
from kanagawa.editions.rolling import roll_edition
roll_edition(source=Edition.objects.get(fiscal_year=2025))
"""


class Keyboard:
    """One person and the keys Tab, Space, Enter, letters and digits."""

    def __init__(self, browser: Browser, office: str, name: str) -> None:
        self.office = office
        self.context: BrowserContext = browser.new_context(
            locale="ja-JP", java_script_enabled=False, viewport=PHONE
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(300_000)  # a publication proves itself
        self.open("/staff/login/")
        self.write("#id_username", name)
        self.write("#id_password", PASSWORD)
        self.send("input[type=submit]")
        assert not self.page.url.endswith("/staff/login/"), name

    def open(self, url: str) -> None:
        answer = self.page.goto(self.office + url)
        assert answer is not None and answer.status == 200, (url, answer)

    def reach(self, selector: str) -> None:
        """Press Tab until this has the focus; everything on the way there is to be seen."""
        selector = f":is({selector}):not([type=hidden])"
        for _ in range(_LONGEST):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.step()
        raise AssertionError(f"{self.page.url}: no way to {selector}")

    def step(self) -> bool:
        """Go to the next stop and see it, or (False) out of the page."""
        self.page.keyboard.press("Tab")
        seen = self.page.evaluate(SEEN)
        for _ in range(60):  # a box beside the text scrolls a moment later
            if seen in ("seen", ""):
                break
            self.page.wait_for_timeout(50)
            seen = self.page.evaluate(SEEN)
        assert seen in ("seen", ""), (self.page.url, self.page.viewport_size, seen)
        return bool(seen)

    def write(self, selector: str, text: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, selector: str, first_letters: str) -> None:
        self.reach(selector)
        self.page.keyboard.type(first_letters)

    def tick(self, selector: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Space")
        assert self.page.evaluate("document.activeElement.checked")

    def send(self, selector: str) -> None:
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    @property
    def told(self) -> str:
        texts = self.page.locator(".messagelist, .banner, .errornote, .errorlist")
        return " ".join(texts.all_inner_texts())

    def walk(self, *sizes: ViewportSize) -> int:
        """Every stop of this page is seen at both widths, and Tab leads out of it again."""
        counted = []
        for size in sizes or (DESK, PHONE):
            self.page.set_viewport_size(size)
            self.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
            self.page.reload()
            stops = 0
            while stops < _LONGEST:
                if not self.step():
                    break
                stops += 1
            counted.append(stops)
        assert 5 < min(counted) <= max(counted) < _LONGEST, (self.page.url, counted)
        return min(counted)


def button(value: str) -> str:
    return f'input[type=submit][value="{value}"]'


def test_values_are_entered_and_handed_over_by_keyboard_alone(
    browser: Browser, tmp_path: Path
) -> None:
    with serving(tmp_path, ROLLED, sample=True) as office:
        editor = Keyboard(browser, office, "programs-editor")
        enter_what_waits(editor, edition=2)
        editor.open("/staff/review/2/programs/")
        editor.walk(PHONE)
        editor.send(button("この内容を提出する"))
        assert "提出しました" in editor.told
        editor.context.close()
        look_at_each_kind(Keyboard(browser, office, "demo"))


def look_at_each_kind(somebody: Keyboard) -> None:
    for url in KINDS:
        somebody.open(f"/staff/{url}")
        somebody.walk(PHONE)
    somebody.context.close()


@pytest.mark.thorough
def test_a_correction_and_the_next_year_by_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path) as office:
        people = {
            name: Keyboard(browser, office, name)
            for name in ("admin", "programs-editor", "programs-approver", "publisher", "viewer")
        }
        correct(people)
        begin_the_next_year(people)
        look(people["viewer"])
        give_a_role(people["admin"])
        for person in people.values():
            person.context.close()


def correct(people: dict[str, Keyboard]) -> None:
    admin = people["admin"]
    admin.open("/staff/editions/edition/1/copy/")
    admin.walk()
    admin.write("[name=reason]", "集計の誤りのため")
    admin.send("main [type=submit]")
    editor = people["programs-editor"]
    editor.open("/staff/entry/2/programs/?show=all")
    editor.write('input[name^="value:programs.metricfigure/exchange-participants-actual"]', "727")
    editor.send(button("保存する"))
    assert "1件の数値を保存しました" in editor.told
    editor.open("/staff/review/2/programs/")
    editor.walk()
    editor.send(button("この内容を提出する"))
    approver = people["programs-approver"]
    approver.open("/staff/review/2/programs/")
    approver.send(button("この内容を承認する"))
    publisher = people["publisher"]
    publisher.open("/staff/review/2/")
    publisher.walk()
    publisher.tick("[name=confirmed]")
    publisher.send(button("いますぐ公開する"))
    assert "公開しました" in publisher.told


def begin_the_next_year(people: dict[str, Keyboard]) -> None:
    """The new edition is made, and all that waits for ベンチャー支援 is typed in one go."""
    admin = people["admin"]
    admin.open("/staff/roll/2/")
    admin.send("main input[type=submit]")
    admin.walk()
    editor = people["programs-editor"]
    editor.open("/staff/")
    editor.walk()
    assert enter_what_waits(editor, edition=3) >= 20


def enter_what_waits(editor: Keyboard, edition: int) -> int:
    """Returns how many values were typed."""
    editor.open(f"/staff/entry/{edition}/programs/")
    editor.walk()
    editor.page.reload()
    cells = editor.page.locator('input[name^="value:"]')
    waiting = [cell.get_attribute("name") for cell in cells.all() if not cell.input_value()]
    for name in waiting:
        editor.write(f'[name="{name}"]', "1234")
    editor.send(button("保存する"))
    assert waiting and f"{len(waiting)}件の数値を保存しました" in editor.told
    return len(waiting)


def look(viewer: Keyboard) -> None:
    for url in ("/staff/", "/staff/review/3/programs/"):
        viewer.open(url)
        viewer.walk()


def give_a_role(admin: Keyboard) -> None:
    admin.open("/staff/roles/")
    admin.tick("main [name=role]:not(:checked)")
    admin.send(button("変更を確かめる"))
    admin.send("main input[type=submit]")
    assert "変更しました（1件）" in admin.told

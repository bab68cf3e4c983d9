"""Every role does its part of a year by keyboard alone, without JavaScript, at either width."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from kanagawa.formats.totp import PERIOD, code_at

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

    def __init__(
        self, browser: Browser, office: str, name: str, size: ViewportSize = PHONE
    ) -> None:
        self.office, self.name, self.size = office, name, size
        self.context: BrowserContext = browser.new_context(
            locale="ja-JP", java_script_enabled=False, viewport=size
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(300_000)  # a publication proves itself
        self.give_password()
        assert not self.page.url.endswith("/staff/login/"), name

    def give_password(self) -> None:
        self.open("/staff/login/")
        self.write("#id_username", self.name)
        self.write("#id_password", PASSWORD)
        self.send("input[type=submit]")

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

    def walk(self) -> None:
        """Every stop of this page is seen, and Tab leads out of it again."""
        self.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        self.page.reload()
        stops = 0
        while stops < _LONGEST and self.step():
            stops += 1
        assert 5 < stops < _LONGEST, (self.page.url, stops)


def button(value: str) -> str:
    return f'input[type=submit][value="{value}"]'


def test_values_are_entered_and_handed_over_by_keyboard_alone(
    browser: Browser, tmp_path: Path
) -> None:
    with serving(tmp_path, ROLLED, sample=True) as office:
        editor = Keyboard(browser, office, "programs-editor")
        enter_what_waits(editor, edition=2)
        editor.open("/staff/review/2/programs/")
        editor.walk()
        editor.send(button("この内容を提出する"))
        assert "提出しました" in editor.told
        editor.context.close()
        look_at_each_kind(Keyboard(browser, office, "demo"))
        prove_oneself_twice(Keyboard(browser, office, "viewer"))


def look_at_each_kind(somebody: Keyboard) -> None:
    for url in KINDS:
        somebody.open(f"/staff/{url}")
        somebody.walk()
    somebody.context.close()


def prove_oneself_twice(person: Keyboard) -> None:
    """An app for codes is set up; its code, then a code on paper, open the door with a password."""
    person.open("/staff/account/factors/")
    person.send('main a[href$="/factors/app/"]')
    secret = person.page.locator("main code").inner_text().replace(" ", "")
    person.write("#code", code_at(secret, int(time.time()) // PERIOD))
    person.send("main input[type=submit]")
    on_paper = person.page.locator(".recovery-codes code").first.inner_text()
    # Each code is taken once; a telephone's clock may be half a minute early.
    for code in (code_at(secret, int(time.time()) // PERIOD + 1), on_paper):
        person.send("#logout-form button")
        person.give_password()
        assert person.page.url.endswith("/staff/login/factor/")
        person.write("#code", code)
        person.send("input[type=submit]")
        assert person.page.url.endswith("/staff/")
    person.context.close()


@pytest.mark.thorough
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_correction_and_the_next_year_by_keyboard_alone(
    browser: Browser, tmp_path: Path, size: ViewportSize
) -> None:
    with serving(tmp_path) as office:
        people = {
            name: Keyboard(browser, office, name, size)
            for name in ("admin", "programs-editor", "programs-approver", "publisher", "viewer")
        }
        correct(people)
        begin_the_next_year(people)
        decide_on_it(people["programs-editor"], people["programs-approver"])
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


def decide_on_it(editor: Keyboard, approver: Keyboard) -> None:
    """The approver asks back and returns what was entered, is answered, and approves it."""
    url, submit = "/staff/review/3/programs/", button("この内容を提出する")
    editor.open(url)
    editor.send(submit)
    approver.open(url)
    approver.walk()
    approver.write(beside("指摘を書く"), "去年の資料と違いませんか。")
    approver.send(button("指摘を書く"))
    approver.send(button("差し戻す"))
    editor.open(url)
    editor.write(beside("回答する"), "確かめました。この値のとおりです。")
    editor.send(button("回答する"))
    editor.send(submit)
    approver.open(url)
    approver.write(beside("この内容を承認する"), "委員会までに確認する項目を含む")
    approver.send(button("この内容を承認する"))
    assert "承認しました" in approver.told


def beside(value: str) -> str:
    return f"form:has({button(value)}) textarea"


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

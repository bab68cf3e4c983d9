"""The entry grid in a browser: keys as in a spreadsheet, a pasted block, totals that follow."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from .conftest import NAME, PASSWORD, new_context, serving, signed_in
from .test_walk import WIDTHS, look, press

pytestmark = pytest.mark.browser

SCRIPT = """
from django.contrib.auth import get_user_model
from kanagawa.editions.models import Edition
from kanagawa.editions.rolling import roll_edition
roll_edition(source=Edition.objects.get(fiscal_year=2025))
"""
GRID = "/staff/entry/2/investment/"
ROW = ("site-support-large", "site-support-small", "site-support-reinvestment")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose draft 令和８年度 waits for its values."""
    with serving(tmp_path_factory.mktemp("entry"), SCRIPT) as url:
        yield url


@pytest.fixture(scope="module")
def session(browser: Browser, office: str) -> StorageState:
    return signed_in(browser, office)


@pytest.fixture
def clerk(browser: Browser, session: StorageState) -> Iterator[Page]:
    """A page in a browser of somebody who is signed in."""
    context = new_context(browser, storage_state=session)
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


@pytest.fixture
def grid(clerk: Page, office: str) -> Page:
    page = clerk
    violations: list[str] = []
    page.on(
        "console", lambda m: violations.append(m.text) if "Content Security" in m.text else None
    )
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(office + GRID)
    assert violations == []
    return page


def cell(page: Page, key: str) -> Locator:
    return page.locator(f'input[name="value:investment.supportcount/{key}"]')


def has_focus(page: Page, key: str) -> None:
    expect(cell(page, key)).to_be_focused()


def paste(field: Locator, text: str) -> None:
    """What the browser does when somebody pastes: an event with the text of the clipboard."""
    field.evaluate(
        """(input, text) => {
            input.focus();
            const data = new DataTransfer();
            data.setData("text/plain", text);
            input.dispatchEvent(new ClipboardEvent("paste", {
                clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def test_the_keys_move_as_in_a_spreadsheet(grid):
    first, second, third = ROW
    cell(grid, first).focus()
    for key, reached in (
        ("ArrowRight", second),
        ("ArrowRight", third),
        ("Home", first),
        ("End", third),
        ("ArrowLeft", second),
        ("ArrowDown", "rent-subsidy-small"),
        ("ArrowUp", second),
        ("Enter", "rent-subsidy-small"),
        ("Shift+Enter", second),
        ("Tab", third),
        ("Shift+Tab", second),
        ("Control+Home", first),
    ):
        grid.keyboard.press(key)
        has_focus(grid, reached)


# Whether the element that has the focus can be seen: something of it is on top where it stands.
SEEN = """() => {
  const element = document.activeElement;
  if (element === document.body) return "";
  const box = element.getBoundingClientRect();
  const [left, up] = [Math.max(box.left, 0), Math.max(box.top, 0)];
  const wide = Math.min(box.right, innerWidth) - left;
  const high = Math.min(box.bottom, innerHeight) - up;
  const points = [[0.5, 0.5], [0.1, 0.1], [0.9, 0.9]];
  const isSeen = wide > 0 && high > 0 && points.some(([x, y]) => {
    const top = document.elementFromPoint(left + wide * x, up + high * y);
    return top && (element.contains(top) || element.parentElement === top);
  });
  return isSeen ? "seen" : `hidden: ${element.outerHTML.slice(0, 120)}`;
}"""


@pytest.mark.thorough
def test_what_has_the_focus_is_never_hidden(grid):
    for width, height, least in ((1280, 600, 100), (320, 800, 100)):
        grid.set_viewport_size({"width": width, "height": height})
        grid.reload()
        stops = []
        while (stop := tabbed(grid)) != "" and len(stops) < 300:
            stops.append(stop)
        assert len(stops) > least
        assert set(stops) == {"seen"}


def tabbed(page: Page) -> str:
    page.keyboard.press("Tab")
    return str(page.evaluate(SEEN))


def test_the_76_values_of_a_section_stand_on_three_screens_and_errors_move_no_column(grid):
    measure = "document.documentElement.scrollHeight"
    assert grid.evaluate(measure) <= 3 * 900
    assert grid.locator("input.entry-value").count() >= 76
    columns = """() => [...document.querySelectorAll("[data-table] th, [data-table] td")]
        .map(cell => [cell.offsetLeft, cell.offsetWidth])"""
    before = grid.evaluate(columns)
    cell(grid, ROW[0]).fill("たくさんの件数があります")
    press(grid, ".entry-save input[type=submit]")
    assert grid.title().startswith("エラー：")
    assert grid.evaluate(columns) == before


def test_a_block_is_copied_filled_down_and_taken_back_by_keyboard(grid):
    first, second, _ = ROW
    below = "rent-subsidy-large"
    paste(cell(grid, first), "37\t104\n2\t18")
    cell(grid, first).focus()
    for key in ("Shift+ArrowRight", "Shift+ArrowDown"):
        grid.keyboard.press(key)
    expect(grid.locator("td.block")).to_have_count(4)
    copied = grid.evaluate("""() => {
        const clipboardData = new DataTransfer();
        document.activeElement.dispatchEvent(
            new ClipboardEvent("copy", {clipboardData, bubbles: true, cancelable: true}));
        return clipboardData.getData("text/plain");
    }""")
    assert copied == "37\t104\r\n2\t18"
    grid.keyboard.press("Control+d")
    expect(cell(grid, below)).to_have_value("37")
    expect(cell(grid, "rent-subsidy-small")).to_have_value("104")
    grid.keyboard.press("Control+z")
    expect(cell(grid, below)).to_have_value("2")
    grid.keyboard.press("Delete")
    expect(cell(grid, second)).to_have_value("")
    grid.click("#entry-undo")
    expect(cell(grid, second)).to_have_value("104")
    cell(grid, below).fill("5")
    grid.keyboard.press("Control+d")
    expect(cell(grid, below)).to_have_value("37")


def test_left_and_right_move_the_caret_while_a_text_is_edited(grid):
    first = ROW[0]
    cell(grid, first).focus()
    grid.keyboard.type("13")
    grid.keyboard.press("ArrowLeft")
    grid.keyboard.type("2")
    expect(cell(grid, first)).to_have_value("123")
    has_focus(grid, first)
    grid.keyboard.press("Escape")
    expect(cell(grid, first)).to_have_value("")
    grid.keyboard.type("5")
    grid.keyboard.press("Enter")
    cell(grid, first).focus()
    grid.keyboard.press("F2")
    grid.keyboard.type("0")
    expect(cell(grid, first)).to_have_value("50")
    grid.keyboard.press("Alt+ArrowDown")
    more = grid.locator(f'select[name="kind:investment.supportcount/{first}"]')
    expect(more).to_be_focused()
    grid.keyboard.press("Escape")
    has_focus(grid, first)


def test_a_block_from_excel_fills_the_cells_to_the_right_and_below(grid):
    first, second, third = ROW
    paste(cell(grid, first), '３７\t"1,04"\t141件［124件］\r\n2\t18\t20\t5\r\n')
    expect(cell(grid, first)).to_have_value("３７")
    expect(cell(grid, second)).to_have_value("1,04")
    expect(cell(grid, third)).to_have_value("124件")
    expect(cell(grid, "rent-subsidy-large")).to_have_value("2")
    status = grid.locator("#entry-status")
    expect(status).to_contain_text("6か所に貼り付けました")
    expect(status).to_contain_text("1か所は計算する欄か表の外")
    expect(grid.locator("#entry-count")).to_have_text("変更 6か所（未保存）")
    grid.keyboard.press("Control+z")
    expect(cell(grid, first)).to_have_value("")
    expect(cell(grid, "rent-subsidy-large")).to_have_value("")
    expect(grid.locator("#entry-count")).to_have_text("")


def printed(page: Page, key: str) -> Locator:
    return page.locator("td", has=cell(page, key)).locator("[data-place]")


def test_totals_follow_while_typing_and_what_cannot_be_read_is_told(grid):
    first, second, third = ROW
    paste(cell(grid, first), "４０\t1,100\t9")
    expect(printed(grid, first)).to_have_text("40件")
    expect(printed(grid, third)).to_have_text("1,140件［９件］")
    total = grid.locator('table[data-table="investment.results"] tbody tr:last-child td').first
    expect(total).to_have_text("40件")
    cell(grid, second).fill("11,00")
    box = grid.locator(".entry", has=cell(grid, second))
    expect(box.locator(".errorlist")).to_contain_text("桁区切りの位置")
    expect(grid.locator("#entry-status")).to_contain_text("読めない欄が1か所")
    look(grid)
    cell(grid, second).fill("1,200")
    expect(box.locator(".errorlist")).to_have_count(0)
    expect(printed(grid, third)).to_have_text("1,240件［９件］")


def test_a_day_for_the_table_is_put_into_its_cells(grid):
    regions = grid.locator(".entry-table", has=grid.locator('[data-table="investment.regions"]'))
    regions.locator(".table-day summary").click()
    grid.fill('input[name="table_as_of:investment.regions"]', "令和８年６月末時点")
    grid.keyboard.press("Tab")
    for field in regions.locator("input[name^='as_of:']").all():
        expect(field).to_have_value("令和８年６月末時点")


@WIDTHS
def test_errors_stand_at_their_cells_and_the_rest_is_kept(grid, width):
    first, second, _ = ROW
    cell(grid, first).fill("たくさん")
    cell(grid, second).fill("77")
    press(grid, ".entry-save input[type=submit]")
    grid.click(".problems li a")
    expect(grid.locator(".entry", has=cell(grid, first))).to_be_in_viewport()
    expect(cell(grid, second)).to_have_value("77")
    grid.set_viewport_size({"width": width, "height": 800})
    assert grid.evaluate("document.documentElement.scrollWidth") <= width
    look(grid)


def width_of(page: Page, key: str) -> float:
    """Of the cell in which a figure is entered, in pixels."""
    measured: float = cell(page, key).evaluate(
        "input => input.closest('td').getBoundingClientRect().width"
    )
    return measured


@pytest.mark.thorough
@WIDTHS
def test_two_people_meet_and_nobodys_value_is_lost_silently(
    grid, browser: Browser, office, width: int
):
    key = {320: "one-stop-large", 1280: "rent-subsidy-large"}[width]  # saved once each
    cookies = signed_in(browser, office, "investment-editor")
    other_context = new_context(browser, storage_state=cookies)
    other = other_context.new_page()
    other.goto(office + GRID)
    cell(grid, key).fill("555")
    press(grid, ".entry-save input[type=submit]")
    expect(grid.locator(".messagelist")).to_contain_text("1件の数値を保存しました")
    column = width_of(other, key)
    cell(other, key).fill("666")
    press(other, ".entry-save input[type=submit]")
    assert width_of(other, key) == column, "what is asked moves no column"
    met = other.locator(".conflict")
    expect(met).to_contain_text("666件")
    expect(met).to_contain_text("555件")
    other.set_viewport_size({"width": width, "height": 800})
    assert other.evaluate("document.documentElement.scrollWidth") <= width
    look(other)
    other.set_viewport_size({"width": 1280, "height": 900})
    met.locator("input[value=mine]").check()
    press(other, ".entry-save input[type=submit]")
    expect(other.locator(".messagelist")).to_contain_text("1件の数値を保存しました")
    grid.reload()
    expect(cell(grid, key)).to_have_value("666")
    other_context.close()


def test_it_works_without_javascript(browser: Browser, office, session: StorageState):
    context = new_context(browser, java_script_enabled=False, storage_state=session)
    page = context.new_page()
    page.goto(office + GRID)
    field = cell(page, "one-stop-small")
    field.focus()
    about = page.locator(".entry", has=field).locator(".about")
    about.locator("summary").click()
    about.locator("select[name^=kind]").select_option("forecast")
    field.fill("１２件")
    press(page, ".entry-save input[type=submit]")
    expect(page.locator(".messagelist")).to_contain_text("1件の数値を保存しました")
    expect(cell(page, "one-stop-small")).to_have_value("12")
    context.close()


def test_leaving_with_unsaved_values_is_asked_about(clerk: Page, office):
    page = clerk
    page.goto(office + GRID)
    cell(page, ROW[0]).click()
    page.keyboard.type("9")
    asked: list[str] = []

    def answer(dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto(f"{office}/staff/")
    assert asked == ["beforeunload"]


PASTE = """([name, plain, html]) => {
  const input = document.querySelector(`input[name="${name}"]`);
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", plain);
  clipboardData.setData("text/html", html);
  input.focus();
  input.dispatchEvent(
    new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
}"""


def test_the_same_cells_come_from_every_program(grid: Page) -> None:
    """Excel for Mac ends rows with CR alone, for Windows with CR LF; web pages send a table."""
    table = "<table><tr><td>5<br>6<td>7</tr><tr><td>4<td>3</table>"
    name = "value:investment.supportcount/" + ROW[0]
    first = grid.locator("input.entry-value").first.get_attribute("name") or name
    for plain, html, pasted in (
        ("5\r4", "", ["5", "4"]),
        ("5\r\n4\r\n", "", ["5", "4"]),
        ("5\n4\t\n\n", "", ["5", "4"]),
        ('"5\n6"\r4', "", ["5 6", "4"]),
        ("5", table, ["5 6"]),
    ):
        grid.evaluate(PASTE, [first, plain, html])
        typed = grid.locator(".entry.changed input.entry-value").evaluate_all(
            "inputs => inputs.map(input => input.value)"
        )
        assert [text for text in pasted if text in typed] == pasted, plain
        grid.click("#entry-undo")


READ = """([plain, html]) =>
  [...window.clipboardRows.read({getData: (kind) => kind === "text/html" ? html : plain})]"""
WORD = '<html xmlns:w="urn:schemas-microsoft-com:office:word"><table class=MsoTableGrid>{}</table>'
EXCEL = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr><td>9</table>'
CALC = '<meta name="generator" content="LibreOffice"><table><tr><td>9</td></tr></table>'
BESIDE = "<tr><td rowspan=2>5<td>6<tr><td>8"


def test_no_cell_is_lost_or_moved_whatever_the_clipboard_holds(grid: Page) -> None:
    for plain, html, rows in (
        ("\ufeff5\t6\r\n7\t8\r\n\0", "", [["5", "6"], ["7", "8"]]),
        ("5\t\t\r\n\t\t\r\n", EXCEL, [["5"]]),
        ('"a\nb"\t"c""d"\n5', CALC, [["a\nb", 'c"d'], ["5"]]),
        ('"\t6\n7\t8', "", [['"', "6"], ["7", "8"]]),
        ('"甲"社\t6\n7', "", [['"甲"社', "6"], ["7"]]),
        ("\r\n5\r\n\r\n7", "", [[""], ["5"], [""], ["7"]]),
        ("5\n6\n8", f"<table>{BESIDE}</table>", [["5", "6"], ["", "8"]]),
        ("x", "<table><tr><td colspan=2>5<td>6</table>", [["5", "", "6"]]),
        ("5\n6\t7", WORD.format("<tr><td><p>5</p><p>6</p><td><p>7"), [["5\n6", "7"]]),
        ("x", "<table><tr><td>\n 5 <td>&nbsp;6<style>x</style></table>", [["5", "6"]]),
        ("x", "<table><tr><td><ul><li>5<li>6</ul></table>", [["5\n6"]]),
        ("x", "<table><tr><td>5</table>文<table><tr><td>6</table>", [["5"], ["6"]]),
        ("5\t6", "<table><tr><td><table><tr><td>5<td>6</table></table>", [["5", "6"]]),
        ("5\t6", "<table></table>", [["5", "6"]]),
    ):
        assert grid.evaluate(READ, [plain, html]) == rows, (plain, html)
    first = grid.locator("input.entry-value").first.get_attribute("name")
    struck = "<table><tr><td><s>9</s>5<td>6</table>"
    grid.evaluate(PASTE, [first, "95\t6", struck])
    expect(grid.locator("#entry-status")).to_contain_text("取消線の文字も入っています")
    raised = "<table><tr><td>5<sup>2</sup><td><table><tr><td>6</table></table>"
    grid.evaluate(PASTE, [first, "52\t6", raised])
    expect(grid.locator("#entry-status")).to_contain_text("上付き・下付きの文字も入っています")
    expect(grid.locator("#entry-status")).to_contain_text("表の中に表があります")
    grid.click("#entry-undo")


def test_what_was_typed_outlives_the_session(grid: Page, office: str) -> None:
    field = grid.locator("input.entry-value").first
    name = field.get_attribute("name")
    field.fill("4,321")
    grid.context.clear_cookies(name="sessionid")
    grid.evaluate("document.getElementById('entry-form').requestSubmit()")
    grid.wait_for_selector("#id_username")
    grid.fill("#id_username", NAME)
    grid.fill("#id_password", PASSWORD)
    press(grid, "input[type=submit]")
    expect(grid.locator(".typed-note")).to_contain_text("保存されていません")
    grid.click(".typed-note button >> nth=0")
    expect(grid.locator(f'input[name="{name}"]')).to_have_value("4,321")
    expect(grid.locator("#entry-count")).to_contain_text("1か所")


def test_eighteen_robots_are_pasted_into_one_screen(grid: Page, office: str) -> None:
    grid.goto(f"{office}/staff/entry-list/2/robots.robot/?new=18")
    assert grid.evaluate("document.documentElement.scrollHeight") <= 900
    robots = "\r\n".join(f"新しいロボット{number}\t令和８年２月" for number in range(20))
    paste(grid.locator("[name=new-0-name]"), robots)
    expect(grid.locator("#entry-status")).to_contain_text("40か所に貼り付けました")
    expect(grid.locator("[name=new-19-commercialised_on]")).to_have_value("令和８年２月")
    grid.keyboard.press("Control+z")
    expect(grid.locator("[name=new-19-name]")).to_have_value("")
    paste(grid.locator("[name=new-0-name]"), robots)
    look(grid)
    press(grid, "input[value=保存する]")
    expect(grid.locator(".messagelist")).to_contain_text("20行を保存しました")


def test_sixteen_events_stand_on_one_screen_and_narrow_screens_keep_them_in_sight(
    grid: Page, office: str
) -> None:
    grid.goto(f"{office}/staff/entry-list/2/international.activity/")
    rows = grid.locator("#list-form table").first.locator("tbody tr")
    expect(rows).to_have_count(16)
    box, bar = rows.nth(15).bounding_box(), grid.locator(".entry-save").bounding_box()
    assert box and bar and box["y"] + box["height"] <= bar["y"]
    grid.set_viewport_size({"width": 320, "height": 800})
    assert grid.evaluate("document.documentElement.scrollWidth") <= 320
    look(grid)

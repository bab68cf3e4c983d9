"""Without JavaScript every kind of screen takes what is entered and decided.

By keyboard: test_by_keyboard.py; the choice and preview of figures in texts: test_prose.py.
"""

import io
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page

from .conftest import new_context, serving, signed_in
from .test_by_keyboard import ROLLED

pytestmark = [pytest.mark.browser, pytest.mark.thorough]
DRAFT = 2


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("without-script"), ROLLED, sample=True) as url:
        yield url


@pytest.fixture
def clerk(browser: Browser, office: str) -> Iterator[Page]:
    """A page of somebody with every role."""
    cookies = signed_in(browser, office)
    context = new_context(
        browser, base_url=office, storage_state=cookies, java_script_enabled=False
    )
    page = context.new_page()
    page.set_default_timeout(120_000)
    yield page
    context.close()


def send(page: Page, button: str) -> str:
    """Press the first button that begins with these words; returns the messages."""
    pressed = page.locator(f'input[type=submit][value^="{button}"], button:has-text("{button}")')
    with page.expect_navigation():
        pressed.locator("visible=true").first.click()
    return " ".join(page.locator(".messagelist, .errornote, .banner").all_inner_texts())


def fill_beside(page: Page, button: str, text: str) -> None:
    form = page.locator("form", has=page.locator(f"input[value='{button}']")).first
    form.locator("textarea:visible").first.fill(text)


def test_a_row_is_changed_deleted_and_brought_back(clerk):
    clerk.goto("/staff/robots/robot/")
    clerk.locator("#result_list tbody th a").first.click()
    name = clerk.input_value("[name=name]")
    clerk.fill("[name=name]", f"{name}改")
    assert "変更しました" in send(clerk, "保存")
    clerk.locator("#result_list tbody th a").first.click()
    clerk.locator("a.deletelink").click()
    send(clerk, "はい")
    clerk.goto(f"/staff/deleted/{DRAFT}/")
    assert "元に戻しました" in send(clerk, "元に戻す")


def test_a_table_is_defined_and_its_grid_filled(clerk):
    clerk.goto("/staff/own_tables/owntable/add/")
    clerk.locator("[name=heading]").select_option(index=1)
    clerk.fill("[name=title]", "見学者")
    clerk.fill("[name=owncolumns-0-fiscal_year]", "令和７年度")
    clerk.fill("[name=ownrows-0-label]", "人数")
    assert "見学者" in send(clerk, "保存")
    clerk.goto(f"/staff/entry/{DRAFT}/robots/")
    table = clerk.locator(".entry-table", has_text="見学者")
    table.locator("input[name^='value:']").first.fill("１，２３４")
    assert "1件の数値を保存しました" in send(clerk, "保存する")


def test_a_list_takes_a_new_line(clerk):
    clerk.goto(f"/staff/entry-list/{DRAFT}/robots.robot/")
    clerk.fill("[name=new-0-name]", "歩行を助けるロボット")
    clerk.fill("[name=new-0-commercialised_on]", "令和８年２月")
    assert "まだ保存していません" in send(clerk, "確かめる")
    assert "1行を保存しました" in send(clerk, "保存する")


def test_an_inquiry_is_opened_answered_and_closed(clerk):
    clerk.goto("/staff/workflow/respondent/add/")
    clerk.fill("[name=name]", "産業振興課")
    clerk.select_option("[name=kind]", "division")
    send(clerk, "保存")
    clerk.goto(f"/staff/inquiries/{DRAFT}/programs/")
    clerk.locator("select[name$=-respondent]").first.select_option(label="産業振興課")
    due = date.today() + timedelta(days=30)
    clerk.locator("input[name$=-due_on]:visible").first.fill(due.isoformat())
    send(clerk, "分担を保存")
    clerk.check("[name=confirmed]")
    assert "照会を始めました" in send(clerk, "照会を始める")
    clerk.goto(f"/staff/inquiries/{DRAFT}/")
    clerk.locator("main .board a", has_text="産業振興課").first.click()
    clerk.locator("input[value=unchanged]").first.check()
    send(clerk, "回答を記録する")
    assert "回答済み" in clerk.locator("main .panel").first.inner_text()
    send(clerk, "回答の記録を取り消す")
    clerk.goto(f"/staff/inquiries/{DRAFT}/programs/")
    assert "照会を終えました" in send(clerk, "照会を終える")


def test_english_and_words_are_entered(clerk):
    clerk.goto(f"/staff/editions/edition/{DRAFT}/english/?section=programs")
    clerk.locator("textarea:visible").first.fill("Figures of the programmes")
    assert "保存しました" in send(clerk, "保存")
    clerk.goto("/staff/editions/term/add/")
    clerk.fill("[name=word]", "産業特区")
    assert "追加しました" in send(clerk, "保存")
    clerk.goto("/staff/editions/synonym/add/")
    clerk.fill("[name=words]", "補助金、助成金")
    assert "追加しました" in send(clerk, "保存")


def test_a_workbook_comes_back(clerk, office):
    answer = clerk.context.request.get(f"{office}/staff/workbook/{DRAFT}/programs.xlsx")
    book = load_workbook(io.BytesIO(answer.body()))
    written = io.BytesIO()
    book.save(written)
    clerk.goto(f"/staff/upload/{DRAFT}/programs/")
    file = {"name": "入力用.xlsx", "mimeType": "application/octet-stream"}
    clerk.set_input_files("input[type=file]", {**file, "buffer": written.getvalue()})
    send(clerk, "変わる値を確かめる")
    assert "変わる数値 0件" in clerk.locator("main").inner_text()


def test_a_section_is_remarked_on_handed_over_and_returned(clerk):
    clerk.goto(f"/staff/review/{DRAFT}/robots/")
    clerk.locator("[name=text]").first.fill("去年の資料と違いませんか。")
    send(clerk, "指摘を書く")
    assert "去年の資料と違いませんか。" in clerk.locator("main").inner_text()
    fill_beside(clerk, "回答する", "確かめました。")
    send(clerk, "回答する")
    assert "提出しました" in send(clerk, "この内容を提出する")
    fill_beside(clerk, "差し戻す", "もう一度確かめてください。")
    assert "差し戻しました" in send(clerk, "差し戻す")


def test_a_draft_is_deleted_and_brought_back(clerk):
    clerk.goto(f"/staff/editions/edition/{DRAFT}/delete/")
    assert "削除" in send(clerk, "削除する")
    clerk.goto("/staff/editions/edition/deleted/")
    assert "元に戻しました" in send(clerk, "元に戻す")

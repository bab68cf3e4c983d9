"""The editors of a section enter the English of its texts; a changed text asks for it again."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from kanagawa.editions.content import LiveContent
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.english_content import EnglishContent
from kanagawa.editions.hashing import section_hashes
from kanagawa.editions.models import Node, NodeKind, Translation
from kanagawa.editions.publishing import publish
from kanagawa.editions.rows import EditionRows
from kanagawa.editions.untranslated import save_translations, untranslated
from kanagawa.formats.years import fiscal_year
from kanagawa.history.changes import person_name
from kanagawa.workflow.lines import sheet_lists
from kanagawa.workflow.sheet import Sheet
from kanagawa.workflow.states import part_states
from robots.models import Robot
from tests.breadth import first_or_every
from tests.people import person, signed_in
from tests.public.public_urls import look_for_news
from tests.states.plain_words import shown_text

pytestmark = pytest.mark.sample


def screen(draft, section="robots"):
    return f"{reverse('admin:editions_edition_english', args=[draft.pk])}?section={section}"


def fields(response) -> dict[str, str]:
    """The name of the field of each Japanese text, as it was written."""
    soup = BeautifulSoup(response.content, "html.parser")
    inputs = {}
    for row in soup.select("form .form-row:has(label[for^=id_en])"):
        label, written = row.label, row.select_one(".written")
        inputs[(written or label).text] = label["for"].removeprefix("id_")
    return inputs


@pytest.fixture
def paragraph(draft):
    nodes = Node.objects.filter(edition=draft, kind=NodeKind.PARAGRAPH)
    node = next(node for node in nodes if node.section == "robots")
    node.text = "あたらしい文は{edition|fiscal_year}から。"
    node.save()
    return node


def test_what_waits_is_listed_as_it_was_written_and_is_done_when_it_is_translated(draft, paragraph):
    client = signed_in(person("editor", "robots"))
    page = client.get(screen(draft))
    name = fields(page)[paragraph.text]
    printed = f"あたらしい文は{fiscal_year(draft.fiscal_year)}から。"
    assert printed in page.text and "{" not in shown_text(page.content)
    english = "The new text, from {edition|fiscal_year}."
    answer = client.post(screen(draft), {name: english}, follow=True)
    assert "英訳を1件保存しました" in answer.content.decode()
    assert paragraph.text not in untranslated(LiveContent(EditionRows(draft)), "robots")
    texts = [block.text for block in EnglishContent(draft).blocks]
    assert f"The new text, from FY{draft.fiscal_year}." in texts
    row = Translation.objects.get(japanese=paragraph.text)
    assert row.history.get().history_user.username == person("editor", "robots").username
    # The same again is no change, an empty field takes the translation away.
    client.post(screen(draft), {name: english})
    assert row.history.count() == 1
    client.post(screen(draft), {name: ""})
    assert paragraph.text in untranslated(LiveContent(EditionRows(draft)), "robots")


def test_two_people_are_asked_and_what_one_did_not_touch_stays(draft, paragraph):
    client = signed_in(person("editor", "robots"))
    name = fields(client.get(screen(draft)))[paragraph.text]
    shown = {f"initial-{name}": ""}
    mine, theirs = ("{edition|fiscal_year}, " + word for word in ("mine", "theirs"))
    # Somebody was quicker.
    client.post(screen(draft), {name: theirs, **shown})
    answer = client.post(screen(draft), {name: mine, **shown})
    assert "ほかの人がこの英訳を「{edition|fiscal_year}, theirs」に変えました" in answer.text
    assert Translation.objects.get(japanese=paragraph.text).english == theirs
    # Who has the form open and typed elsewhere takes nothing back.
    client.post(screen(draft), {name: "", **shown})
    assert Translation.objects.get(japanese=paragraph.text).english == theirs
    # The page says what is there now; to save once more decides.
    soup = BeautifulSoup(answer.content, "html.parser")
    again = soup.find(attrs={"name": f"initial-{name}"})
    text = again.text.strip() if again.name == "textarea" else again["value"]
    assert text == theirs
    client.post(screen(draft), {name: mine, f"initial-{name}": text})
    assert Translation.objects.get(japanese=paragraph.text).english == mine


@pytest.mark.thorough
def test_who_entered_which_english_is_shown_beside_it(draft, paragraph):
    editor = person("editor", "robots")
    client = signed_in(editor)
    name = fields(client.get(screen(draft)))[paragraph.text]
    for english in ("First, {edition|fiscal_year}.", "Second, {edition|fiscal_year}.", ""):
        client.post(screen(draft), {name: english})
    soup = BeautifulSoup(client.get(screen(draft)).content, "html.parser")
    row = soup.find(id=f"id_{name}").find_parent(class_="form-row")
    entries = [" ".join(entry.text.split()) for entry in row.select("details li")]
    assert [each.partition("：")[2] for each in entries] == [
        "英訳を消しました",
        "Second, {edition|fiscal_year}.",
        "First, {edition|fiscal_year}.",
    ]
    assert all(person_name(editor) in each for each in entries)


def test_who_approves_sees_what_english_was_changed(draft, paragraph):
    editor, chief = person("editor", "robots"), person("approver", "robots")
    known = Translation.objects.filter(section="robots").first()
    was, user = {known.japanese: known.english}, {"section": "robots", "user": editor}
    english = {known.japanese: "Something else", paragraph.text: "New, {edition|fiscal_year}."}
    save_translations(english=english, was=was, **user)
    other = Translation.objects.filter(section="robots").exclude(japanese__in=english).first()
    for text, before in (("For a moment", other.english), (other.english, "For a moment")):
        save_translations(english={other.japanese: text}, was={other.japanese: before}, **user)
    address = reverse("admin:review_section", args=[draft.pk, "robots"])
    soup = BeautifulSoup(signed_in(chief).get(address).content, "html.parser")
    rows = soup.select(".english-changes tbody tr")
    cells = [[cell.get_text(strip=True) for cell in row.select("th, td")][:3] for row in rows]
    printed = f"あたらしい文は{fiscal_year(draft.fiscal_year)}から。"
    # What is again as it was is no change.
    assert sorted(cells) == sorted(
        [
            [printed, "（なし）", "New, {edition|fiscal_year}."],
            [known.japanese, known.english, "Something else"],
        ]
    )
    assert all(person_name(editor) in row.text for row in rows)
    sheets = {each.name: each for each in sheet_lists(Sheet(draft, "robots", chief))}
    assert len(list(sheets["英訳"].rows)) == 2
    assert Sheet(draft, "programs", chief).english == []


@pytest.mark.thorough
def test_references_must_be_those_of_the_japanese_text(draft, paragraph):
    client = signed_in(person("editor", "robots"))
    name = fields(client.get(screen(draft)))[paragraph.text]
    for english, told in (
        ("The new text.", "日本語にある参照が英語にありません：{edition|fiscal_year}"),
        (
            "The new text {edition|fiscal_year} {robots.x/y}",
            "日本語にない参照が英語にあります：{robots.x/y}",
        ),
    ):
        answer = client.post(screen(draft), {name: english})
        assert told in answer.content.decode()
        assert english in answer.content.decode()  # what was typed is still there
    assert not Translation.objects.filter(japanese=paragraph.text).exists()


def test_what_changed_meanwhile_is_told_and_not_kept(draft, paragraph):
    client = signed_in(person("editor", "robots"))
    name = fields(client.get(screen(draft)))[paragraph.text]
    paragraph.text = "それからまた変わった文。"
    paragraph.save()
    answer = client.post(screen(draft), {name: "The new text"})
    assert "日本語が変わった文があり" in answer.content.decode()
    assert not Translation.objects.filter(english="The new text").exists()


def test_only_the_editors_of_a_section_may(draft):
    assert signed_in(person("editor", "programs")).get(screen(draft)).status_code == 404
    assert signed_in(person("approver", "robots")).get(screen(draft)).status_code == 403
    assert signed_in(person("editor", "")).get(screen(draft, "whole")).status_code == 200


def test_a_translation_is_part_of_what_is_approved(draft, paragraph):
    """Who changes it after the approval makes that void, in this section and in no other."""
    before = section_hashes(draft)
    Translation.objects.create(section="robots", japanese=paragraph.text, english="The new text")
    after = section_hashes(draft)
    assert [section for section in before if before[section] != after[section]] == ["robots"]


def test_a_correction_is_changed_where_its_english_is(published):
    correction = copy_edition(source=published, fiscal_year=2025, reason="英訳の誤り")
    unchanged = {key for key, state in part_states(correction).items() if state.is_unchanged}
    assert "robots" in unchanged
    translation = Translation.objects.filter(section="robots").first()
    translation.english = "Something else"
    translation.save()
    states = part_states(correction)
    assert {key for key in unchanged if not states[key].is_unchanged} == {"robots"}


def workbook_of(draft, section="robots"):
    return reverse("admin:english_workbook", args=[draft.pk, section])


def filled_in(content: bytes, texts: dict[str, str]) -> SimpleUploadedFile:
    """The downloaded file with the English of these Japanese texts, as somebody typed it."""
    book = load_workbook(BytesIO(content))
    sheet = book["英訳"]
    for row in sheet.iter_rows(min_row=4):
        for japanese, english in texts.items():
            if japanese in (row[1].value, row[2].value):
                row[3].value, row[3].data_type = english, "s"  # begins with =, yet no formula
    buffer = BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("英訳.xlsx", buffer.getvalue())


def form_of(page: str) -> dict[str, str]:
    """What the form of the page sends."""
    soup = BeautifulSoup(page, "html.parser")
    inputs = soup.select("form[novalidate] [name^=en-], form[novalidate] [name^=initial-en-]")
    return {each["name"]: each.get("value", each.text.removeprefix("\n")) for each in inputs}


def test_texts_go_out_as_a_workbook_and_come_back_with_their_english(draft, paragraph):
    client = signed_in(person("editor", "robots"))
    content = client.get(workbook_of(draft)).content
    sheet = load_workbook(BytesIO(content))["英訳"]
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert len(rows) == len(fields(client.get(screen(draft))))
    printed = f"あたらしい文は{fiscal_year(draft.fiscal_year)}から。"
    assert [printed, paragraph.text, ""] in [row[1:] for row in rows]
    english = "=The new text, from {edition|fiscal_year}."
    before = Translation.objects.count()
    answer = client.post(
        workbook_of(draft), {"file": filled_in(content, {paragraph.text: english})}
    )
    assert "次の1件の英訳が変わります" in answer.text
    assert Translation.objects.count() == before  # nothing is changed by looking
    answer = client.post(screen(draft), form_of(answer.text), follow=True)
    assert "英訳を1件保存しました" in answer.text
    assert Translation.objects.get(japanese=paragraph.text).english == english
    # The file as it is now, sent back, changes nothing.
    content = client.get(workbook_of(draft)).content
    answer = client.post(workbook_of(draft), {"file": filled_in(content, {})})
    assert "変わるものはありません" in answer.text


@first_or_every
def test_a_workbook_that_does_not_fit_is_told_and_changes_nothing(take, draft, paragraph):
    client = signed_in(person("editor", "robots"))
    content = client.get(workbook_of(draft)).content

    def told(**sent: object) -> str:
        return client.post(workbook_of(draft), sent, follow=True).text

    assert "入力したExcelファイルを選んでください" in told()
    for content_ in take((b"no workbook", b""), type):
        assert "xlsx" in told(file=SimpleUploadedFile("x.xlsx", content_))
    other = signed_in(person("editor", "programs")).get(workbook_of(draft, "programs")).content
    assert "この節の英訳のExcelではありません" in told(file=filled_in(other, {}))
    wrong = filled_in(content, {paragraph.text: "Without its reference"})
    assert "日本語にある参照が英語にありません" in told(file=wrong)
    changes = (
        ("A4", "en-other", "ここにない行です"),
        ("D3", "English", "列の見出しが変わっています"),
        ("D9999", "far", "行が多すぎます"),
        ("D5", "=1+1", "D5"),
    )
    for cell, value, words in take(changes, type):
        book = load_workbook(BytesIO(content))
        book["英訳"][cell] = value
        buffer = BytesIO()
        book.save(buffer)
        assert words in told(file=SimpleUploadedFile("x.xlsx", buffer.getvalue())), words
    # The Japanese was changed after the file was handed out.
    file = filled_in(content, {paragraph.text: "New, {edition|fiscal_year}."})
    paragraph.text = "それからまた変わった文。"
    paragraph.save()
    assert "日本語が変わった文があり" in told(file=file)
    assert not Translation.objects.filter(english__contains="New, ").exists()


def test_only_the_editors_of_a_section_have_its_workbook(draft):
    for who, section, status in (
        (("editor", "programs"), "robots", 403),
        (("approver", "robots"), "robots", 403),
        (("editor", ""), "whole", 200),
        (("editor", ""), "none", 404),
    ):
        assert signed_in(person(*who)).get(workbook_of(draft, section)).status_code == status


def test_the_reason_of_a_correction_has_its_english_until_the_reason_changes(published):
    draft = copy_edition(source=published, fiscal_year=2025, reason="集計に誤りがあったため。")
    robot = Robot.objects.filter(edition=draft).first()
    robot.name = "直したロボット"
    robot._change_reason = "名称の誤記。"
    robot.save()
    client = signed_in(person("editor"))
    waiting = fields(client.get(screen(draft, "")))
    client.post(
        screen(draft, ""),
        {
            waiting["集計に誤りがあったため。"]: "A sum was wrong.",
            waiting["名称の誤記。"]: "A typo.",
        },
    )
    draft.reason = "ほかの理由。"
    draft.save()
    waiting = untranslated(LiveContent(EditionRows(draft)), "")
    assert "ほかの理由。" in waiting and "名称の誤記。" not in waiting
    publish(edition=draft)
    look_for_news()
    page = BeautifulSoup(client.get("/en/2025/errata/").content, "html.parser")
    assert "A typo." in page.main.text and "名称の誤記。" not in page.main.text
    assert "A sum was wrong." not in page.main.text
    pending = [mark.text for mark in page.main.select('.pending[lang="ja"]')]
    assert "ほかの理由。" in pending

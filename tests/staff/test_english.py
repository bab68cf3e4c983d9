"""The editors of a section enter the English of its texts; a changed text asks for it again."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from kanagawa.editions.content import LiveContent
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.english_content import EnglishContent
from kanagawa.editions.hashing import section_hashes
from kanagawa.editions.models import Node, NodeKind, Translation
from kanagawa.editions.rows import EditionRows
from kanagawa.editions.untranslated import untranslated
from kanagawa.formats.years import fiscal_year
from kanagawa.workflow.states import part_states
from tests.people import person, signed_in
from tests.states.plain_words import shown_text

pytestmark = pytest.mark.sample


def screen(draft, section="robots"):
    return f"{reverse('admin:editions_edition_english', args=[draft.pk])}?section={section}"


def fields(response) -> dict[str, str]:
    """The name of the field of each Japanese text, as it was written."""
    soup = BeautifulSoup(response.content, "html.parser")
    found = {}
    for row in soup.select("form .form-row:has(label[for^=id_en])"):
        label, written = row.label, row.select_one(".written")
        found[(written or label).text] = label["for"].removeprefix("id_")
    return found


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
    kept = Translation.objects.get(japanese=paragraph.text)
    assert kept.history.get().history_user.username == person("editor", "robots").username
    # The same again is no change, an empty field takes the translation away.
    client.post(screen(draft), {name: english})
    assert kept.history.count() == 1
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
    told = again.text.strip() if again.name == "textarea" else again["value"]
    assert told == theirs
    client.post(screen(draft), {name: mine, f"initial-{name}": told})
    assert Translation.objects.get(japanese=paragraph.text).english == mine


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

"""Words with a meaning are marked in their places, and an edition keeps its meanings."""

import pytest
from bs4 import BeautifulSoup

from kanagawa.editions.content import Content, LiveContent
from kanagawa.editions.models import Node, Term, Translation
from kanagawa.editions.publishing import publish
from kanagawa.editions.rows import EditionRows
from kanagawa.editions.untranslated import untranslated
from kanagawa.editions.words import mark_of
from kanagawa.public.glossary import with_terms
from kanagawa.reports.manifest import TermEntry
from tests.public.public_urls import look_for_news


def terms(*words: str) -> list[TermEntry]:
    return [TermEntry(word, f"{word}のこと") for word in words]


def test_the_first_place_of_a_word_is_marked_and_no_other():
    html, marked = with_terms("<p>特区と特区</p><p>特区</p>", terms("特区"))
    assert html == '<p><a class="term" href="#term-1">特区</a>と特区</p><p>特区</p>'
    assert [term.word for term in marked] == ["特区"]


def test_a_word_within_a_longer_one_is_the_longer_one():
    html, marked = with_terms("<td>総合特区の特区</td>", terms("特区", "総合特区"))
    assert [term.word for term in marked] == ["総合特区", "特区"]
    assert html.count("<a ") == 2


def test_headings_links_and_tags_are_left_alone():
    page = '<h3>特区</h3><p title="特区"><a href="/特区/">特区</a></p><svg><text>特区</text></svg>'
    assert with_terms(page, terms("特区")) == (page, [])


def test_what_looks_like_markup_stays_text():
    html, _ = with_terms("<p>Ａ&amp;Ｂと&lt;b&gt;</p>", terms("Ａ&Ｂ"))
    assert html == '<p><a class="term" href="#term-1">Ａ&amp;Ｂ</a>と&lt;b&gt;</p>'


@pytest.mark.sample
def test_an_edition_keeps_the_meanings_of_its_day(web, draft):
    term = Term.objects.create(word="ロボット", meaning="はじめの説明です。", source="手引き")
    Term.objects.create(word="特区", meaning="")  # waits for staff
    Term.objects.create(word="どこにもないことば", meaning="説明")
    publish(edition=draft)
    look_for_news()
    draft.refresh_from_db()
    assert [entry.word for entry in Content(draft).manifest.terms] == ["ロボット"]
    term.meaning = "あとの説明です。"
    term.save()
    page = BeautifulSoup(web.get("/2026/robots/").content, "html.parser")
    mark = page.select_one("a.term")
    assert mark.text == "ロボット"
    entry = page.find(id=mark["href"][1:])
    assert "はじめの説明です。" in entry.text and "手引き" in entry.text
    assert "あとの説明" not in page.text
    assert not BeautifulSoup(web.get("/2025/robots/").content, "html.parser").select("a.term")
    table = BeautifulSoup(web.get("/2026/tables/robots.robots/").content, "html.parser")
    ids = [tag["id"] for tag in table.find_all(id=True)]
    assert len(ids) == len(set(ids))


@pytest.mark.sample
def test_a_term_is_told_in_english_where_its_word_has_english(web, draft):
    node = next(n for n in Node.objects.filter(edition=draft, kind="paragraph") if n.section)
    node.text = "あたらしい特区の取組と認定の文。"
    node.save()
    for word in ("特区", "認定", "文"):
        Term.objects.create(word=word, meaning=f"{word}の説明です。")
    for section, japanese, english in (
        (node.section, node.text, "A new text of the special zone and its approval."),
        ("", "特区", "special zone"),
        ("", "特区の説明です。", "A zone with rules of its own."),
        ("", "認定", "approval"),
    ):
        Translation.objects.update_or_create(
            section=section,
            mark=mark_of(japanese),
            defaults={"japanese": japanese, "english": english},
        )
    waiting = untranslated(LiveContent(EditionRows(draft)), "")
    assert {"認定の説明です。", "文", "文の説明です。"} <= set(waiting)
    publish(edition=draft)
    look_for_news()
    page = BeautifulSoup(web.get(f"/en/{draft.slug}/{node.section}/").content, "html.parser")
    told = {
        mark.text: page.find(id=mark["href"][1:]).dd
        for mark in page.select("p.paragraph a.term")
        if not mark.find_parent(lang="ja")
    }
    assert set(told) == {"special zone", "approval"}
    assert "A zone with rules of its own." in told["special zone"].text
    assert told["approval"].select_one('[lang="ja"].pending').text == "認定の説明です。"

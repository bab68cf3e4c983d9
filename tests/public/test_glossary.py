"""Words with a meaning are marked in their places, and an edition keeps its meanings."""

import pytest
from bs4 import BeautifulSoup

from kanagawa.editions.content import Content
from kanagawa.editions.models import Term
from kanagawa.editions.publishing import publish
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

"""The search of the site: all that is printed is found, nothing of a draft, older ones folded."""

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kanagawa.editions.content import Content
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import SearchEntry, Synonym
from kanagawa.editions.publishing import publish
from kanagawa.editions.search_index import passage_key
from kanagawa.formats.text import sought, squeeze
from kanagawa.public.searching import parts_of
from kanagawa.reports.document import with_headings
from robots.models import Robot
from tests.public.public_urls import look_for_news


def search(web, q: str, status: int = 200, **more: str) -> BeautifulSoup:
    response = web.get("/search/", {"q": q, **more})
    assert response.status_code == status, q
    assert "no-store" in response.headers["Cache-Control"]
    return BeautifulSoup(response.content, "html.parser")


def titles(page: BeautifulSoup) -> list[str]:
    return [heading.get_text() for heading in page.select(".hits h3")]


def counted(page: BeautifulSoup) -> str:
    return page.select_one(".count").get_text()


def test_every_two_characters_of_the_report_find_their_place(published):
    content = Content(published)
    entries = list(SearchEntry.objects.filter(edition=published, language="ja"))
    by_key = {(entry.kind, entry.key): entry.sought for entry in entries}
    for headings, block in with_headings(content.blocks):
        passage = by_key.get(("record", block.record)) or by_key["text", passage_key(headings)]
        for text in (block.label, block.text):
            line = squeeze(text)
            windows = {line[n : n + 2] for n in range(len(line) - 1)}
            assert not {window for window in windows if sought(window) not in passage}, text
    for key, grid in content.tables.items():
        for row in (*grid.header, *grid.body):
            for cell in row:
                assert sought(squeeze(cell.text)) in by_key["table", key], (key, cell.text)


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("ロボット 商品化", "特区発ロボットの商品化状況(累計)"),
        ("１３億２９１万円", "県税の増収効果"),
        ("1302910000", "県税の増収効果"),
        ("1705", "(ｱ) 県内企業の海外進出状況"),
        ("国籍 米国 ％", "県内に本社を置く外国企業（親会社の国籍別）"),
    ],
)
def test_what_people_ask_is_among_the_first(web, words, place):
    assert place in titles(search(web, words))[:6]


def test_however_it_is_written_the_same_is_found(web, published):
    for variants in (
        ("ロボット", "ﾛﾎﾞｯﾄ", "ろぼっと", "ロボ\u200bット"),
        ("ＫＰＩ", "kpi", "Kpi"),
        ("海外展開", "海外展開 ", "　海外展開"),
    ):
        assert len({counted(search(web, variant)) for variant in variants}) == 1, variants
    page = search(web, "ﾛﾎﾞｯﾄ")
    assert {mark.get_text() for mark in page.find_all("mark")} == {"ロボット"}


def test_a_hit_leads_to_its_page_and_its_place(web, published):
    for words in ("商品化", "海外展開", "特区"):
        for link in search(web, words).select(".hits h3 a"):
            page, _, anchor = link["href"].partition("#")
            answer = web.get(page)
            assert answer.status_code == 200, link
            assert f'id="{anchor}"'.encode() in answer.content or not anchor, link


def test_a_count_is_found_with_the_unit_that_its_table_prints_once(web, published):
    assert "特区発ロボットの商品化状況(累計)" in titles(search(web, "33件"))


@pytest.mark.sample
def test_quotation_marks_and_control_characters_are_no_words(web, published):
    assert titles(search(web, '"ロボット"')) == titles(search(web, "ロボット"))
    assert search(web, "\x07").h1.get_text() == "サイト内の検索"


def test_a_like_pattern_is_no_pattern(web, published):
    assert "見つかりませんでした" in counted(search(web, "%_%_"))


def test_older_editions_stand_under_the_newest(web, published, draft):
    publish(edition=draft)
    look_for_news()
    hit = search(web, "特区発ロボットの商品化状況", kind="table").select_one(".hits li")
    assert "令和８年度版" in hit.select_one(".support").get_text()
    assert hit.select_one("h3 a")["href"].startswith("/2026-1/")
    assert [a["href"].split("/")[1] for a in hit.select("details a")] == ["2025-1"]


def test_a_question_typed_as_one_is_searched_by_its_words(web, published):
    page = search(web, "外国企業の国籍はどこですか")
    assert "「外国企業」「国籍」のすべてを含むもの" in page.main.get_text()
    titles = [link.get_text() for link in page.select(".hits h3 a")]
    assert "県内に本社を置く外国企業（親会社の国籍別）" in titles
    assert parts_of("実証実験は何件行いましたか") == ["実証実験"]
    assert parts_of("海外駐在員はどこに派遣されていますか") == ["海外駐在員", "派遣"]
    assert parts_of("実証実験 件数") == parts_of("商品化したロボつと") == []
    nothing = search(web, "失業率はいくつですか")
    assert "見つかりませんでした" in counted(nothing)
    assert nothing.select("main a[href='/about/']")


# What is asked, the hit to click ("": the hits say it), the answer.
QUESTIONS = (
    ("外国企業の国籍はどこですか", "県内に本社を置く外国企業（親会社の国籍別）", "28.8"),
    ("海外駐在員はどこに派遣されていますか", "海外駐在員等の派遣場所の一覧", "シンガポール"),
    ("補助金の交付", "補助金の交付状況", "8,741万円"),
    ("県税の増収", "県税の増収効果", "291万円"),
    ("川崎", "地域別立地支援件数（ワンストップサービスを除く）", "17件"),
    ("みなとみらい", "", "33席"),
    ("ドローン", "", "平成28年12月"),
    ("病床", "", "横浜市立大学"),
    ("後年度負担額", "", "助成額及び経済的効果"),
    ("藤沢市", "", "さがみロボット産業特区"),
    ("ビジネスプランコンテスト", "", "93"),
    ("プレ実証フィールドはどこにあるか", "", "相模原市南区"),
)


def test_questions_are_answered_by_a_search_and_one_click_at_most(web, published):
    for asked, title, answer in QUESTIONS:
        page = search(web, asked)
        if title:
            link = next(a for a in page.select(".hits h3 a") if a.get_text() == title)
            page = BeautifulSoup(web.get(link["href"]).content, "html.parser")
        assert answer in "".join(page.main.get_text().split()), asked


def test_what_is_called_by_a_number_has_a_name_behind_it(web, published):
    titles = [link.get_text() for link in search(web, "都市計画").select(".hits h3 a")]
    assert titles and not [title for title in titles if title.isdigit()]


def test_a_passage_that_only_repeats_the_title_is_left_out(web, published):
    hits = search(web, "特区発ロボットの商品化状況", kind="table").select(".hits li")
    assert len(hits[0].find_all("p", recursive=False)) == 1
    within = search(web, "ロボットと共生する社会", kind="text").select_one(".hits li")
    assert within.find_all("p", recursive=False)[1].select("mark")


def test_nothing_of_a_draft_is_found_before_it_is_published(web, admin_client, published, draft):
    robot = Robot.objects.filter(edition=draft).first()
    robot.name = "公開前の名称９８７６"
    robot.save()
    for client, at in ((web, "/search/"), (admin_client, "/staff/preview/search/")):
        page = client.get(at, {"q": robot.name}).content.decode()
        assert "見つかりませんでした" in page
    publish(edition=draft)
    look_for_news()
    assert titles(search(web, robot.name))


@pytest.mark.sample
def test_synonyms_of_staff_hold_at_once(web, published):
    assert "見つかりませんでした" in counted(search(web, "ロボつと"))
    Synonym.objects.create(words="ロボつと、ロボット")
    page = search(web, "ろぼつと")
    assert titles(page)
    assert "「ロボット」も探しました" in page.get_text()


@pytest.mark.sample
def test_what_is_found_nowhere_is_answered_with_titles_like_it(web, published):
    page = search(web, "商品化したロボツト")
    assert "見つかりませんでした" in counted(page)
    assert any("商品化したロボット" in title for title in titles(page))


@pytest.mark.sample
def test_hostile_questions_get_a_clear_answer(web, published):
    assert "100文字まで" in search(web, "あ" * 101, 400).find(role="alert").get_text()
    assert search(web, "あ", 400, kind="nothing").find(role="alert")
    for q in ("   ", "\u200b", "\u3000", "'\"><script>", "{%s}" * 9, "あ " * 50, "🤖", "\u0301"):
        assert not search(web, q).find_all("script")
    for page in ("0", "-1", "１", "9999999", "x"):
        search(web, "令和", kind="table", page=page)
    assert web.get("/search/").headers["ETag"]


def test_the_number_of_queries_does_not_depend_on_what_is_found(web, published, draft):
    web.get("/search/")

    def count(q: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            search(web, q)
        return len(queries)

    before = count("特区")
    publish(edition=draft)
    look_for_news()
    web.get("/search/")
    assert count("特区") == count("京浜臨海部") == before <= 6


@pytest.mark.sample
def test_the_index_of_an_edition_published_before_is_made_by_the_command(web, published, capsys):
    before = list(SearchEntry.objects.order_by("language", "position").values_list("key", "sought"))
    SearchEntry.objects.all().delete()
    assert "見つかりませんでした" in counted(search(web, "ロボット"))
    call_command("index_search")
    assert (
        list(SearchEntry.objects.order_by("language", "position").values_list("key", "sought"))
        == before
    )
    SearchEntry.objects.update(form=0)
    call_command("index_search")
    call_command("index_search")
    assert capsys.readouterr().out.count("索引を作りました") == 2


@pytest.mark.sample
def test_a_correction_is_found_before_what_it_corrects(web, published):
    publish(edition=copy_edition(source=published, fiscal_year=2025, reason="誤記"))
    look_for_news()
    hit = search(web, "ロボット").select_one(".hits li")
    assert "第２版" in hit.select_one(".support").get_text()
    assert "令和７年度版" in hit.select_one("details").get_text()

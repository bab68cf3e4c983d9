"""Twelve questions of readers: each is answered in three clicks at most, or by one search.

Two editions and a correction are public; every walk begins at home.
"""

from dataclasses import dataclass
from typing import Literal

import pytest
from playwright.sync_api import Page

from .test_walk import visit

pytestmark = pytest.mark.browser
MOST_CLICKS = 3


@dataclass(frozen=True)
class Question:
    """`ways` are the links to click one after the other, `search` what is typed instead;
    `answers` is what the page then says.
    """

    asked: str
    answers: tuple[str, ...]
    ways: tuple[str, ...] = ()
    search: str = ""


ROBOTS = "変わったこと： 「さがみロボット産業特区」"
INTERNATIONAL = "変わったこと： 国際ビジネス振興の取組"
QUESTIONS = (
    Question("それぞれの目標に達したか", ("目標値に達したものは",)),
    Question("前の年度から何が変わったか", ("増減率", "令和７年度版", "令和８年度版"), (ROBOTS,)),
    Question(
        "地域ごとの割合はどう変わったか",
        ("令和７年度版（第２版）", "令和８年度版（第１版）", "％"),
        (INTERNATIONAL, "県内企業の海外進出数（中国）の構成比"),
    ),
    Question(
        "施策ごとの費用と効果",
        ("助成額等", "発注額"),
        ("表の一覧", "助成額及び経済的効果"),
    ),
    Question("介護のロボットはどれか", ("介護",), search="介護"),
    Question(
        "予定していた行事はどうなったか",
        ("「アフリカビジネスセミナー」", "中止しました", "開催しました"),
        (INTERNATIONAL,),
    ),
    Question(
        "この表を引用するには",
        ("引用するとき", "/2026-1/tables/investment.aid/"),
        ("表の一覧", "助成額及び経済的効果"),
    ),
    Question(
        "どの数値が訂正されたか", ("142", "145", "集計に誤り"), ("令和７年度版の訂正（正誤表）",)
    ),
    Question(
        "指標の計画期間は変わったか",
        ("計画期間が変わりました（第２期→第３期）",),
        (ROBOTS, "特区発ロボットの商品化状況"),
    ),
    Question(
        "142件はいつ145件になったか",
        ("142件", "145件", "令和７年度版（第２版）"),
        (ROBOTS, "実証実験等の実施件数"),
    ),
    Question("特区にはどの市町が入るか", ("相模原市", "愛川町"), ("特区制度の活用について",)),
    Question("新しい支援プログラムは何か", ("新しい支援プログラム", "新しく載ったもの")),
)


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.asked for question in QUESTIONS])
def test_a_reader_finds_the_answer(two_years: str, page: Page, question: Question) -> None:
    page.goto(two_years)
    assert len(question.ways) <= MOST_CLICKS
    if question.search:
        page.fill("#site-search", question.search)
        page.press("#site-search", "Enter")
        page.wait_for_url("**/search/**")
    for way in question.ways:
        with page.expect_navigation(wait_until="load"):
            page.get_by_role("link", name=way, exact=True).first.click()
    text = page.locator("main").inner_text()
    assert [answer for answer in question.answers if answer not in text] == [], page.url


# The texts in cells that stand on several lines of which none has four characters.
STACKED = """() => [...document.querySelectorAll('main td, main th')].flatMap(cell => {
  if (getComputedStyle(cell).writingMode !== 'horizontal-tb') return [];
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), stacked = [];
  for (let text; text = walker.nextNode();) {
    if (text.parentElement.closest('.hidden')) continue;
    const range = document.createRange(), lines = {};
    let at = 0;
    for (const letter of text.textContent) {
      range.setStart(text, at); at += letter.length; range.setEnd(text, at);
      const box = range.getBoundingClientRect(), line = Math.round(box.top / 10);
      if (letter.trim() && box.width) lines[line] = (lines[line] || 0) + 1;
    }
    const counts = Object.values(lines), all = counts.reduce((a, b) => a + b, 0);
    if (all > 3 && counts.length > 1 && Math.max(...counts) < 4) stacked.push(text.textContent);
  }
  return stacked;
})"""


def test_no_table_is_read_downwards_on_a_small_phone(two_years: str, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{two_years}/2026/")
    links = page.locator(".cards a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    lists = list(dict.fromkeys(links))
    sections = [way for way in lists if way.count("/") == 3]
    assert len(sections) == 5
    for way in [*lists, f"/compare/2025..2026{sections[0][5:]}", SERIES]:
        page.goto(two_years + way)
        assert page.evaluate(STACKED) == [], way
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, way


SERIES = "/series/robots.robotindicatorfigure/field-tests-actual-2024/"
SHAPES = (
    "/",
    "/2026/",
    "/2025/robots/",
    "/2026/tables/robots.indicator.commercialised/",
    "/2026/international/activities/",
    "/compare/2025..2026/",
    "/compare/2025..2026/international/",
    "/compare/2025-1..2025-2/robots/",
    SERIES,
)


@pytest.mark.parametrize(
    ("scheme", "shapes"),
    [
        pytest.param("light", SHAPES[1::3], id="light, some"),
        pytest.param("light", SHAPES, id="light", marks=pytest.mark.thorough),
        pytest.param("dark", SHAPES[::3], id="dark, some"),
        pytest.param("dark", SHAPES, id="dark", marks=pytest.mark.thorough),
    ],
)
def test_every_shape_of_page_is_accessible_by_day_and_by_night(
    two_years: str, page: Page, scheme: Literal["light", "dark"], shapes: tuple[str, ...]
) -> None:
    page.emulate_media(color_scheme=scheme)
    for way in shapes:
        visit(page, two_years + way)

"""The whole-report page holds every heading, paragraph, note and cell of the source, in order.

Spaces and the choice of dash aside. Three things of the paper cannot be compared in order, because
the extraction from PDF scattered or doubled them; each is named below and compared on its own.
"""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.test import Client

SOURCE = Path(__file__).parents[3] / "shared" / "report" / "source.txt"
DASHES = str.maketrans({dash: "-" for dash in "-‐‑–—―−－ー"})

# Table heads that the paper repeats after a page break.
REPEATED = [
    ("特区の名称（区域）特区の概要規制の特例措置神奈川県地域", "神奈川県地域"),
    ("規制緩和等の内容認定事業の概要事業主体(事業区域)８", "８"),
]
# The labels of the pie charts, whose order the extraction scattered over the page.
CHARTS = [
    ("米国87ドイツ68スイス", "(ｳ)令和６年度の主な取組の実施状況ａかながわビジネス"),
    ("中国461その他アジア651欧州251", "(ｳ)令和６年度の主な取組の実施状況ａ海外の経済動向"),
]


def normal(text: str) -> str:
    return re.sub(r"\s+", "", text).translate(DASHES)


@pytest.fixture(scope="module")
def source() -> str:
    if not SOURCE.exists():
        pytest.skip(
            "the report's source text (shared/report/source.txt) is not beside this project"
        )
    return normal(SOURCE.read_text(encoding="utf-8"))


@pytest.fixture
def article(published):
    page = Client().get("/2025/report/")
    assert page.status_code == 200
    element = BeautifulSoup(page.content, "html.parser").find(id="report")
    for drawn in element.select("div.chart:has(ol.stages), .hidden, .table-links"):
        drawn.decompose()
    return element


def pies(article) -> list:
    """The figures that the paper shows as pie charts; here with the table behind the picture."""
    return [figure for figure in article.select("figure") if figure.select_one(".chart")]


def without_charts(text: str) -> tuple[str, list[str]]:
    cut = []
    for start, end in CHARTS:
        first = text.index(normal(start))
        last = text.index(normal(end), first)
        cut.append(text[first:last])
        text = text[:first] + text[last:]
    return text, cut


def test_the_page_holds_the_whole_source_in_order(article, source):
    text, _ = without_charts(source)
    for doubled, kept in REPEATED:
        assert normal(doubled) in text
        text = text.replace(normal(doubled), normal(kept))
    for number, figure in enumerate(pies(article)):
        figure.select_one(".chart").decompose()
        figure.select_one("table").decompose()
        if number % 2 == 0:  # the paper names the source once, under two charts side by side
            figure.select_one(".table-source").decompose()
    assert normal(article.get_text()) == text


def test_the_pie_charts_tables_hold_every_label_count_and_share_of_the_source(article, source):
    _, regions = without_charts(source)
    tables = [normal(figure.select_one("table").get_text()) for figure in pies(article)]
    assert len(tables) == 4
    for region, printed in zip(regions, ("".join(tables[:2]), "".join(tables[2:])), strict=True):
        numbers = re.findall(r"\d+(?:\.\d+％)?", region)
        labels = [label for label in re.findall(r"[^\d().％]+", region) if label != "社"]
        assert len(numbers) >= 22
        for token in (*numbers, *(label.removesuffix("社") for label in labels)):
            assert token in printed, token

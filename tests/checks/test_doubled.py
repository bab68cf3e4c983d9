"""A word that stands beside a reference and in its print is told, with the text without it."""

import pytest

from international.models import ForeignCount
from kanagawa.editions.models import Node
from kanagawa.editions.rows import EditionRows

from .conftest import found

pytestmark = pytest.mark.sample
USA = "{international.foreigncount/nationality-usa}"
DOUBLED = [
    (f"米国が{USA}社である。", "87社社", f"米国が{USA}である。"),
    (f"米国が{USA} 社である。", "87社社", f"米国が{USA}である。"),
    (f"延べ{USA}件を数えた。", "87社件", f"延べ{USA}を数えた。"),
    ("{edition|fiscal_year}年度の取組", "令和８年度年度", "{edition|fiscal_year}の取組"),
    ("{edition|fiscal_year}度の取組", "令和８年度度", "{edition|fiscal_year}の取組"),
    ("令和{edition|fiscal_year}の取組", "令和令和８年度", "{edition|fiscal_year}の取組"),
]
RIGHT = [
    f"米国が{USA}、ドイツが68社",
    f"{USA}の企業",
    f"{USA}件数",
    f"全{USA}（うち５社）",
    "{edition|fiscal_year}の取組",
    USA.replace("}", "|number}") + "社",
]


@pytest.fixture
def node(draft):
    rows = EditionRows(draft)
    row = next(node for node in rows.of(Node) if node.kind == "paragraph")
    row.rows = rows
    return row


def told(node):
    return [f for f in found(node.rows, "prose.doubled") if f.ref == node.ref]


def test_a_doubled_word_is_told_with_the_text_without_it(node):
    for text, printed, mended in DOUBLED:
        node.text = text
        (finding,) = told(node)
        assert f"「{printed}」になります" in finding.message, text
        assert [offer.text for offer in finding.offers] == [mended]
    for text in RIGHT:
        node.text = text
        assert told(node) == [], text


def test_all_words_of_a_text_are_one_finding_and_one_press(node):
    node.text = f"米国が{USA}社、{USA}社{USA}社である。" * 200
    (finding,) = told(node)
    assert "ほかに599か所" in finding.message
    (offer,) = finding.offers
    assert offer.text == f"米国が{USA}、{USA}{USA}である。" * 200


def test_a_word_behind_one_reference_and_one_before_the_next_both_go(node):
    node.text = "{edition|fiscal_year}度令和{edition|fiscal_year}の取組"
    (finding,) = told(node)
    assert finding.offers[0].text == "{edition|fiscal_year}{edition|fiscal_year}の取組"


def test_a_word_that_a_figure_takes_on_later_is_told_too(node):
    node.text = f"約{USA}"
    assert told(node) == []
    node.rows.get(ForeignCount, "nationality-usa").qualifier = "about"
    assert "「約約87社」" in told(node)[0].message

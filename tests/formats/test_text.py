"""Folding for search, spaces and widths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanagawa.formats.text import (
    doubtful,
    fold,
    is_visible,
    repaired,
    search_words,
    sought,
    sought_places,
    squeeze,
    visible_width,
    without_year,
    year_later,
)


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("ＡＲＵＹＯ ODAWARA", "aruyo　odawara"),
        ("ｼｰﾄﾞ編", "シード編"),
        ("㈱横浜銀行", "(株)横浜銀行"),
        ("ドンバンⅢ工業団地", "ドンバンiii工業団地"),
        ("curara®  Ａ\n", " CURARA® a"),
        ("４億  474万円", "４億 474万円"),
        ("カ\u3099ハ\u3099メント", "ガバメント"),
    ],
)
def test_width_case_and_spaces_do_not_matter_in_a_search(stored, typed):
    assert fold(stored) == fold(typed)


def test_hiragana_and_katakana_stay_different():
    assert fold("ろぼっと") != fold("ロボット")


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text(" \t\n　", min_size=1))
def test_squeezed_text_has_no_space(text, space):
    assert squeeze(text + space) == squeeze(space + text) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("６件", 4), ("ｼｰﾄﾞ", 4), ("10,532件", 8), ("①α", 4)]
)
def test_full_width_characters_take_two_places(text, width):
    assert visible_width(text) == width


@given(st.text(), st.text())
def test_widths_add_up(left, right):
    assert visible_width(left + right) == visible_width(left) + visible_width(right)


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("さがみロボット産業特区", "サガミﾛﾎﾞｯﾄ産業特区"),
        ("ＫＰＩ", "kpi"),
        ("４億  474万円", "4億474万円"),
        ("データ", "デ−タ"),
        ("令和元年11月～令和７年", "令和元年１１月〜令和7年"),
        ("髙橋\u200bの山﨑", "高橋の山崎"),
        ("葛\U000e0100城", "葛城"),
        ("３か月", "３ヶ月"),
        ("ヶ丘", "ケ丘"),
        ("シ\u200bス\ufeffテム", "システム"),
    ],
)
def test_a_search_of_the_site_hears_no_difference(printed, typed):
    assert sought(printed) == sought(typed) != ""


def test_lines_stay_apart_and_different_words_too():
    assert sought("一行目\n二行目") == "一行目\n二行目"
    assert sought("ロボット") != sought("ロボツト")
    assert sought("１月") != sought("か月")


def test_what_is_found_is_marked_where_it_is_printed(source_text):
    for line in ["ｶﾞﾊﾞﾒﾝﾄ　×㈱ ３ヶ月", "カ\u3099\u200bス", *source_text.splitlines()]:
        folded, places = sought_places(line)
        assert folded == sought(line) == sought(sought(line))
        assert len(places) == len(folded)
        assert places == sorted(places)


def test_a_search_has_twenty_words_of_the_first_twenty_thousand_letters():
    words = [f"w{number}" for number in range(25)]
    assert search_words(" ".join([*words, *words])) == words[:20]
    assert search_words("ａ A  b a") == ["a", "b"]
    for length, asked in ((19_998, ["y"]), (19_999, [])):
        assert search_words("x" * length + " y")[1:] == asked
    assert search_words("") == search_words("　\u200b") == []


def test_what_others_will_not_see_is_told_once_with_its_number():
    assert doubtful("abc 令和７年度 葛\U000e0100 神") == []
    assert doubtful("\ue000a\ue000") == ["外字（U+E000）"]
    assert doubtful("あ\x80\ufdd0\ufffd⽇") == [
        "制御文字（U+0080）",
        "文字ではない符号（U+FDD0）",
        "文字化けした文字（U+FFFD）",
        "部首の記号（U+2F47）",
    ]
    # Not given to any character, and half of one.
    assert doubtful("\u0378") == ["使われていない文字番号（U+0378）"]
    assert doubtful("\ud800") == ["使われていない文字番号（U+D800）"]


def test_spaces_and_marks_alone_show_nothing():
    assert [is_visible(text) for text in ("", " 　\n", "\u3099", "\u200b")] == [False] * 4
    assert [is_visible(text) for text in ("a", "１", "。", "〒", " あ ")] == [True] * 5


def test_a_key_is_the_same_in_every_year_but_for_the_years_in_it():
    assert without_year("jetro-2024-offices") == "jetro-offices"
    assert without_year("plan-2023-2026") == "plan"
    assert year_later("jetro-2024-offices") == "jetro-2025-offices"
    assert year_later("plan-1999-2026") == "plan-2000-2027"
    for key in ("jetro-offices", "a-20245", "a-2024b", "room-2124", "2024-a"):
        assert without_year(key) == year_later(key) == key


@pytest.mark.parametrize(("typed", "meant"), [("a\x07b", "ab"), ("a\r\nb", "a\nb"), ("a b", "a b")])
def test_plain_letters_are_repaired_like_others(typed, meant):
    assert repaired(typed) == meant


@pytest.mark.parametrize("pair", ["ァぁ", "ンん", "ヴゔ", "ヵか", "ヶけ"])
def test_every_kana_is_sought_by_its_other_kind(pair):
    assert sought(pair[0]) == sought(pair[1])

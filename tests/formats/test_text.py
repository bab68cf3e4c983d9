"""Folding for search, spaces and widths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanagawa.formats.text import fold, sought, sought_places, squeeze, visible_width


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

"""Folding for search, spaces and widths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanagawa.formats.text import fold, squeeze, visible_width


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

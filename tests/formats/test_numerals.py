"""Outline numbers down to ａ’."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanagawa.formats.numerals import circled, outline_number, parse_outline_number, wide


@given(st.integers(1, 7), st.integers(1, 26))
def test_a_printed_number_is_read_back(level, ordinal):
    assert parse_outline_number(outline_number(level, ordinal)) == (level, ordinal)


def test_the_marks_are_those_of_the_report():
    marks = [outline_number(level, 2) for level in range(1, 8)]
    assert marks == ["２", "(2)", "イ", "(ｲ)", "ｂ", "(b)", "ｂ’"]
    assert [outline_number(1, n) for n in (9, 10)] == ["９", "10"]
    assert outline_number(5, 1, "halfwidth") == "a"
    assert circled(2) == "②"


@pytest.mark.parametrize(("level", "ordinal"), [(0, 1), (8, 1), (3, 99), (5, 27), (1, 0)])
def test_marks_that_do_not_exist_are_refused(level, ordinal):
    with pytest.raises(ValueError, match="見出し"):
        outline_number(level, ordinal)


def test_every_mark_there_is_is_read_back_and_no_two_are_alike():
    last = {1: 99, 2: 99, 3: 46, 4: 46, 5: 26, 6: 26, 7: 26}
    marks = {}
    for level, count in last.items():
        for ordinal in range(1, count + 1):
            mark = outline_number(level, ordinal)
            assert parse_outline_number(mark) == (level, ordinal)
            marks[mark] = (level, ordinal)
    assert len(marks) == sum(last.values())
    for level in range(3, 8):
        with pytest.raises(ValueError, match=r"「[ンﾝz]」（[24]6番目）まで.*見出しを分けて"):
            outline_number(level, last[level] + 1)


def test_half_width_letters_are_read_as_level_5():
    assert [parse_outline_number(c) for c in "az"] == [(5, 1), (5, 26)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "()",
        "０",
        "(0)",
        "1",
        "01",
        "１０",
        "(１)",
        "（1）",
        "①",
        "²",
        "(ア)",
        "ｱ",
        "a’",
        "ａ'",
        "A",
        "(A)",
        "ab",
        "アイ",
        "(1",
        "1)",
        "ａ’’",
        "ァ",
        "一",
    ],
)
def test_what_is_never_printed_is_refused(text):
    with pytest.raises(ValueError, match="見出しの番号ではありません"):
        parse_outline_number(text)


@given(st.text(max_size=4) | st.text("()’0１1ａaアｱ", max_size=4))
def test_any_text_is_a_mark_or_refused(text):
    try:
        level, ordinal = parse_outline_number(text)
    except ValueError as error:
        assert "見出しの番号ではありません" in str(error)
    else:
        assert text in (outline_number(level, ordinal), outline_number(level, ordinal, "halfwidth"))


def test_circled_numbers_go_to_20():
    assert circled(1) + circled(20) == "①⑳"
    for n in (0, 21):
        with pytest.raises(ValueError, match="丸数字"):
            circled(n)


def test_only_small_letters_and_digits_are_widened():
    assert wide("a1B-ア") == "ａ１B-ア"

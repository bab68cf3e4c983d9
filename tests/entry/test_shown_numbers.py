"""What the number formats of Excel show beside a number and instead of it, format by format."""

from decimal import Decimal

import pytest

from kanagawa.entry.shown_numbers import (
    Around,
    shown_around,
    shows_otherwise,
    text_shows_otherwise,
    words_beside,
)

NONE, WHITE, SCALED = "値を見せない", "白い文字で見せる", "千の位や百万の位までを見せる"
ROUNDED, DAY, NO_ZERO = "桁を丸めて見せる", "日付や時刻として見せる", "０を見せない"


def with_word(word: str) -> str:
    return f"「{word}」を付けて見せる"


def instead(word: str) -> str:
    return f"「{word}」とだけ見せる"


# A format, a number, and what the format makes of it.
OTHERWISE = [
    ('#,##0"万円"', "4071", with_word("万")),
    ('#,##0"千円"', "4071", with_word("千")),
    (r"#,##0\千", "4071", with_word("千")),
    ("#,##0千", "4071", with_word("千")),
    ('[>30]0"万";0', "4071", with_word("万")),
    ('[<30]0;[<5000]0"万";0', "4071", with_word("万")),
    ('[<30]0;[<40]0;0"万"', "4071", with_word("万")),
    ("#,##0,", "4071", SCALED),
    ("0.0,,", "4071", SCALED),
    (";;;", "4071", NONE),
    ("0; ;0", "-5", NONE),
    ("0;;", "0", NONE),
    ('"△"0', "4071", with_word("△")),
    ('"▲"0', "4071", with_word("▲")),
    (r"\-0", "4071", with_word("-")),
    ("-0", "4071", with_word("-")),
    ('"x△"0', "4071", with_word("△")),
    ('"5"0', "4071", with_word("5")),
    ('0"0"', "4071", with_word("0")),
    ('0"．5"', "4071", with_word("5")),
    ('0".5"', "4071", with_word(".")),
    ('0"."0', "4071", "数字の間に「.」を見せる"),
    ('0"-"0', "4071", "数字の間に「-」を見せる"),
    ('0"以上"', "4071", with_word("以上")),
    ('0"件超"', "4071", with_word("超")),
    ('"ほぼ"0', "4071", with_word("ほぼ")),
    ('0"見込"', "4071", with_word("見込")),
    ('"≧"0', "4071", with_word("≧")),
    ('0"※（うち３）"', "4071", with_word("※")),
    ('0"（うち３）"', "4071", with_word("３")),
    ('"なし"', "4071", instead("なし")),
    ('" なし "', "4071", instead("なし")),
    ("なし", "4071", instead("なし")),
    ('[>30]"多数";0', "4071", instead("多数")),
    ('[>=5000]0;"少数"', "4071", instead("少数")),
    ('[=4071]"なし";0', "4071", instead("なし")),
    ('#,##0;"△"#,##0;"－"', "0", instead("－")),
    ('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "0", instead("-")),
    ("[White]0", "4071", WHITE),
    ("[白]#,##0", "4071", WHITE),
    ("[Color 2]0", "4071", WHITE),
    ("[$-411]ge", "4071", DAY),
    ("yyyy", "4071", DAY),
    ("0.0E+00", "4071", ROUNDED),
    ("0", "12.6", ROUNDED),
    ("#,##0.0", "28.84", ROUNDED),
    ("0%", "0.288", ROUNDED),
    ("0.0%", "0.2888", ROUNDED),
    ("0.0", "1E-20", ROUNDED),
    ("# ?/?", "12.34", ROUNDED),
    ("#,###", "0", NO_ZERO),
    ("#.##", "0", NO_ZERO),
]
AS_IT_IS = [
    ("General", "4071"),
    ("General", "28.84"),
    ("#,##0", "4071"),
    ("0.0", "4071"),
    ("0.0", "28.8"),
    ("0.0", "1E+300"),
    ("0.0#", "28.84"),
    ("0.?", "28.8"),
    ("#.#", "28.8"),
    ("0%", "0.28"),
    ("0.0%", "0.288"),
    ("0.000E+00", "4071"),
    ("0.###E+00", "4071"),
    ("# ?/?", "4071"),
    ("#,##0", "0"),
    ("?", "0"),
    ("#,###", "4071"),
    ('#,##0"件"', "4071"),
    ('#,##0"件※"', "4071"),
    ('#,##0"件※１※２"', "4071"),
    ('[=4071]"4,071万円";#,##0', "4071"),
    ('[=4071]"－";#,##0', "4071"),
    ('[=12]"なし";#,##0', "4071"),
    ('[=4071]0"件"', "4071"),
    ('"－"', "4071"),
    ("@", "4071"),
    ("¥#,##0", "4071"),
    ('#,##0;"△"#,##0;"－"', "4071"),
    ("(0)", "4071"),
    ('"ｼｰﾄﾞ編 "#,##0', "4071"),
    ('"令和８："#,##0', "4071"),
    ("_-* #,##0_-;-* #,##0_-", "4071"),
    ("[Red]#,##0", "4071"),
    ("# ##0", "4071"),
    ("[DBNum3][$-411]0", "4071"),
    ('[>=10]0"件";[<10]0"件未満"', "4071"),
]


@pytest.mark.parametrize(("number_format", "value", "why"), OTHERWISE)
def test_a_format_that_shows_another_number_is_told(number_format, value, why):
    assert shows_otherwise(number_format, Decimal(value)) == f"{why}表示形式"


@pytest.mark.parametrize(("number_format", "value"), AS_IT_IS)
def test_a_format_that_shows_the_number_is_none_to_speak_of(number_format, value):
    assert shows_otherwise(number_format, Decimal(value)) == ""


@pytest.mark.parametrize(
    ("condition", "holds_for"),
    [
        ("=5", {5}),
        ("<>5", {4, 6}),
        ("<5", {4}),
        ("<=5", {4, 5}),
        (">5", {6}),
        (">=5", {5, 6}),
        (">-5.5", {4, 5, 6}),
    ],
)
def test_a_section_is_chosen_by_its_condition(condition, holds_for):
    code = f'[{condition}]"約"0;0' if condition != "=5" else '[=5]"なし";0'
    shown = {n for n in (4, 5, 6) if shown_around(code, Decimal(n)).before}
    hidden = {n for n in (4, 5, 6) if shows_otherwise(code, Decimal(n))}
    assert shown | hidden == holds_for


@pytest.mark.parametrize(
    ("number_format", "behind"),
    [
        ('0"人"', {1: "人", -1: "人", 0: "人"}),
        ('0"人";0"社"', {1: "人", -1: "社", 0: "人"}),
        ('0"人";0"社";0"件"', {1: "人", -1: "社", 0: "件"}),
        ('0"人";0"社";0"件";@"回"', {1: "人", -1: "社", 0: "件"}),
        # What no condition holds for is shown by the third section, or the last of two.
        ('[>5]0"人";[>3]0"社";0"件"', {1: "件", 4: "社", 6: "人"}),
        ('[>5]0"人";[>3]0"社";0"件";@"回"', {1: "件"}),
        ('[>5]0"人";0"社"', {1: "社", 6: "人"}),
        # Excel knows conditions in the first two alone.
        ('0"人";0"社";[>3]0"件"', {4: "人"}),
        (r'0"a;b"\;"件"', {1: ""}),
    ],
)
def test_a_section_is_chosen_by_the_sign(number_format, behind):
    assert {n: shown_around(number_format, Decimal(n)).behind for n in behind} == behind


@pytest.mark.parametrize(
    ("number_format", "before", "behind"),
    [
        ('0"人"', "", "人"),
        ("0", "", ""),
        ('#,##0" 件"', "", "件"),
        ('"約"#,##0"件"', "約", "件"),
        ('" 約 "#,##0', "約", ""),
        ('0"件程度"', "", "件程度"),
        ('0"（速報値）"', "", "（速報値）"),
        ("[$¥-411]#,##0", "¥", ""),
        ("[$-411]#,##0", "", ""),
        ('"¥"#,##0', "¥", ""),
        ("$#,##0", "$", ""),
        ('0"％"', "", "％"),
        ('"令和８年度 "0"ほか"', "", ""),
        ('General"社"', "", "社"),
        ('[=1]0"社"', "", ""),
        ('0"社";0"人";0"件"', "", "社"),
        ('"社"', "", ""),
        (r"\約0\社", "約", "社"),
    ],
)
def test_the_words_that_a_format_shows_are_read_with_the_number(number_format, before, behind):
    assert shown_around(number_format)[:2] == (before, behind)


def test_words_between_digits_are_neither_before_nor_behind():
    assert shown_around('0"x"0"人"') == Around("", "人")


@pytest.mark.parametrize(
    ("number_format", "words"),
    [
        ('#,##0"人"', "人"),
        ('[=5]"5人";0"件"', "件"),
        ("0%", "％"),
        ('0"%"', "%"),
        ('"約 " 0 " 人 "', "約人"),
        ('"人"', ""),
        ('0"x"0"y"', "y"),
    ],
)
def test_all_words_beside_any_number_of_a_format(number_format, words):
    assert words_beside(number_format, Decimal(5)) == words


@pytest.mark.parametrize(
    ("number_format", "why"),
    [
        ("General", ""),
        ("0", ""),
        ("@", ""),
        (";;;@", ""),
        (";;;_ @_ ", ""),
        ('0;"△"0;"－"', ""),
        ('"x"@" "', with_word("x")),
        ("@件", with_word("件")),
        (r"@\件", with_word("件")),
        ('0;0;@"人"', with_word("人")),
        ('0;0;0;@"人"', with_word("人")),
        ('0;0;0;@"人";@', with_word("人")),
        ('@"人";0;0;@', ""),
        (";;;", "文字を見せない"),
        ('0;0;0;"集計中"', "文字を見せない"),
    ],
)
def test_a_format_may_show_a_text_otherwise(number_format, why):
    assert text_shows_otherwise(number_format) == (f"{why}表示形式" if why else "")

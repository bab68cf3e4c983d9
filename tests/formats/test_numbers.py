"""Numbers as the report writes them, and as people type them."""

import re
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanagawa.formats.numbers import (
    COUNTERS,
    DASHES,
    NotANumber,
    amount,
    bracketed,
    is_dash,
    money,
    number,
    number_unit,
    parse_amount,
    parse_money,
    parse_number,
    parse_percent,
    percent,
    ratio,
    unbracketed,
)

TYPED = st.text("0123456789０５９,，.、 　兆億万千円件社％%()（）-－△ー¥①²a約", max_size=12)
UNITS = st.sampled_from(["", "件", "社", "箇所", "人", "名", "回", "者", "つ"])


@given(st.integers(-(10**15), 10**15), UNITS)
def test_a_printed_number_is_read_back(n, unit):
    assert parse_number(number(n) + unit) == n


@given(st.integers(-(10**16), 10**16), st.booleans())
def test_printed_money_is_read_back(yen, padded):
    assert parse_money(money(yen, padded)) == yen


@given(st.decimals(0, 1000, places=1))
def test_a_printed_percentage_is_read_back(value):
    assert parse_percent(percent(value, 1)) == value


@given(st.integers(0, 10**13), st.sampled_from(["円", "％", "件", "人"]))
def test_what_is_printed_can_be_typed_for_its_unit(n, unit):
    assert parse_amount(amount(n, unit), unit) == n


@given(st.integers(0, 10**6), st.sampled_from(["forecast", "forecast-wide", "sub", "sub-round"]))
def test_brackets_come_off_again(n, style):
    text, brackets = unbracketed(bracketed(number(n), style))
    assert parse_number(text) == n
    assert brackets is not None


@given(st.text(max_size=12) | TYPED)
def test_any_text_is_read_or_refused_with_a_message(text):
    for unit in ("件", "円", "％"):
        try:
            assert isinstance(parse_amount(text, unit), Decimal)
        except NotANumber as error:
            assert "」" in str(error)


def test_one_digit_is_full_width_and_more_are_half_width():
    assert [number(n) for n in (0, 6, 10, 1234, -6)] == ["０", "６", "10", "1,234", "△６"]


@pytest.mark.parametrize("text", ["1,23", "1 2", "12a3", "", "－", "1.2.3", "一二", "1,2345"])
def test_what_is_doubtful_is_refused(text):
    with pytest.raises(NotANumber):
        parse_number(text)


def test_another_unit_than_expected_is_refused():
    with pytest.raises(NotANumber, match="単位は「件」"):
        parse_amount("12社", "件")


@pytest.mark.parametrize(
    ("text", "yen"),
    [
        ("15億8,741万円", 1_587_410_000),
        ("１５億８７４１万", 1_587_410_000),
        ("15億 8,741万円", 1_587_410_000),
        ("40474万円", 404_740_000),
        ("1.5億円", 150_000_000),
        ("1,234円", 1_234),
    ],
)
def test_money_is_read_as_people_type_it(text, yen):
    assert parse_money(text) == yen


def test_shares_are_rounded_half_up():
    assert ratio(1, 8, 1) == Decimal("12.5")
    assert ratio(25, 1000) == Decimal(3)
    with pytest.raises(ValueError, match="０"):
        ratio(1, 0)


def test_every_dash_of_the_report_means_no_value():
    assert all(is_dash(dash) for dash in DASHES)
    assert is_dash("（－）")
    assert not is_dash("")


def digits_of(text):
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isdigit()).strip("0")


@given(TYPED)
def test_what_is_read_has_the_digits_that_were_typed(text):
    try:
        value = parse_number(text)
    except NotANumber:
        return
    assert digits_of(f"{value:f}") == digits_of(text)
    assert (value < 0) == (value != 0 and text.strip()[0] in "△-－ー")


@given(st.integers(0, 10**9), st.integers(1, 3), st.sampled_from(["", "件"]))
def test_a_comma_in_the_wrong_place_is_refused(n, behind, unit):
    text = f"{n}{'0' * 3}"
    wrong = f"{text[:-behind]},{text[-behind:]}"
    right = f"{int(text):,}"
    if wrong == right:
        assert parse_number(wrong + unit) == int(text)
    else:
        with pytest.raises(NotANumber, match="桁区切り"):
            parse_number(wrong + unit)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234", "1234"),
        ("１，２３４", "1234"),
        ("1,234件", "1234"),
        ("1、234", "1234"),
        (" 1,234 件 ", "1234"),
        ("△６", "-6"),
        ("▲ 1,234", "-1234"),
        ("－５", "-5"),
        ("ー5", "-5"),
        ("２８．８", "28.8"),
        ("1,234.5", "1234.5"),
        ("０", "0"),
        ("-0", "0"),
        ("３か所", "3"),
        ("３ヶ所", "3"),
        ("３箇所", "3"),
        ("６つ", "6"),
    ],
)
def test_numbers_are_read_as_people_type_them(text, value):
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "12a",
        "延べ５社",
        "約5件",
        "5件程度",
        "5件以上",
        "①",
        "1²",
        "½",
        "0,617",
        "1,",
        ",1",
        ".5",
        "5.",
        "--5",
        "△△5",
        "1-2",
        "(640)",
        "1件 2",
        "5件5",
        "NaN",
        "1e5",
        "９" * 19,
        "１万件",
    ],
)
def test_what_could_mean_something_else_is_refused(text):
    with pytest.raises(NotANumber):
        parse_number(text)


def test_the_message_quotes_what_was_typed_and_says_what_to_type():
    message = "「12a」は数として読めません。1234、１，２３４、1,234件 のように入力してください。"
    with pytest.raises(NotANumber, match=f"^{re.escape(message)}$"):
        parse_number(" 12a ")
    with pytest.raises(NotANumber, match="万を使わず"):
        parse_number("12万")
    with pytest.raises(NotANumber, match="…") as error:
        parse_number("あ" * 5000)
    assert len(str(error.value)) < 100


@pytest.mark.parametrize(
    ("yen", "normal", "narrow"),
    [
        (0, "０円", "０円"),
        (5, "５円", "５円"),
        (123_456, "12万 3,456円", "12万3,456円"),
        (4_0005_0000, "４億   ５万円", "４億0,005万円"),
        (4_1000_0000, "４億 1,000万円", "４億1,000万円"),
        (10**12 + 5000_0000, "１兆 5,000万円", "１兆5,000万円"),
        (-4_0474_0000, "△４億  474万円", "△４億0,474万円"),
        (12345_6789_0000_0000, "12,345兆 6,789億円", "12,345兆6,789億円"),
    ],
)
def test_amounts_the_report_has_no_example_of(yen, normal, narrow):
    assert (money(yen), money(yen, padded=True)) == (normal, narrow)


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_lower_groups_of_money_stand_under_each_other(oku, man):
    text = money(oku * 10**8 + man * 10**4)
    group = text.partition("億")[2].removesuffix("万円")
    # A full-width digit is two places wide; a group of four digits has a comma of its own.
    width = sum(2 if unicodedata.east_asian_width(c) == "F" else 1 for c in group)
    assert width == (6 if man >= 1000 else 5)


@pytest.mark.parametrize(
    ("text", "yen"),
    [
        ("1,234千円", 1_234_000),
        ("5百万円", 5_000_000),
        ("2億5千万円", 250_000_000),
        ("¥1,234", 1_234),
        ("￥1,234", 1_234),
        ("1234567", 1_234_567),
        ("△5億円", -500_000_000),
        ("1億12,345円", 100_012_345),
        ("１，０６５億０，６１７万円", 106_506_170_000),
        ("12.5万", 125_000),
        (" 4億  474万 円", 404_740_000),
    ],
)
def test_money_is_read_in_other_habits_too(text, yen):
    assert parse_money(text) == yen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "円",
        "億円",
        "－",
        "12件",
        "1 2億",
        "4億12345万",
        "4億10000万",
        "1.5億2000万",
        "0.5円",
        "1,23億円",
        "約15億円",
        "15億円程度",
        "万5億",
        "5億4億",
        "0,617万円",
        "1..5億",
        "15億8,74万円",
        "①億円",
    ],
)
def test_doubtful_money_is_refused(text):
    with pytest.raises(NotANumber, match="「"):
        parse_money(text)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("28.8", 1, "28.8％"),
        ("49", 1, "49.0％"),
        ("47", 0, "47％"),
        ("6", 0, "６％"),
        ("4.6", 1, "4.6％"),
        ("46.5", 0, "47％"),
        ("-0.4", 0, "０％"),
        ("100", 0, "100％"),
    ],
)
def test_shares_have_a_full_width_sign(value, places, text):
    assert percent(Decimal(value), places) == text


@pytest.mark.parametrize("text", ["47円", "47件", "４７％％", "半分", "%"])
def test_what_is_no_share_is_refused(text):
    with pytest.raises(NotANumber):
        parse_percent(text)


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.integers(0, 2))
def test_a_share_is_off_by_half_a_last_digit_at_most(part, whole, places):
    off = abs(ratio(part, whole, places) - Decimal(part) * 100 / Decimal(whole))
    assert off <= Decimal(5).scaleb(-places - 1)


def test_an_amount_shows_the_decimals_it_has():
    assert amount(Decimal("28.8"), "％") == "28.8％"
    assert amount(Decimal("6.0"), "件") == "６件"
    assert amount(Decimal("1200.0"), "人") == number_unit(1200, "人") == "1,200人"
    assert amount(Decimal("404740000.0"), "円") == "４億  474万円"
    assert amount(Decimal("49.0"), "％", 1) == "49.0％"
    assert number_unit(6, "") == "６"


def test_every_counter_is_read_with_and_without_the_unit_expected():
    for unit in COUNTERS - {"円"}:
        assert parse_number(f"1,234{unit}") == parse_amount(f"1,234{unit}", unit) == 1234
        assert parse_amount("1,234", unit) == 1234
        with pytest.raises(NotANumber, match="単位は「頁」"):
            parse_amount(f"1,234{unit}", "頁")
    with pytest.raises(NotANumber, match="単位はありません"):
        parse_amount("12件", "")
    assert parse_amount("12㎡", "㎡") == 12
    assert parse_amount("３ヶ所", "箇所") == 3


@pytest.mark.parametrize(
    ("text", "inner", "style"),
    [
        ("(640)", "640", "forecast"),
        ("（２）", "２", "forecast-wide"),
        ("(２）", "２", "forecast"),
        ("［128件］", "128件", "sub"),
        ("[128件］", "128件", "sub"),
        ("（ 63件）", "63件", "forecast-wide"),
        ("640", "640", None),
        ("(1)(2)", "(1)(2)", None),
        ("(1", "(1", None),
        ("", "", None),
        ("(a(b))", "a(b)", "forecast"),
        ("()", "", "forecast"),
        ("1)", "1)", None),
    ],
)
def test_brackets_of_any_width_come_off(text, inner, style):
    assert unbracketed(text) == (inner, style)


def test_unknown_brackets_are_an_error():
    with pytest.raises(ValueError, match="括弧"):
        bracketed("1", "curly")


@pytest.mark.parametrize("text", ["６", "△６", "-6", "( )", "なし", "－６"])
def test_a_value_is_no_dash(text):
    assert not is_dash(text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("16億2000", "16億2000万円"),
        ("15億8,741", "15億8,741万円"),
        ("３億５０００", "３億５０００万円"),
        ("3万5", "3万5千円"),
        ("1兆5", "1兆5億円"),
        ("1億2千", "1億2千万円"),
        ("12億 3,456", "12億 3,456万円"),
    ],
)
def test_money_without_its_last_unit_is_asked_about(text, asked):
    with pytest.raises(NotANumber, match=f"最後の単位がありません.*{asked} か {text}円"):
        parse_money(text)


@given(st.integers(0, 10**15))
def test_money_that_is_printed_without_its_last_unit_is_never_read_otherwise(yen):
    shortened = money(yen).removesuffix("円").rstrip("兆億万")
    try:
        assert parse_money(shortened) == int(shortened.replace(",", ""))
    except NotANumber:
        assert any(unit in shortened for unit in "兆億万")

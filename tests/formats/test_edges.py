"""The edges of numbers and dates: where one case ends and the next one begins."""

from datetime import date
from decimal import Decimal

import pytest

from kanagawa.formats import years
from kanagawa.formats.numbers import (
    LONGEST_NUMBER,
    NotANumber,
    is_dash,
    money,
    number,
    parse_amount,
    parse_money,
    parse_number,
    parse_percent,
    percent,
    quoted,
    trimmed,
)
from kanagawa.formats.years import NoSuchDay, NotADate, Period


@pytest.mark.parametrize(
    ("yen", "printed"),
    [
        (-1, "△１円"),
        (1_0000_0009, "１億   ９円"),
        (1_0000_0010, "１億   10円"),
        (1_0000_0999, "１億  999円"),
        (1_0000_1000, "１億 1,000円"),
    ],
)
def test_lower_groups_of_money_are_as_wide_as_four_digits(yen, printed):
    assert money(yen) == printed


@pytest.mark.parametrize(
    ("typed", "yen"),
    [
        ("２千円", 2000),
        ("２千５百円", 2500),
        ("２千５百万円", 2500_0000),
        ("２千５十円", 2050),
        ("２千５百３十円", 2530),
        ("1,234千円", 123_4000),
        ("３百円", 300),
        ("３十円", 30),
    ],
)
def test_money_as_it_is_spoken(typed, yen):
    assert parse_money(typed) == yen


@pytest.mark.parametrize("typed", ["２千", "２百", "２十", "12千"])
def test_money_that_ends_in_the_middle_is_told(typed):
    with pytest.raises(NotANumber, match="最後の単位がありません"):
        parse_money(typed)


def test_what_may_be_meant_without_its_last_unit_is_offered_only_where_it_can_be_read():
    with pytest.raises(NotANumber, match=r"16億2000万円 か 16億2000円"):
        parse_money("16億2000")
    with pytest.raises(NotANumber, match="単位がありません。16億2000千円 のように"):
        parse_money("16億2000千")


def test_why_money_is_not_read():
    for typed in ("10人以上", "5〜6万円"):
        with pytest.raises(NotANumber) as refused:
            parse_money(typed)
        assert "15億8,741万円、" not in str(refused.value)
    with pytest.raises(NotANumber, match="15億8,741万円、"):
        parse_money("abc")


def test_why_a_share_is_not_read():
    with pytest.raises(NotANumber, match="は割合として読めません"):
        parse_percent("47円")
    with pytest.raises(NotANumber) as refused:
        parse_percent("10人以上")
    assert "割合として" not in str(refused.value)


def test_a_point_before_three_zeros_is_asked_about():
    with pytest.raises(NotANumber, match=r"「12\.000」は 12 か 12,000 か分かりません"):
        parse_number("12.000")


def test_why_an_amount_has_another_unit():
    with pytest.raises(NotANumber, match="万を使わず"):
        parse_amount("5万件", "件")
    with pytest.raises(NotANumber, match="単位は「件」です"):
        parse_amount("5人", "件")
    with pytest.raises(NotANumber, match="万を使わず"):
        parse_number("5万人")


def test_digits_and_characters_are_counted_to_the_last_one():
    assert parse_number("9" * 18) == Decimal("9" * 18)
    with pytest.raises(NotANumber, match="18桁まで"):
        parse_number("9" * 19)
    assert LONGEST_NUMBER == 60
    assert is_dash("－" * 60) and not is_dash("－" * 61)
    assert parse_number("5" + " " * 58 + "件") == 5
    with pytest.raises(NotANumber):
        parse_number("5" + " " * 59 + "件")
    assert quoted("あ" * 30) == "あ" * 30
    assert quoted("あ" * 31) == "あ" * 30 + "…"


def test_decimals_are_kept_and_signs_shown():
    assert str(trimmed(Decimal("28.800"))) == "28.8"
    assert str(trimmed(Decimal("1E+3"))) == "1000"
    assert number(Decimal("-0.5"), 1) == "△0.5"
    assert percent(Decimal(6)) == "６％"


# --- dates ---------------------------------------------------------------------------------


def test_a_year_later_the_end_of_a_month_stays_one():
    assert years.as_of_year_later(date(2023, 2, 28)) == date(2024, 2, 29)
    assert years.as_of_year_later(date(2024, 2, 29)) == date(2025, 2, 28)
    assert years.as_of_year_later(date(2024, 2, 28)) == date(2025, 2, 28)
    assert years.as_of_year_later(date(2025, 3, 30)) == date(2026, 3, 30)
    assert Period.days(date(2023, 2, 28), None).shifted(1).start == date(2024, 2, 28)
    assert Period.days(date(2024, 2, 29), None).shifted(4).start == date(2028, 2, 29)
    assert Period.days(date(2096, 2, 29), None).shifted(4).start == date(2100, 2, 28)


def test_a_period_is_not_before_itself():
    period = Period.fiscal_year(2025)
    assert not period < Period.fiscal_year(2025)
    assert period < Period.fiscal_year(2026)


def test_the_digits_of_an_as_of_day_are_wide_or_narrow():
    day = date(2025, 6, 5)
    assert years.as_of_day(day) == "６月５日現在"
    assert years.as_of_day(day, narrow=True) == "6月5日現在"


def test_the_end_of_a_fiscal_year_is_the_last_of_march():
    for text in ("令和６年度末", "令和６年度末日"):
        assert years.parse_date(text) == date(2025, 3, 31)
    assert years.parse_as_of("令和６年度末") == (date(2025, 3, 31), "現在")
    assert years.parse_as_of("令和６年度末現在") == (date(2025, 3, 31), "現在")
    assert years.parse_as_of("令和６年度末時点") == (date(2025, 3, 31), "時点")


def test_months_run_from_one_to_twelve():
    for text in ("2025-00-01", "2025-13-01"):
        with pytest.raises(NoSuchDay, match="という月はありません"):
            years.parse_date(text)


def test_why_the_end_of_a_month_is_not_read():
    with pytest.raises(NoSuchDay, match="という月はありません"):
        years.parse_date("令和７年13月末")
    with pytest.raises(NotADate, match=r"日付として|日がありません|年がありません"):
        years.parse_date("いつか月末")


def test_periods_without_an_end_or_a_beginning():
    assert years.parse_period("令和７年４月５日～") == Period.days(date(2025, 4, 5), None)
    assert years.parse_period("2025/4/5～") == Period.days(date(2025, 4, 5), None)
    assert years.parse_period("2025/4～2025/6").precision == "month"
    for text in ("～令和７年４月５日", "", "令和７年４月５日～"):
        with pytest.raises(NotADate, match="期間として"):
            years.parse_date_range(text)
    with pytest.raises(NotADate, match="日付として"):
        years.parse_date_range("令和７年４月５日～x")
    for text in ("2024年～x", "x～2024年"):
        with pytest.raises(NotADate, match="期間"):
            years.parse_period(text)

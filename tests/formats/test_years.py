"""Dates, fiscal years and ranges: printed as in the report, read as people type them."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kanagawa.formats import years
from kanagawa.formats.years import NotADate, Period

DAYS = st.dates(date(1927, 1, 1), date(2150, 12, 31))
PARSERS = (
    years.parse_date,
    years.parse_month,
    years.parse_fiscal_year,
    years.parse_period,
    years.parse_as_of,
    years.parse_date_range,
)
TYPED = st.text("0123456789１３元令和平成昭RHS年度月日現在末時点～~からまで./- 　①", max_size=14)
FISCAL = st.integers(1927, 2150)


@given(DAYS)
@example(date(2019, 4, 30))
@example(date(2019, 5, 1))
@example(date(1989, 1, 7))
@example(date(1989, 1, 8))
def test_a_printed_day_is_read_back(day):
    assert years.parse_date(years.wareki(day)) == day


@given(st.dates(date(1950, 1, 1), date(2080, 12, 31)))
def test_a_printed_month_is_read_back(day):
    assert years.parse_month(years.wareki_month(day)) == day.replace(day=1)


@given(FISCAL)
def test_a_printed_fiscal_year_is_read_back(year):
    assert years.parse_fiscal_year(years.fiscal_year(year)) == year


@given(FISCAL, st.integers(0, 40), st.sampled_from(["short", "each", "full"]))
def test_a_printed_range_of_fiscal_years_is_read_back(first, length, style):
    period = Period.fiscal_years(first, first + length)
    assert years.parse_period(years.period_text(period, style)) == period


@given(st.dates(date(1950, 1, 1), date(2050, 1, 1)), st.integers(0, 400))
def test_a_printed_range_of_months_is_read_back(day, length):
    last = date.fromordinal(day.toordinal() + length)
    for end in ((last.year, last.month), None):
        period = Period.months((day.year, day.month), end)
        assert years.parse_period(years.period_text(period)) == period


@given(DAYS, st.integers(1, 500), st.sampled_from(["prose", "tilde"]))
def test_a_printed_range_of_days_is_read_back(first, length, style):
    last = date.fromordinal(first.toordinal() + length)
    assert years.parse_date_range(years.date_range(first, last, style)) == (first, last)


@given(DAYS, st.sampled_from(years.AS_OF_WORDINGS))
def test_a_printed_as_of_wording_is_read_back(day, wording):
    day = years.month_end(day.year, day.month) if wording == "末時点" else day
    assert years.parse_as_of(years.as_of(day, wording)) == (day, wording)


@given(st.text(max_size=14) | TYPED)
def test_any_text_is_read_or_refused_with_a_message(text):
    for parse in PARSERS:
        try:
            parse(text)
        except NotADate as error:
            assert str(error).endswith(("ください。", "です）。"))


def test_a_text_longer_than_any_day_is_refused_unread():
    for parse in PARSERS:
        for text in ("9" * 100_000, "元年度" * 30_000, "~1" * 50_000, "年" + " " * 100_000 + "年"):
            with pytest.raises(NotADate, match="長すぎます"):
                parse(text)


@pytest.mark.parametrize(
    "text",
    ["令和元年4月30日", "平成31年5月1日", "令和7年2月30日", "7年3月31日", "令和7年13月1日", ""],
)
def test_days_that_never_were_are_refused(text):
    with pytest.raises(NotADate):
        years.parse_date(text)


@pytest.mark.parametrize(
    "text", ["令和7年3月31日", "R7.3.31", "2025-03-31", "2025/3/31", "２０２５年３月３１日"]
)
def test_a_day_is_read_as_people_type_it(text):
    assert years.parse_date(text) == date(2025, 3, 31)


def test_ranges_name_the_era_as_the_report_does():
    assert years.period_text(Period.fiscal_years(2018, 2022)) == "平成30～令和４年度"
    assert years.period_text(Period.fiscal_years(2023, 2027)) == "令和５～９年度"
    assert years.period_text(Period.fiscal_years(2004, 2009), "each") == "平成16年度～21年度"
    assert years.period_text(Period.fiscal_years(2016, 2019), "each") == "平成28年度～令和元年度"
    assert years.period_text(Period.fiscal_years(2020, 2024), "full") == "令和２年度～令和６年度"
    assert years.same_year(date(2011, 9, 1), date(2011, 12, 1)) == "同年12月"
    assert years.same_year(date(2019, 4, 1), date(2019, 5, 1)) == "令和元年５月"


@given(FISCAL, st.integers(-30, 30))
def test_a_shifted_fiscal_year_is_that_fiscal_year(year, by):
    assert Period.fiscal_year(year).shifted(by) == Period.fiscal_year(year + by)


BORDERS = [
    date(1926, 12, 24),
    date(1926, 12, 25),
    date(1989, 1, 7),
    date(1989, 1, 8),
    date(2019, 4, 30),
    date(2019, 5, 1),
]


def test_days_at_the_borders_of_the_eras():
    assert [years.wareki(day) for day in BORDERS] == [
        "1926年12月24日",
        "昭和元年12月25日",
        "昭和64年１月７日",
        "平成元年１月８日",
        "平成31年４月30日",
        "令和元年５月１日",
    ]
    assert [years.parse_date(years.wareki(day)) for day in BORDERS] == BORDERS


def test_every_day_around_the_borders_is_read_back():
    for border in BORDERS:
        for offset in range(-400, 400):
            day = border + timedelta(days=offset)
            assert years.parse_date(years.wareki(day)) == day
            assert years.parse_month(years.wareki_month(day)) == day.replace(day=1)


def test_fiscal_years_bear_the_era_of_most_of_their_days():
    named = {1988: "昭和63年度", 1989: "平成元年度", 2018: "平成30年度", 2019: "令和元年度"}
    assert {year: years.fiscal_year(year) for year in named} == named
    for year in range(1988, 2041):
        assert years.parse_fiscal_year(years.fiscal_year(year)) == year
        assert years.fiscal_year_of(date(year, 4, 1)) == year
        assert years.fiscal_year_of(date(year + 1, 3, 31)) == year


def test_calendar_years_bear_the_era_of_their_last_day():
    named = {1989: "平成元年", 2018: "平成30年", 2019: "令和元年", 2024: "令和６年"}
    assert {year: years.era_year(year) for year in named} == named
    for year in range(1988, 2041):
        assert years.parse_period(years.era_year(year)) == Period.calendar_year(year)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("令和7年度", 2025),
        ("令和７年度", 2025),
        ("令和7", 2025),
        ("R7", 2025),
        ("ｒ７", 2025),
        ("2025", 2025),
        ("2025年度", 2025),
        ("平成30年度", 2018),
        ("平成31年度", 2019),
        ("令和元年度", 2019),
        ("令和1年度", 2019),
        ("H30", 2018),
        ("昭和63年度", 1988),
        ("㋿7年度", 2025),
    ],
)
def test_a_fiscal_year_is_read_as_people_type_it(text, year):
    assert years.parse_fiscal_year(text) == year


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("平成32年度", "平成32年という年はありません"),
        ("令和0年度", "令和0年という年はありません"),
        ("7年度", "元号がありません"),
        ("元年度", "元号がありません"),
        ("9999", "1900年から"),
        ("", "年度として読めません"),
        ("２０２５年①", "読めません"),
    ],
)
def test_fiscal_years_that_never_were_are_refused(text, message):
    with pytest.raises(NotADate, match=message):
        years.parse_fiscal_year(text)


@given(DAYS)
def test_every_way_of_typing_a_day_gives_the_same_day(day):
    era = years.wareki(day)[:2]
    n = day.year - next(start.year for start, name in years.ERAS if name == era) + 1
    letter = {"令和": "R", "平成": "H", "昭和": "S"}[era]
    m, d = day.month, day.day
    for text in (
        day.isoformat(),
        f"{day.year}/{m}/{d}",
        f"{day.year}年{m}月{d}日",
        f"{day.year}.{m}.{d}",
        f"{letter}{n}.{m}.{d}",
        f"{letter.lower()}{n}/{m}/{d}",
        f"{era}{n}年{m}月{d}日",
        f"{era} {n} 年 {m} 月 {d} 日",
        f" {day.isoformat()} ",
    ):
        assert years.parse_date(text) == day
        assert years.parse_date(text.translate(WIDE)) == day


WIDE = {ord("0") + n: ord("０") + n for n in range(10)}


@pytest.mark.parametrize("text", ["2025-03-3 1", "1 2025-03-31", "2025-03-31 10:00", "2025-03"])
def test_a_space_between_digits_is_never_dropped(text):
    with pytest.raises(NotADate):
        years.parse_date(text)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("平成26年６月", (2014, 6)),
        ("H26.6", (2014, 6)),
        ("2014-06", (2014, 6)),
        ("2014年6月", (2014, 6)),
        ("平成31年4月", (2019, 4)),
        ("令和元年5月", (2019, 5)),
        ("昭和64年1月", (1989, 1)),
        ("平成元年1月", (1989, 1)),
    ],
)
def test_a_month_is_read_as_people_type_it(text, month):
    assert years.parse_month(text) == date(*month, 1)


@pytest.mark.parametrize(
    "text", ["令和元年4月", "平成31年5月", "昭和64年2月", "令和7年13月", "令和7年0月", "6月", ""]
)
def test_months_that_never_were_are_refused(text):
    with pytest.raises(NotADate):
        years.parse_month(text)


def test_the_wordings_of_as_of():
    day = date(2025, 6, 30)
    assert years.as_of(day, "現在") == "令和７年６月30日現在"
    assert years.as_of(day, "時点") == "令和７年６月30日時点"
    assert years.as_of(day, "末時点") == years.as_of(day, "月末時点") == "令和７年６月末時点"
    with pytest.raises(ValueError, match="時点の書き方"):
        years.as_of(day, "ごろ")
    for text in ("令和７年６月30日", "末時点", "現在", "令和元年11月～令和７年６月末時点"):
        with pytest.raises(NotADate):
            years.parse_as_of(text)


@pytest.mark.parametrize(
    ("first", "last", "prose", "tilde"),
    [
        (date(2024, 4, 24), None, "令和６年４月24日", "令和６年４月24日"),
        (date(2024, 4, 24), date(2024, 4, 24), "令和６年４月24日", "令和６年４月24日"),
        (
            date(2024, 8, 19),
            date(2024, 9, 23),
            "令和６年８月19日から９月23日まで",
            "令和６年８月19日～９月23日",
        ),
        (
            date(2024, 12, 30),
            date(2025, 1, 2),
            "令和６年12月30日から令和７年１月２日まで",
            "令和６年12月30日～令和７年１月２日",
        ),
        (
            date(2019, 4, 29),
            date(2019, 5, 2),
            "平成31年４月29日から令和元年５月２日まで",
            "平成31年４月29日～令和元年５月２日",
        ),
    ],
)
def test_a_range_leaves_out_what_both_days_share(first, last, prose, tilde):
    assert years.date_range(first, last) == prose
    assert years.date_range(first, last, "tilde") == tilde


@pytest.mark.parametrize(
    "text",
    [
        "令和6年4月26日から24日まで",
        "令和6年12月30日～1月2日",
        "令和6年4月24日～",
        "令和7年9月",
        "令和6年4月24日～25日～26日",
        "令和6年4月24日から31日まで",
        "4月24日から26日まで",
    ],
)
def test_ranges_that_cannot_be_are_refused(text):
    with pytest.raises(NotADate):
        years.parse_date_range(text)


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (Period.fiscal_year(2025), "令和７年度"),
        (Period.fiscal_years(2018, 2019), "平成30～令和元年度"),
        (Period.fiscal_years(2019, None), "令和元年度～"),
        (Period.calendar_year(2024), "2024年"),
        (Period(date(2023, 1, 1), date(2024, 12, 31), "year"), "2023年～2024年"),
        (Period(date(2023, 1, 1), None, "year"), "2023年～"),
        (Period.months((2025, 9), (2025, 9)), "令和７年９月"),
        (Period.months((2019, 11), None), "令和元年11月～"),
        (Period.days(date(2025, 2, 13), date(2025, 2, 13)), "令和７年２月13日"),
        (Period.days(date(2025, 2, 13), date(2025, 2, 16)), "令和７年２月13日～16日"),
        (Period.days(date(2025, 2, 13), None), "令和７年２月13日～"),
    ],
)
def test_every_kind_of_period_is_printed_and_read_back(period, text):
    assert years.period_text(period) == text
    assert years.parse_period(text) == period


@pytest.mark.parametrize(
    "text",
    [
        "令和９～５年度",
        "令和６年３月～令和元年11月",
        "2024",
        "R7",
        "令和７",
        "第３期",
        "",
        "～",
        "令和元年11月～令和６年度",
        "令和２年～令和６年９月末",
        "2024年～2023年",
        "令和５年度～６年",
    ],
)
def test_what_is_no_period_is_refused(text):
    with pytest.raises(NotADate):
        years.parse_period(text)


def test_an_unknown_style_is_an_error():
    with pytest.raises(ValueError, match="期間の書き方"):
        years.period_text(Period.fiscal_year(2025), "long")
    with pytest.raises(ValueError, match="日付の範囲"):
        years.date_range(date(2025, 1, 1), date(2025, 1, 2), "long")


@given(DAYS, st.integers(0, 4000), st.integers(-20, 20))
def test_a_shifted_period_of_months_ends_on_the_last_day_of_its_month(first, length, by):
    last = first + timedelta(days=length)
    shifted = Period.months((first.year, first.month), (last.year, last.month)).shifted(by)
    assert shifted == Period.months((first.year + by, first.month), (last.year + by, last.month))
    assert Period.months((first.year, first.month), None).shifted(by).end is None


def test_29_february_is_shifted_to_the_28th_and_never_back():
    leap = Period.days(date(2024, 2, 29), date(2024, 2, 29))
    assert leap.shifted(1) == Period.days(date(2025, 2, 28), date(2025, 2, 28))
    assert leap.shifted(4) == Period.days(date(2028, 2, 29), date(2028, 2, 29))
    event = Period.days(date(2025, 2, 13), date(2025, 2, 16))
    assert event.shifted(1) == Period.days(date(2026, 2, 13), date(2026, 2, 16))
    assert Period.days(date(2025, 2, 28), None).shifted(3).start == date(2028, 2, 28)


def test_periods_sort_by_start_then_by_end_with_running_ones_last():
    in_order = [
        Period.fiscal_year(2018),
        Period.months((2019, 4), (2019, 6)),
        Period.fiscal_year(2019),
        Period.fiscal_years(2019, None),
        Period.fiscal_year(2020),
    ]
    assert sorted(reversed(in_order)) == in_order
    assert max(in_order) == in_order[-1]


def test_the_fiscal_years_of_a_period():
    period = Period.months((2019, 11), (2024, 3))
    assert (period.first_fiscal_year, period.last_fiscal_year) == (2019, 2023)
    running = Period.months((2019, 11), None)
    assert (running.first_fiscal_year, running.last_fiscal_year) == (2019, 2019)


def test_days_are_read_in_every_form_of_an_office():
    forms = [
        "R7.4.1",
        "Ｒ７．４．１",
        "R.7.4.1",
        "令7.4.1",
        "20250401",
        "2025/4/1",
        "令和七年四月一日",
        "㋿7年4月1日",
        "令和７年４月１日（火）",
        "西暦2025年4月1日",
    ]
    for text in forms:
        assert years.parse_date(text) == date(2025, 4, 1), text
    assert (
        years.parse_date("令和７年４月末")
        == years.parse_date("令和7年4月末日")
        == date(2025, 4, 30)
    )
    assert years.parse_date("令和七年十二月三十一日") == date(2025, 12, 31)
    assert years.parse_month("令和八年三月") == date(2026, 3, 1)
    assert years.parse_fiscal_year("令和八年度") == years.parse_fiscal_year("令８年度") == 2026

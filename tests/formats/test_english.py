"""What follows from a Japanese print itself is put into English without anybody translating it."""

from datetime import date, timedelta

import pytest

from kanagawa.formats.english import has_japanese, in_english, number_in_english, unit_in_english
from kanagawa.formats.numbers import amount, bracketed, money, percent
from kanagawa.formats.statuses import REASON_WORDS
from kanagawa.formats.years import (
    Period,
    as_of,
    date_range,
    era_year,
    fiscal_year,
    period_text,
    wareki,
    wareki_month,
)


@pytest.mark.parametrize(
    ("japanese", "english"),
    [
        ("令和６年度", "FY2024"),
        ("令和元年度", "FY2019"),
        ("平成30～\n令和４年度", "FY2018–FY2022"),
        ("令和７年４月１日", "1 April 2025"),
        ("令和７年３月31日現在", "As of 31 March 2025"),
        ("令和７年６月末時点", "As of the end of June 2025"),
        ("令和元年11月～令和７年６月末時点", "November 2019–the end of June 2025"),
        ("令和６年８月19日から９月23日まで", "19 August–23 September 2024"),
        ("令和７年度\n(見込)", "FY2025 (forecast)"),
        ("１，７０５社", "1,705 companies"),
        ("１社", "1 company"),
        ("(640)", "(640)"),
        ("141件［124件］", "141 [124]"),
        ("28.8％", "28.8%"),
        ("13億  291万円", "¥1,302.91 million"),
        ("223億6,998万円\n（192億2,590万円）", "¥22,369.98 million (¥19,225.90 million)"),
        ("200円", "¥200"),
        ("約1,200件", "About 1,200"),
        ("－", "–"),
        ("△３件", "-3"),
        ("集計中", "being compiled"),
        ("令和７年３月31日現在(社)", "As of 31 March 2025 (companies)"),
    ],
)
def test_a_wording_is_worked_out(japanese, english):
    assert in_english(japanese) == english


@pytest.mark.parametrize("text", ["神奈川県", "令和６年度の取組", "３月の催し", "合計", "12号館"])
def test_other_words_are_left_to_people(text):
    assert in_english(text) is None


def test_everything_that_the_report_prints_of_days_and_years_is_known():
    prints = []
    for day in (date(1989, 4, 1) + timedelta(days=137 * n) for n in range(120)):
        later = day + timedelta(days=40)
        prints += [fiscal_year(day.year), wareki(day), wareki_month(day), era_year(day.year)]
        prints += [as_of(day), as_of(day, "時点"), date_range(day, None), date_range(day, later)]
        years = Period(date(day.year, 4, 1), date(day.year + 3, 3, 31), "fiscal_year")
        prints += [period_text(years), period_text(Period(years.start, None, "fiscal_year"))]
    unknown = [text for text in prints if in_english(text) is None]
    assert unknown == []
    assert not [text for text in prints if has_japanese(in_english(text) or "")]


def test_everything_that_the_report_prints_of_values_is_known():
    values = (0, 1, 2, 12, 640, 1705, 97447)
    prints = [
        amount(v, unit) for v in values for unit in ("件", "社", "人", "箇所", "円", "％", "回")
    ]
    prints += [money(v * 10_000) for v in values if v] + [percent(v) for v in values]
    prints += [bracketed(text, style) for text in prints for style in ("forecast", "sub")]
    prints += REASON_WORDS
    assert [text for text in prints if in_english(text) is None] == []


def test_numbers_before_headings_and_units():
    numbers = {"１": "1", "(2)": "(2)", "ア": "A", "(ｲ)": "(B)", "ａ": "a", "ａ’": "a'", "": ""}
    assert {n: number_in_english(n) for n in numbers} == numbers
    assert unit_in_english("社") == "companies"
    assert unit_in_english("円") == "yen"
    assert unit_in_english("樽") is None

"""Every number, amount, share, date and period that the report prints comes out exactly.

Each test reads the strings from the report itself; their number is stated, so that a search
that finds nothing cannot pass.
"""

import re

import pytest

from kanagawa.formats.numbers import (
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
    unbracketed,
)
from kanagawa.formats.numerals import outline_number, parse_outline_number
from kanagawa.formats.years import (
    NotADate,
    as_of,
    as_of_day,
    date_range,
    era_year,
    fiscal_year,
    parse_as_of,
    parse_date,
    parse_date_range,
    parse_fiscal_year,
    parse_month,
    parse_period,
    period_text,
    same_year,
    span,
    wareki,
    wareki_month,
)

DIGIT = "[0-9０-９]"
ERA_YEAR = f"(?:令和|平成)(?:元|{DIGIT}{{1,2}})年"
MONTH = f"{ERA_YEAR}{DIGIT}{{1,2}}月"
DAY = f"{MONTH}{DIGIT}{{1,2}}日"

PADDED = [
    "686億2,566万円",
    "39億4,296万円",
    "115億6,757万円",
    "48億1,702万円",
    "223億6,998万円",
    "192億2,590万円",
    "1,065億0,617万円",
    "240億4,293万円",
]


def found(pattern, text, count):
    """All matches; `count` is how many the report has."""
    matches = re.findall(pattern, text)
    assert len(matches) == count, matches
    return matches


def test_all_44_amounts_of_money_are_printed_as_in_the_report(joined):
    amounts = found(f"(?:{DIGIT}[0-9０-９,]*[兆億万] *)+円", joined, 44)
    printed = [money(parse_money(text), padded=text in PADDED) for text in amounts]
    assert printed == amounts
    assert [text for text in amounts if text in PADDED] == PADDED


def test_the_narrow_style_is_needed_for_exactly_one_column(joined):
    amounts = re.findall(f"(?:{DIGIT}[0-9０-９,]*[兆億万] *)+円", joined)
    assert [text for text in amounts if money(parse_money(text)) != text] == PADDED


def test_all_shares_are_printed_as_in_the_report(squeezed):
    for text in found(r"[0-9０-９.,]+％", squeezed, 51):
        places = 1 if "." in text else 0
        assert percent(parse_percent(text), places) == text


@pytest.mark.parametrize(
    ("unit", "count"), [("件", 68), ("社", 33), ("人", 20), ("名", 11), ("か所", 4), ("つ", 6)]
)
def test_all_counts_are_printed_as_in_the_report(squeezed, unit, count):
    text_of_counts = squeezed.replace("神奈川100", "神奈川")  # a name, with a count behind it
    for text in found(rf"[0-9０-９][0-9０-９,]*{unit}", text_of_counts, count):
        value = parse_amount(text, unit)
        assert number_unit(value, unit) == text
        assert parse_number(text) == value


def test_all_numbers_with_commas_are_printed_as_in_the_report(joined):
    for text in found(r"(?<![0-9,])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9,])", joined, 88):
        assert number(parse_number(text)) == text


def test_a_full_width_digit_never_stands_beside_another_digit(joined):
    # The rule behind `number`: one digit is full-width, two or more are half-width.
    assert re.findall("[０-９][0-9０-９]|[0-9][０-９]", joined) == []


def test_forecasts_and_sub_counts_keep_their_brackets(joined):
    styles = {"(": "forecast", "（": "sub-round", "［": "sub"}
    for text in found(r"(?:\([0-9０-９,]+\)|（[0-9０-９]+件?）|［[0-9０-９]+件］)", joined, 29):
        inner, style = unbracketed(text)
        assert style in {"forecast", "forecast-wide", "sub"}
        assert bracketed(inner, styles[text[0]]) == text


def test_every_glyph_for_a_missing_value_is_known(source_lines):
    cells = [cell for line in source_lines for cell in line.split()]
    dashes = [cell for cell in cells if is_dash(cell)]
    # The single ー is the end of a word (セミナー) that the paper breaks there.
    counts = {glyph: dashes.count(glyph) for glyph in dashes}
    assert counts == {"-": 18, "―": 2, "‐": 1, "（－）": 2, "ー": 1}


def test_all_42_dates_are_printed_as_in_the_report(squeezed):
    dates = set(re.findall(DAY, squeezed))
    assert len(dates) == 42
    assert {wareki(parse_date(text)) for text in dates} == dates


def test_all_58_months_are_printed_as_in_the_report(squeezed):
    months = set(re.findall(f"{MONTH}(?!{DIGIT})", squeezed))
    assert len(months) == 58
    assert {wareki_month(parse_month(text)) for text in months} == months


def test_all_fiscal_years_are_printed_as_in_the_report(squeezed):
    years = set(re.findall(f"{ERA_YEAR}度", squeezed))
    assert len(years) == 14
    assert {fiscal_year(parse_fiscal_year(text)) for text in years} == years


def test_the_17_date_ranges_in_prose_are_printed_as_in_the_report(squeezed):
    ranges = set(re.findall(f"{DAY}から(?:{DIGIT}+月)?{DIGIT}+日まで", squeezed))
    assert len(ranges) == 17
    assert {date_range(*parse_date_range(text), "prose") for text in ranges} == ranges


def test_the_date_ranges_with_a_tilde_are_printed_as_in_the_report(squeezed):
    for text in found(f"{DAY}～{DIGIT}+日", squeezed, 2):
        assert date_range(*parse_date_range(text), "tilde") == text
        assert period_text(parse_period(text)) == text


@pytest.mark.parametrize(
    ("style", "text", "count"),
    [
        ("short", "令和５～９年度", 2),
        ("short", "平成30～令和４年度", 6),
        ("each", "平成16年度～21年度", 1),
        ("each", "平成22年度～27年度", 1),
        ("each", "平成28年度～令和元年度", 1),
        ("full", "令和２年度～令和６年度", 1),
        ("short", "令和元年11月～令和６年３月", 1),
        ("short", "令和６年４月～令和10年３月", 1),
        ("short", "令和元年11月～", 4),
        ("short", "2024年", 4),
    ],
)
def test_every_period_is_printed_as_in_the_report(squeezed, style, text, count):
    assert squeezed.count(text) == count
    assert period_text(parse_period(text), style) == text


def test_ends_of_two_kinds_are_joined_as_in_the_report(squeezed):
    september, june = parse_month("令和６年９月"), parse_as_of("令和７年６月末時点")
    november = wareki_month(parse_month("令和元年11月"))
    for text in (
        span(era_year(2020), f"{wareki_month(september)}末"),
        span(november, as_of(*june)),
        span(november, fiscal_year(2024)),
    ):
        assert text in squeezed
        with pytest.raises(NotADate):
            parse_period(text)


def test_no_period_of_the_report_is_left_out(squeezed):
    # Beside the periods above: a title with two, and 「１週間～１か月程度」.
    assert squeezed.count("～") == 2 + 6 + 3 + 1 + 2 + 2 + 2 + 1 + 4 + 3


def test_every_as_of_wording_is_printed_as_in_the_report(squeezed):
    texts = set(re.findall(f"(?:{DAY}現在|{MONTH}末時点)", squeezed))
    assert texts == {
        "令和７年３月31日現在",
        "令和７年５月31日現在",
        "令和６年９月末時点",
        "令和７年１月末時点",
        "令和７年６月末時点",
    }
    assert {as_of(*parse_as_of(text)) for text in texts} == texts


def test_the_day_alone_is_printed_in_both_widths(squeezed):
    day = parse_date("令和７年６月30日")
    assert squeezed.count(as_of_day(day)) == 4
    assert squeezed.count(f"({as_of_day(day, narrow=True)})") == 2


def test_the_steps_of_the_zones_repeat_the_year_as_in_the_report(squeezed):
    steps = found(f"((?:{MONTH}|同年{DIGIT}+月))(?=指定申請|総合特区|規制)", squeezed, 10)
    previous, printed = None, []
    for text in steps:
        year = f"{previous.year}年" if previous and text.startswith("同年") else ""
        month = parse_month(text.replace("同年", year))
        printed.append(same_year(previous, month))
        previous = month
    assert printed == steps


def test_every_outline_mark_follows_from_its_position(source_lines):
    pattern = r" *([ａ-ｚ]’|(?:\([0-9]+\)|[ア-ン]|\([ｱ-ﾝ]\)|[ａ-ｚab]|\([a-z]\))(?= +\S)(?! Lite))"
    marks = [match[1] for line in source_lines if (match := re.match(pattern, line))]
    assert len(marks) == 163  # without １ and ２, which look like the rows of lists
    ordinals = [0] * 8
    for text in marks:
        level, ordinal = parse_outline_number(text)
        assert ordinal in (1, ordinals[level] + 1), (text, ordinals)
        ordinals[level:] = [ordinal] + [0] * (7 - level)
        assert outline_number(level, ordinal, "halfwidth" if text in "ab" else "report") == text

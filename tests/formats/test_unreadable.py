"""What offices type where one number or one day is asked for: read, or told what to type."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from kanagawa.entry.parsing import read_value
from kanagawa.formats.numbers import NotANumber, parse_amount
from kanagawa.formats.unreadable import reason_meant
from kanagawa.formats.years import (
    NotADate,
    Period,
    parse_as_of,
    parse_date,
    parse_date_range,
    parse_fiscal_year,
    parse_month,
    parse_period,
)

# Text, unit, and a piece of the message.
REFUSED = [
    ("10人以上", "人", "概数なら 約10 か 10程度"),
    ("40余り", "件", "概数なら 約40"),
    ("16億円余", "円", "16億円、概数なら 約16億円"),
    ("100億円超", "円", "１つの値になりません"),
    ("50%以上", "％", "１つの値になりません"),
    ("3～5件", "件", "幅のある値"),
    ("3-5", "件", "幅のある値"),
    ("3億〜5億円", "円", "幅のある値"),
    ("12%~15%", "％", "幅のある値"),
    ("150（うち県内90）", "件", "数が２つ"),
    ("150［90］", "件", "数が２つ"),
    ("3/5", "件", "数が２つ"),
    ("12\n13", "件", "数が２つ"),
    ("40（見込み）", "件", "40 だけを入力し、種別で「見込」"),
    ("３億円（予定）", "円", "3億円 だけを入力し"),
    ("12※", "件", "「※」は読み取れません"),
    ("12(注)", "件", "「(注)」は読み取れません"),
    ("延べ12件", "件", "「延べ」と「件」"),
    ("+12", "件", "「+」は読み取れません"),
    ("12－", "件", "「-」は読み取れません"),
    ("300,000円也", "円", "「也」は読み取れません"),
    ("3億円（税込）", "円", "「(税込)」は読み取れません"),
    ("$300", "円", "「$」は読み取れません"),
    ("十二", "件", "算用数字"),
    ("二億円", "円", "算用数字"),
    ("百万円", "円", "数がありません"),
    ("億円", "円", "数がありません"),
    ("12店舗", "件", "単位は「件」です（「12店舗」"),
    ("12ha", "人", "単位は「人」です"),
    ("５百", "円", "５百万円 か ５百円"),
    ("8,000千", "円", "8,000千万円 か 8,000千円"),
    ("1万5千", "円", "ありません。1万5千円 のように"),
    ("12万3456", "円", "ありません。12万3456円 のように"),
    ("350.000", "円", "350 か 350,000 か分かりません"),
    ("12.000人", "人", "12 か 12,000 か分かりません"),
    ("1.2E+03", "件", "指数の形"),
    ("3.5e8", "円", "指数の形"),
    ("12O", "件", "「O」は数字ではなく"),
    ("l2件", "件", "「l」は数字ではなく"),
    ("12+13", "件", "数が２つ"),
    ("12件中5件", "件", "数が２つ"),
    ("12→15", "件", "数が２つ"),
    ("12くらい", "件", "概数なら 約12"),
    ("最大12", "件", "概数なら 約12"),
    ("12以内", "件", "概数なら 約12"),
]
READ = [
    ("\\300,000", "円", 300_000),
    ("2千5百万円", "円", 25_000_000),
    ("1万5千5百円", "円", 15_500),
    ("2千万5百円", "円", 20_000_500),
    ("12.5百万円", "円", 12_500_000),
    ("1,234百万円", "円", 1_234_000_000),
    ("─12", "件", -12),
    ("12ヵ所", "箇所", 12),
]
WORDS = [
    ("なし", "０、皆無、該当なしのどれか"),
    ("無し", "０、皆無、該当なしのどれか"),
    ("ゼロ", "０、皆無、該当なしのどれか"),
    ("該当無し", "該当なし"),
    ("該当者なし", "該当なし"),
    ("N/A", "該当なし"),
    ("#N/A", "該当なし"),
    ("調査中", "集計中か未定"),
    ("市町に確認中です", "集計中か未定"),
    ("調　整　中", "集計中か未定"),
    ("開催せず", "皆無か該当なし"),
    ("未集計", "集計中か未定"),
    ("（確認中）", "集計中か未定"),
    ("･･･", "集計中か未定"),
    ("…", "集計中か未定"),
    ("非公表", "秘匿"),
    ("***", "秘匿"),
    ("x", "秘匿"),
    ("未実施", "未到来か事業開始前"),
    ("終了", "廃止"),
    ("不明", ""),
    ("🙂", ""),
]
DAYS = [
    "令和７・４・１",
    "令和7年4月1日（火曜日）",
    "令和7年4月1日(火・祝)",
    "令和７年４月１日（祝）",
    "R7.4.1（祝）",
    "2025/4/1(火)",
    "令和7年（2025年）4月1日",
    "2025(令和7)年4月1日",
    "2025/04/01 00:00",
    "2025-04-01T00:00:00",
    "R070401",
    "令和07年04月01日",
]
NO_DAYS = [
    (parse_date, "明治45年7月1日", "西暦で"),
    (parse_date, "T15.12.25", "西暦で"),
    (parse_date, "45748", "Excelが日付の代わりに持つ番号"),
    (parse_date, "令和7年4月上旬", "何月何日か決まりません"),
    (parse_date, "令和7年4月頃", "何月何日か決まりません"),
    (parse_date, "4月1日", "年がありません"),
    (parse_date, "4/1", "年がありません"),
    (parse_date, "同年４月１日", "年がありません"),
    (parse_date, "令和７年４月", "日がありません"),
    (parse_date, "4/1/2025", "年が後ろ"),
    (parse_date, "令和７年４月１日付け", "「付け」は読み取れません"),
    (parse_date, "R7.4.1現在", "「現在」は読み取れません"),
    (parse_date, "2025-04-01 12:34:56", "「 12:34:56」は読み取れません"),
    (parse_date, "令和7年13月1日", "という月はありません"),
    (parse_date, "令和７年（2024年）４月１日", "２つの年が違います"),
    (parse_month, "令和7年0月", "という月はありません"),
    (parse_month, "令和７年４月～６月", "月が２つあります"),
    (parse_month, "46054", "Excelが日付の代わりに持つ番号"),
    (parse_month, "令和７年４月上旬", "「上旬」は読み取れません"),
    (parse_month, "2025-4-1", "日があります"),
    (parse_month, "４月", "年がありません"),
    (parse_month, "令和７年度", "月がありません"),
    (parse_fiscal_year, "令和８年度実績", "「実績」は読み取れません"),
    (parse_fiscal_year, "令和８～９年度", "年度が２つあります"),
    (parse_fiscal_year, "令和８年４月", "年月か日付です"),
    (parse_date, "令和７年３月31日（火）", "月曜日です"),
    (parse_date, "令和７年３月31日火曜日", "月曜日です"),
    (parse_date_range, "令和７年４月24日（木）～26日（日）", "土曜日です"),
    (parse_date_range, "令和７年３月31日～４月１日（水）", "火曜日です"),
    (parse_date_range, "令和７年３月31日（火）から４月１日まで", "月曜日です"),
    (parse_period, "令和７年３月31日〜令和７年４月１日（水）", "火曜日です"),
    (parse_as_of, "令和７年６月30日（火）現在", "月曜日です"),
    (parse_period, "令和７年６月30日（火）", "月曜日です"),
    (parse_date, "令和７年４月24日・25日", "日が２つあります"),
    (parse_date, "令和７年４月24日～26日", "日が２つあります"),
    (parse_date, "令和７年末", "何月何日か決まりません"),
    (parse_period, "R5～R9", "年度か年（暦年）か分かりません"),
    (parse_period, "2025", "年度か年（暦年）か分かりません"),
    (parse_period, "～令和７年度", "「~令和7年度」は期間として読めません"),
    (parse_fiscal_year, "平成31年度/令和２年度", "年度として読めません"),
    (parse_fiscal_year, "2025/4", "年度として読めません"),
    (parse_as_of, "現在", "「現在」は時点として"),
    (parse_as_of, "令和7年3月時点", "日がありません"),
    (parse_as_of, "6月30日現在", "年がありません"),
    (parse_date_range, "令和7年4月24日～", "期間として読めません"),
    (parse_period, "R7.6～R7.4", "終わりが始めより前"),
]
TWICE = [
    "平成31年度/令和元年度",
    "平成31(令和元)年度",
    "平成31年度（令和元年度）",
    "令和元(平成31)年度",
    "令和元年度（2019年度）",
    "2019年度（令和元年度）",
    "FY2019",
    "令和元会計年度",
]
PERIODS = [
    ("令和７年４月～６月", Period.months((2025, 4), (2025, 6))),
    ("R7.4～R7.6", Period.months((2025, 4), (2025, 6))),
    ("2025/4～2025/6", Period.months((2025, 4), (2025, 6))),
    ("R7.4.24～26", Period.days(date(2025, 4, 24), date(2025, 4, 26))),
    ("2025/4/24～4/26", Period.days(date(2025, 4, 24), date(2025, 4, 26))),
    ("令和7年4月24日より26日まで", Period.days(date(2025, 4, 24), date(2025, 4, 26))),
    ("令和７年４月24日－26日", Period.days(date(2025, 4, 24), date(2025, 4, 26))),
    ("令和７年４月24日（木）～26日（土）", Period.days(date(2025, 4, 24), date(2025, 4, 26))),
    ("令和７年４月から６月まで", Period.months((2025, 4), (2025, 6))),
    ("令和７年４月-６月", Period.months((2025, 4), (2025, 6))),
    ("令和５年度から令和９年度まで", Period.fiscal_years(2023, 2027)),
    ("令和5-9年度", Period.fiscal_years(2023, 2027)),
]


def test_what_is_no_single_number_is_told_by_its_kind():
    for text, unit, words in REFUSED:
        with pytest.raises(NotANumber, match=re.escape(words)):
            parse_amount(text, unit)


def test_other_habits_of_writing_a_number_are_read():
    for text, unit, value in READ:
        assert parse_amount(text, unit) == value, text


def test_a_word_in_place_of_a_value_is_told_with_the_reason_that_it_may_mean():
    for text, meant in WORDS:
        assert reason_meant(text) == meant, text
        with pytest.raises(ValidationError) as refusal:
            read_value(
                text, "件", kind="actual", status="to_enter", status_chosen=False, may_be_due=True
            )
        (message,) = refusal.value.messages
        assert "数ではありません" in message and "集計中、未定、廃止、秘匿" in message
        assert (f"は {meant} でしょうか" in message) == bool(meant)


def test_days_periods_and_years_are_read_as_offices_write_them():
    for text in DAYS:
        assert parse_date(text) == date(2025, 4, 1), text
    for text in TWICE:
        assert parse_fiscal_year(text) == 2019, text
    for text, period in PERIODS:
        assert parse_period(text) == period, text
    assert parse_date("令和７年度末") == date(2026, 3, 31)
    assert parse_month("202504") == date(2025, 4, 1)


def test_what_is_no_day_is_told_by_its_kind():
    for parse, text, words in NO_DAYS:
        with pytest.raises(NotADate, match=re.escape(words)):
            parse(text)

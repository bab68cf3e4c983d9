"""What stands in a cell, as the text that the same person would type; what is refused, and why."""

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from types import SimpleNamespace

import pytest

from kanagawa.entry.cell_values import EMPTY, NotTyped, TypedCell, typed
from kanagawa.entry.sheet_reader import BookCell


def cell(value, number_format="General", data_type="n", **more):
    return BookCell("B2", 2, value, data_type, number_format, **more)


def refused(given, why):
    with pytest.raises(NotTyped, match=why) as error:
        typed(given)
    assert str(error.value).endswith("ください。")


def test_where_nothing_is_nothing_was_typed():
    assert typed(None) == EMPTY == TypedCell("", None, None)


@pytest.mark.parametrize(
    ("value", "number_format", "text", "number"),
    [
        (640, "General", "640", "640"),
        (-640, "General", "-640", "-640"),
        (0, "0", "0", "0"),
        (28.8, "0.0", "28.8", "28.8"),
        (0.1 + 0.2, "General", "0.3", "0.3"),
        (1e14, "0", "100000000000000", "1E+14"),
        (999_999_999_999_999, "0", "999999999999999", "999999999999999"),
        (0.288, "0.0%", "28.8%", "28.8"),
        (1, "0%", "100%", "100"),
        (12, '0"%"', "12%", "12"),
        (12, r"0\%", "12%", "12"),
        (12, '"¥"#,##0', "¥12", "12"),
        (12, '0"人"', "12人", "12"),
        (12, '"約"0', "約12", None),
        (12, '0"（速報値）"', "12（速報値）", None),
    ],
)
def test_a_number_is_read_with_what_its_format_shows_beside_it(value, number_format, text, number):
    number = None if number is None else Decimal(number)
    assert typed(cell(value, number_format)) == TypedCell(text, number)


@pytest.mark.parametrize(
    ("value", "number_format", "why"),
    [
        (1_000_000_000_000_000, "0", "15桁を超える数です（1000000000000000）"),
        (-1e15, "0", "15桁を超える"),
        (float("inf"), "0", "数として読めません"),
        (12.6, "0", "12.6が、桁を丸めて見せる表示形式になっています"),
        (4071, "#,##0,", "4,071が、千の位"),
        (True, "General", "「TRUE」は真偽値です"),
        (False, "General", "「FALSE」は真偽値です"),
        (time(8, 30), "h:mm", "時刻（08:30:00）として"),
        (datetime(2026, 2, 1, 8, 30), "h:mm", "時刻"),
        (date(1868, 10, 22), "yyyy/m/d", "時刻"),
    ],
)
def test_what_is_no_number_that_was_typed_is_refused(value, number_format, why):
    refused(cell(value, number_format), why)


def test_a_number_that_a_rule_of_ours_shows_to_its_end_is_read_where_its_format_rounds():
    rounded = cell(12.6, "0", shows_fractions=True)
    assert typed(rounded).number == Decimal("12.6")
    refused(replace(rounded, number_format="#,##0,"), "千の位")


@pytest.mark.parametrize(
    ("own", "formats", "why"),
    [
        ("0", ("#,##0", "0,"), "千の位"),
        ("0", ('0"社"',), "「社」を付けて"),
        ('0"人"', ('0"人"', '0"名"'), "「名」を付けて"),
        ('0"人"', ("0",), "「別の単位」を付けて"),
    ],
)
def test_a_rule_that_may_show_another_number_is_told(own, formats, why):
    refused(cell(12, own, formats_by_rule=formats), f"条件付き書式で、{why}.*（12）")


def test_a_rule_that_shows_the_same_number_is_none_to_speak_of():
    for code in ("0", '0"人"'):
        assert typed(cell(12, code, formats_by_rule=(code, code))).number == 12


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (date(2026, 2, 1), "yyyy/m/d", "令和８年２月１日"),
        (datetime(2026, 2, 1), "yyyy-mm-dd", "令和８年２月１日"),
        (date(2026, 2, 1), "[$-411]ge.m.d", "令和８年２月１日"),
        (date(2026, 2, 1), "gge", "令和８年２月"),
        (date(2026, 2, 1), "YYYY/M", "令和８年２月"),
        (date(2026, 2, 1), 'yyyy"day"', "令和８年２月"),
        (date(2026, 2, 1), 'm"月"d"日"', "２月１日"),
        (date(2026, 12, 31), "m/d", "12月31日"),
        (date(1868, 10, 23), "yyyy/m/d", "1868年10月23日"),
    ],
)
def test_a_day_is_read_as_it_is_seen(value, number_format, text):
    day = value.date() if isinstance(value, datetime) else value
    assert typed(cell(value, number_format, "d")) == TypedCell(text, day=day)


@pytest.mark.parametrize(
    ("value", "text"), [(" 640 ", "640"), ("40\u200b件", "40件"), ("", ""), ("－", "－")]
)
def test_a_text_is_read_without_what_nobody_sees(value, text):
    assert typed(cell(value, data_type="s")) == TypedCell(text)


def test_a_text_has_the_length_of_a_number_at_most():
    assert typed(cell("9" * 60, data_type="s")).text == "9" * 60
    refused(cell("9" * 61, data_type="s"), "長すぎます。60文字まで")


def test_a_text_that_its_format_shows_otherwise_is_refused():
    refused(cell("40", '@"万"', "s"), "「40」が、「万」を付けて")
    refused(cell("40", formats_by_rule=('@"人"',), data_type="s"), "「人」を付けて")


@pytest.mark.parametrize("formula", ["=A1+1", SimpleNamespace(text="=A1+1")])
def test_a_formula_is_refused_as_it_stands(formula):
    refused(cell(formula, data_type="f"), r"数式（=A1\+1）")


def test_an_error_of_excel_is_refused():
    refused(cell("#REF!", data_type="e"), "エラー値「#REF!」")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"marks": ("取消線", "上付き")}, "取消線、上付きがあります（5）"),
        ({"marks_by_rule": ("取消線", "上付き")}, "条件付き書式で、取消線、上付きになる"),
        ({"is_unseen_zero": True}, "０を見せない設定"),
    ],
)
def test_what_a_person_sees_otherwise_is_refused(more, why):
    refused(cell(5, **more), why)

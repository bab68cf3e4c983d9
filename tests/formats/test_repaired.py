"""One table of characters that nobody sees or that look like others: repaired, or told."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanagawa.formats.text import doubtful, fold, is_visible, one_line, repaired


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("一\r\n二\r三\n四\u2028五\x0b六\x85七", "一\n二\n三\n四\n五\n六\n七"),
        ("40\u200b件", "40件"),
        ("\ufeff12", "12"),
        ("a\xadb\u202ec\u2066d\U000e0041e\u3164f", "abcdef"),
        ("⽇本⼈型⼀号", "日本人型一号"),
        ("住⺠⻑⻄⻘", "住民長西青"),
        ("カ\u3099ハ\u309a", "ガパ"),
        ("１\u00a0２\u2003３", "１ ２ ３"),
        ("葛\U000e0100飾", "葛\U000e0100飾"),
        ("a\ufe0fb", "ab"),
        ("神\ufa19﨑髙", "神\ufa19﨑髙"),
        ("\ufb01le\u1680", "file "),
        ("表\tの\nα-9　V3C", "表\tの\nα-9　V3C"),
    ],
)
def test_what_is_never_meant_is_repaired(typed, meant):
    assert repaired(typed) == meant


@given(st.text())
def test_repairing_twice_changes_nothing_and_a_search_needs_no_repair(text):
    assert repaired(repaired(text)) == repaired(text)
    assert fold(repaired(text)) == fold(text)
    assert "\r" not in repaired(text)


def test_the_report_needs_no_repair():
    for path in Path("fixtures/2025").rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert repaired(text) == text
        assert doubtful(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("外字\ue000と\ue000", ["外字（U+E000）"]),
        ("\U000f0000", ["外字（U+F0000）"]),
        ("\u0378", ["使われていない文字番号（U+0378）"]),
        ("\ufffd", ["文字化けした文字（U+FFFD）"]),
        ("図\ufffcの", ["図などの代わりの符号（U+FFFC）"]),
        ("\u31c0\u2ff0", ["部首の記号（U+31C0）", "部首の記号（U+2FF0）"]),
        ("\u070f", ["制御文字（U+070F）"]),
        ("\x81", ["制御文字（U+0081）"]),
        ("\ufffe", ["文字ではない符号（U+FFFE）"]),
        ("髙﨑\ufa19𠮷\U000e0100①㈱ｱ", []),
    ],
)
def test_what_others_cannot_see_is_told(text, told):
    assert doubtful(text) == told


def test_a_name_needs_something_to_see():
    assert not is_visible(" \u3099　")
    assert is_visible("あ") and is_visible("①") and is_visible("※")


@pytest.mark.parametrize(
    ("stored", "query"),
    [
        ("葛\U000e0100飾ロボット", "葛飾ロボット"),
        ("実証〜検証～試験", "実証～検証～試験"),
        ("実証〜検証～試験", "実証〜検証〜試験"),
        ("ゼロ\u200b幅ロボ", "ゼロ幅"),
        ("ゼロ幅ロボット", "ロボ\u200bット"),
    ],
)
def test_a_search_does_not_ask_for_what_nobody_can_type(stored, query):
    assert fold(query) in fold(stored)


def test_a_name_wrapped_in_a_cell_or_a_pdf_stands_on_one_line():
    for typed in ("産業\n用", "産業\t用", "産業\n\n\t用", "\n産業 用\n"):
        assert one_line(repaired(typed)) == "産業 用", typed
    assert one_line("あ" + " " * 100_000) == "あ"

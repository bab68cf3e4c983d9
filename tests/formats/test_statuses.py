"""Reasons and qualifiers: what is printed can be typed, and is read as it was printed."""

from kanagawa.formats.numbers import number
from kanagawa.formats.statuses import (
    QUALIFIER_NAMES,
    STATUS_NAMES,
    STATUS_PRINTS,
    joint_qualifier,
    qualified,
    split_qualifier,
    status_typed,
    status_with_remark,
    without_value,
)


def test_what_is_printed_for_a_reason_is_read_as_that_reason() -> None:
    for status in STATUS_PRINTS:
        assert status_typed(without_value(status)) == status
    for status, name in STATUS_NAMES.items():
        assert status_typed(f" {name} ") == ("" if status == "value" else status)


def test_reasons_are_read_at_any_width_and_in_brackets() -> None:
    for text in ("（集計中）", "(集計中)", "［集計中］"):
        assert status_typed(text) == "compiling"
    assert [status_typed(text) for text in ("X", "Ｘ", "（Ｘ）")] == ["withheld"] * 3
    # A small one may be a slip of the finger or a cross.
    assert [status_typed(text) for text in ("x", "ｘ", "×")] == ["", "", ""]
    assert [status_typed(text) for text in ("", "－", "未", "集計中です", "1")] == [""] * 5


def test_a_reason_is_read_however_it_is_spread_and_told_from_what_stands_behind() -> None:
    assert [status_typed(text) for text in ("皆　無", "該当 なし", "未\n定")] == [
        "nil",
        "not_applicable",
        "undecided",
    ]
    for text, expected in (
        ("集計中（６月末判明）", ("集計中", "６月末判明")),
        ("未定　７月", ("未定", "７月")),
        ("皆無(0件)", ("皆無", "0件")),
        ("X（秘匿）", ("X", "秘匿")),
        ("集計中", ("", "")),
        ("皆　無", ("", "")),
        ("40（速報値）", ("", "")),
        ("たくさん（多い）", ("", "")),
    ):
        assert status_with_remark(text) == expected, text


def test_a_qualified_print_is_read_back() -> None:
    for qualifier in QUALIFIER_NAMES:
        for value in (0, 5, 40, 12345):
            typed, read = split_qualifier(qualified(number(value), qualifier))
            assert (int(typed.replace(",", "")), read) == (value, qualifier)


def test_qualifiers_are_read_as_people_write_them() -> None:
    for text, expected in (
        ("約12万8,450", ("12万8,450", "about")),
        ("約 40件", ("40件", "about")),
        ("およそ４０", ("40", "about")),
        ("40件程度", ("40件", "around")),
        ("１２０件（速報値）", ("120件", "provisional")),
        ("120 速報", ("120", "provisional")),
        ("120", ("120", "")),
        ("約", ("約", "")),
        ("程度", ("程度", "")),
        ("概略図", ("概略図", "")),
    ):
        assert split_qualifier(text) == expected


def test_a_sum_is_as_unsure_as_its_parts() -> None:
    assert joint_qualifier({""}) == ""
    assert joint_qualifier({"", "provisional"}) == "provisional"
    assert joint_qualifier({"provisional", "around"}) == "about"

"""How what was typed for one figure is read, case by case: no page, no database."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from kanagawa.entry.parsing import (
    LONGEST,
    Entered,
    Entry,
    as_of_words,
    kinds_to_choose,
    may_be_due,
    read_amount,
    read_as_of,
    read_entry,
    read_value,
    understood,
    value_text,
)
from kanagawa.formats.numbers import parse_number
from kanagawa.formats.years import parse_date

DAY = date(2025, 3, 31)
PLAIN = Entered(Decimal(1234), "value", "actual", DAY, "現在")
EMPTY = Entered(None, "to_enter", "actual", None, "現在")


def row(last_year: int = 2024, **values):
    """A figure of the edition 令和７年度 whose period ends with this fiscal year."""
    stored = {"value": "1234", "status": "value", "kind": "actual", "as_of": DAY}
    return SimpleNamespace(
        unit="件",
        period=SimpleNamespace(last_fiscal_year=last_year),
        edition=SimpleNamespace(fiscal_year=2025),
        **(stored | {"as_of_wording": "現在", "qualifier": ""} | values),
    )


def message(read, *arguments, **more) -> str:
    with pytest.raises(ValidationError) as refused:
        read(*arguments, **more)
    return "".join(refused.value.messages)


MARKS = {
    "1234|value|actual|2025-03-31|現在": PLAIN,
    "|to_enter|actual||現在": EMPTY,
    "1200|value|forecast||末時点|about": Entered(
        Decimal(1200), "value", "forecast", None, "末時点", "about"
    ),
}


@pytest.mark.parametrize(("mark", "entered"), MARKS.items())
def test_a_mark_is_written_and_read_back(mark, entered):
    assert entered.mark() == mark
    assert Entered.read(mark) == entered


def test_a_mark_writes_numbers_as_they_are_stored():
    assert PLAIN._replace(value=Decimal("1E+3")).mark().startswith("1000|")
    assert PLAIN._replace(value=Decimal("0.50")).mark().startswith("0.5|")


@pytest.mark.parametrize(
    "mark",
    [
        *("", "x", "1|2|3|4|5", "||||", "a|value|actual||現在", "1|value|actual|99-1|現在"),
        *("1|value|actual||現在|x", "1|value|actual||現在|about|about", "1|value|actual||いつか"),
    ],
)
def test_a_mark_that_nobody_wrote_is_refused(mark):
    assert "開き直して" in message(Entered.read, mark)


def test_what_is_stored_is_read_from_the_row():
    assert Entered.of(row()) == PLAIN
    stored = row(value=None, status="to_enter", as_of=None)
    assert Entered.of(stored) == EMPTY


def test_the_texts_of_the_fields():
    assert (PLAIN.text, PLAIN.as_of_text) == ("1,234", "令和７年３月31日現在")
    assert (EMPTY.text, EMPTY.as_of_text) == ("", "")
    assert PLAIN._replace(qualifier="about").text == "約1,234"
    assert EMPTY._replace(status="compiling").text == "集計中"
    assert EMPTY._replace(status="nil").text == "－"
    assert EMPTY._replace(status="value").text == ""
    assert value_text(Decimal("1234.50")) == "1,234.5"
    assert as_of_words(DAY, "時点") == "令和７年３月31日時点"
    assert as_of_words(None, "現在") == ""


def test_a_text_is_read_up_to_its_longest():
    longest = "1" * LONGEST
    assert understood(len, longest) == LONGEST
    text = message(understood, len, longest + "1")
    assert "長すぎます" in text and f"{LONGEST}文字" in text
    assert message(understood, parse_number, "abc") and message(understood, parse_date, "abc")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,234件", (Decimal(1234), False)),
        ("(640)", (Decimal(640), True)),
        ("（640）", (Decimal(640), True)),
        ("[640]", (Decimal(640), False)),
        ("－", (None, False)),
        ("（－）", (None, True)),
        ("", (None, False)),
    ],
)
def test_brackets_are_a_forecast_and_a_dash_is_no_number(text, amount):
    assert read_amount(text, "件") == amount


def value(text: str, **more):
    asked = {"kind": "actual", "status": "value", "status_chosen": False, "may_be_due": False}
    return tuple(read_value(text, "件", **(asked | more)))


def test_a_number_says_that_there_is_a_value_unless_somebody_chose_otherwise():
    assert value("7") == (7, "value", "actual", "")
    assert value("7", status="to_enter") == (7, "value", "actual", "")
    assert value("7", status="nil", status_chosen=True) == (7, "nil", "actual", "")
    assert value("約1,200") == (1200, "value", "actual", "about")


def test_brackets_make_a_forecast_of_an_actual_alone():
    assert value("(7)") == (7, "value", "forecast", "")
    assert value("(7)", kind="target") == (7, "value", "target", "")
    assert value("7", kind="forecast") == (7, "value", "forecast", "")


def test_a_reason_is_typed_as_a_word():
    assert value("集計中") == (None, "compiling", "actual", "")
    for status in ("value", "compiling"):
        assert value("集計中", status=status, status_chosen=True)[1] == "compiling"
    assert value("集計中", status="nil")[1] == "compiling"
    refusal = message(value, "集計中", status="nil", status_chosen=True)
    assert "「集計中」" in refusal and "皆無" in refusal


def test_a_reason_or_a_qualifier_with_more_behind_it_is_told():
    assert "「６月末」は注か職員用メモ" in message(value, "集計中（６月末）")
    assert "どれか１つ" in message(value, "約40（速報値）")


def test_a_dash_alone_waits_for_what_is_not_due_and_needs_a_reason_otherwise():
    assert value("－", may_be_due=True) == (None, "not_due", "actual", "")
    assert value("－", may_be_due=True, status="to_enter")[1] == "not_due"
    assert value("－", status="nil") == (None, "nil", "actual", "")
    assert "理由を選ぶか" in message(value, "－")
    assert value("", status="value") == (None, "value", "actual", "")
    assert value(" ", status="to_enter", may_be_due=True)[1] == "to_enter"


@pytest.mark.parametrize("text", ["たくさん", "（たくさん）", "なし", "n/a"])
def test_a_word_that_is_no_reason_is_told_with_those_there_are(text):
    why = message(value, text)
    assert "数ではありません" in why and "集計中" in why
    assert ("でしょうか" in why) is (text in ("なし", "n/a"))


def test_what_is_no_word_is_told_by_the_parser_of_numbers():
    assert "数ではありません" not in message(value, "12a")
    assert "長すぎます" in message(value, "あ" * (LONGEST + 1))


def test_a_word_of_the_longest_length_is_still_a_word():
    assert "数ではありません" in message(value, "あ" * LONGEST)


def test_a_period_may_be_due_while_it_is_not_over():
    assert [may_be_due(row(year)) for year in (2024, 2025, 2026)] == [False, True, True]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("令和７年６月末時点", (date(2025, 6, 30), "末時点")),
        ("R7.6.30", (date(2025, 6, 30), "現在")),
        ("令和７年６月30日時点", (date(2025, 6, 30), "時点")),
        ("※令和７年６月30日現在。", (date(2025, 6, 30), "現在")),
        ("（令和７年６月30日（月）時点）", (date(2025, 6, 30), "時点")),
        ("令和７年６月30日（月）", (date(2025, 6, 30), "現在")),
    ],
)
def test_a_day_alone_means_that_day(text, read):
    assert read_as_of(text) == read


@pytest.mark.parametrize("text", ["いつか", "令和７年２月30日", "平成31年５月", "令和７年６月"])
def test_no_day_is_told_with_what_was_typed(text):
    assert text in message(read_as_of, text)


def test_a_day_or_month_that_never_was_is_told_as_such():
    assert "ありません" in message(read_as_of, "令和７年２月30日")
    assert "という月はありません" in message(read_as_of, "平成31年５月")
    assert "月曜日です" in message(read_as_of, "令和７年６月30日（火）")


def entry(**parts):
    return Entry(PLAIN.mark(), **parts)


def test_what_was_not_offered_or_not_touched_stays():
    assert read_entry(entry(), row()) == PLAIN
    same = entry(value=" 1,234 ", kind="actual", status="value", as_of=" 令和７年３月31日現在 ")
    assert read_entry(same, row()) == PLAIN
    about = PLAIN._replace(qualifier="about")
    assert read_entry(Entry(about.mark()), row()) == about


def test_every_part_is_read():
    typed = entry(value="(640)", kind="actual", status="value", as_of="R7.6.30")
    expected = Entered(Decimal(640), "value", "forecast", date(2025, 6, 30), "現在")
    assert read_entry(typed, row()) == expected
    assert read_entry(entry(kind="forecast"), row()).kind == "forecast"
    assert read_entry(entry(as_of=" "), row()) == PLAIN._replace(as_of=None)
    # Who chose the status means it; who only typed a number need not change it too.
    assert read_entry(entry(value="5", status="nil"), row()).status == "nil"
    assert read_entry(Entry(EMPTY.mark(), value="5", status="to_enter"), row()).status == "value"
    assert read_entry(Entry(EMPTY.mark(), value="－"), row(2025)).status == "not_due"


def test_all_that_is_wrong_is_told_at_once():
    typed = entry(value="たくさん", kind="target", status="x", as_of="いつか")
    with pytest.raises(ValidationError) as refused:
        read_entry(typed, row())
    assert len(refused.value.messages) == 4


def test_kinds_change_between_actual_and_forecast_alone():
    assert [kind for kind, _ in kinds_to_choose("actual")] == ["actual", "forecast"]
    assert kinds_to_choose("forecast") == [("actual", "実績値"), ("forecast", "見込")]
    assert kinds_to_choose("target") == []
    target = PLAIN._replace(kind="target")
    assert read_entry(Entry(target.mark(), kind="target"), row()) == target
    assert "種別" in message(read_entry, Entry(target.mark(), kind="actual"), row())
    assert "種別" in message(read_entry, entry(kind="target"), row())

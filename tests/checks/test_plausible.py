"""Slips of a digit on figures made for it: where a value begins to be one, and in which words."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kanagawa.checks.cumulative import over_the_years, since_the_last_edition, steps_of_targets
from kanagawa.checks.plausible import bounds, impossible, jumps, settled, targets

from .made import Rows, count, findings, indicator, of_year


@pytest.mark.parametrize(
    ("value", "rules", "why"),
    [
        ("6", {}, ""),
        ("0", {}, ""),
        ("-1", {}, "は負の値です。"),
        ("-1", {"may_be_negative": True}, ""),
        ("6.5", {}, "に端数があります。整数で入力してください。"),
        ("6.5", {"decimals": 1}, ""),
        ("6.55", {"decimals": 1}, "は小数点以下が１桁より細かい値です。"),
        ("100", {"is_share": True}, ""),
        ("100.1", {"is_share": True, "decimals": 1}, "は100％を超えています。"),
        ("101", {}, ""),
    ],
)
def test_a_value_that_cannot_be_is_an_error(value, rules, why):
    row = of_year(indicator(unit="％" if rules.get("is_share") else "件", **rules), 2025, value)
    empty = of_year(indicator(**rules), 2024, None, status="to_enter")
    results = findings(impossible, empty, row)
    assert [(f.severity, f.ref) for f in results] == ([("error", row.ref)] if why else [])
    assert all(f.message == f"{row}：{row.printed}{why}" for f in results)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("9", "下限（10件）を下回っています"),
        ("10", ""),
        ("20", ""),
        ("21", "上限（20件）を超えています"),
        (None, ""),
    ],
)
def test_a_value_outside_of_the_usual_is_asked_about(value, why):
    row = of_year(indicator(lowest=Decimal(10), highest=Decimal(20)), 2025, value)
    results = findings(bounds, row, of_year(indicator("他"), 2025, 99))
    assert [f.message for f in results] == (
        [f"{row}：{row.printed}は、ふつうの{why}。桁を確かめてください。"] if why else []
    )
    assert all(f.severity == "warning" and f.values[0] in ("10", "20") for f in results)


def test_a_bound_of_zero_is_one():
    owner = indicator(lowest=Decimal(0), highest=Decimal(0), may_be_negative=True)
    assert len(findings(bounds, of_year(owner, 2025, -1))) == 1
    assert len(findings(bounds, of_year(owner, 2025, 1))) == 1


def test_a_value_that_was_printed_is_not_changed_unasked():
    before = Rows(count(6), count(7, "kensei"), year=2025)
    row = count(5)
    same, new, empty = count(7, "kensei"), count(1, "new"), count(None, status="to_enter")
    (finding,) = findings(settled, new, same, row, before=before)
    assert finding.message.startswith(f"{row}：令和７年度版では６件でした（今は５件）。")
    assert (finding.severity, finding.ref, finding.values) == ("warning", row.ref, ("6", "5"))
    assert findings(settled, empty, before=before) == []
    assert len(findings(settled, count(None, status="compiling"), before=before)) == 1
    # A correction is there for it; of another day it is another figure.
    assert findings(settled, row, before=before, year=2025, revision=2) == []
    assert findings(settled, count(5, as_of=date(2026, 2, 1)), before=before) == []
    assert findings(settled, row, before=None) == []


def jump(now: Any, then: Any, **more: Any) -> bool:
    """Whether a figure without an indicator is told against what was printed of another day."""
    before = Rows(count(then, as_of=date(2025, 3, 31), **more), year=2025)
    return bool(findings(jumps, count(now, **more), before=before))


@pytest.mark.parametrize(
    ("now", "then", "more", "is_jump"),
    [
        (45, 15, {}, False),
        (46, 15, {}, True),
        (15, 45, {}, False),
        (15, 46, {}, True),
        (10, 1, {}, False),  # below ten no difference is one
        (11, 1, {}, True),
        (12, 1, {}, True),
        (1, 11, {}, True),
        (60, 30, {"is_cumulative": True}, False),
        (61, 30, {"is_cumulative": True}, True),
        (30, 61, {"is_cumulative": True}, True),
        (3, 1, {"unit": "円"}, False),
        (4, 1, {"unit": "円"}, True),
        (-60, 15, {}, False),
        (60, -15, {}, False),
        (60, "-0.5", {}, False),
        ("-0.5", 60, {}, False),
        (12, "0.5", {}, True),
        (0, 46, {}, True),
        (0, 10, {}, True),
        (46, 0, {}, False),  # nothing is no size to be a multiple of
        (46, None, {}, False),
        (46, 15, {"kind": "forecast"}, True),
        (46, 15, {"kind": "limit"}, False),
    ],
)
def test_a_value_far_from_the_one_before_is_asked_about(now, then, more, is_jump):
    assert jump(now, then, **more) is is_jump


def test_a_value_is_held_against_the_last_one_of_its_series():
    owner, other = indicator(), indicator("他")
    line = [of_year(owner, 2022, 15), of_year(owner, 2023, None), of_year(owner, 2025, 46)]
    row = line[-1]
    (finding,) = findings(
        jumps, *line, of_year(other, 2024, 46), of_year(owner, 2024, 40, "target")
    )
    assert finding.message == (
        f"{row}：46件は、前回（令和４年度）の15件から大きく変わっています。桁や入力欄を確かめてください。"
    )
    assert (finding.severity, finding.ref, finding.values) == ("warning", row.ref, ("15", "46"))
    # The first of its line is held against none, nor is one whose year still runs.
    assert findings(jumps, line[0]) == []
    partial = of_year(owner, 2025, 46, as_of=date(2025, 6, 30))
    assert findings(jumps, line[0], partial) == []
    assert findings(jumps, of_year(owner, 2024, 1, as_of=date(2024, 6, 30)), row, line[0]) != []
    # Young cumulative values multiply.
    growing = indicator("累計", is_cumulative=True)
    assert findings(jumps, of_year(growing, 2024, 1), of_year(growing, 2025, 90)) == []


def test_what_was_printed_of_the_same_day_is_no_jump():
    before = Rows(count(15), year=2025)
    assert findings(jumps, count(46), before=before) == []


@pytest.mark.parametrize(
    ("value", "aim", "words"),
    [
        (50, 100, ""),
        (49, 100, "を大きく下回っています（半分未満）。"),
        (500, 100, ""),
        (501, 100, "の5倍を超えています。桁を確かめてください。"),
        (0, 100, "を大きく下回っています（半分未満）。"),
        (5, 0, ""),
        (5, None, ""),
        (None, 100, ""),
    ],
)
def test_an_actual_value_is_held_against_its_target(value, aim, words):
    owner = indicator()
    target, actual = of_year(owner, 2025, aim, "target"), of_year(owner, 2025, value)
    results = findings(targets, target, actual)
    assert [f.message for f in results] == (
        [f"{actual}：実績{actual.printed}は、目標{target.printed}{words}"] if words else []
    )
    assert all((f.severity, f.values[0]) == ("warning", "100") for f in results)


def test_the_last_actual_value_alone_is_held_against_the_target_of_its_own_year():
    owner, other = indicator(), indicator("他")
    aims = [of_year(owner, year, 100, "target") for year in (2024, 2025)]
    old, last = of_year(owner, 2024, 1), of_year(owner, 2025, 2)
    assert [f.ref for f in findings(targets, *aims, last, old)] == [last.ref]
    assert [f.ref for f in findings(targets, *aims, old)] == [old.ref]
    partial = of_year(owner, 2025, 2, as_of=date(2025, 6, 30))
    assert [f.ref for f in findings(targets, *aims, old, partial)] == [old.ref]
    assert findings(targets, *aims, of_year(other, 2025, 1), of_year(owner, 2023, 1)) == []


# Values that add up


def test_what_adds_up_never_falls_from_year_to_year():
    owner = indicator(is_cumulative=True)
    line = [of_year(owner, 2023, 5), of_year(owner, 2024, None), of_year(owner, 2025, 4)]
    (finding,) = findings(over_the_years, *line)
    assert finding.message == f"{line[2]}：累計なのに、令和５年度の５件から４件に減っています。"
    assert (finding.severity, finding.values) == ("warning", ("5", "4"))
    assert findings(over_the_years, line[0], of_year(owner, 2025, 5)) == []
    yearly = indicator("年")
    assert findings(over_the_years, of_year(yearly, 2023, 5), of_year(yearly, 2025, 4)) == []
    plan = of_year(owner, 2020, 9, end=date(2023, 3, 31))
    assert findings(over_the_years, plan, of_year(owner, 2025, 5)) == []


def test_the_steps_of_targets_do_not_shrink():
    owner = indicator(is_cumulative=True)

    def aims(*values: int) -> list[Any]:
        return [of_year(owner, year, v, "target") for year, v in enumerate(values, start=2023)]

    assert findings(steps_of_targets, *aims(1, 2, 3, 5)) == []
    assert findings(steps_of_targets, *aims(5, 4)) == []
    line = aims(1, 3, 4, 6)
    (finding,) = findings(steps_of_targets, *line)
    assert finding.message == (
        f"{line[2]}：目標の増え方が前年度より小さくなっています（１件、３件、４件）。"
    )
    assert (finding.ref, finding.values) == (line[2].ref, ("2", "1", "4"))
    # A plan that was printed is not asked again, one of whose values is new is.
    assert findings(steps_of_targets, *line, before=Rows(*aims(1, 3, 4, 6), year=2025)) == []
    assert len(findings(steps_of_targets, *line, before=Rows(*aims(1, 3, 4, 7), year=2025))) == 1
    actual = [of_year(owner, year, v) for year, v in enumerate((1, 3, 4), start=2023)]
    assert findings(steps_of_targets, *actual) == []
    other = indicator("他", is_cumulative=True)
    printed = [of_year(other, year, 5, "target") for year in (2023, 2024, 2025)]
    assert len(findings(steps_of_targets, *printed, *line, before=Rows(*printed, year=2025))) == 1


@pytest.mark.parametrize(
    ("values", "shrinks"), [((0, 2, 3), 1), ((0, 1, 2), 0), ((1, 1, 0), 1), ((2, 1, 0), 0)]
)
def test_a_target_of_zero_is_a_step_like_others(values, shrinks):
    owner = indicator(is_cumulative=True)
    line = [of_year(owner, year, v, "target") for year, v in enumerate(values, start=2023)]
    assert len(findings(steps_of_targets, *line)) == shrinks


def test_what_adds_up_never_falls_from_paper_to_paper():
    before = Rows(count(6, as_of=date(2025, 3, 31)), year=2025)
    row, new = count(5, is_cumulative=True), count(1, "new", is_cumulative=True)
    (finding,) = findings(since_the_last_edition, new, row, before=before)
    assert finding.message == f"{row}：累計なのに、令和７年度版の６件から５件に減っています。"
    assert (finding.severity, finding.values) == ("warning", ("6", "5"))
    for value, more in ((6, {"is_cumulative": True}), (5, {}), (None, {"is_cumulative": True})):
        assert findings(since_the_last_edition, count(value, **more), before=before) == []
    # Of the same day it is the same figure, which `plausible.settled` tells.
    same_day = Rows(count(6), year=2025)
    assert findings(since_the_last_edition, row, before=same_day) == []

"""The rules between figures on figures made for them: what is wrong, how wrong, in which words."""

from dataclasses import replace
from decimal import Decimal

import pytest

from investment.models import SurveyCount
from kanagawa.checks.context import Context
from kanagawa.checks.rules import added, entered_of, same, sums, tolerance, within
from kanagawa.formats.numbers import PERCENT, YEN
from kanagawa.reports.grid import Figure

COUNT = "件"


def figure(value, name="合計", unit=COUNT, key="robots.robot/whole", **more):
    number = None if value is None else Decimal(str(value))
    return Figure(key, name, number, unit, "actual", f"{value}{unit}", **more)


def parts(*values, unit=COUNT):
    return [figure(v, f"内訳{n}", unit, f"robots.robot/part-{n}") for n, v in enumerate(values, 1)]


def judged(rule, whole, others, **more):
    check = rule("robots.rule", "検査", lambda rows: [(whole, others)], (), **more)
    return list(check.run(Context(None)))


def test_a_sum_that_is_not_that_of_its_parts_is_told_with_the_difference():
    assert judged(sums, figure(6), parts(1, 2, 3)) == []
    (finding,) = judged(sums, figure(9), parts(1, 2, 3))
    assert finding.message == (
        "合計 9件は、内訳の和 ６件と一致しません（差 ３件）。合計か内訳を確かめてください。"
    )
    assert (finding.severity, finding.check, finding.section) == ("error", "robots.rule", "robots")
    assert finding.ref == "robots.robot/whole"
    assert finding.values == (
        "robots.robot/whole=9",
        "robots.robot/part-1=1",
        "robots.robot/part-2=2",
        "robots.robot/part-3=3",
    )
    assert [f.severity for f in judged(sums, figure(9), parts(1), severity="warning")] == [
        "warning"
    ]


@pytest.mark.parametrize(
    ("unit", "whole", "values", "severity"),
    [
        # Each part is rounded to the last unit that is printed: two parts, two units.
        (PERCENT, 100, (60, 42), "warning"),
        (PERCENT, 100, (60, 43), "error"),
        (PERCENT, 100, ("60.1", "40.1"), "warning"),
        (PERCENT, 100, ("60.1", "40.2"), "error"),
        (YEN, 100_000_000, (60_000_000, 42_000_000), "warning"),
        (YEN, 100_000_000, (60_000_000, 43_000_000), "error"),
        # 百万円 is the coarsest, also where all figures happen to end in more zeros.
        (YEN, 1_000_000_000, (600_000_000, 500_000_000), "error"),
        (YEN, 100_000_000, (60_000_000, 40_020_000), "warning"),
        (YEN, 100_000_000, (60_000_000, 40_030_000), "error"),
        (COUNT, 100, (60, 41), "error"),
    ],
)
def test_money_and_shares_may_be_off_by_a_last_unit_for_each_part(unit, whole, values, severity):
    (finding,) = judged(sums, figure(whole, unit=unit), parts(*values, unit=unit))
    assert finding.severity == severity
    assert ("端数処理の範囲内です" in finding.message) is (severity == "warning")


def test_the_tolerance_is_that_of_the_finest_print():
    assert tolerance(figure(100), parts(1, 2)) == 0
    assert tolerance(figure(100, unit=PERCENT), parts(1, 2, unit=PERCENT)) == 2
    assert tolerance(figure(100, unit=PERCENT), parts("1.25", 0, unit=PERCENT)) == Decimal("0.02")
    assert tolerance(figure(100, unit=PERCENT), parts(10, 20, unit=PERCENT)) == 2
    assert tolerance(figure(0, unit=YEN), parts(0, 0, 0, unit=YEN)) == 3_000_000


def test_one_fact_told_twice_names_one_figure_or_the_first_of_several():
    (one,) = judged(same, figure(6), parts(5))
    assert one.message == "合計 6件は、内訳1 ５件と一致しません。どちらかを直してください。"
    (several,) = judged(same, figure(6), parts(2, 3))
    assert "内訳1など２項目の和 ５件と一致しません" in several.message
    (alike,) = judged(same, figure(6), [replace(p, indicator="内訳") for p in parts(2, 3)])
    assert "は、内訳 ５件と" in alike.message
    assert judged(same, figure(5), parts(2, 3)) == []


def test_a_part_is_not_more_than_the_whole():
    assert judged(within, figure(5), parts(5)) == judged(within, figure(5), parts(4)) == []
    (finding,) = judged(within, figure(5), parts(6))
    assert finding.message == "内訳1 ６件が、合計 5件を超えています。"


@pytest.mark.parametrize("status", ["nil", "not_applicable", "not_started", "discontinued"])
def test_what_says_none_counts_as_zero(status):
    nothing = figure(None, "内訳", key="robots.robot/none", status=status)
    assert judged(sums, figure(1), [figure(1), nothing]) == []
    (finding,) = judged(sums, figure(2), [figure(1), nothing])
    assert "内訳の和 １件" in finding.message and "差 １件" in finding.message


@pytest.mark.parametrize("status", ["to_enter", "compiling", "undecided", "withheld", "not_due"])
def test_what_is_not_known_is_left_alone(status):
    unknown = figure(None, status=status)
    assert judged(sums, figure(9), [figure(1), unknown]) == []
    assert judged(sums, unknown, parts(1)) == []
    assert judged(sums, None, parts(1)) == judged(sums, figure(9), [None]) == []
    # A part that the table has no figure for is not one of the parts.
    assert judged(sums, figure(1), [figure(1), None]) == []


def test_equations_bind_each_figure_by_the_others_and_limits_do_not():
    rules = [rule("k", "t", lambda rows: [], ()).run for rule in (sums, same, within)]
    assert [rule.binds for rule in rules] == [True, True, False]


def test_what_several_figures_add_up_to_is_told_by_its_parts(rows):
    first, second, *_ = rows.of(SurveyCount)
    first.value, second.value = Decimal(1), Decimal(2)
    whole = added("調査対象", [first, second])
    run = same("robots.rule", "検査", lambda rows: [(whole, parts(5))], ()).run
    (finding,) = run(Context(rows))
    assert finding.message.startswith("調査対象 ３件は、内訳1 ５件と")
    assert finding.ref == first.ref
    assert finding.values == (f"{first.ref}=1", f"{second.ref}=2")
    assert whole.key == f"{first.ref}-sum"
    # The figures are those that the sum itself names, behind those that were entered as such.
    assert entered_of([whole, figure(1)], Context(rows)) == [first, second]
    assert entered_of([whole, second], Context(rows)) == [second, first]
    # With a part that is still open there is nothing to judge, though the sum has a value.
    second.value, second.status = None, "to_enter"
    whole = added("調査対象", [first, second])
    assert whole.value == 1 and list(run(Context(rows))) == []
    assert added("なし", []) is None


def test_an_entered_figure_is_held_against_another(rows):
    row = rows.of(SurveyCount)[0]
    row.value = Decimal(4)
    assert list(check_of([(row, parts(4))]).run(Context(rows))) == []
    (finding,) = check_of([(row, parts(5))]).run(Context(rows))
    assert (finding.ref, finding.values) == (row.ref, (f"{row.ref}=4",))


def check_of(pairs):
    return same("robots.rule", "検査", lambda rows: pairs, ())


def test_every_pair_is_judged_also_behind_one_that_is_right():
    pairs = [(figure(1), parts(1)), (figure(2), parts(1)), (figure(3), parts(1))]
    assert len(list(check_of(pairs).run(Context(None)))) == 2

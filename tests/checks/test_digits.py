"""One digit of one figure is changed at random, in memory: the checks say so.

Covered are the figures that an equation fixes (totals, the register, a fact told twice), and in a
later edition those that were printed already. Beyond tolerance is a change of a
count by anything, of money by more than twice its parts in last units: rounding may hide less.
"""

import random
from collections.abc import Callable
from decimal import Decimal

import pytest

from kanagawa.checks import coverage
from kanagawa.checks.context import Context
from kanagawa.checks.run import findings_touching
from kanagawa.editions.rows import EditionRows
from kanagawa.figures.models import FigureRow
from tests.breadth import first_daily

from .conftest import fresh

SEED = 20250710
# No total of the report has more parts than this many (all taxes, all schemes).
_PARTS = 4
_MONEY_UNIT = 10**4  # 万円, the last unit that money is printed to


def mutations(value: Decimal, unit: str) -> list[Decimal]:
    """All values that differ from this one in one printed digit."""
    scale = _MONEY_UNIT if unit == "円" else 1
    digits = str(int(value) // scale)
    found = []
    for place, digit in enumerate(digits):
        for other in "0123456789":
            if other != digit:
                found.append(Decimal(digits[:place] + other + digits[place + 1 :]) * scale)
    return found


Counted = Callable[[FigureRow, Decimal], bool]


def any_change(row: FigureRow, value: Decimal) -> bool:
    return True


def is_beyond_tolerance(row: FigureRow, value: Decimal) -> bool:
    change = abs(value - row.value)
    if row.unit != "円":
        return True
    # What is printed in 百万円 is rounded to that.
    unit = 10**6 if row.value % 10**6 == 0 else _MONEY_UNIT
    return change > 2 * _PARTS * unit


def caught(rows: EditionRows, row: FigureRow, value: Decimal, before: set[str]) -> bool:
    """Whether the checks that a save of this row runs find anything that they did not before."""
    kept, row.value = row.value, value
    try:
        findings = findings_touching(rows.edition, [type(row)], rows)
    finally:
        row.value = kept
    return bool({finding.digest for finding in findings} - before)


def rate(
    rows: EditionRows, refs: set[str], times: int, is_counted: Counted
) -> tuple[float, list[str]]:
    """The share of random changes that are caught (of those that count), and those that are not."""
    chance = random.Random(SEED)
    figures = [row for row in coverage.entered(Context(rows)) if row.ref in refs]
    before: dict[type, set[str]] = {}
    missed = []
    for _ in range(times):
        row = chance.choice(figures)
        value = chance.choice([v for v in mutations(row.value, row.unit) if is_counted(row, v)])
        model = type(row)
        if model not in before:
            findings = findings_touching(rows.edition, [model], rows)
            before[model] = {finding.digest for finding in findings}
        if not caught(rows, row, value, before[model]):
            missed.append(f"{row.ref}: {row.value} → {value}")
    return 1 - len(missed) / times, missed


@pytest.fixture
def told_again(published):
    """Next year's edition with the same content: what was printed before is known.

    (In a correction the change sheet shows every change to the chief; no check asks about it.)
    """
    return fresh(fiscal_year=2026)


@pytest.mark.parametrize("times", first_daily(150, 700))
def test_a_changed_digit_of_a_figure_in_an_equation_is_caught(times, rows):
    covered = coverage.bound(Context(rows))
    share, missed = rate(rows, covered, times, is_beyond_tolerance)
    assert share >= 0.99, missed[:20]


@pytest.mark.parametrize("times", first_daily(40, 200))
def test_a_changed_digit_of_any_figure_printed_before_is_caught(times, told_again):
    rows = EditionRows(told_again)
    covered = coverage.settled(Context(rows))
    assert covered == {row.ref for row in coverage.entered(Context(rows))}
    share, missed = rate(rows, covered, times, any_change)
    assert share >= 0.99, missed[:20]


def test_in_a_first_edition_a_good_part_of_all_figures_is_covered(rows):
    """What is not is told once only, and nothing in the paper contradicts it."""
    context = Context(rows)
    every = {row.ref for row in coverage.entered(context)}
    bound, bounded = coverage.bound(context), coverage.bounded(context)
    print(f"\n{len(every)} figures: {len(bound)} in equations, {len(bounded)} with bounds")
    assert len(every) >= 260
    assert len(bound) >= 80
    assert len(bound | bounded) >= 110


@pytest.mark.thorough
def test_of_changes_to_any_figure_of_a_first_edition_two_in_five_are_caught(rows):
    every = {row.ref for row in coverage.entered(Context(rows))}
    share, _ = rate(rows, every, 400, any_change)
    print(f"\n{share:.1%} of random digit changes anywhere are caught without an earlier edition")
    assert share >= 0.4


def test_a_value_that_nobody_changed_is_not_reported(rows):
    """The property test itself can fail: the unchanged value gives nothing new."""
    for row in coverage.entered(Context(rows))[::20]:
        before = {f.digest for f in findings_touching(rows.edition, [type(row)], rows)}
        assert not caught(rows, row, row.value, before), row.ref

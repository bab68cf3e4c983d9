"""Every check can find something: each is given one thing that it is there for, in memory."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from international.models import Activity, ActivityFigure, ForeignCount, OverseasCount
from investment.models import (
    Commitment,
    EmploymentFigure,
    KpiFigure,
    OrderFigure,
    RegionCount,
    Scheme,
    SchemeFigure,
    SubsidyPayment,
    SupportCount,
    SurveyCount,
    TaxFigure,
)
from kanagawa.checks import (
    broken_references,
    doubled,
    names,
    own_tables,
    printable,
    stale,
    typed_numbers,
    valueless,
)
from kanagawa.checks.run import all_checks
from kanagawa.editions.models import Node
from kanagawa.editions.rows import EditionRows
from kanagawa.reports.declaration import Finding
from programs.models import MetricFigure
from robots.models import PlanPeriod, Robot, RobotIndicatorFigure
from zones.models import ComprehensiveZone, ZoneEvent, ZoneFigure, ZoneMunicipality

from .conftest import found

Spoil = Callable[[EditionRows], Any]


def put(model: type, key: str, **values: Any) -> Spoil:
    """Give a row other values; returns it."""

    def spoil(rows: EditionRows) -> Any:
        row = rows.get(model, key)
        for name, value in values.items():
            setattr(row, name, value)
        return row

    return spoil


def be(model: type, key: str, value: int) -> Spoil:
    return put(model, key, value=Decimal(value))


def add(model: type, key: str, change: int) -> Spoil:
    def spoil(rows: EditionRows) -> Any:
        row = rows.get(model, key)
        row.value += change
        return row

    return spoil


def without_results(rows: EditionRows) -> Any:
    activity = rows.get(Activity, "india-seminar-2024")
    figures = rows.of(ActivityFigure)
    rows._children.clear()
    figures[:] = [figure for figure in figures if figure.activity_id != activity.pk]  # type: ignore[index]
    return activity


def one_more_american(rows: EditionRows) -> Any:
    """The shares are computed, so the finding is about their table."""
    add(ForeignCount, "nationality-usa", 1)(rows)
    return SimpleNamespace(ref="international.foreign-nationality")


def same_name(rows: EditionRows) -> Any:
    first, second = rows.of(Robot)[:2]
    second.name = first.name
    return second


def say_it_again(rows: EditionRows) -> Any:
    """A result of a scheme whose programmes give it in detail."""
    row = rows.get(SchemeFigure, "select-sites")
    row.scheme = rows.get(Scheme, "next")
    return row


# Checks that are proved beside their own part, or (against an earlier edition) below.
_PROVED_ELSEWHERE = (
    broken_references,
    doubled,
    names,
    own_tables,
    printable,
    stale,
    typed_numbers,
    valueless,
)
ELSEWHERE = {check.key for module in _PROVED_ELSEWHERE for check in module.CHECKS}
AGAINST_EARLIER = {"plausible.settled", "cumulative.editions", "international.order"}

# By check: what it must find, its severity, and the row that it must name.
ROBOT = "robot-001"
SEMINAR = "india-seminar-2024-participants-actual-2024"
IN_2024 = {"fiscal_year": 2024, "start": date(2024, 7, 23)}
TOO_LATE = {"state": "held", "start": date(2026, 4, 2)}
ESTIMATE = "commitment-estimate-2019-2023"
SLIPS = "第3期計画では１２社が 10件。"
SPOILS: dict[str, tuple[str, Spoil]] = {
    "rows.roles": ("error", put(Scheme, "invest", role="present")),
    "empty.figures": ("to_enter", put(RegionCount, "keno", value=None, status="to_enter")),
    "empty.compiling": ("error", put(RegionCount, "keno", value=None, status="compiling")),
    "empty.note": ("warning", put(RegionCount, "keno", note="集計中です。")),
    "plausible.possible": ("error", be(ZoneFigure, "life-innovation-areas", -17)),
    "plausible.bounds": ("warning", be(ActivityFigure, SEMINAR, 1250)),
    "plausible.jumps": ("warning", be(MetricFigure, "accelerated-seed-actual-2025", 110)),
    "plausible.targets": (
        "warning",
        be(RobotIndicatorFigure, "field-tests-actual-2024", 59),
    ),
    "cumulative.years": (
        "warning",
        be(RobotIndicatorFigure, "smes-actual-2024", 9),
    ),
    "cumulative.targets": (
        "warning",
        be(RobotIndicatorFigure, "smes-target-2026", 110),
    ),
    "shares.whole": ("warning", one_more_american),
    "dates.table": ("error", put(RegionCount, "keno", as_of=date(2024, 6, 30))),
    "dates.year": ("warning", put(Robot, ROBOT, commercialised_on=date(2116, 2, 1))),
    "dates.committee": ("error", put(SurveyCount, "large", as_of=date(2026, 4, 1))),
    "notation.text": ("warning", put(Node, "robots-overview-2", text=SLIPS)),
    "robots.register": ("error", be(RobotIndicatorFigure, "commercialised-actual-2023", 13)),
    "robots.register-date": ("error", put(Robot, ROBOT, commercialised_on=date(2025, 4, 1))),
    "robots.register-twice": ("warning", same_name),
    "robots.plans": ("error", put(PlanPeriod, "plan-3", first_fiscal_year=2024)),
    "investment.regions": ("error", add(RegionCount, "keno", 1)),
    "investment.reinvested": ("error", be(SupportCount, "rent-subsidy-reinvestment", 21)),
    "investment.outside": ("warning", add(SupportCount, "one-stop-small", 1)),
    "investment.kpi-supported": ("warning", be(KpiFigure, "supported-actual-2025", 630)),
    "investment.limits": ("warning", be(Commitment, ESTIMATE, 21_400_010_000)),
    "investment.subsidies": ("error", add(SubsidyPayment, "rent", 40_000)),
    "investment.burden": ("warning", add(SubsidyPayment, "site", 30_000)),
    "investment.aid": ("warning", be(SchemeFigure, "next-aid", 2_100_000 * 10_000)),
    "investment.answers": ("error", be(SurveyCount, "answered", 133)),
    "investment.combined": ("error", add(OrderFigure, "business-amount", 5_000_000)),
    "investment.local": ("error", be(OrderFigure, "equipment-count-local", 10533)),
    "investment.employed": ("warning", be(EmploymentFigure, "second-sites", 100)),
    "investment.taxes": ("error", add(TaxFigure, "next-corporate", 50_000)),
    "investment.schemes": ("error", add(SchemeFigure, "select-aid", 60_000)),
    "investment.detailed": ("error", say_it_again),
    "investment.parts": ("error", be(SchemeFigure, "select-withdrawn", 114)),
    "international.foreign": ("error", add(ForeignCount, "nationality-usa", 1)),
    "international.overseas": ("error", add(OverseasCount, "industry-commerce", -1)),
    "international.planned": ("error", put(Activity, "africa-seminar-2025", **IN_2024)),
    "international.unresolved": ("to_enter", put(Activity, "imtex-2025", state="to_enter")),
    "international.held": ("error", put(Activity, "imtex-2025", **TOO_LATE)),
    "international.result": ("warning", without_results),
    "zones.codes": ("warning", put(ZoneMunicipality, "aikawa", area_code="142034")),
    "zones.events": ("warning", put(ZoneEvent, "sagami-robots-plan-2", month=date(2012, 1, 1))),
    "zones.plan": ("warning", put(ComprehensiveZone, "sagami-robots", plan_term=4)),
}


def test_every_check_is_spoiled():
    assert set(SPOILS) == {check.key for check in all_checks()} - ELSEWHERE - AGAINST_EARLIER


@pytest.mark.parametrize("key", SPOILS)
def test_a_check_finds_what_it_is_there_for(rows, key):
    severity, spoil = SPOILS[key]
    before = {finding.digest for finding in found(rows, key)}
    row = spoil(rows)
    news = [finding for finding in found(rows, key) if finding.digest not in before]
    assert [f.severity for f in news] == [severity] * len(news)
    assert any(row.ref in named(f) for f in news), [f.message for f in news]


def named(finding: Finding) -> str:
    return " ".join((finding.ref, finding.table, *finding.values))


@pytest.fixture
def next_year(draft):
    """令和８年度 as a bare copy, with rows in memory."""
    return EditionRows(draft)


def test_a_copy_repeats_what_was_printed(next_year):
    assert found(next_year, "plausible.settled") == []
    assert found(next_year, "cumulative.editions") == []


def test_another_value_for_the_day_that_was_printed_is_asked_about(next_year):
    row = next_year.get(EmploymentFigure, "next-regular")
    row.value = Decimal(12_097)
    (finding,) = found(next_year, "plausible.settled")
    assert finding.ref == row.ref
    assert "12,079人" in finding.message and "令和７年度版" in finding.message
    row.as_of = date(2025, 9, 30)
    assert found(next_year, "plausible.settled") == []


def test_a_year_that_was_over_keeps_its_value_whatever_the_indicator_says_of_the_day(next_year):
    row = next_year.get(RobotIndicatorFigure, "field-tests-actual-2024")
    row.indicator.as_of = date(2026, 3, 31)
    row.value = Decimal(124)
    assert [f.ref for f in found(next_year, "plausible.settled")] == [row.ref]
    assert found(next_year, "cumulative.editions") == []


def test_a_year_that_was_not_over_goes_on(next_year):
    row = next_year.get(KpiFigure, "supported-actual-2025")
    row.value, row.as_of = Decimal(104), None
    assert found(next_year, "plausible.settled") == []


def test_a_later_cumulative_value_below_the_printed_one_is_asked_about(next_year):
    row = next_year.get(SupportCount, "site-support-small")
    row.value, row.as_of = Decimal(103), date(2026, 6, 30)
    (finding,) = found(next_year, "cumulative.editions")
    assert finding.ref == row.ref
    row.value = Decimal(120)
    assert found(next_year, "cumulative.editions") == []


def test_a_later_value_many_times_the_printed_one_is_asked_about(next_year):
    row = next_year.get(EmploymentFigure, "next-other")
    row.value, row.as_of = Decimal(25_340), date(2025, 9, 30)
    assert [f.ref for f in found(next_year, "plausible.jumps")] == [row.ref]


def test_a_burden_that_falls_is_as_it_should_be(next_year):
    row = next_year.get(SchemeFigure, "next-future-burden")
    row.value, row.as_of = Decimal(15_000_000_000), date(2026, 6, 30)
    assert found(next_year, "cumulative.editions") == []


def test_activities_left_as_planned_are_errors_a_year_later(next_year):
    left = found(next_year, "international.planned")
    assert len(left) == 14
    assert {finding.severity for finding in left} == {"error"}


def test_the_present_day_counts_once_the_committee_is_known(rows):
    rows.edition.committee_on = date(2025, 8, 1)
    assert [f.ref for f in found(rows, "international.planned")] == [
        "international.activity/africa-seminar-2025",
        "international.activity/egypt-seminar-2025",
    ]


def test_no_figure_is_of_a_day_after_the_committee(rows):
    rows.edition.committee_on = date(2025, 6, 30)
    assert found(rows, "dates.committee") == []
    rows.edition.committee_on = date(2025, 6, 29)
    days = {f.values[0] for f in found(rows, "dates.committee")}
    assert days == {"2025-06-30"}


def test_an_empty_part_says_nothing_about_its_total(rows):
    """The empty cell is one finding, not two."""
    row = rows.get(SubsidyPayment, "rent")
    row.value, row.status = None, "to_enter"
    assert found(rows, "investment.subsidies") == []


def test_a_part_that_is_nil_counts_as_zero(rows):
    """The future burden of the first two schemes is －."""
    (finding,) = found(rows, "investment.schemes")
    assert "invest-future-burden=None" in " ".join(finding.values)


def test_rounding_is_allowed_one_last_unit_for_each_part(rows):
    row = rows.get(SubsidyPayment, "total")
    row.value = rows.get(SubsidyPayment, "site").value + 40_710_000 + 850_470_000 + 30_000
    assert [f.severity for f in found(rows, "investment.subsidies")] == ["warning"]
    row.value += 10_000
    assert [f.severity for f in found(rows, "investment.subsidies")] == ["error"]


def test_shares_are_left_alone_while_nothing_is_entered(rows):
    for row in rows.of(ForeignCount):
        row.value, row.status = None, "to_enter"
    assert {f.table for f in found(rows, "shares.whole")} == {
        "international.overseas-region",
        "international.overseas-industry",
    }


def test_a_code_of_another_prefecture_is_told(rows):
    rows.get(ZoneMunicipality, "aikawa").area_code = "131016"
    (finding,) = found(rows, "zones.codes")
    assert "ほかの都道府県" in finding.message

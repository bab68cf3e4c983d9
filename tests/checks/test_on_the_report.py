"""On 令和７年度 the checks find exactly the roundings that the paper is known to have."""

from datetime import date

import pytest
import time_machine

from kanagawa.checks.run import all_checks, findings, findings_touching
from kanagawa.editions.rows import row_models

from .conftest import fresh, summary

ROUNDED_MONEY = {
    "investment.subsidies": {"investment.subsidypayment/total"},
    "investment.combined": {
        "investment.orderfigure/combined-amount",
        "investment.orderfigure/combined-amount-local",
    },
    "investment.schemes": {"investment.schemefigure/all-future-burden"},
}
ROUNDED_SHARES = (
    "international.foreign-nationality",
    "international.foreign-industry",
    "international.overseas-region",
    "international.overseas-industry",
)
KNOWN = {
    *(("warning", check, at) for check, places in ROUNDED_MONEY.items() for at in places),
    *(("warning", "shares.whole", table) for table in ROUNDED_SHARES),
}


def test_the_published_edition_has_its_known_roundings_and_nothing_else(published):
    assert summary(published) == KNOWN
    assert len(KNOWN) == 8
    for finding in findings(published):
        assert "端数処理の範囲内です" in finding.message
        assert finding.table, finding


def test_a_fresh_load_of_the_fixtures_has_the_same_on_any_day(published):
    loaded = fresh(revision=2)
    for today in ("2025-07-01", "2025-09-30", "2026-11-25"):
        with time_machine.travel(f"{today} 12:00"):
            assert summary(loaded) == KNOWN, today
    loaded.committee_on = date(2025, 7, 10)
    with time_machine.travel("2025-07-05 12:00"):
        assert summary(loaded) == KNOWN


@pytest.mark.thorough
def test_a_fresh_load_without_any_edition_before_it_has_the_same(published):
    # Before the published one: there is nothing to compare it with.
    assert summary(fresh(revision=0)) == KNOWN


def test_what_touches_all_models_is_what_all_checks_find(published):
    assert {f.digest for f in findings_touching(published, row_models())} == {
        f.digest for f in findings(published)
    }


def test_a_section_has_its_own_findings(published):
    refs = {f.ref for f in findings(published, "investment")}
    assert refs == {at for places in ROUNDED_MONEY.values() for at in places}


def test_every_check_has_a_key_of_its_own_and_a_title():
    checks = all_checks()
    assert len({check.key for check in checks}) == len(checks)
    assert all(check.title and "." in check.key for check in checks)

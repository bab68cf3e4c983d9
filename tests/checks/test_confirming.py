"""Warnings are ticked off with a reason, come back with another value, and say who said what."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from investment.models import RegionCount, SubsidyPayment
from kanagawa.editions.refusals import EditionPublished, Refused
from kanagawa.editions.rows import update_rows
from kanagawa.workflow.confirming import confirm, open_findings, withdraw
from kanagawa.workflow.finding_counts import tally
from kanagawa.workflow.models import Confirmation
from tests.people import person

TOTAL = "investment.subsidypayment/total"
WHY = "端数処理のため"


@pytest.fixture
def editor(db):
    return person("editor", "investment")


def digest_of(edition, ref: str) -> str:
    (finding,) = [f for f in open_findings(edition).open if f.ref == ref]
    return finding.digest


def change(edition, model, key: str, value: int) -> None:
    row = model.objects.get(edition=edition, key=key)
    row.value = value
    update_rows(model, [row], ["value"])


def test_a_confirmed_warning_says_who_when_and_why(draft, editor):
    assert confirm(edition=draft, digests=[digest_of(draft, TOTAL)], reason=WHY, user=editor) == 1
    checked = open_findings(draft, "investment")
    assert TOTAL not in {finding.ref for finding in checked.open}
    (confirmed,) = checked.confirmed
    confirmation = confirmed.confirmation
    assert (confirmed.finding.ref, confirmation.by, confirmation.reason) == (TOTAL, editor, WHY)
    assert confirmation.at is not None and confirmation.message == confirmed.finding.message


@pytest.mark.thorough
def test_it_comes_back_when_a_value_changes_and_is_there_again_with_the_old_one(draft, editor):
    confirm(edition=draft, digests=[digest_of(draft, TOTAL)], reason=WHY, user=editor)
    change(draft, SubsidyPayment, "rent", 40_720_000)
    assert TOTAL in {finding.ref for finding in open_findings(draft).open}
    change(draft, SubsidyPayment, "rent", 40_710_000)
    assert TOTAL not in {finding.ref for finding in open_findings(draft).open}


def test_several_at_once_are_all_or_none(draft, editor):
    digests = [f.digest for f in open_findings(draft, "investment").open]
    assert len(digests) == 4
    with pytest.raises(Refused, match="選び直して"):
        confirm(edition=draft, digests=[*digests, "0" * 64], reason=WHY, user=editor)
    assert not Confirmation.objects.exists()
    assert confirm(edition=draft, digests=digests, reason=WHY, user=editor) == 4
    with pytest.raises(Refused, match="すでに確認された"):
        confirm(edition=draft, digests=digests, reason=WHY, user=editor)


@pytest.mark.parametrize("reason", ["", " \n　"])
def test_a_reason_is_needed(draft, editor, reason):
    with pytest.raises(Refused, match="理由"):
        confirm(edition=draft, digests=[digest_of(draft, TOTAL)], reason=reason, user=editor)


def test_nothing_chosen_is_told(draft, editor):
    with pytest.raises(Refused, match="選んで"):
        confirm(edition=draft, digests=[], reason=WHY, user=editor)


def test_the_warnings_of_another_section_are_not_ones_own(draft, editor):
    digests = [f.digest for f in open_findings(draft).open]
    with pytest.raises(PermissionDenied):
        confirm(edition=draft, digests=digests, reason=WHY, user=editor)
    assert not Confirmation.objects.exists()


def test_an_error_cannot_be_ticked_off(draft, editor):
    change(draft, RegionCount, "keno", 22)
    (error,) = [f for f in open_findings(draft).errors if f.section == "investment"]
    with pytest.raises(Refused):
        confirm(edition=draft, digests=[error.digest], reason=WHY, user=editor)


def test_nothing_is_ticked_off_in_a_published_edition(published, editor):
    digests = [f.digest for f in open_findings(published).open]
    with pytest.raises(EditionPublished):
        confirm(edition=published, digests=digests, reason=WHY, user=editor)


def test_a_confirmation_can_be_taken_back_by_the_same_people(draft, editor):
    digest = digest_of(draft, TOTAL)
    confirm(edition=draft, digests=[digest], reason=WHY, user=editor)
    with pytest.raises(PermissionDenied):
        withdraw(edition=draft, digest=digest, user=person("editor", "zones"))
    withdraw(edition=draft, digest=digest, user=editor)
    assert digest_of(draft, TOTAL) == digest
    with pytest.raises(Refused, match="取り消されています"):
        withdraw(edition=draft, digest=digest, user=editor)


@pytest.mark.thorough
def test_the_numbers_on_the_start_page_follow_what_is_written(
    draft, editor, django_assert_max_num_queries
):
    assert tally(draft).warnings["investment"] == 4
    confirm(edition=draft, digests=[digest_of(draft, TOTAL)], reason=WHY, user=editor)
    with django_assert_max_num_queries(4):
        assert tally(draft).warnings["investment"] == 3
    change(draft, RegionCount, "keno", 22)
    assert tally(draft).errors["investment"] == 1
    draft.committee_on = "2025-06-01"
    draft.save()
    draft.refresh_from_db()
    assert tally(draft).errors["investment"] > 1


def test_the_command_prints_a_line_each_and_fails_on_errors(draft, editor, capsys):
    confirm(edition=draft, digests=[digest_of(draft, TOTAL)], reason=WHY, user=editor)
    call_command("check_edition", "2026-1", section="investment", coverage=True)
    out = capsys.readouterr().out
    assert "エラー 0件、未入力 0件、未確認の警告 3件、確認済みの警告 1件" in out
    assert f"確認済み\tinvestment.subsidies\t{TOTAL}" in out and WHY in out
    assert "個のうち" in out
    change(draft, RegionCount, "keno", 22)
    with pytest.raises(SystemExit, match="1"):
        call_command("check_edition", "2026-1")
    assert "エラー\tinvestment.regions\t" in capsys.readouterr().out


@pytest.mark.parametrize("given", [["2031-1"], ["nonsense"], ["2025-1", "--section=nowhere"]])
def test_the_command_says_what_there_is_not(published, given):
    with pytest.raises(CommandError, match="ありません"):
        call_command("check_edition", *given)

"""Which warnings are ticked off, by whom and with which words, on findings made for it."""

import pytest

from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import NotAllowed, Refused, Stale
from kanagawa.reports.declaration import Finding
from kanagawa.workflow import confirming
from kanagawa.workflow.confirming import confirm, open_findings, withdraw
from kanagawa.workflow.models import Confirmation
from tests.people import person

pytestmark = pytest.mark.sample


def finding(key: str, severity: str = "warning", section: str = "robots") -> Finding:
    return Finding("x.check", severity, section, f"{section}.x/{key}", f"{key}？", values=(key,))


ONE, TWO, OTHERS = finding("1"), finding("2"), finding("3", section="zones")
ERROR, OPEN = finding("4", "error"), finding("5", "to_enter")


@pytest.fixture
def edition(db, monkeypatch):
    def all_findings(edition, section=""):
        return [f for f in (ERROR, ONE, OPEN, TWO, OTHERS) if section in ("", f.section)]

    monkeypatch.setattr(confirming, "findings", all_findings)
    return Edition.objects.create(fiscal_year=2030)


@pytest.fixture
def editor(db):
    return person("editor", "robots")


def tick(edition, user, *findings, reason="端数処理のため") -> int:
    digests = [f.digest for f in findings]
    return confirm(edition=edition, digests=digests, reason=reason, user=user)


def test_findings_are_sorted_by_what_is_to_be_done(edition, editor):
    checked = open_findings(edition)
    assert (checked.errors, checked.to_enter) == ([ERROR], [OPEN])
    assert (checked.open, checked.confirmed) == ([ONE, TWO, OTHERS], [])
    assert checked.unsettled == [ERROR, OPEN, ONE, TWO, OTHERS]
    assert open_findings(edition, "zones").unsettled == [OTHERS]
    tick(edition, editor, ONE)
    checked = open_findings(edition, "robots")
    assert (checked.open, [c.finding for c in checked.confirmed]) == ([TWO], [ONE])


def test_a_warning_is_kept_with_what_it_said_and_why_it_stays(edition, editor):
    assert tick(edition, editor, ONE, TWO, ONE, reason=" 端数処理のため ") == 2
    stored = Confirmation.objects.get(digest=ONE.digest)
    assert (stored.section, stored.check_key, stored.ref) == ("robots", "x.check", ONE.ref)
    assert (stored.message, stored.reason, stored.by) == ("1？", "端数処理のため", editor)
    with pytest.raises(Refused, match="すでに確認されたか"):
        tick(edition, editor, ONE)


@pytest.mark.parametrize(
    ("findings", "reason", "why"),
    [
        ((), "理由", "確認する警告を選んで"),
        ((ONE,), " \n", "理由を入力"),
        ((ONE,), "あ" * 2001, "2,000文字まで"),
        ((ONE, ERROR), "理由", "選び直して"),
        ((ONE, OPEN), "理由", "選び直して"),
    ],
)
def test_what_is_not_to_be_ticked_off_is_refused_whole(findings, reason, why, edition, editor):
    with pytest.raises(Refused, match=why):
        tick(edition, editor, *findings, reason=reason)
    assert not Confirmation.objects.exists()


def test_a_reason_is_as_long_as_two_thousand_letters(edition, editor):
    assert tick(edition, editor, ONE, reason="あ" * 2000) == 1


def test_only_who_enters_the_section_ticks_off_and_takes_back(edition, editor):
    with pytest.raises(NotAllowed, match="その節の担当者"):
        tick(edition, editor, ONE, OTHERS)
    assert not Confirmation.objects.exists()
    tick(edition, editor, ONE)
    with pytest.raises(NotAllowed, match="その節の担当者"):
        withdraw(edition=edition, digest=ONE.digest, user=person("editor", "zones"))
    with pytest.raises(Stale, match="取り消されています"):
        withdraw(edition=edition, digest=TWO.digest, user=editor)
    withdraw(edition=edition, digest=ONE.digest, user=editor)
    assert not Confirmation.objects.exists()

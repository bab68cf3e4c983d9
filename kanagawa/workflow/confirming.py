"""Warnings that a person looked at and ticked off, with the reason that the approver sees."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import transaction

from kanagawa.checks.run import findings
from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import NotAllowed, Refused, Stale
from kanagawa.reports.declaration import Finding

from .models import Confirmation
from .roles import may_edit

LONGEST_REASON = 2_000


@dataclass(frozen=True)
class Confirmed:
    """A warning with the word of the person who looked at it."""

    finding: Finding
    confirmation: Confirmation


@dataclass(frozen=True)
class Checked:
    """What the checks found: errors, what is still to be entered, warnings that nobody looked at,
    warnings ticked off.
    """

    errors: list[Finding] = field(default_factory=list)
    to_enter: list[Finding] = field(default_factory=list)
    open: list[Finding] = field(default_factory=list)
    confirmed: list[Confirmed] = field(default_factory=list)

    @property
    def unsettled(self) -> list[Finding]:
        """All that somebody has to do something about."""
        return [*self.errors, *self.to_enter, *self.open]


def open_findings(edition: Edition, section: str = "") -> Checked:
    """All findings of an edition, or of one section of it, with what was said about them."""
    return sorted_out(edition, findings(edition, section))


def sorted_out(edition: Edition, all_findings: Iterable[Finding]) -> Checked:
    """Findings by what is to be done about them; one query."""
    confirmations = {c.digest: c for c in edition.confirmations.select_related("by")}
    checked = Checked()
    for finding in all_findings:
        if finding.severity == "error":
            checked.errors.append(finding)
        elif finding.severity == "to_enter":
            checked.to_enter.append(finding)
        elif finding.digest in confirmations:
            checked.confirmed.append(Confirmed(finding, confirmations[finding.digest]))
        else:
            checked.open.append(finding)
    return checked


@transaction.atomic
def confirm(*, edition: Edition, digests: Iterable[str], reason: str, user: User) -> int:
    """Tick off open warnings with one reason; returns how many. All of them or none.

    Raises Refused without a reason, for a published edition, or when one of the warnings is no
    longer open (its values changed, somebody else was quicker); NotAllowed for another's section.
    """
    locked = lock_draft(edition)
    unique_digests = list(dict.fromkeys(digests))
    _require(bool(unique_digests), "確認する警告を選んでください。")
    _require(bool(reason.strip()), "警告のままでよい理由を入力してください。")
    _require(
        len(reason) <= LONGEST_REASON,
        f"理由は{LONGEST_REASON:,}文字までです。短くして、もう一度保存してください。",
    )
    by_digest = {finding.digest: finding for finding in open_findings(locked).open}
    gone = [digest for digest in unique_digests if digest not in by_digest]
    _require(
        not gone,
        "選んだ警告のうち、すでに確認されたか、値が変わったものがあります。選び直してください。",
    )
    chosen = [by_digest[digest] for digest in unique_digests]
    if not all(may_edit(user, finding.section) for finding in chosen):
        raise NotAllowed("警告を確かめられるのは、その節の担当者です。")
    Confirmation.objects.bulk_create(
        _confirmation(locked, finding, reason.strip(), user) for finding in chosen
    )
    return len(chosen)


@transaction.atomic
def withdraw(*, edition: Edition, digest: str, user: User) -> None:
    """Take a confirmation back, so that the warning is open again.

    Raises Refused for a published edition or when there is none, NotAllowed for another's section.
    """
    locked = lock_draft(edition)
    confirmation = locked.confirmations.filter(digest=digest).first()
    if confirmation is None:
        raise Stale("この確認は、すでに取り消されています。")
    if not may_edit(user, confirmation.section):
        raise NotAllowed("警告を確かめられるのは、その節の担当者です。")
    confirmation.delete()


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise Refused(message)


def _confirmation(edition: Edition, finding: Finding, reason: str, user: User) -> Confirmation:
    return Confirmation(
        edition=edition,
        section=finding.section,
        check_key=finding.check,
        ref=finding.ref,
        digest=finding.digest,
        message=finding.message,
        reason=reason,
        by=user,
    )

"""What the checks say about one part of a draft, as its approver must see it."""

from kanagawa.checks.context import Context
from kanagawa.checks.run import findings_in
from kanagawa.reports.declaration import Finding

from .confirming import Checked, sorted_out
from .snapshots import Present


def checked_parts(present: Present) -> dict[str, Checked]:
    """Findings by part; all checks run once over what was read and printed already."""
    everything = _all(present)
    return {section: _of(everything, section) for section in present.hashes}


def checked(present: Present, section: str) -> Checked:
    return _of(_all(present), section)


def _all(present: Present) -> Checked:
    context = Context(present.rows, printed=present.content.live)
    return sorted_out(present.edition, findings_in(context))


def open_errors(present: Present, section: str) -> list[Finding]:
    """What stands in the way of an approval without a reason: errors, what is to be entered."""
    sorted_findings = checked(present, section)
    return [*sorted_findings.errors, *sorted_findings.to_enter]


def _of(everything: Checked, section: str) -> Checked:
    return Checked(
        errors=[f for f in everything.errors if f.section == section],
        to_enter=[f for f in everything.to_enter if f.section == section],
        open=[f for f in everything.open if f.section == section],
        confirmed=[c for c in everything.confirmed if c.finding.section == section],
    )

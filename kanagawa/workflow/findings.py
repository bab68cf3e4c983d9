"""What the checks say about one part of a draft, as its approver must see it."""

from kanagawa.reports.declaration import Finding

from .confirming import Checked, open_findings
from .snapshots import Present


def checked_parts(present: Present) -> dict[str, Checked]:
    """Findings by part; all checks run once over the rows that were read already."""
    everything = open_findings(present.edition, rows=present.rows)
    return {section: _of(everything, section) for section in present.hashes}


def checked(present: Present, section: str) -> Checked:
    return _of(open_findings(present.edition, rows=present.rows), section)


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

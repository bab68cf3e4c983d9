"""A line of the change sheet: a difference with all that is known of its place."""

from dataclasses import dataclass

from kanagawa.reports.comparing import Difference
from kanagawa.reports.declaration import Finding

from .confirming import Confirmed
from .last_changes import Touch
from .models import Evidence, Remark


@dataclass(frozen=True)
class SheetRow:
    """One difference with who made it, and what was said and filed about its place."""

    difference: Difference
    touch: Touch | None = None
    findings: tuple[Finding, ...] = ()
    confirmed: tuple[Confirmed, ...] = ()
    remarks: tuple[Remark, ...] = ()
    evidence: tuple[Evidence, ...] = ()

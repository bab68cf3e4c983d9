"""How many findings an edition still has open, for pages that show numbers only.

Running all checks for a number on the start page at every visit would be work done twice: what
they found is kept until something is written, whatever edition it is in.
"""

from collections import Counter
from dataclasses import dataclass

from django.core.cache import caches
from django.utils import timezone

from kanagawa.checks.run import findings
from kanagawa.editions.models import Edition
from kanagawa.editions.stamp import content_stamp

_HOUR = 3600
# section, severity, digest
_Kept = list[tuple[str, str, str]]


@dataclass(frozen=True)
class Tally:
    """Numbers of errors and of warnings that nobody ticked off, by section."""

    errors: Counter[str]
    warnings: Counter[str]


def tally(edition: Edition) -> Tally:
    """Open findings by section; three queries unless something was written."""
    said = set(edition.confirmations.values_list("digest", flat=True))
    kept = _kept(edition)
    return Tally(
        Counter(section for section, severity, _ in kept if severity == "error"),
        Counter(s for s, severity, digest in kept if severity != "error" and digest not in said),
    )


def _kept(edition: Edition) -> _Kept:
    cache = caches["pages"]
    key = f"findings-{edition.pk}-{content_stamp()}-{timezone.localdate()}"
    found: _Kept | None = cache.get(key)
    if found is None:
        found = [(f.section, f.severity, f.digest) for f in findings(edition)]
        cache.set(key, found, _HOUR)
    return found

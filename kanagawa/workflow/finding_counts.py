"""How much an edition still has open: the numbers that every page shows, counted in one place.

Running all checks for a number on the start page at every visit would be work done twice: what
they found is kept until something is written, whatever edition it is in.
"""

from collections import Counter
from dataclasses import dataclass

from django.core.cache import caches
from django.utils import timezone

from kanagawa.checks.context import Context
from kanagawa.checks.run import findings_in
from kanagawa.editions.models import Edition
from kanagawa.editions.rows import EditionRows
from kanagawa.editions.stamp import content_stamp
from kanagawa.formats.digests import sha256

from .new_facts import all_facts, settled_registers

_HOUR = 3600
# section, severity, digest of every finding; section of every open fact, whether it compiles
_CachedCounts = tuple[list[tuple[str, str, str]], list[tuple[str, bool]]]


@dataclass(frozen=True)
class Tally:
    """By section: what is to be entered, errors, warnings that nobody ticked off.

    `compiling` are those of the first that nobody can know yet.
    """

    to_enter: Counter[str]
    compiling: Counter[str]
    errors: Counter[str]
    warnings: Counter[str]


def tally(edition: Edition) -> Tally:
    """What is open, by section; four queries unless something was written."""
    confirmed = set(edition.confirmations.values_list("digest", flat=True))
    findings, facts = _cached_counts(edition, settled_registers(edition))
    warnings = [(s, digest) for s, severity, digest in findings if severity == "warning"]
    return Tally(
        to_enter=Counter(section for section, _ in facts),
        compiling=Counter(section for section, is_compiling in facts if is_compiling),
        errors=Counter(section for section, severity, _ in findings if severity == "error"),
        warnings=Counter(section for section, digest in warnings if digest not in confirmed),
    )


def _cached_counts(edition: Edition, settled: set[str]) -> _CachedCounts:
    cache = caches["pages"]
    mark = sha256("\n".join(sorted(settled)))
    key = f"open-{edition.pk}-{content_stamp()}-{timezone.localdate()}-{mark}"
    counted: _CachedCounts | None = cache.get(key)
    if counted is None:
        context = Context(EditionRows(edition))
        counted = (
            [(f.section, f.severity, f.digest) for f in findings_in(context)],
            [(f.section, f.is_compiling) for f in all_facts(context) if not f.is_done],
        )
        cache.set(key, counted, _HOUR)
    return counted

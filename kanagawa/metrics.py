"""Figures of the running site for Prometheus, in its text format."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from django.db import DatabaseError
from django.utils import timezone

from kanagawa import health
from kanagawa.editions.models import Edition
from kanagawa.workflow.models import AccountAct, AccountEvent
from kanagawa.workflow.verifying import last_verification

Figure = tuple[str, str, list[tuple[str, float]]]  # name, help, (labels, value) of each


def metrics() -> str:
    """All figures; those that the database cannot give now are left out, and its check says 1."""
    figures = [*_checks()]
    with suppress(DatabaseError):
        figures += [*_ages(), *_counts()]
    lines = []
    for name, text, values in figures:
        lines += [f"# HELP kanagawa_{name} {text}", f"# TYPE kanagawa_{name} gauge"]
        lines += [f"kanagawa_{name}{labels} {value:g}" for labels, value in values]
    return "\n".join(lines) + "\n"


def _checks() -> Iterator[Figure]:
    problems, warnings = health.problems_and_warnings()
    yield "ready", "1 when this machine can serve readers.", [("", float(not problems))]
    wrong = {*problems, *warnings}
    values = [(f'{{check="{name}"}}', float(name in wrong)) for name in health.check_names()]
    yield "check_failed", "1 when somebody has to see to it (see /readyz).", values


def _ages() -> Iterator[Figure]:
    verification = last_verification()
    ages = {"backup": health.last_backup(), "verification": verification and verification.at}
    now = timezone.now()
    values = [
        (f'{{of="{name}"}}', float(round((now - at).total_seconds())))
        for name, at in ages.items()
        if at
    ]
    yield "last_seconds", "Seconds since it was last done.", values
    broken = len(verification.problems) if verification else 0
    yield "broken", "What is not as it was published.", [("", float(broken))]


def _counts() -> Iterator[Figure]:
    counts = [(f'{{state="{s}"}}', s) for s in ("draft", "published")]
    editions = [(label, float(Edition.objects.filter(state=s).count())) for label, s in counts]
    yield "editions", "Editions by their state.", editions
    releases = [
        ('{state="overdue"}', float(health.overdue_releases())),
        ('{state="failed"}', float(health.failed_releases())),
    ]
    yield "releases", "Planned publications that did not happen.", releases
    hour = AccountEvent.objects.filter(at__gt=timezone.now() - timedelta(hours=1))
    acts = (AccountAct.SIGNED_IN, AccountAct.REFUSED, AccountAct.LOCKED)
    signed = [(f'{{act="{act}"}}', float(hour.filter(act=act).count())) for act in acts]
    yield "sign_ins_last_hour", "Sign-ins of the last hour by how they ended.", signed

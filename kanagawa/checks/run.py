"""Runs the checks of an edition: all, or those that a change of some models can alter."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from types import ModuleType

from kanagawa.editions.models import Edition, EditionRow
from kanagawa.editions.rows import EditionRows
from kanagawa.reports import registry
from kanagawa.reports.declaration import Check, Finding, Severity

from . import (
    broken_references,
    cumulative,
    dates,
    doubled,
    empty,
    names,
    notation,
    own_tables,
    plausible,
    printable,
    row_roles,
    shares,
    stale,
    typed_numbers,
    valueless,
)
from .context import Context

# Modules whose CHECKS hold for everything declared; those of a section stand beside its tables.
MODULES: tuple[ModuleType, ...] = (
    empty,
    plausible,
    cumulative,
    shares,
    dates,
    doubled,
    broken_references,
    typed_numbers,
    valueless,
    names,
    notation,
    printable,
    stale,
    row_roles,
    own_tables,
)


_SEVERITIES: tuple[Severity, ...] = ("error", "to_enter", "warning")


@cache
def all_checks() -> tuple[Check, ...]:
    """The general checks, then those of the sections in the order of the report."""
    general = [check for module in MODULES for check in module.CHECKS]
    return (*general, *(c for section in registry.sections().values() for c in section.checks))


def checks_touching(models: Iterable[type[EditionRow]]) -> list[Check]:
    """The checks whose outcome a change of these models can alter."""
    changed = set(models)
    return [check for check in all_checks() if not check.models or changed & set(check.models)]


def findings(edition: Edition, section: str = "") -> list[Finding]:
    """What all checks find in an edition (or in one section of it), errors first, warnings last."""
    return findings_in(Context(EditionRows(edition)), section)


def findings_in(context: Context, section: str = "") -> list[Finding]:
    """The same over a context that the caller goes on to use; each says which table prints it."""
    findings = _run(all_checks(), context)
    placed = [replace(f, table=f.table or context.table_of.get(f.ref, "")) for f in findings]
    return [finding for finding in placed if section in ("", finding.section)]


def findings_touching(
    edition: Edition, models: Iterable[type[EditionRow]], rows: EditionRows | None = None
) -> list[Finding]:
    """What the checks find that a change of these models can alter, and only that."""
    changed = tuple(models)
    return _run(checks_touching(changed), Context(rows or EditionRows(edition), changed))


def _run(checks: Iterable[Check], context: Context) -> list[Finding]:
    by_digest = {f.digest: f for check in checks for f in check.run(context)}
    return sorted(by_digest.values(), key=_order)


def _order(finding: Finding) -> tuple[int, int]:
    sections = ("", *registry.sections())
    place = sections.index(finding.section) if finding.section in sections else len(sections)
    return _SEVERITIES.index(finding.severity), place

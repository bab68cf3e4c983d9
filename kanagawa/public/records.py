"""The record lists that the sections declare (`Section.records`)."""

from functools import cache

from kanagawa.reports import registry
from kanagawa.reports.records import Records


def all_records() -> tuple[Records, ...]:
    """The record lists of all sections, in the order of the report."""
    return tuple(r for section in registry.sections().values() for r in section.records)


def section_records(section: str) -> list[Records]:
    return [records for records in all_records() if records.section == section]


@cache
def records_by_model() -> dict[str, Records]:
    """Record lists by the first part of a record's address (`robots.robot`)."""
    return {records.model._meta.label_lower: records for records in all_records()}

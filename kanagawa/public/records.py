"""The record lists that the sections declare (`Section.records`)."""

from kanagawa.reports import registry
from kanagawa.reports.records import Records


def all_records() -> tuple[Records, ...]:
    """The record lists of all sections, in the order of the report."""
    return registry.record_lists()

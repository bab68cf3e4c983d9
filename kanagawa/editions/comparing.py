"""What differs between two editions as printed, or between an edition and what was seen of it."""

from kanagawa.reports.comparing import Difference, compare

from .content import Content


def differences(old: Content, new: Content) -> list[Difference]:
    """Every printed difference in the order of the report; drafts are compared as they stand."""
    return compare(old.tables, old.blocks, new.tables, new.blocks)

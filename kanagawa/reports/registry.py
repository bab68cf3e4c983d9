"""Finds what the sections declare; shared code knows the sections through this only."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings

from .declaration import Fact, Listing, Section, Table
from .records import Records


@cache
def sections() -> dict[str, Section]:
    """The declared sections by key, in the order of the report (`settings.REPORT_SECTIONS`)."""
    declared = (of_section(name, "report", "SECTION") for name in settings.REPORT_SECTIONS)
    return {section.key: section for section in declared if section is not None}


def of_section(section: str, module: str, name: str) -> Any:
    """What a section's module names so; None without it: a system check tells what to write."""
    if find_spec(f"{section}.{module}") is None:
        return None
    return getattr(import_module(f"{section}.{module}"), name, None)


@cache
def tables() -> dict[str, Table]:
    """All declared tables by key, in the order of the report."""
    return {table.key: table for section in sections().values() for table in section.tables}


@cache
def listings() -> dict[str, Listing]:
    return {entry.key: entry for section in sections().values() for entry in section.listings}


@cache
def facts() -> dict[str, Fact]:
    return {fact.key: fact for section in sections().values() for fact in section.facts}


def record_lists() -> tuple[Records, ...]:
    """The declared record lists of all sections, in the order of the report."""
    return tuple(records for section in sections().values() for records in section.records)


def section_of(key: str) -> str:
    """The section a table, listing or record ref belongs to (`robots.indicator` → robots)."""
    return key.split(".", 1)[0]


def is_list(key: str) -> bool:
    """Whether this is a list of records that the paper does not print as a table."""
    for table in tables().values():
        if key == table.key or (table.each is not None and key.startswith(f"{table.key}.")):
            return table.is_list
    return False


def row_of(key: str) -> str:
    """The ref of the row that a table is about, where there is one table per row."""
    for table in tables().values():
        if table.each is not None and key.startswith(f"{table.key}."):
            model: Any = table.each
            return f"{section_of(key)}.{model._meta.model_name}/{key.removeprefix(f'{table.key}.')}"
    return ""

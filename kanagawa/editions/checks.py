"""System checks that name a mistake in what the sections declare, at start."""

import re
from collections import Counter

from django.core.checks import CheckMessage, Error, register

from kanagawa.reports import registry
from kanagawa.reports.declaration import Fact, Listing, Section, Table

from .models import Node
from .rows import row_models

_FORM = "Write <section>.<name>, in small letters, digits and hyphens."


@register()
def check_declarations(**kwargs: object) -> list[CheckMessage]:
    """Every declared thing has its own key, in its own section; every row model is printed."""
    sections = list(registry.sections().values())
    return [*_keys(sections), *_sections(sections), *_unprinted(sections)]


def _parts(section: Section) -> list[Table | Listing | Fact]:
    return [*section.tables, *section.listings, *section.facts]


def _printers(section: Section) -> list[Table | Listing]:
    return [*section.tables, *section.listings]


def _keys(sections: list[Section]) -> list[CheckMessage]:
    keys = [part.key for section in sections for part in _parts(section)]
    errors: list[CheckMessage] = [
        Error(
            f"{count} declarations have the key {key!r}.",
            hint="Give each its own.",
            id="editions.E001",
        )
        for key, count in Counter(keys).items()
        if count > 1 and key
    ]
    errors += [
        Error(f"The key {key!r} cannot stand in a URL.", hint=_FORM, id="editions.E005")
        for key in keys
        if key and not re.fullmatch(r"[a-z]+\.[a-z0-9-]+(/[a-z0-9-]+)?", key)
    ]
    if "" in keys:
        errors.append(Error("A declared table or listing has no key.", id="editions.E002"))
    return errors


def _sections(sections: list[Section]) -> list[CheckMessage]:
    return [
        Error(
            f"{part.key!r} is declared in section {section.key!r}.",
            hint=f"Let its key begin with '{section.key}.'.",
            id="editions.E003",
        )
        for section in sections
        for part in _parts(section)
        if part.key and registry.section_of(part.key) != section.key
    ]


def _unprinted(sections: list[Section]) -> list[CheckMessage]:
    printed_models = {m for s in sections for part in _printers(s) for m in part.models}
    return [
        Error(
            f"{model._meta.label} is in no declared table or listing.",
            hint="Name it in `models` of the declaration that prints it.",
            id="editions.E004",
        )
        for model in row_models()
        if model is not Node and model not in printed_models
    ]

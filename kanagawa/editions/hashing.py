"""The hash of what an edition or one of its sections says: approval is bound to it."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal

from django.db import models

from kanagawa.formats.digests import sha256
from kanagawa.reports import registry
from kanagawa.reports.english import English
from kanagawa.reports.manifest import TermEntry

from .content import LiveContent, Printed
from .models import Edition, EditionRow, references
from .rows import EditionRows, row_models
from .terms import terms_by_section

# A remark is for colleagues: it says nothing that anybody approves.
_NOT_CONTENT = {"id", "edition", "search_text", "remark"}


def section_hashes(edition: Edition) -> dict[str, str]:
    """SHA-256 by section, and "" for what stands above all sections.

    It covers the stored rows, their English and their print by today's code, for a section may
    print what another one holds. One query per row model and one for the English; the same content
    gives the same hash on every database.
    """
    rows = EditionRows(edition)
    live = LiveContent(rows)
    return hashes_of(rows, live, live.english, live.manifest.terms)


def hashes_of(
    rows: EditionRows,
    content: Printed,
    english: English | None = None,
    terms: Iterable[TermEntry] = (),
) -> dict[str, str]:
    """The hashes of rows that were read already and of the content built from them.

    With it goes what staff say beside it, which adds nothing where there is none: what they
    translated, the meanings of the words, the figure that they chose to stand for a section.
    """
    parts: dict[str, list[object]] = defaultdict(
        list, {key: [] for key in ("", *registry.sections())}
    )
    for model in row_models():
        for row in rows.of(model):
            # A node walks up to its section by parents that `rows` has followed: no query.
            parts[row.section].append([row.ref, stored(row)])
    for key, grid in content.tables.items():
        parts[registry.section_of(key)].append(grid.to_json())
    for block in content.blocks:
        parts[block.section].append(block.to_json())
    for section, words in english.words.items() if english else ():
        parts[section].append(["english", words])
    for section, entries in terms_by_section(content.tables, content.blocks, terms).items():
        parts[section] += [["term", asdict(entry)] for entry in entries]
    for section, figure in rows.edition.headlines.items():
        parts[section].append(["headline", figure])
    return {section: _digest(contents) for section, contents in parts.items()}


def stored(row: EditionRow) -> dict[str, object]:
    """Everything a row says, in a form that is the same on every database."""
    values: dict[str, object] = {}
    related = {field.name for field in references(type(row))}
    for field in row._meta.concrete_fields:
        if field.name in _NOT_CONTENT:
            continue
        value = getattr(row, field.name)
        if field.name in related:
            value = value.key if value is not None else None
        elif isinstance(field, models.DecimalField) and value is not None:
            value = f"{Decimal(value).normalize():f}"
        values[field.name] = value
    return values


def _digest(parts: list[object]) -> str:
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return sha256(text)

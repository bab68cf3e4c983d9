"""Figures, as-of dates and periods where the text of a record refers to them (`{robots.…/…}`)."""

import re
from functools import cached_property

from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition
from kanagawa.editions.rows import EditionRows
from kanagawa.formats.years import as_of, period_text
from kanagawa.reports import registry
from kanagawa.reports.grid import Figure, Grid

_REFERENCE = re.compile(r"\{([a-z0-9_.-]+)(?:/([a-z0-9-]+))?(?:\|(as_of|period))?\}")


class Resolver:
    """Resolves texts of one edition; reads the edition's tables once, when a text needs them."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @cached_property
    def _tables(self) -> dict[str, Grid]:
        return Content(self.edition).tables

    @cached_property
    def _figures(self) -> dict[str, Figure]:
        return {f.key: f for grid in self._tables.values() for f in grid.figures()}

    @cached_property
    def _facts(self) -> dict[str, Figure]:
        rows = EditionRows(self.edition)
        return {fact.key: fact.build(rows) for fact in registry.facts().values()}

    def __call__(self, text: str) -> str:
        """The text with its references put in; what leads nowhere stays out (the admin tells)."""
        return _REFERENCE.sub(self._referred, text) if "{" in text else text

    def _referred(self, match: re.Match[str]) -> str:
        name, key, wording = match.groups()
        if not key:
            grid = self._tables.get(name)
            return str(getattr(grid, wording)) if grid and wording else ""
        address = f"{name}/{key}"
        figure = self._figures.get(address) or self._facts.get(address)
        return _printed(figure, wording) if figure else ""


def _printed(figure: Figure, wording: str | None) -> str:
    if wording == "as_of":
        return as_of(figure.as_of) if figure.as_of else ""
    if wording == "period":
        return period_text(figure.period) if figure.period else ""
    return figure.text

"""Facts as the screens list them: searched, with what they print and where they are used."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from kanagawa.editions.content import LiveContent
from kanagawa.editions.models import Edition
from kanagawa.editions.references import EDITION, EDITION_FORMS, FORMS, notation
from kanagawa.editions.rows import EditionRows
from kanagawa.figures.models import FigureRow
from kanagawa.figures.quotable import Origin, Quotable, Use, uses
from kanagawa.formats.text import fold, search_words, squeeze
from kanagawa.staff.places import place_url

from .source import Source


@dataclass(frozen=True)
class Form:
    """One way to print a fact: its notation, what it is called, what it prints."""

    notation: str
    label: str
    text: str


@dataclass(frozen=True)
class Listed:
    """A fact with its forms and the places that print it."""

    quotable: Quotable
    uses: list[Use]
    edition: Edition | None

    @property
    def forms(self) -> list[Form]:
        labels = FORMS | EDITION_FORMS
        return [
            Form(notation(self.quotable.key, form), labels[form], text)
            for form, text in self.quotable.prints.items()
        ]

    @property
    def places(self) -> list[tuple[str, str, str]]:
        """Title, address of the screen where it is changed, and the form it is printed in."""
        labels = FORMS | EDITION_FORMS
        return [
            (use.title, self._url(use), labels[use.form] if use.form else "") for use in self.uses
        ]

    def _url(self, use: Use) -> str:
        return place_url(self.edition, use.address) if self.edition else ""

    @property
    def url(self) -> str:
        """Where its value is changed; "" for what nobody enters."""
        is_entered = self.quotable.origin is Origin.ENTERED
        return place_url(self.edition, self.quotable.key) if is_entered and self.edition else ""

    @property
    def detail_url(self) -> str:
        return (
            reverse("admin:fact", args=[self.edition.pk, self.quotable.key]) if self.edition else ""
        )


def listed(source: Source, quotables: Iterable[Quotable]) -> list[Listed]:
    places = uses(source.content)
    return [Listed(q, places.get(q.key, []), source.edition) for q in quotables]


def found(quotables: Iterable[Quotable], query: str, section: str) -> list[Quotable]:
    """The facts with all words of the query in their name, key or print: 302, 302社, 28.8％."""
    words = [_searchable(word) for word in search_words(query)]
    of_section = (q for q in quotables if section in ("", q.section or EDITION))
    texts = ((quotable, _search_text(quotable)) for quotable in of_section)
    return [quotable for quotable, text in texts if all(word in text for word in words)]


def _search_text(quotable: Quotable) -> str:
    parts = (quotable.name, quotable.key, quotable.origin, *quotable.prints.values())
    return " ".join(_searchable(part) for part in parts)


def _searchable(text: str) -> str:
    """Width, case, spaces and digit commas do not matter: 13億  291万円 is 13億291万円."""
    return squeeze(fold(text)).replace(",", "")


def dependents(source: Source, quotable: Quotable) -> Sequence[Listed]:
    """What else prints another value when this one changes: totals, shares, counts.

    Found by building the edition with the value changed in memory, so it is never out of date.
    """
    changed: dict[str, Quotable] = {}
    for change in (lambda value: value + 1, lambda value: value * 3 + 7):
        printed = _printed_with(source, quotable, change)
        changed |= {
            key: other
            for key, other in source.quotables.items()
            if key != quotable.key
            and printed.get(key) != source.content.references.printed.get(key)
        }
    return listed(source, changed.values())


def _printed_with(source: Source, quotable: Quotable, change: Any) -> dict[str, Any]:
    row = source.row(quotable.key)
    if not isinstance(row, FigureRow) or source.edition is None:
        return dict(source.content.references.printed)
    rows = EditionRows(source.edition)
    for other in rows.of(type(row)):
        if other.pk == row.pk:
            other.value = Decimal(change(row.value or 0))
    return dict(LiveContent(rows).references.printed)

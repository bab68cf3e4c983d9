"""Facts as the screens list them: searched, with what they print and where they are used."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from kanagawa.editions.models import Edition
from kanagawa.editions.references import EDITION, EDITION_FORMS, FORMS, notation
from kanagawa.figures.quotable import FactOrigin, Quotable, Use, uses
from kanagawa.formats.text import fold, search_words, squeeze
from kanagawa.staff.places import place_url

from .source import FactSource


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
        """Title, URL of the screen where it is changed, and the form it is printed in."""
        labels = FORMS | EDITION_FORMS
        return [
            (use.title, self._url(use), labels[use.form] if use.form else "") for use in self.uses
        ]

    def _url(self, use: Use) -> str:
        return place_url(self.edition, use.ref) if self.edition else ""

    @property
    def url(self) -> str:
        """Where its value is changed; "" for what nobody enters."""
        is_entered = self.quotable.origin in (FactOrigin.ENTERED, FactOrigin.NAME)
        return place_url(self.edition, self.quotable.key) if is_entered and self.edition else ""

    @property
    def detail_url(self) -> str:
        return (
            reverse("admin:fact", args=[self.edition.pk, self.quotable.key]) if self.edition else ""
        )


def listed(source: FactSource, quotables: Iterable[Quotable]) -> list[Listed]:
    places = uses(source.content)
    return [Listed(q, places.get(q.key, []), source.edition) for q in quotables]


def matching_facts(quotables: Iterable[Quotable], query: str, section: str) -> list[Quotable]:
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


def dependents(source: FactSource, quotable: Quotable) -> list[Listed]:
    """What else prints another value when this one changes: totals, shares and what they enter."""
    follow: dict[str, list[str]] = {}
    for other in source.quotables.values():
        for part in other.figure.parts if other.figure else ():
            follow.setdefault(part, []).append(other.key)
    changed: dict[str, None] = {}
    waiting = [quotable.key]
    while waiting:
        keys = [key for key in follow.get(waiting.pop(), []) if key not in changed]
        changed |= dict.fromkeys(keys)
        waiting += keys
    return listed(source, (q for key, q in source.quotables.items() if key in changed))


@dataclass(frozen=True)
class FactPart:
    """What a computed figure follows from: a figure or a record, and its page ("" for none)."""

    name: str
    text: str
    url: str


def parts(source: FactSource, quotable: Quotable) -> list[FactPart]:
    """What a computed figure adds, divides or counts, in that order; none for an entered one."""
    return [_part(source, key) for key in quotable.figure.parts] if quotable.figure else []


def _part(source: FactSource, key: str) -> FactPart:
    if quotable := source.quotables.get(key):
        text = quotable.figure.text if quotable.figure else ""
        return FactPart(quotable.name, text, Listed(quotable, [], source.edition).detail_url)
    row = source.row(key)
    url = place_url(source.edition, key) if row and source.edition else ""
    return FactPart(str(row) if row else key, "", url)

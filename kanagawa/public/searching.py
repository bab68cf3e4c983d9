"""What a search finds: things of all published editions, the newest first, older ones under them.

The number of queries does not depend on what is asked or found, and nothing is read that is not
shown: of the hits only what orders them, of the shown ones their text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext

from kanagawa.editions.models import EntryKind, SearchEntry, Synonym
from kanagawa.editions.search_index import DIGITS, lines_of
from kanagawa.formats.text import sought, sought_places

from .english import language_of
from .links import url_of
from .naming import named

LONGEST_SEARCH = 100
MOST_WORDS = 10
# More than these are not told apart: whoever sees so many asks for more.
MOST_HITS = 3000
SHOWN_OF_A_KIND = 5
SHOWN_ON_A_PAGE = 50
MOST_NEAR = 5
_AROUND = 40
_NUMBER = re.compile(r"[0-9,]+")
_ENDING = re.compile("(?<=[^\u3041-\u309f])[\u3041-\u309f]+$")
# With the ひらがな after it, behind anything else: は in 国籍はどこですか.
_PARTICLES = re.compile(
    '(?<=[^\u3041-\u309f])[のはをにがでとへもや][\u3041-\u309f]*|[\\s、。？?！!「」（）()"“”]+'
)

# A word with the words that are searched for along with it, all folded.
Words = list[list[str]]


@dataclass(frozen=True)
class Passage:
    """A line of print around what was found in it; `marked` says of each piece whether it was."""

    pieces: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)


@dataclass(frozen=True)
class Hit:
    """A found thing in its newest edition; `older` are its other editions, name and URL."""

    title: Passage
    url: str
    edition: str
    path: str
    passage: Passage
    older: tuple[tuple[str, str], ...] = ()

    @property
    def has_own_passage(self) -> bool:
        """Whether the passage is more than the title, which may have its number before it."""
        return not self.passage.text.endswith(self.title.text)


@dataclass(frozen=True)
class HitGroup:
    """The hits of one kind, as many as are shown, and how many there are."""

    kind: str
    title: str
    count: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Found:
    """What a search found; `near` are titles that resemble it where it found nothing."""

    groups: tuple[HitGroup, ...] = ()
    near: tuple[Hit, ...] = ()
    is_cut: bool = False

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)


@dataclass
class _Match:
    """The entries of one thing that hold the words, the newest first: number and edition."""

    kind: str
    order: tuple[int, bool, int]
    entries: list[tuple[int, int]] = field(default_factory=list)


def words_of(text: str) -> Words:
    """The words of a search, each with its synonyms."""
    groups = [[sought(word) for word in synonym.each] for synonym in Synonym.objects.all()]
    words = dict.fromkeys(sought(word) for word in text.split())
    return [[*_spellings(word, groups)] for word in words if word][:MOST_WORDS]


def synonyms_of(words: Words) -> list[str]:
    """What was searched for along with the words, as staff wrote it."""
    others = {other for spellings in words for other in spellings[1:]}
    if not others:
        return []
    each = (word for synonym in Synonym.objects.all() for word in synonym.each)
    return list(dict.fromkeys(word for word in each if sought(word) in others))


def _spellings(word: str, groups: Iterable[list[str]]) -> Iterator[str]:
    yield word
    if "," in word and _NUMBER.fullmatch(word):
        yield word.replace(",", "") or word
    for group in groups:
        if word in group:
            yield from (other for other in group if other != word)


def search(request: HttpRequest, words: Words, kind: str = "", page: int = 1) -> Found:
    """The first hits of every kind or, of one `kind`, those of a page of them."""
    columns = ("pk", "kind", "key", "edition", "sought_title", "position")
    rows = _matching(request, words).values_list(*columns)
    ordered = rows.order_by("-edition__fiscal_year", "-edition__revision", "position")
    matches = list(ordered[: MOST_HITS + 1])
    things = _things(matches[:MOST_HITS], words)
    by_kind: dict[str, list[_Match]] = {}
    for value in EntryKind.values:
        of_kind = [thing for thing in things if thing.kind == value]
        if not kind:
            by_kind[value] = of_kind[:SHOWN_OF_A_KIND]
        elif kind == value:
            by_kind[value] = of_kind[(page - 1) * SHOWN_ON_A_PAGE : page * SHOWN_ON_A_PAGE]
    read = _read(pk for of_kind in by_kind.values() for thing in of_kind for pk, _ in thing.entries)
    groups = tuple(
        HitGroup(
            value,
            gettext(EntryKind(value).label),
            sum(thing.kind == value for thing in things),
            tuple(_hit(request, [read[pk] for pk, _ in thing.entries], words) for thing in of_kind),
        )
        for value, of_kind in by_kind.items()
        if of_kind
    )
    return Found(groups, () if things else _near(request, words), len(matches) > MOST_HITS)


def parts_of(text: str) -> list[str]:
    """The words within a question that was typed as one: 外国企業の国籍は → 外国企業, 国籍.

    It is parted at particles, and what follows in ひらがな goes with them; single characters and
    what asks (何件) are left out. Nothing for words that are parted already.
    """
    parts = [part for part in _PARTICLES.split(text) if part]
    if parts == text.split():
        return []
    stems = [_ENDING.sub("", part) for part in parts]
    return [part for part in stems if len(part) > 1 and part[0] != "何"]


def search_for_parts(
    request: HttpRequest, parts: Sequence[str], kind: str = "", page: int = 1
) -> tuple[Found, list[str]]:
    """What holds all the words of a question or, as nothing does, the first two of them."""
    for some in (list(parts), list(parts[:2])):
        results = search(request, words_of(" ".join(some)), kind, page)
        if results.count:
            return results, some
    return Found(), []


def _entries(request: HttpRequest) -> QuerySet[SearchEntry]:
    """What is searched in the language of the page."""
    return SearchEntry.objects.filter(language=language_of(request))


def _matching(request: HttpRequest, words: Words) -> QuerySet[SearchEntry]:
    """The entries that hold every word in one of its spellings."""
    each = (reduce(or_, (Q(sought__contains=w) for w in spellings)) for spellings in words)
    return _entries(request).filter(reduce(and_, each))


def _things(matches: Iterable[tuple[int, str, str, int, str, int]], words: Words) -> list[_Match]:
    """The found things: of newer editions first, then those that are called so."""
    things: dict[tuple[str, str], _Match] = {}
    editions: dict[int, int] = {}
    for pk, kind, key, edition, title, position in matches:
        age = editions.setdefault(edition, len(editions))
        is_called_so = all(any(word in title for word in spellings) for spellings in words)
        thing = things.setdefault((kind, key), _Match(kind, (age, not is_called_so, position)))
        thing.entries.append((pk, edition))
    return sorted(things.values(), key=lambda thing: thing.order)


def _read(numbers: Iterable[int]) -> Mapping[int, SearchEntry]:
    return SearchEntry.objects.select_related("edition").in_bulk(list(numbers))


def _hit(request: HttpRequest, entries: Sequence[SearchEntry], words: Words) -> Hit:
    newest, *older = entries
    return Hit(
        title=_marked(newest.title, words, len(newest.title)),
        url=_url(request, newest),
        edition=named(newest.edition),
        path=newest.path,
        passage=_passage(newest, words),
        older=tuple((named(entry.edition), _url(request, entry)) for entry in older),
    )


def _url(request: HttpRequest, entry: SearchEntry) -> str:
    slug = entry.edition.slug
    if entry.kind == EntryKind.TABLE:
        return url_of(request, "table", slug=slug, key=entry.place)
    if entry.kind == EntryKind.RECORD:
        at = {"slug": slug, "section": entry.section, "key": entry.place}
        return f"{url_of(request, 'records', **at)}{entry.key.partition('/')[2]}/"
    return f"{url_of(request, 'report', slug=slug)}#{entry.place}"


def _passage(entry: SearchEntry, words: Words) -> Passage:
    """The line that holds most of the words, of several the first that is not just the title."""
    alternatives = [w for spellings in words for w in spellings]

    def merit(line: tuple[str, str]) -> tuple[int, bool]:
        held = sum(word in line[1] for word in alternatives)
        return held, bool(held) and line[1].partition(DIGITS)[0] != entry.sought_title

    text, _ = max(lines_of(entry), key=merit)
    return _marked(text, words, _AROUND)


def _marked(text: str, words: Words, around: int) -> Passage:
    """The text with the found words marked, cut `around` characters before the first of them."""
    folded, places = sought_places(text)
    is_marked = [False] * len(text)
    for word in (w for spellings in words for w in spellings):
        for match in re.finditer(re.escape(word), folded):
            last = match.end()
            end = places[last] if last < len(places) else len(text)
            for place in range(places[match.start()], end):
                is_marked[place] = True
    first = is_marked.index(True) if True in is_marked else 0
    start, end = max(0, first - around), min(len(text), first + 3 * around)
    pieces: list[tuple[str, bool]] = [("…", False)] if start else []
    begun = start
    for place in range(start + 1, end + 1):
        if place == end or is_marked[place] != is_marked[begun]:
            pieces.append((text[begun:place], is_marked[begun]))
            begun = place
    return Passage((*pieces, ("…", False)) if end < len(text) else tuple(pieces))


def _near(request: HttpRequest, words: Words) -> tuple[Hit, ...]:
    """Titles of the newest edition that share most pairs of characters with what was asked."""
    word_pairs = {pair for spellings in words for pair in _pairs(spellings[0])}
    newest = _entries(request).order_by("-edition__fiscal_year", "-edition__revision")
    titles = _entries(request).filter(edition__in=newest.values("edition")[:1])
    alike = []
    for pk, title in titles.order_by("position").values_list("pk", "sought_title"):
        pairs = _pairs(title)
        shared = len(word_pairs & pairs)
        if shared:
            alike.append((-2 * shared / (len(word_pairs) + len(pairs)), pk))
    best = [pk for _, pk in sorted(alike)[:MOST_NEAR]]
    read = _read(best)
    return tuple(_hit(request, [read[pk]], words) for pk in best)


def _pairs(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)}

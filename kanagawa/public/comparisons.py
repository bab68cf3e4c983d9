"""Two editions side by side: what the newer one says otherwise than the older one.

Both are read from their frozen copies. What was compared once is kept until the program changes:
neither of two published editions ever does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, override

from kanagawa.editions.content import Content
from kanagawa.editions.english_content import EnglishContent
from kanagawa.editions.models import Edition
from kanagawa.editions.proving import being_proved
from kanagawa.formats.years import as_of, period_text
from kanagawa.reports.comparing.difference import Difference, FigureChange
from kanagawa.reports.comparing.marks import marked
from kanagawa.reports.comparing.years import (
    ListComparison,
    Movement,
    NamedRecord,
    SectionComparison,
    compare_editions,
)
from kanagawa.reports.english_changes import comparison_in_english
from kanagawa.reports.grid import Figure
from kanagawa.reports.manifest import SectionTitle
from kanagawa.reports.wording import in_brackets, said
from kanagawa.reports.writers.comparison import comparison_csv
from kanagawa.reports.writers.file_formats import CSV

from .english import JAPANESE, content_of
from .links import RecordLinks, url_of
from .naming import is_in_english, printed, revision_named, year_named
from .published import code_version, public
from .visible import find_edition, visible_editions

RESULTS = {
    "held": "開催しました",
    "cancelled": "中止しました",
    "postponed": "延期しました",
    "open": "まだ分かりません",
    "gone": "新しい版に記載がありません",
}
# More names than these are told on the page of the section only.
MOST_NAMES = 5


@dataclass
class Pair:
    """Two editions, the older one first, with what differs between them."""

    old: Edition
    new: Edition

    @property
    def is_one_year(self) -> bool:
        """Whether they are revisions of one edition."""
        return self.old.fiscal_year == self.new.fiscal_year

    @cached_property
    def sections(self) -> list[SectionComparison]:
        """In the language of the page."""
        if proved := being_proved(self.new):
            # Once in each language for all its pages.
            name = f"comparison with {self.old.slug} in {get_language()}"
            return proved.once(name, self._compared)
        if not (self.old.content_hash and self.new.content_hash):  # a draft changes
            return self._compared()
        hashes = f"{self.old.content_hash}-{self.new.content_hash}"
        key = f"comparison-{hashes}-{get_language()}-{code_version()}"
        cached: list[SectionComparison] | None = caches["pages"].get(key)
        if cached is None:
            cached = self._compared()
            caches["pages"].set(key, cached)
        return cached

    def _compared(self) -> list[SectionComparison]:
        with override(JAPANESE):
            sections = list(compare_editions(Content(self.old), Content(self.new)))
        if not is_in_english():
            return sections
        old, new = EnglishContent.of(self.old), EnglishContent.of(self.new)
        return [comparison_in_english(each, old, new) for each in sections]

    @property
    def changed(self) -> list[SectionComparison]:
        return [section for section in self.sections if not section.is_empty]


@dataclass(frozen=True)
class ComparedFigure:
    """A figure in both editions as the page shows it; the texts are "" where it does not stand."""

    name: str
    url: str
    change: FigureChange
    old_period: str
    new_period: str


@dataclass(frozen=True)
class News:
    """What is new in a section, in names with their URLs; `more` are left out."""

    section: SectionTitle
    url: str
    counts: list[tuple[str, int]]
    added: list[tuple[str, str]]
    removed: list[tuple[str, str]]
    more: int


@public
def index(request: HttpRequest, edition: Edition | None) -> HttpResponseBase:
    """Which editions can be compared: each year with the year before, each with its corrections."""
    editions = list(visible_editions(request))
    pairs = [Pair(old, new) for new, old in pairwise(editions)]
    newest = {each.fiscal_year: each for each in reversed(editions)}
    years = sorted(newest.values(), key=lambda each: -each.fiscal_year)
    yearly = [Pair(old, new) for new, old in pairwise(years)]
    context = {
        "edition": edition,
        "yearly": yearly,
        "corrections": [pair for pair in pairs if pair.is_one_year],
    }
    return render(request, "kanagawa/comparing/index.html", context)


@public
def whole(request: HttpRequest, edition: Edition | None, old: str, new: str) -> HttpResponseBase:
    """What changed in each section, in short."""
    pair = _pair(request, old, new)
    if _turned(pair):
        return redirect(url_of(request, "comparison", old=new, new=old))
    news = [] if pair.old == pair.new else list(_news(request, pair, old, new))
    return _page(request, "whole", pair, old, new, news=news)


@public
def of_section(
    request: HttpRequest, edition: Edition | None, old: str, new: str, section: str
) -> HttpResponseBase:
    """What one section says in two editions; the older one stands first, whatever the URL says."""
    pair = _pair(request, old, new)
    if _turned(pair):
        return redirect(url_of(request, "comparison-section", old=new, new=old, section=section))
    compared = next((each for each in pair.sections if each.section.key == section), None)
    if compared is None:
        raise Http404(f"{pair.new}に「{section}」という節はありません。")
    return _page(
        request, "section", pair, old, new, **_section_context(request, pair, old, new, compared)
    )


@public
def as_csv(request: HttpRequest, edition: Edition | None, old: str, new: str) -> HttpResponseBase:
    pair = _pair(request, old, new)
    content = comparison_csv(pair.old.slug, pair.new.slug, pair.sections)
    response = HttpResponse(content, content_type=CSV.media_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _pair(request: HttpRequest, old: str, new: str) -> Pair:
    """Raises Http404 where one of the two is not public."""
    return Pair(find_edition(request, old), find_edition(request, new))


def _turned(pair: Pair) -> bool:
    old, new = pair.old, pair.new
    return (old.fiscal_year, old.revision) > (new.fiscal_year, new.revision)


def _page(
    request: HttpRequest, name: str, pair: Pair, old: str, new: str, **context: object
) -> HttpResponse:
    common = {
        "pair": pair,
        "edition": pair.new,
        "slug": new,
        "old_slug": old,
        "old_name": _name(pair.old, pair),
        "new_name": _name(pair.new, pair),
        "description": said(
            "{old}と{new}の違い。", old=revision_named(pair.old), new=revision_named(pair.new)
        ),
    }
    return render(request, f"kanagawa/comparing/{name}.html", {**common, **context})


def _name(edition: Edition, pair: Pair) -> str:
    return revision_named(edition) if pair.is_one_year else year_named(edition)


# What is new, in short


def news_since(request: HttpRequest, old: Edition, new: Edition) -> list[News]:
    """What is new in the newer edition, by its sections; those that say the same are left out."""
    slugs = [str(each.fiscal_year) if each.is_published else each.slug for each in (old, new)]
    return list(_news(request, Pair(old, new), *slugs))


def _news(request: HttpRequest, pair: Pair, old: str, new: str) -> Iterator[News]:
    links = _links(request, pair, old, new)
    for each in pair.changed:
        url = url_of(request, "comparison-section", old=old, new=new, section=each.section.key)
        added = [record for entry in each.lists for record in entry.added]
        removed = [record for entry in each.lists for record in entry.removed]
        counts = [
            (gettext("新しい値になった数値"), len(each.moved)),
            (gettext("同じ期間の値が変わった数値"), len(each.revised)),
            (gettext("予定の結果"), len(each.outcomes)),
            (gettext("内容が変わったもの"), sum(len(entry.changed) for entry in each.lists)),
            (gettext("変わった本文"), len(each.texts)),
        ]
        yield News(
            each.section,
            url,
            [(name, count) for name, count in counts if count],
            [(record.name, links[1](record.ref)) for record in added[:MOST_NAMES]],
            [(record.name, links[0](record.ref)) for record in removed[:MOST_NAMES]],
            max(0, len(added) - MOST_NAMES) + max(0, len(removed) - MOST_NAMES),
        )


def _links(request: HttpRequest, pair: Pair, old: str, new: str) -> tuple[RecordLinks, RecordLinks]:
    return (
        RecordLinks(request, old, content_of(request, pair.old)),
        RecordLinks(request, new, content_of(request, pair.new)),
    )


# A section in full


def _section_context(
    request: HttpRequest, pair: Pair, old: str, new: str, compared: SectionComparison
) -> dict[str, object]:
    """What the page of a section shows, in the order of the page."""
    was, now = _links(request, pair, old, new)
    titles = {
        table.key: table.title
        for content in (was.content, now.content)
        for table in content.manifest.tables
    }
    figures = [
        ("moved", gettext("新しい値になった数値"), compared.moved),
        ("revised", gettext("同じ期間の値が変わった数値"), compared.revised),
        ("added", gettext("新しく載った数値"), compared.added),
        ("removed", gettext("載らなくなった数値"), compared.removed),
    ]
    return {
        "section": compared.section,
        "compared": compared,
        "figures": [
            (name, title, len(movements), list(_by_table(request, titles, old, new, movements)))
            for name, title, movements in figures
            if movements
        ],
        "lists": [_list(each, was, now) for each in compared.lists],
        "outcomes": [
            (
                each,
                gettext(RESULTS[each.result]),
                (was if each.result == "gone" else now)(each.record.ref),
            )
            for each in compared.outcomes
        ],
        "texts": [
            (text, marked(text.old, text.new)) for text in compared.texts if text.act == "changed"
        ],
        "other_texts": _by_place(text for text in compared.texts if text.act != "changed"),
    }


def _by_place(texts: Iterable[Difference]) -> dict[str, list[Difference]]:
    """What was removed at a place and what was added there stand together."""
    places: dict[str, list[Difference]] = {}
    for text in texts:
        places.setdefault(text.where, []).append(text)
    return places


def _list(compared: ListComparison, was: RecordLinks, now: RecordLinks) -> dict[str, object]:
    return {
        "entry": compared.entry,
        "added": _named(compared.added, now),
        "removed": _named(compared.removed, was),
        "changed": [
            (
                change.record.name,
                now(change.record.ref),
                [(head, marked(before, after)) for head, before, after in change.changes],
            )
            for change in compared.changed
        ],
    }


def _named(records: tuple[NamedRecord, ...], link: RecordLinks) -> list[tuple[str, str]]:
    return [(record.name, link(record.ref)) for record in records]


def _by_table(
    request: HttpRequest,
    titles: dict[str, str],
    old: str,
    new: str,
    movements: tuple[Movement, ...],
) -> Iterator[tuple[str, str, list[ComparedFigure]]]:
    """Title and URL of each table with its figures."""
    rows: dict[str, list[ComparedFigure]] = {}
    for movement in movements:
        change = movement.change
        url = url_of(request, "series-page", figure=change.figure.key)
        row = ComparedFigure(movement.name, url, change, _period(change.old), _period(change.new))
        rows.setdefault(movement.table, []).append(row)
    for key, figures in rows.items():
        slug = new if figures[0].change.new else old
        yield titles.get(key, key), url_of(request, "table", slug=slug, key=key), figures


def _period(figure: Figure | None) -> str:
    """The period of a value and, where there is one, the day on which it was true."""
    if figure is None:
        return ""
    period = printed(period_text(figure.period)) if figure.period else ""
    day = printed(as_of(figure.as_of)) if figure.as_of and figure.kind != "target" else ""
    return f"{period}{in_brackets(day)}" if period and day else period or day

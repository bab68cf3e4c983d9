"""What machines read to find the site: sitemap, robots.txt, canonical URLs, data set marks.

A data set is described in a `<script type="application/ld+json">`, as search engines read it inside
the page only. No browser runs such a block, so the Content-Security-Policy need not allow it.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import Resolver404, resolve, reverse
from django.utils.safestring import SafeString, mark_safe

from kanagawa.editions.english import LANGUAGE
from kanagawa.editions.frozen import with_errata
from kanagawa.editions.models import Edition, EntryKind, SearchEntry, State
from kanagawa.organisation import organisation
from kanagawa.reports.grid import Grid
from kanagawa.reports.manifest import Manifest
from kanagawa.reports.wording import in_brackets, said
from kanagawa.reports.writers.file_formats import Scope, formats_of

from .english import JAPANESE, language_of
from .links import ENGLISH_OF, JAPANESE_OF, is_english, namespace_of, url_of
from .naming import named
from .published import public
from .visible import directory, is_preview

_OF_THE_SITE = ("home", "editions", "about", "developers", "accessibility")
# What a line of JSON must not hold inside HTML, and how JSON writes it instead.
_ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def in_templates(request: HttpRequest) -> dict[str, object]:
    """Context processor: `canonical` is the one URL of what the page shows, "" for others.

    The newest revision of a year is the year's: `/2025-1/` and `/2025/` are the same page.
    `year_before` is the fiscal year of the edition before that of the URL, and `newest_year`
    that of the newest one if it is another; both None where there is none. `newest` is the slug
    of the newest one, to which the menu of a page of no edition leads. `card` is the URL of the
    picture that stands beside a link to the page in a message.
    """
    match = request.resolver_match
    common = {"language": language_of(request), "is_preview": is_preview(request)}
    if match is None or match.namespace not in {*JAPANESE_OF, *ENGLISH_OF}:
        return {"canonical": "", "newest": "", **common}
    path = request.path
    if is_preview(request):
        in_both = _in_both_languages(request, path)
        return {"canonical": "", "newest": "", **common, **in_both}
    slug = match.kwargs.get("slug", "")
    year = slug.partition("-")[0]
    editions = directory().editions
    years = sorted(int(each) for each in editions if "-" not in each)
    before = [each for each in years if year and each < int(year)]
    if slug != year and slug in editions and editions[slug] == editions.get(year):
        path = path.replace(f"/{slug}/", f"/{year}/", 1)
    return {
        **common,
        **_in_both_languages(request, path),
        "canonical": request.build_absolute_uri(path),
        "card": request.build_absolute_uri(static("kanagawa/card.png")),
        "year_before": before[-1] if before else None,
        "newest": str(years[-1]) if years else "",
        "newest_year": years[-1] if year and years and years[-1] > int(year) else None,
    }


def _in_both_languages(request: HttpRequest, path: str) -> dict[str, str]:
    """The page at this path in each language; nothing where it is there in one only."""
    own = namespace_of(request)
    instance = JAPANESE_OF.get(own, own)
    japanese = reverse("report:home", current_app=instance)
    english = reverse("report:home", current_app=ENGLISH_OF[instance])
    page = path.removeprefix(english if is_english(request) else japanese)
    try:
        resolve(english + page)
    except Resolver404:
        return {}
    build = request.build_absolute_uri
    return {"in_japanese": build(japanese + page), "in_english": build(english + page)}


@public
def robots(request: HttpRequest, edition: Edition | None) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /staff/", f"Disallow: {url_of(request, 'search')}"]
    sitemap = request.build_absolute_uri(url_of(request, "sitemap"))
    text = "\n".join([*lines, f"Sitemap: {sitemap}", ""])
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@public
def sitemap(request: HttpRequest, edition: Edition | None) -> HttpResponseBase:
    """Every page of the newest revision of each year, and those about the site; both languages."""
    pages: list[tuple[str, datetime | None]]
    pages = [(url_of(request, name), None) for name in _OF_THE_SITE]
    published = Edition.objects.filter(state=State.PUBLISHED).order_by("fiscal_year", "revision")
    newest = {each.fiscal_year: each for each in published}
    records: dict[int, list[SearchEntry]] = {}
    entries = SearchEntry.objects.filter(
        edition__in=newest.values(), language=JAPANESE, kind=EntryKind.RECORD
    )
    for entry in entries.only("edition_id", "section", "place", "key").order_by("position"):
        records.setdefault(entry.edition_id, []).append(entry)
    for content in with_errata(newest.values()):
        each = content.edition
        urls = _pages(request, each, content.manifest, records.get(each.pk, []))
        pages += [(url, each.published_at) for url in urls]
    build = request.build_absolute_uri
    pages += [(f"/{LANGUAGE}{url}", changed) for url, changed in pages]
    context = {"pages": [(build(url), changed) for url, changed in pages]}
    kind = "application/xml; charset=utf-8"
    return render(request, "kanagawa/sitemap.xml", context, content_type=kind)


def _pages(
    request: HttpRequest, edition: Edition, manifest: Manifest, records: Iterable[SearchEntry]
) -> Iterator[str]:
    """The pages of the newest revision of a year, by the URL of the year."""
    slug = str(edition.fiscal_year)
    for name in ("edition", "report", "tables"):
        yield url_of(request, name, slug=slug)
    for section in manifest.sections:
        yield url_of(request, "section", slug=slug, section=section.key)
    for table in manifest.tables:
        yield url_of(request, "table", slug=slug, key=table.key)
    for entry in manifest.records:
        yield url_of(request, "records", slug=slug, section=entry.section, key=entry.key)
    for record in records:
        at = {"slug": slug, "section": record.section, "key": record.place}
        yield f"{url_of(request, 'records', **at)}{record.key.partition('/')[2]}/"


def edition_dataset(request: HttpRequest, edition: Edition) -> SafeString:
    """An edition as a schema.org data set."""
    publisher = organisation().in_words(language_of(request))
    name = f"{publisher.prefecture} {publisher.site_title}{in_brackets(named(edition))}"
    files = {"slug": edition.slug}
    return _as_data_block(
        {
            **_dataset(request, edition, name, "edition", slug=edition.slug),
            "distribution": _downloads(request, "edition", "report-file", files),
        }
    )


def table_dataset(request: HttpRequest, edition: Edition, grid: Grid) -> SafeString:
    """A table as a schema.org data set within that of its edition."""
    at = {"slug": edition.slug, "key": grid.key}
    name = f"{grid.title or grid.caption}{in_brackets(named(edition))}"
    whole = request.build_absolute_uri(url_of(request, "edition", slug=edition.slug))
    return _as_data_block(
        {
            **_dataset(request, edition, name, "table", **at),
            "isPartOf": {"@type": "Dataset", "@id": whole},
            "distribution": _downloads(request, "table", "table-file", at),
        }
    )


def _dataset(
    request: HttpRequest, edition: Edition, name: str, page: str, **at: str
) -> dict[str, object]:
    publisher = organisation().in_words(language_of(request))
    url = request.build_absolute_uri(url_of(request, page, **at))
    published = edition.published_at
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": url,
        "url": url,
        "name": name,
        "description": said(
            "{name}の数値と本文。{publisher}が公開した版で、内容は変わりません。",
            name=name,
            publisher=publisher.name,
        ),
        "inLanguage": language_of(request),
        "isAccessibleForFree": True,
        "version": edition.slug,
        "spatialCoverage": publisher.prefecture,
        "license": request.build_absolute_uri(f"{url_of(request, 'about')}#terms"),
        "creator": {"@type": "GovernmentOrganization", "name": publisher.name},
        **({"datePublished": published.date().isoformat()} if published else {}),
    }


def _downloads(
    request: HttpRequest, scope: Scope, name: str, at: dict[str, str]
) -> list[dict[str, str]]:
    return [
        {
            "@type": "DataDownload",
            "encodingFormat": form.media_type,
            "contentUrl": request.build_absolute_uri(
                url_of(request, name, **at, extension=form.ending)
            ),
        }
        for form in formats_of(scope)
    ]


def _as_data_block(data: dict[str, object]) -> SafeString:
    """JSON that can stand inside a script element, whatever its texts hold."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPED))  # nosec B308 B703: escaped

"""Home, editions, sections, the whole report, tables and the page about the site."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition
from kanagawa.reports.charting import drawn
from kanagawa.reports.grid import Grid
from kanagawa.reports.manifest import Headline, Manifest, SectionTitle, TableEntry
from kanagawa.reports.origins import origins
from kanagawa.reports.wording import said
from kanagawa.reports.writers.html import reasons, table_block_html
from kanagawa.reports.writers.jsonstat import cube
from kanagawa.reports.writers.svgtrend import trend_svg

from .comparisons import news_since
from .discovery import edition_dataset, table_dataset
from .english import content_of
from .glossary import with_terms
from .links import RecordLinks, slug_of, url_of
from .naming import named
from .notices import Notices
from .places import table_place
from .published import public
from .sentences import firsts, sentences
from .series_page import series_links
from .text import contents, text_html
from .visible import visible_editions


@public
def home(request: HttpRequest, edition: Edition | None) -> HttpResponseBase:
    editions = list(visible_editions(request))
    context: dict[str, object] = {
        "edition": edition,
        "slug": "",
        "earlier": [other for other in editions if other != edition],
    }
    if edition:
        manifest = content_of(request, edition).manifest
        context["slug"] = _year(edition)
        context["headlines"] = _headlines(manifest)
        context["sentences"] = sentences(request, firsts(manifest.statements), _year(edition))
        context |= _since_last_year(request, edition, editions)
        context["corrected"] = [
            each for each in _newest_of_years(editions) if each.revision > 1 and each != edition
        ]
    return render(request, "kanagawa/home.html", context)


def _newest_of_years(editions: Iterable[Edition]) -> list[Edition]:
    """The last published revision of each year, newest year first."""
    newest: dict[int, Edition] = {}
    for edition in editions:
        if edition.is_published:
            newest.setdefault(edition.fiscal_year, edition)
    return list(newest.values())


def _since_last_year(
    request: HttpRequest, edition: Edition, editions: Iterable[Edition]
) -> dict[str, object]:
    """What is new since the edition of the year before, of which the last revision counts.

    Not of a draft, which would be compared anew with every look at it.
    """
    if not edition.is_published:
        return {}
    years = _newest_of_years(editions)
    before = next((each for each in years if each.fiscal_year < edition.fiscal_year), None)
    return {"before": before, "news": news_since(request, before, edition)} if before else {}


def _headlines(manifest: Manifest) -> list[tuple[str, Headline, SafeString]]:
    """The title of each section with the figure that stands for it and its small chart."""
    return [
        (manifest.title_of(headline.section), headline, trend_svg(headline))
        for headline in manifest.headlines
    ]


def _year(edition: Edition) -> str:
    return edition.slug if not edition.is_published else str(edition.fiscal_year)


@public
def edition_list(request: HttpRequest, edition: Edition | None) -> HttpResponseBase:
    return render(request, "kanagawa/editions.html", {"editions": list(visible_editions(request))})


def _page(request: HttpRequest, template: str, edition: Edition, **context: object) -> HttpResponse:
    common = {"edition": edition, "slug": slug_of(request), "newer": _newer(request, edition)}
    return render(request, template, {**common, **context})


def _file_base(request: HttpRequest, name: str, **kwargs: str) -> str:
    """The URL of the downloads of something, without their extension."""
    file = url_of(request, name, slug=slug_of(request), extension="xlsx", **kwargs)
    return file.removesuffix(".xlsx")


def _lists(request: HttpRequest, content: Content, section: str) -> list[tuple[str, str]]:
    """Title and URL of a section's record lists."""
    slug = slug_of(request)
    return [
        (entry.title, url_of(request, "records", slug=slug, section=section, key=entry.key))
        for entry in content.records
        if entry.section == section
    ]


def _newer(request: HttpRequest, edition: Edition) -> Edition | None:
    """The newest revision of the year, when this one has been corrected since."""
    same_year = visible_editions(request).filter(fiscal_year=edition.fiscal_year)
    return same_year.filter(revision__gt=edition.revision).first()


@public
def edition_page(request: HttpRequest, edition: Edition) -> HttpResponseBase:
    content = content_of(request, edition)
    sections = [(s, _lists(request, content, s.key)) for s in content.sections]
    return _page(
        request,
        "kanagawa/edition.html",
        edition,
        sections=sections,
        sentences=sentences(request, firsts(content.manifest.statements)),
        headlines=_headlines(content.manifest),
        contents=list(contents(content.blocks)),
        file_base=_file_base(request, "report-file"),
        dataset=edition_dataset(request, edition),
        description=said("{edition}の節、目次、表、一覧、ダウンロード。", edition=named(edition)),
        **_since_last_year(request, edition, visible_editions(request)),
    )


@public
def report(request: HttpRequest, edition: Edition) -> HttpResponseBase:
    content = content_of(request, edition)
    link = RecordLinks(request, slug_of(request), content)
    return _page(
        request,
        "kanagawa/report.html",
        edition,
        contents=list(contents(content.blocks)),
        file_base=_file_base(request, "report-file"),
        text=text_html(
            content.blocks,
            content.tables,
            link,
            Notices.of(request, edition, content),
            as_paper=True,
            below=lambda grid: _ways_to(request, grid),
        ),
        description=said(
            "{edition}の報告書の全文。紙の報告書と同じ順序と番号で、表も載せています。",
            edition=named(edition),
        ),
    )


def _ways_to(request: HttpRequest, grid: Grid) -> SafeString:
    """From a table of the report to its own page and its files."""
    page = url_of(request, "table", slug=slug_of(request), key=grid.key)
    files = _file_base(request, "table-file", key=grid.key)
    of_table = format_html(gettext("（{text}）"), text=grid.title or grid.caption)
    links = (
        (page, gettext("この表のページ")),
        (f"{files}.xlsx", gettext("Excel")),
        (f"{files}.csv", gettext("CSV")),
    )
    listed = format_html_join(
        "",
        '<a href="{}">{}<span class="hidden">{}</span></a>',
        ((url, name, of_table) for url, name in links),
    )
    return format_html('<p class="table-links">{}</p>', listed)


@public
def section_page(request: HttpRequest, edition: Edition, section: str) -> HttpResponseBase:
    content = content_of(request, edition)
    entry = one_section(content, section)
    blocks = content.section_blocks(section)
    tables = content.section_tables(section)
    link = RecordLinks(request, slug_of(request), content)
    text = text_html(blocks, content.tables, link, Notices.of(request, edition, content))
    marked, terms = with_terms(text, content.manifest.terms)
    return _page(
        request,
        "kanagawa/section.html",
        edition,
        section=entry,
        sentences=sentences(request, content.manifest.statements_of(section)),
        tables=list(tables.values()),
        records=_lists(request, content, section),
        file_base=_file_base(request, "section-file", section=section),
        contents=[b for b in contents(blocks, 4) if b.level > 2],
        text=marked,
        terms=terms,
        description=said(
            "{edition}の「{title}」の本文、表、一覧。", edition=named(edition), title=entry.title
        ),
    )


def one_section(content: Content, key: str) -> SectionTitle:
    """A section of an edition. Raises Http404."""
    section = content.section(key)
    if section is None:
        raise Http404(f"{content.edition}に「{key}」という節はありません。")
    return section


@public
def table_list(request: HttpRequest, edition: Edition) -> HttpResponseBase:
    content = content_of(request, edition)
    groups = [
        (section, list(content.section_tables(section.key).values()))
        for section in content.sections
    ]
    description = said("{edition}のすべての表を、節ごとに並べた一覧。", edition=named(edition))
    return _page(request, "kanagawa/tables.html", edition, groups=groups, description=description)


@public
def table_page(request: HttpRequest, edition: Edition, key: str) -> HttpResponseBase:
    """One table with its chart, notes, origins and files. Raises Http404 for an unknown key."""
    content = content_of(request, edition)
    grid = one_table(content, key)
    link = RecordLinks(request, slug_of(request), content)
    html = table_block_html(grid, link=link, ids=True)
    table, terms = with_terms(html, content.manifest.terms)
    # The heading of the page has no links, yet its words are told of too.
    terms += [t for t in content.manifest.terms if t not in terms and t.word in grid.title]
    # The URL to cite names the revision: a correction must not change what was cited.
    cited = url_of(request, "table", slug=edition.slug, key=key)
    return _page(
        request,
        "kanagawa/table.html",
        edition,
        grid=grid,
        table=table,
        terms=terms,
        marks=reasons(grid),
        is_cube=cube(grid) is not None,
        has_picture=drawn(grid) is not None,
        sentences=sentences(request, content.manifest.statements_of(table=key)),
        **_neighbours(content, key),
        origins=origins(grid),
        series=_series(request, edition, grid),
        section=content.manifest.section_of(key),
        place=table_place(content.blocks, key),
        notice=Notices.of(request, edition, content).at_table(key),
        file_base=_file_base(request, "table-file", key=key),
        cite=request.build_absolute_uri(cited),
        dataset=table_dataset(request, edition, grid),
        description=said(
            "{edition}の表「{title}」。Excel、CSV、JSONでもダウンロードできます。",
            edition=named(edition),
            title=grid.title,
        ),
    )


def _series(request: HttpRequest, edition: Edition, grid: Grid) -> list[tuple[str, str]]:
    """The figures of a table over the editions."""
    if not edition.is_published:
        return []
    return series_links(request, grid)


def _neighbours(content: Content, key: str) -> dict[str, TableEntry | None]:
    """The tables before and after this one in the order of the report."""
    tables = content.manifest.tables
    at = next(order for order, table in enumerate(tables) if table.key == key)
    return {
        "before": tables[at - 1] if at else None,
        "after": tables[at + 1] if at + 1 < len(tables) else None,
    }


def one_table(content: Content, key: str) -> Grid:
    """One table of an edition; a published one is read alone. Raises Http404."""
    grid = content.table(key)
    if grid is None:
        raise Http404(f"{content.edition}に「{key}」という表はありません。")
    return grid


@public
def accessibility(request: HttpRequest, edition: Edition | None) -> HttpResponseBase:
    return render(request, "kanagawa/accessibility.html", {"edition": edition})


@public
def about(request: HttpRequest, edition: Edition | None) -> HttpResponseBase:
    return render(request, "kanagawa/about.html", {"edition": edition})

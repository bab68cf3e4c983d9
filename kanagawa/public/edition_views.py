"""Home, editions, sections, the whole report, tables and the page about the site."""

import json

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition, FrozenKind
from kanagawa.reports import registry
from kanagawa.reports.declaration import Section
from kanagawa.reports.grid import Grid
from kanagawa.reports.origins import origins
from kanagawa.reports.writers.html import table_block_html

from .addresses import RecordLinks, address, slug_of
from .headlines import headlines
from .notices import Notices
from .places import table_place
from .published import public
from .records import section_records
from .text import contents, text_html
from .visible import visible_editions


@public
def home(request: HttpRequest, edition: Edition | None) -> HttpResponseBase:
    editions = list(visible_editions(request))
    context = {
        "edition": edition,
        "slug": _year(edition) if edition else "",
        "headlines": list(headlines(Content(edition))) if edition else [],
        "earlier": [other for other in editions if other != edition],
    }
    return render(request, "kanagawa/home.html", context)


def _year(edition: Edition) -> str:
    return edition.slug if not edition.is_published else str(edition.fiscal_year)


@public
def edition_list(request: HttpRequest, edition: Edition | None) -> HttpResponseBase:
    return render(request, "kanagawa/editions.html", {"editions": list(visible_editions(request))})


def _page(request: HttpRequest, template: str, edition: Edition, **context: object) -> HttpResponse:
    common = {"edition": edition, "slug": slug_of(request), "newer": _newer(request, edition)}
    return render(request, template, {**common, **context})


def _file_base(request: HttpRequest, name: str, **kwargs: str) -> str:
    """The address of the downloads of something, without their extension."""
    file = address(request, name, slug=slug_of(request), extension="xlsx", **kwargs)
    return file.removesuffix(".xlsx")


def _lists(request: HttpRequest, section: str) -> list[tuple[str, str]]:
    """Title and address of a section's record lists."""
    slug = slug_of(request)
    return [
        (records.title, address(request, f"{records.name}-list", slug=slug))
        for records in section_records(section)
    ]


def _newer(request: HttpRequest, edition: Edition) -> Edition | None:
    """The newest revision of the year, when this one has been corrected since."""
    same_year = visible_editions(request).filter(fiscal_year=edition.fiscal_year)
    return same_year.filter(revision__gt=edition.revision).first()


@public
def edition_page(request: HttpRequest, edition: Edition) -> HttpResponseBase:
    content = Content(edition)
    sections = [(s, _lists(request, s.key)) for s in registry.sections().values()]
    return _page(
        request,
        "kanagawa/edition.html",
        edition,
        sections=sections,
        contents=list(contents(content.blocks)),
        file_base=_file_base(request, "report-file"),
    )


@public
def report(request: HttpRequest, edition: Edition) -> HttpResponseBase:
    content = Content(edition)
    link = RecordLinks(request, slug_of(request))
    return _page(
        request,
        "kanagawa/report.html",
        edition,
        contents=list(contents(content.blocks)),
        file_base=_file_base(request, "report-file"),
        text=text_html(content.blocks, content.tables, link, Notices.of(request, edition, content)),
    )


@public
def section_page(request: HttpRequest, edition: Edition, section: str) -> HttpResponseBase:
    declared = _section(section)
    content = Content(edition)
    blocks = content.section_blocks(section)
    tables = content.section_tables(section)
    link = RecordLinks(request, slug_of(request))
    return _page(
        request,
        "kanagawa/section.html",
        edition,
        section=declared,
        tables=list(tables.values()),
        records=_lists(request, section),
        file_base=_file_base(request, "section-file", section=section),
        contents=[b for b in contents(blocks, 4) if b.level > 2],
        text=text_html(blocks, content.tables, link, Notices.of(request, edition, content)),
    )


def _section(key: str) -> Section:
    try:
        return registry.sections()[key]
    except KeyError:
        raise Http404(f"「{key}」という節はありません。") from None


@public
def table_list(request: HttpRequest, edition: Edition) -> HttpResponseBase:
    content = Content(edition)
    groups = [
        (section, list(content.section_tables(section.key).values()))
        for section in registry.sections().values()
    ]
    return _page(request, "kanagawa/tables.html", edition, groups=groups)


@public
def table_page(request: HttpRequest, edition: Edition, key: str) -> HttpResponseBase:
    grid = one_table(edition, key)
    content = Content(edition)
    link = RecordLinks(request, slug_of(request))
    # The address to cite names the revision: a correction must not change what was cited.
    cited = address(request, "table", slug=edition.slug, key=key)
    return _page(
        request,
        "kanagawa/table.html",
        edition,
        grid=grid,
        table=table_block_html(grid, link=link),
        origins=origins(grid),
        section=registry.sections()[registry.section_of(key)],
        place=table_place(content.blocks, key),
        notice=Notices.of(request, edition, content).at_table(key),
        file_base=_file_base(request, "table-file", key=key),
        cite=request.build_absolute_uri(cited),
    )


def one_table(edition: Edition, key: str) -> Grid:
    """One table of an edition; a published one is read alone. Raises Http404."""
    if edition.is_published:
        part = edition.frozen.filter(kind=FrozenKind.TABLE, key=key).first()
        grid = Grid.from_json(json.loads(part.content)) if part else None
    else:
        grid = Content(edition).tables.get(key)
    if grid is None:
        raise Http404(f"{edition}に「{key}」という表はありません。")
    return grid


@public
def about(request: HttpRequest, edition: Edition | None) -> HttpResponseBase:
    return render(request, "kanagawa/about.html", {"edition": edition})

"""Record lists that are declared no more: their URLs show the tables frozen with the edition.

The URLs of declared lists are resolved before these, so here arrives only what a published
edition has and today's code does not.
"""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition
from kanagawa.reports.grid import Grid
from kanagawa.reports.manifest import RecordListEntry
from kanagawa.reports.writers.html import table_block_html

from .downloads import edition_file, stored_file
from .english import content_of
from .links import RecordLinks, slug_of, url_of
from .published import public


@public
def record_list(request: HttpRequest, edition: Edition, section: str, key: str) -> HttpResponseBase:
    content = content_of(request, edition)
    entry = _entry(content, section, key)
    return _page(request, content, entry, _tables(content, entry))


@public
def record(
    request: HttpRequest, edition: Edition, section: str, key: str, record: str
) -> HttpResponseBase:
    """The tables that name the record; those of the whole list where none does."""
    content = content_of(request, edition)
    entry = _entry(content, section, key)
    tables = _tables(content, entry)
    naming = [grid for grid in tables if _names(grid, f"{entry.model}/{record}")]
    return _page(request, content, entry, naming or tables)


@public
def record_file(
    request: HttpRequest, edition: Edition, section: str, key: str, extension: str
) -> HttpResponseBase:
    if stored := stored_file(edition, f"{section}/{key}.{extension}"):
        return stored
    content = Content(edition)
    entry = _entry(content, section, key)
    tables = {grid.key: grid for grid in _tables(content, entry)}
    return edition_file(content, tables, extension, name=entry.title)


def _entry(content: Content, section: str, key: str) -> RecordListEntry:
    entry = content.record_list(section, key)
    if entry is None:
        raise Http404(f"{content.edition}に「{section}/{key}」という一覧はありません。")
    return entry


def _tables(content: Content, entry: RecordListEntry) -> list[Grid]:
    tables = (content.table(key) for key in entry.tables)
    return [grid for grid in tables if grid is not None]


def _names(grid: Grid, record: str) -> bool:
    return any(cell.link == record for row in grid.body for cell in row)


def _page(
    request: HttpRequest, content: Content, entry: RecordListEntry, tables: Iterable[Grid]
) -> HttpResponseBase:
    slug = slug_of(request)
    link = RecordLinks(request, slug, content)
    at = {"slug": slug, "section": entry.section, "key": entry.key}
    file = url_of(request, "records-file", **at, extension="xlsx")
    context = {
        "edition": content.edition,
        "slug": slug,
        "entry": entry,
        "section": content.section(entry.section),
        "tables": [(grid, table_block_html(grid, link=link)) for grid in tables],
        "file_base": file.removesuffix(".xlsx"),
    }
    return render(request, "kanagawa/records/frozen.html", context)

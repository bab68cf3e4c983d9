"""URLs and views of every declared record list: list, detail page, files.

A section's urls.py reads `urlpatterns = record_urls(RECORDS)`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.safestring import SafeString

from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition, EditionRow
from kanagawa.figures.models import FigureRow
from kanagawa.reports.charting import drawn
from kanagawa.reports.records import Records
from kanagawa.reports.writers.html import table_block_html
from kanagawa.reports.writers.svgchart import chart_svg

from . import converters  # noqa: F401  (registers <format:…>)
from .downloads import list_file, stored_file
from .links import RecordLinks, slug_of, url_of
from .places import places
from .published import public
from .record_page import EditionChange, history_of
from .record_prints import ListPrint, RecordPrint, stored_prints, years_grid
from .record_rows import RecordRows
from .selection import Selection, select
from .visible import visible_editions


@public(query=True)
def record_list(request: HttpRequest, edition: Edition, records: Records) -> HttpResponseBase:
    content, records = _with_list(edition, records)
    prints = stored_prints(edition, records)
    selection = _select(request, edition, records, prints)
    return _list_page(request, content, records, selection, prints)


def _with_list(edition: Edition, records: Records) -> tuple[Content, Records]:
    """The content of an edition, and the list with the title that it has there.

    Raises Http404 when the edition came out before this list was declared.
    """
    content = Content(edition)
    entry = content.record_list(records.section, records.key)
    if entry is None:
        raise Http404(f"{edition}に「{records.title}」の一覧はありません。")
    return content, replace(records, title=entry.title)


def _select(
    request: HttpRequest, edition: Edition, records: Records, prints: ListPrint | None = None
) -> Selection:
    folder = url_of(request, f"{records.name}-list", slug=slug_of(request))
    return select(records, edition, request.GET, folder, prints)


def _file_base(request: HttpRequest, records: Records) -> str:
    folder = url_of(request, f"{records.name}-list", slug=slug_of(request))
    return folder.removesuffix("/")


def _list_page(
    request: HttpRequest,
    content: Content,
    records: Records,
    selection: Selection,
    prints: ListPrint | None = None,
) -> HttpResponse:
    query = request.GET.copy()
    for name in [*selection.ignored, "page"]:
        query.pop(name, None)
    years = "" if selection.refused else _years(request, content, records, selection, prints)
    context = {
        "edition": content.edition,
        "slug": slug_of(request),
        "records": records,
        "section": content.section(records.section),
        "selection": selection,
        "years": years,
        "table": selection.table,
        "query": f"?{query.urlencode()}" if query else "",
        "description": f"{content.edition}の「{records.title}」の一覧。条件で絞り込めます。",
        "file_base": _file_base(request, records),
    }
    status = 400 if selection.refused else 200
    response = render(request, "kanagawa/records/list.html", context, status=status)
    response.keep_nothing = bool(selection.ignored)  # type: ignore[attr-defined]  # ours, for `public`
    return response


def _years(
    request: HttpRequest,
    content: Content,
    records: Records,
    selection: Selection,
    prints: ListPrint | None,
) -> str:
    """The figures of a list with the years side by side; "" where they have no periods, or
    somebody wants them one by one in an order of their own.
    """
    if request.GET.get("sort") or request.GET.get("page"):
        return ""
    if prints and not request.GET:
        grid = prints.grid
    else:
        grid = years_grid(records, content, selection.filters.qs)
    if grid is None:
        return ""
    return table_block_html(grid, link=RecordLinks(request, slug_of(request), content))


@public(query=True)
def record_file(
    request: HttpRequest, edition: Edition, records: Records, extension: str
) -> HttpResponseBase:
    """The whole filtered list in the chosen order; what cannot be filtered shows the list page.

    Without a query that is the file that was stored with the edition.
    """
    content, records = _with_list(edition, records)
    if not request.GET and (stored := stored_file(edition, _path(records, extension))):
        return stored
    selection = _select(request, edition, records)
    if selection.refused:
        return _list_page(request, content, records, selection)
    response = list_file(edition, records, selection, extension)
    response.keep_nothing = bool(selection.ignored)  # type: ignore[attr-defined]  # ours, for `public`
    return response


def _path(records: Records, extension: str) -> str:
    return f"{records.section}/{records.key}.{extension}"


@public
def record_detail(
    request: HttpRequest, edition: Edition, records: Records, key: str
) -> HttpResponseBase:
    """One record with its figures, the rows that refer to it and what each edition changed.

    Raises Http404 for a key that the edition does not have.
    """
    content, records = _with_list(edition, records)
    read = RecordRows.of(records, edition)
    record = read.record(key)
    if record is None:
        raise Http404(f"{edition}に「{records.title}」の{key}はありません。")
    link = RecordLinks(request, slug_of(request), content)
    prints = stored_prints(edition, records)
    of_record = (prints and prints.record(key)) or RecordPrint.of(record, read, content)
    history = list(_history(request, record, read))
    context = {
        "edition": edition,
        "slug": slug_of(request),
        "records": records,
        "section": content.section(records.section),
        "record": of_record.name,
        "fields": [(field, link(field.record)) for field in of_record.fields],
        "figure_tables": [(title, table_block_html(grid)) for title, grid in of_record.figures],
        "children": [
            (t, [(name, link(ref)) for name, ref in rows]) for t, rows in of_record.children
        ],
        "places": places(content, record.ref, of_record.refs),
        "history": history,
        "later": _later(edition, history),
        "tables": list(_charts(request, content, of_record.tables)),
        "series": _series(request, record),
        **_neighbours(read, record, link, prints.name_of if prints else str),
        "list_url": link.folder(records.model._meta.label_lower),
        "description": f"「{of_record.name}」（{edition}の{records.title}）の内容、数値、変化。",
    }
    return render(request, "kanagawa/records/detail.html", context)


def _history(
    request: HttpRequest, record: EditionRow, read: RecordRows
) -> Iterator[tuple[EditionChange, str]]:
    name = f"{read.records.name}-detail"
    for change in history_of(record, read, visible_editions(request)):
        yield change, url_of(request, name, slug=change.edition.slug, key=record.key)


def _later(
    edition: Edition, history: list[tuple[EditionChange, str]]
) -> tuple[EditionChange, str] | None:
    """The newest edition's page of the record, where that is of a later year."""
    newest = history[0] if history else None
    return newest if newest and newest[0].edition.fiscal_year > edition.fiscal_year else None


def _charts(
    request: HttpRequest, content: Content, keys: Sequence[str]
) -> Iterator[tuple[str, str, SafeString]]:
    """Of each of these tables that has something to draw: its title, its page and its chart."""
    for key in keys:
        grid = content.table(key)
        data = grid and drawn(grid)
        if grid and data:
            page = url_of(request, "table", slug=slug_of(request), key=key)
            yield grid.title or grid.caption, page, chart_svg(grid, data)


def _series(request: HttpRequest, record: EditionRow) -> str:
    """The page of a published figure over the editions; "" for others."""
    if not isinstance(record, FigureRow) or not record.edition.is_published:
        return ""
    return url_of(request, "series-page", figure=record.ref)


def _neighbours(
    read: RecordRows, record: EditionRow, link: RecordLinks, name: Callable[[EditionRow], str]
) -> dict[str, tuple[str, str] | None]:
    """Name and page of the records before and after this one in the order of the report."""
    earlier, later = read.neighbours(record)
    return {
        "before": (name(earlier), link(earlier.ref)) if earlier else None,
        "after": (name(later), link(later.ref)) if later else None,
    }


def record_urls(declared: Sequence[Records]) -> list[URLPattern]:
    """`<app>-<key>-list`, `-detail` and `-file` of each list, relative to `/<edition>/<app>/`."""
    return [pattern for records in declared for pattern in _urls(records)]


def _urls(records: Records) -> list[URLPattern]:
    at, extra = records.key, {"records": records}
    return [
        path(f"{at}/", record_list, extra, name=f"{records.name}-list"),
        path(f"{at}.<format:extension>", record_file, extra, name=f"{records.name}-file"),
        path(f"{at}/<slug:key>/", record_detail, extra, name=f"{records.name}-detail"),
    ]

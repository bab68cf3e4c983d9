"""Files: tables, sections and whole editions as Excel, CSV and JSON; record lists; dictionary."""

from collections.abc import Iterator, Mapping
from typing import IO
from urllib.parse import quote

from django.core.exceptions import BadRequest
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)

from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition
from kanagawa.reports.columns import Value
from kanagawa.reports.grid import Grid
from kanagawa.reports.records import Records
from kanagawa.reports.writers.csv import csv_rows
from kanagawa.reports.writers.errata import COLUMNS as ERRATA_COLUMNS
from kanagawa.reports.writers.export import (
    TYPES,
    NothingToExport,
    extract,
    file_name,
    safe_name,
    write,
)
from kanagawa.reports.writers.flat import DICTIONARY, DICTIONARY_HEADER
from kanagawa.reports.writers.lists import TooManyRows, list_xlsx

from .edition_views import one_table
from .published import public
from .records import all_records
from .selection import Selection
from .tables import labels, names, raw_rows

# Above this number of rows a list is sent as it is written and kept nowhere.
LONG_LIST = 1000
PIECE = 1 << 16


@public
def report_file(request: HttpRequest, edition: Edition, extension: str) -> HttpResponseBase:
    content = Content(edition)
    return edition_file(content, content.tables, extension)


@public
def section_file(
    request: HttpRequest, edition: Edition, section: str, extension: str
) -> HttpResponseBase:
    content = Content(edition)
    return edition_file(content, content.tables, extension, section=section)


@public
def table_file(
    request: HttpRequest, edition: Edition, key: str, extension: str
) -> HttpResponseBase:
    content = Content(edition)
    return edition_file(content, {key: one_table(content, key)}, extension, table=key)


def edition_file(
    content: Content, grids: Mapping[str, Grid], extension: str, **chosen: str
) -> HttpResponseBase:
    """These tables of an edition, of one `section` or one `table` of it, as a file."""
    edition = content.edition
    try:
        part = extract(
            grids,
            content.manifest,
            edition=edition.slug,
            label=label(edition),
            content_hash=edition.content_hash,
            modified=edition.published_at,
            **chosen,
        )
    except NothingToExport as error:
        raise Http404(f"{edition}：{error}") from None
    response = HttpResponse(write(part, extension), content_type=TYPES[extension])
    return named(response, file_name(part, extension))


def label(edition: Edition) -> str:
    """令和７年度, for a correction with its revision."""
    return edition.label if edition.revision == 1 else str(edition)


def named(response: HttpResponseBase, name: str) -> HttpResponseBase:
    """Under a Japanese name, in the one form that every browser reads."""
    disposition = f"attachment; filename*=utf-8''{quote(name, safe='')}"
    response.headers["Content-Disposition"] = disposition
    return response


def list_file(
    edition: Edition, records: Records, selection: Selection, extension: str
) -> HttpResponseBase:
    """A filtered list with raw values; a long one is written and sent piece by piece.

    Excel has Japanese heads, CSV ASCII column names, which dictionary.csv explains.
    """
    name = safe_name(f"{label(edition)}_{records.title}") + f".{extension}"
    table = selection.table
    columns = records.on("files")
    rows = raw_rows(columns, table.data.data, table.resolve)
    pieces = (
        csv_rows(names(columns), rows)
        if extension == "csv"
        else _list_xlsx(f"{records.title}（{edition}）", labels(columns, records.model), rows)
    )
    if selection.count > LONG_LIST:
        response: HttpResponseBase = StreamingHttpResponse(pieces, content_type=TYPES[extension])
    else:
        response = HttpResponse(b"".join(pieces), content_type=TYPES[extension])
    return named(response, name)


def _list_xlsx(title: str, heads: list[str], rows: Iterator[list[Value]]) -> Iterator[bytes]:
    try:
        file = list_xlsx(title, heads, rows)
    except TooManyRows as error:
        raise BadRequest(str(error)) from error
    return _pieces(file)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


@public
def dictionary(request: HttpRequest, edition: Edition | None) -> HttpResponseBase:
    """What the columns of the CSV files mean, those of the record lists included."""
    columns = [*DICTIONARY, *_list_columns(), *_errata_columns()]
    content = b"".join(csv_rows(DICTIONARY_HEADER, columns))
    response = HttpResponse(content, content_type=TYPES["csv"])
    response.headers["Content-Disposition"] = 'attachment; filename="dictionary.csv"'
    return response


def _list_columns() -> Iterator[tuple[str, str, str]]:
    for records in all_records():
        columns = records.on("files")
        heads = labels(columns, records.model)
        for name, head in zip(names(columns), heads, strict=True):
            yield f"{records.section}/{records.key}.csv:{name}", head, f"一覧「{records.title}」"


def _errata_columns() -> Iterator[tuple[str, str, str]]:
    for name, head, meaning in ERRATA_COLUMNS:
        yield f"errata.csv:{name}", head, meaning

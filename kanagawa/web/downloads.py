"""Files: tables, sections and whole editions as Excel, CSV and JSON; record lists; dictionary."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)

from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition
from kanagawa.reports import registry
from kanagawa.reports.grid import Grid
from kanagawa.reports.writers.csv import csv_rows
from kanagawa.reports.writers.flat import DICTIONARY, DICTIONARY_HEADER, HEADER, flat_rows
from kanagawa.reports.writers.json import tables_json

from .edition_views import one_table
from .published import public
from .records import Records, all_records
from .tables import RecordTable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
JSON = "application/json"


@public
def report_file(request: HttpRequest, edition: Edition, extension: str) -> HttpResponseBase:
    return _file(edition, "全体", Content(edition).tables.values(), extension)


@public
def section_file(
    request: HttpRequest, edition: Edition, section: str, extension: str
) -> HttpResponseBase:
    declared = registry.sections().get(section)
    if declared is None:
        raise Http404(f"「{section}」という節はありません。")
    grids = Content(edition).section_tables(section).values()
    return _file(edition, declared.title, grids, extension)


@public
def table_file(
    request: HttpRequest, edition: Edition, key: str, extension: str
) -> HttpResponseBase:
    grid = one_table(edition, key)
    return _file(edition, grid.title, [grid], extension)


def _file(edition: Edition, name: str, grids: Iterable[Grid], extension: str) -> HttpResponse:
    write, content_type = {"xlsx": (_xlsx, XLSX), "csv": (_csv, CSV), "json": (_json, JSON)}[
        extension
    ]
    content = write(edition, name, list(grids))
    return _named(HttpResponse(content, content_type=content_type), edition, name, extension)


def _named(response: Any, edition: Edition, name: str, extension: str) -> Any:
    """Under a Japanese name, without what file systems refuse."""
    clean = "".join("_" if letter in '\\/:*?"<>|\n' else letter for letter in name)
    file_name = f"{edition}_{clean}.{extension}"
    response.headers["Content-Disposition"] = (
        f"attachment; filename*=utf-8''{quote(file_name, safe='')}"
    )
    return response


def _xlsx(edition: Edition, name: str, grids: list[Grid]) -> bytes:
    raise NotImplementedError


def _csv(edition: Edition, name: str, grids: list[Grid]) -> bytes:
    rows = (row.values() for row in flat_rows(edition.slug, grids))
    return b"".join(csv_rows(HEADER, rows))


def _json(edition: Edition, name: str, grids: list[Grid]) -> bytes:
    return tables_json(edition_json(edition), grids)


def edition_json(edition: Edition) -> dict[str, Any]:
    """What a file says about the edition it was made from."""
    published = edition.published_at
    return {
        "slug": edition.slug,
        "fiscal_year": edition.fiscal_year,
        "revision": edition.revision,
        "title": str(edition),
        "published_at": published.isoformat() if published else None,
        "content_hash": edition.content_hash,
    }


def list_file(
    edition: Edition, records: Records, table: RecordTable, extension: str
) -> HttpResponseBase:
    """A filtered list with raw values, written and sent piece by piece however long it is."""
    rows = table.exported(table.data.data)
    if extension == "csv":
        response: Any = StreamingHttpResponse(csv_rows(table.names(), rows), content_type=CSV)
    else:
        response = FileResponse(_list_workbook(records, table, rows), content_type=XLSX)
    return _named(response, edition, records.title, extension)  # type: ignore[no-any-return]


def _list_workbook(records: Records, table: RecordTable, rows: Iterable[Sequence[Any]]) -> Any:
    raise NotImplementedError


@public
def dictionary(request: HttpRequest, edition: Edition | None) -> HttpResponseBase:
    """What the columns of the CSV files mean, those of the record lists included."""
    content = b"".join(csv_rows(DICTIONARY_HEADER, [*DICTIONARY, *_list_columns()]))
    response = HttpResponse(content, content_type=CSV)
    response.headers["Content-Disposition"] = 'attachment; filename="dictionary.csv"'
    return response


def _list_columns() -> Iterator[tuple[str, str, str]]:
    for records in all_records():
        table = records.table([])
        for name, head in zip(table.names(), table.heads(), strict=True):
            yield f"{records.section}/{records.key}.csv:{name}", head, f"一覧「{records.title}」"

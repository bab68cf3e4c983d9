"""Files: tables, sections, whole editions and record lists in all formats; dictionary."""

from collections.abc import Iterator, Mapping
from typing import TypeVar
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
from kanagawa.editions.proving import being_proved
from kanagawa.reports.grid import Grid
from kanagawa.reports.records import Records
from kanagawa.reports.registry import record_lists
from kanagawa.reports.writers.comparison import COLUMNS as COMPARISON_COLUMNS
from kanagawa.reports.writers.errata import COLUMNS as ERRATA_COLUMNS
from kanagawa.reports.writers.export import (
    CannotWrite,
    NothingToExport,
    dictionary_csv,
    extract,
    safe_name,
)
from kanagawa.reports.writers.file_formats import CSV, FileFormat, ListFile, Scope, formats_of
from kanagawa.reports.writers.flat import DICTIONARY
from kanagawa.reports.writers.lists import TooManyRows

from .edition_views import one_table
from .published import public
from .selection import Selection
from .tables import labels, names, printed_rows, raw_rows

# Above this number of rows a list is sent as it is written and kept nowhere.
LONG_LIST = 1000
R = TypeVar("R", bound=HttpResponseBase)


def stored_file(edition: Edition, path: str) -> HttpResponse | None:
    """A file of a published edition as it was first made; None where none is stored."""
    if not edition.is_published or being_proved(edition):
        return None
    file = edition.files.filter(path=path).first()
    if file is None:
        return None
    response = HttpResponse(bytes(file.content), content_type=file.media_type)
    return named(response, file.name)


@public(data=True)
def report_file(request: HttpRequest, edition: Edition, extension: str) -> HttpResponseBase:
    if stored := stored_file(edition, f"report.{extension}"):
        return stored
    content = Content(edition)
    return edition_file(content, content.tables, extension)


@public(data=True)
def section_file(
    request: HttpRequest, edition: Edition, section: str, extension: str
) -> HttpResponseBase:
    if stored := stored_file(edition, f"{section}.{extension}"):
        return stored
    content = Content(edition)
    return edition_file(content, content.tables, extension, section=section)


@public(data=True)
def table_file(
    request: HttpRequest, edition: Edition, key: str, extension: str
) -> HttpResponseBase:
    if stored := stored_file(edition, f"tables/{key}.{extension}"):
        return stored
    content = Content(edition)
    return edition_file(content, {key: one_table(content, key)}, extension, table=key)


def edition_file(
    content: Content, grids: Mapping[str, Grid], extension: str, **chosen: str
) -> HttpResponseBase:
    """These tables of an edition, of one `section` or one `table` of it, as a file."""
    form = offered(extension, _scope(chosen))
    edition = content.edition
    try:
        part = extract(
            grids,
            content.manifest,
            edition=edition.slug,
            label=label(edition),
            content_hash=edition.content_hash,
            modified=edition.published_at,
            blocks=content.blocks if form.has_text and _is_text_of(chosen) else (),
            is_draft=not edition.is_published,
            committee_on=edition.committee_on,
            running_head=edition.running_head,
            **chosen,
        )
        written = form.write(part, None)
    except (NothingToExport, CannotWrite) as error:
        raise Http404(f"{edition}：{error}") from None
    return named(HttpResponse(written, content_type=form.media_type), form.file_name(part))


def _is_text_of(chosen: Mapping[str, str]) -> bool:
    """Whether the file is of the report or a section of it, which have text around the tables."""
    return _scope(chosen) in ("edition", "section")


def _scope(chosen: Mapping[str, str]) -> Scope:
    """What `edition_file` was asked for; the tables of a list are given by its `name`."""
    scopes: dict[str, Scope] = {"table": "table", "section": "section", "name": "list"}
    return next((scope for name, scope in scopes.items() if name in chosen), "edition")


def offered(extension: str, scope: Scope) -> FileFormat:
    """The format that something is asked for in. Raises Http404 when it cannot be had in it."""
    for form in formats_of(scope):
        if form.ending == extension:
            return form
    raise Http404(f"「{extension}」という形式のファイルはありません。")


def label(edition: Edition) -> str:
    """令和７年度, for a correction with its revision."""
    return edition.label if edition.revision == 1 else str(edition)


def named(response: R, name: str) -> R:
    """Under a Japanese name (`令和7年度_…`), in the one form that every browser reads; pages of
    any site may read it.
    """
    response.file_name = name  # type: ignore[attr-defined]  # ours, for `public`
    disposition = f"attachment; filename*=utf-8''{quote(name, safe='')}"
    response.headers["Content-Disposition"] = disposition
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def list_file(
    edition: Edition, records: Records, selection: Selection, extension: str
) -> HttpResponseBase:
    """A filtered list with raw values; a long one is written and sent piece by piece."""
    form = offered(extension, "list")
    name = safe_name(f"{label(edition)}_{records.title}") + f".{extension}"
    try:
        pieces = form.listing(_list(edition, records, selection))
    except TooManyRows as error:
        raise BadRequest(str(error)) from error
    if selection.count > LONG_LIST:
        response: HttpResponseBase = StreamingHttpResponse(pieces, content_type=form.media_type)
    else:
        response = HttpResponse(b"".join(pieces), content_type=form.media_type)
    return named(response, name)


def _list(edition: Edition, records: Records, selection: Selection) -> ListFile:
    columns, rows = records.on("files"), selection.table.data.data
    resolve = selection.table.resolve
    return ListFile(
        f"{records.title}（{edition}）",
        names(columns),
        labels(columns, records.model),
        raw_rows(columns, rows, resolve),
        printed_rows(columns, rows, resolve),
    )


@public
def dictionary(request: HttpRequest, edition: Edition | None) -> HttpResponseBase:
    """What the columns of the CSV files mean, those of the record lists included."""
    errata = ((f"errata.csv:{n}", head, meaning) for n, head, meaning in ERRATA_COLUMNS)
    compared = ((f"compare.csv:{n}", head, meaning) for n, head, meaning in COMPARISON_COLUMNS)
    content = dictionary_csv((*DICTIONARY, *_list_columns(), *errata, *compared))
    response = HttpResponse(content, content_type=CSV.media_type)
    return named(response, "dictionary.csv")


def _list_columns() -> Iterator[tuple[str, str, str]]:
    for records in record_lists():
        columns = records.on("files")
        heads = labels(columns, records.model)
        for name, head in zip(names(columns), heads, strict=True):
            yield f"{records.section}/{records.key}.csv:{name}", head, f"一覧「{records.title}」"

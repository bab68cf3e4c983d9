"""Documents for machines: each edition as a data package, figures over editions, the catalogue.

All of them are read-only, may be asked for by pages of other sites (CORS), and are shown in place.
At the URL of a revision (`/2025-1/figures.csv`) they never change.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from kanagawa.editions.content import Content
from kanagawa.editions.correcting import errata
from kanagawa.editions.frozen import with_errata
from kanagawa.editions.models import Edition, FrozenKind, FrozenPart, State
from kanagawa.organisation import organisation
from kanagawa.reports.charting import drawn
from kanagawa.reports.grid import Figure, Grid, plain
from kanagawa.reports.writers.csv import Value, csv_rows, edition_code
from kanagawa.reports.writers.errata import COLUMNS as ERRATA_COLUMNS
from kanagawa.reports.writers.errata import errata_csv, errata_rows
from kanagawa.reports.writers.export import Extract, extract, extract_csv
from kanagawa.reports.writers.file_formats import CSV
from kanagawa.reports.writers.jsonstat import cube, json_stat
from kanagawa.reports.writers.packages import (
    ERRATA,
    FIGURES,
    Source,
    as_json,
    csvw,
    data_package,
    data_zip,
)
from kanagawa.reports.writers.svgchart import chart_svg

from .documents import document, kept
from .downloads import label, stored_file
from .edition_views import one_table
from .links import slug_of, url_of
from .published import public
from .series_page import day_asked

JSON, JSON_LD, ZIP = "application/json", "application/ld+json", "application/zip"
_LETTERS = "Noto Sans JP, Noto Sans CJK JP, sans-serif"
# The columns of a series, and how each reads them off a figure of an edition.
SERIES: dict[str, Callable[[Edition, str, Figure], Value]] = {
    "edition": lambda edition, table, figure: edition.slug,
    "published_on": lambda edition, table, figure: _day(edition),
    "table_key": lambda edition, table, figure: table,
    "figure_key": lambda edition, table, figure: figure.key,
    "indicator": lambda edition, table, figure: figure.indicator,
    "kind": lambda edition, table, figure: figure.kind,
    "value": lambda edition, table, figure: figure.value,
    "unit": lambda edition, table, figure: figure.unit,
    "status": lambda edition, table, figure: figure.status,
    "qualifier": lambda edition, table, figure: figure.qualifier,
    "as_of": lambda edition, table, figure: figure.as_of,
    "printed": lambda edition, table, figure: figure.text,
}


@public(data=True)
def figures(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The long form; its headers lead to the document that describes its columns."""
    response = document(_figures(edition), CSV.media_type)
    url = url_of(request, "figures-metadata", slug=slug_of(request))
    response.headers["Link"] = f'<{url}>; rel="describedby"; type="application/csvm+json"'
    return response


@public(data=True)
@kept("figures.csv-metadata.json")
def figures_metadata(request: HttpRequest, edition: Edition) -> HttpResponse:
    data = csvw(_source(request, edition), _part(edition), _figures(edition))
    return document(as_json(data), "application/csvm+json")


@public(data=True)
@kept("datapackage.json")
def package(request: HttpRequest, edition: Edition) -> HttpResponse:
    data = data_package(_source(request, edition), _part(edition), _files(edition))
    return document(as_json(data), JSON)


@public(data=True)
@kept("data.zip")
def package_zip(request: HttpRequest, edition: Edition) -> HttpResponse:
    content = data_zip(_source(request, edition), _part(edition), _files(edition))
    return document(content, ZIP)


@public(data=True)
@kept("tables/{key}.jsonstat.json")
def table_jsonstat(request: HttpRequest, edition: Edition, key: str) -> HttpResponse:
    """A table as JSON-stat. Raises Http404 for one that is no cube."""
    grid = Content(edition).table(key)
    figures = cube(grid) if grid else None
    if grid is None or figures is None:
        raise Http404(f"{edition}の「{key}」は、JSON-statの形では提供していません。")
    source = _source(request, edition)
    url = request.build_absolute_uri(url_of(request, "table", slug=edition.slug, key=key))
    about = {"edition": edition.slug, "url": url, "licence": source.licence}
    return document(json_stat(grid, figures, source.publisher, source.published, about), JSON)


@public(data=True)
@kept("tables/{key}.metadata.json")
def table_metadata(request: HttpRequest, edition: Edition, key: str) -> HttpResponse:
    """The columns of the table's CSV, as CSVW."""
    grid = one_table(Content(edition), key)
    name = f"tables/{key}.csv"
    kept_file = stored_file(edition, name)
    part = _part(edition, table=key)
    content = kept_file.content if kept_file else extract_csv(part, None)
    data = csvw(_source(request, edition), part, content, f"{key}.csv", grid.title)
    return document(as_json(data), "application/csvm+json")


@public(data=True)
@kept("tables/{key}.svg")
def table_chart(request: HttpRequest, edition: Edition, key: str) -> HttpResponse:
    """The picture of a table as a file. Raises Http404 for a table that has none."""
    grid = one_table(Content(edition), key)
    data = drawn(grid)
    if data is None:
        raise Http404(f"{edition}の「{key}」には、図がありません。")
    # Alone it takes its letters from no page.
    picture = chart_svg(grid, data).replace("<svg ", f'<svg font-family="{_LETTERS}" ', 1)
    return document(picture.encode(), "image/svg+xml")


def _figures(edition: Edition) -> bytes:
    """The long form as it was stored at publication: what is out never changes its columns."""
    kept_file = stored_file(edition, "report.csv")
    return kept_file.content if kept_file else extract_csv(_part(edition), None)


def _files(edition: Edition) -> dict[str, bytes]:
    """The files of the data package of an edition."""
    files = {FIGURES: _figures(edition)}
    if corrections := errata(edition):
        kept_file = stored_file(edition, "errata.csv")
        content = kept_file.content if kept_file else errata_csv(corrections, label(edition), None)
        files[ERRATA] = content
    return files


def _part(edition: Edition, table: str = "") -> Extract:
    content = Content(edition)
    return extract(
        content.tables,
        content.manifest,
        edition=edition.slug,
        label=label(edition),
        content_hash=edition.content_hash,
        table=table,
    )


def _source(request: HttpRequest, edition: Edition) -> Source:
    build, publisher = request.build_absolute_uri, organisation()
    published = edition.published_at
    return Source(
        publisher.name,
        f"{publisher.prefecture} {publisher.site_title}",
        build(url_of(request, "edition", slug=edition.slug)),
        build(f"{url_of(request, 'about')}#terms"),
        publisher.licence,
        timezone.localtime(published) if published else None,
    )


# Figures over editions


@public(query=True, data=True)
def series(
    request: HttpRequest, edition: Edition | None, figure: str, extension: str
) -> HttpResponse:
    """What every edition printed for a figure; `?as_of=2026-01-01` says what was known that day."""
    day = day_asked(request.GET.get("as_of", ""))
    prints = list(_printed(figure, day))
    if not prints:
        raise Http404(f"「{figure}」という数値は、公開した年度版にありません。")
    rows = [[column(*each) for column in SERIES.values()] for each in prints]
    if extension == "csv":
        lines = ([edition_code(str(row[0])), *row[1:]] for row in rows)
        return document(b"".join(csv_rows(list(SERIES), lines)), CSV.media_type)
    objects = [dict(zip(SERIES, map(_plain, row), strict=True)) for row in rows]
    return document(as_json({"figure": figure, "editions": objects}), JSON)


def _printed(key: str, day: date | None) -> Iterator[tuple[Edition, str, Figure]]:
    """Edition, table and figure, oldest edition first; each edition's first print of it."""
    # As text: to read all tables of all editions would cost the page's time.
    quoted = json.dumps(key, ensure_ascii=False)
    parts = FrozenPart.objects.filter(kind=FrozenKind.TABLE, content__contains=f'"key":{quoted}')
    parts = parts.filter(edition__state=State.PUBLISHED).select_related("edition")
    pks: set[int] = set()
    for part in parts.order_by("edition__fiscal_year", "edition__revision", "position"):
        edition = part.edition
        if edition.pk in pks or (day and (_day(edition) or date.max) > day):
            continue
        grid = Grid.from_json(json.loads(part.content))
        figure = next((each for each in grid.figures() if each.key == key), None)
        if figure is not None:
            pks.add(edition.pk)
            yield edition, part.key, figure


def _day(edition: Edition) -> date | None:
    return timezone.localdate(edition.published_at) if edition.published_at else None


def _plain(value: Value) -> str | int | float | None:
    """As JSON has it: numbers as numbers, empty texts as nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, str | bool | int):
        return value
    return value.isoformat() if isinstance(value, date) else plain(value)


# The whole site


@public
def changes(request: HttpRequest, edition: Edition | None) -> HttpResponse:
    """The rows of all 正誤表, the newest correction first."""
    content = b"".join(csv_rows([name for name, _, _ in ERRATA_COLUMNS], _all_errata()))
    return document(content, CSV.media_type)


def _published() -> list[Edition]:
    editions = Edition.objects.filter(state=State.PUBLISHED)
    return list(editions.order_by("-fiscal_year", "-revision"))


def _all_errata() -> Iterator[tuple[Value, ...]]:
    for content in with_errata(_published()):
        if content.errata is not None:
            yield from errata_rows(content.errata)


@public
def catalog(request: HttpRequest, edition: Edition | None) -> HttpResponse:
    """All editions as a DCAT 3 catalogue in JSON-LD."""
    build, publisher = request.build_absolute_uri, organisation()
    url = build(url_of(request, "catalog"))
    agent = {"@id": f"{url}#publisher", "@type": "foaf:Agent", "foaf:name": _ja(publisher.name)}
    data = {
        "@context": _CONTEXT,
        "@id": url,
        "@type": "dcat:Catalog",
        "dct:title": _ja(f"{publisher.prefecture} {publisher.site_title}"),
        "dct:description": _ja("公開した年度版のデータの目録"),
        "dct:publisher": agent,
        "foaf:homepage": {
            "@id": build(url_of(request, "home")),
            "@type": "foaf:Document",
        },
        "dcat:dataset": [_dataset(request, each, agent) for each in _published()],
    }
    return document(as_json(data), JSON_LD)


_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_KINDS = "https://www.iana.org/assignments/media-types/"


def _ja(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "ja"}


def _dataset(request: HttpRequest, edition: Edition, agent: dict[str, Any]) -> dict[str, object]:
    source = _source(request, edition)
    issued = source.published.isoformat(timespec="seconds") if source.published else ""
    files = [("figures", "text/csv", "数値（CSV）"), ("package-zip", ZIP, "データ一式（ZIP）")]
    return {
        "@id": source.url,
        "@type": "dcat:Dataset",
        "dct:title": _ja(f"{source.title}（{edition.revision_name}）"),
        "dct:description": _ja(f"{edition.revision_name}の表に印字された数値と正誤表"),
        "dct:identifier": edition.slug,
        "dcat:version": edition.slug,
        "dct:publisher": {"@id": agent["@id"]},
        "dct:issued": {"@value": issued, "@type": "xsd:dateTime"},
        "dcat:landingPage": {"@id": source.url, "@type": "foaf:Document"},
        "dcat:distribution": [_distribution(request, edition, source, *each) for each in files],
    }


def _distribution(
    request: HttpRequest, edition: Edition, source: Source, name: str, kind: str, title: str
) -> dict[str, object]:
    url = request.build_absolute_uri(url_of(request, name, slug=edition.slug))
    return {
        "@id": f"{url}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": _ja(title),
        "dcat:accessURL": {"@id": url},
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": {"@id": f"{_KINDS}{kind}", "@type": "dct:MediaType"},
        "dct:license": {"@id": source.licence, "@type": "dct:LicenseDocument"},
    }

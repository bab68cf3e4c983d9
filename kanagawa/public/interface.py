"""The description of the documents for machines by OpenAPI 3.1, with examples that answer."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate

from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition
from kanagawa.organisation import organisation
from kanagawa.reports.charting import drawn
from kanagawa.reports.writers.jsonstat import cube
from kanagawa.reports.writers.packages import as_json

from .documents import document
from .links import JAPANESE_OF, namespace_of
from .open_data import JSON, JSON_LD, ZIP
from .published import public

Parameter = dict[str, Any]
_EDITION: Parameter = {
    "name": "edition",
    "in": "path",
    "required": True,
    "description": "2025（その年度の最新の版）か 2025-1（その版）",
    "schema": {"type": "string", "pattern": "^[0-9]{4}(-[1-9][0-9]{0,3})?$"},
}
_TABLE: Parameter = {
    "name": "table",
    "in": "path",
    "required": True,
    "description": "表の識別子（figures.csv の table_key）",
    "schema": {"type": "string"},
}
_FIGURE: Parameter = {
    "name": "figure",
    "in": "path",
    "required": True,
    "description": "数値の識別子（figures.csv の figure_key）",
    "schema": {"type": "string"},
}
_AS_OF: Parameter = {
    "name": "as_of",
    "in": "query",
    "description": "この日までに公開した版だけ",
    "schema": {"type": "string", "format": "date"},
}
# Path → summary, media type, parameters.
_PATHS: dict[str, tuple[str, str, list[Parameter]]] = {
    "/{edition}/figures.csv": ("報告が印字するすべての数値（CSV）", "text/csv", [_EDITION]),
    "/{edition}/figures.csv-metadata.json": (
        "列と型（CSV on the Web）",
        "application/csvm+json",
        [_EDITION],
    ),
    "/{edition}/datapackage.json": ("列と型（Data Package）", JSON, [_EDITION]),
    "/{edition}/data.zip": ("データ一式（ZIP）", ZIP, [_EDITION]),
    "/{edition}/report.json": ("すべての表（JSON）", JSON, [_EDITION]),
    "/{edition}/tables/{table}.json": ("１つの表（JSON）", JSON, [_EDITION, _TABLE]),
    "/{edition}/tables/{table}.jsonstat.json": ("１つの表（JSON-stat）", JSON, [_EDITION, _TABLE]),
    "/{edition}/tables/{table}.csv": ("１つの表（CSV）", "text/csv", [_EDITION, _TABLE]),
    "/{edition}/tables/{table}.metadata.json": (
        "１つの表のCSVの列と型（CSV on the Web）",
        "application/csvm+json",
        [_EDITION, _TABLE],
    ),
    "/{edition}/tables/{table}.svg": ("１つの表の図（SVG）", "image/svg+xml", [_EDITION, _TABLE]),
    "/series/{figure}.csv": ("１つの数値の、版ごとの値（CSV）", "text/csv", [_FIGURE, _AS_OF]),
    "/series/{figure}.json": ("１つの数値の、版ごとの値（JSON）", JSON, [_FIGURE, _AS_OF]),
    "/changes.csv": ("すべての正誤表（CSV）", "text/csv", []),
    "/catalog.jsonld": ("データの目録（DCAT 3）", JSON_LD, []),
}


@public
def openapi(request: HttpRequest, edition: Edition | None) -> HttpResponseBase:
    """What can be asked for, by OpenAPI 3.1."""
    server = _server(request)
    publisher = organisation()
    examples = _examples(edition) if edition else {}
    data = {
        "openapi": "3.1.0",
        "info": {
            "title": f"{publisher.prefecture} {publisher.site_title}",
            "version": "1",
            "description": "読取り専用の文書です。{edition} は 2025（その年度の最新の版）か"
            " 2025-1（その版。内容は変わりません）。",
        },
        "servers": [{"url": server}],
        "paths": {
            path: {"get": _operation(path, *each, examples)} for path, each in _PATHS.items()
        },
    }
    return document(as_json(data), JSON)


@public
def developers(request: HttpRequest, edition: Edition | None) -> HttpResponseBase:
    """The same in words, each document with an example to click, and programs to copy."""
    examples = _examples(edition) if edition else {}
    documents = [
        (summary, path, _filled(path, examples) if edition else "")
        for path, (summary, _, _) in _PATHS.items()
    ]
    context = {
        "edition": edition,
        "server": _server(request),
        "documents": documents,
        "examples": examples,
    }
    return render(request, "kanagawa/developers.html", context)


def _filled(path: str, examples: dict[str, str]) -> str:
    """An address to click; "" where the edition has nothing to show there."""
    try:
        return path.format(**examples)
    except KeyError:
        return ""


def _server(request: HttpRequest) -> str:
    """The site, or its preview, as addresses of documents begin with; there are no English ones."""
    own = namespace_of(request)
    home = reverse("report:home", current_app=JAPANESE_OF.get(own, own))
    return request.build_absolute_uri(home).rstrip("/")


def _examples(edition: Edition) -> dict[str, str]:
    """A value of each parameter that this edition answers: a table that is a cube and has a
    picture, a figure.

    The day is that of the publication; of a draft, today.
    """
    day = localdate(edition.published_at)
    examples = {"edition": str(edition.fiscal_year), "day": day.isoformat()}
    for key, grid in Content(edition).tables.items():
        if (figures := cube(grid)) and drawn(grid):
            figure = next(iter(figures.values())).key
            return examples | {"table": key, "figure": figure}
    return examples


def _operation(
    path: str,
    summary: str,
    kind: str,
    parameters: Sequence[Parameter],
    examples: dict[str, str],
) -> dict[str, object]:
    answers: dict[str, object] = {
        "200": {"description": summary, "content": {kind: {"schema": {}}}},
    }
    if any(each["in"] == "query" for each in parameters):
        answers["400"] = {"description": "日は 2026-01-01 のように書きます。", "content": {}}
    if "{" in path:
        answers["404"] = {"description": "その版、表、数値はありません。", "content": {}}
    with_examples = [each | _example(each["name"], examples) for each in parameters]
    return {
        "operationId": path.strip("/").translate(str.maketrans("/.{}-", "_____")),
        "summary": summary,
        "parameters": with_examples,
        "responses": answers,
    }


def _example(name: str, examples: dict[str, str]) -> dict[str, str]:
    return {"example": examples[name]} if name in examples else {}

"""An edition as open data: the long form with what describes it to machines, and all in one zip.

CSVW (W3C Metadata Vocabulary for Tabular Data) and Data Package v2 say the same of one file: its
columns, their types, where it comes from, its size and hash.
"""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from kanagawa.formats.digests import sha256

from .csv import heads_of
from .errata import COLUMNS as ERRATA_COLUMNS
from .export import Extract, dictionary_csv
from .flat import DICTIONARY, english

# The types of the columns that are no text, as Table Schema calls them.
TYPES = {
    "value": "number",
    "period_start": "date",
    "period_end": "date",
    "fiscal_year": "integer",
    "table_order": "integer",
    "as_of": "date",
    "computed": "boolean",
    "number": "integer",
    "old_value": "number",
    "new_value": "number",
    "corrected_on": "date",
}
FIGURES, ERRATA = "figures.csv", "errata.csv"
Column = tuple[str, str, str]
# What a package holds beside its descriptions: `figures.csv`, with corrections `errata.csv`.
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Source:
    """Who publishes an edition where; `url` is its own URL, `licence` where the terms stand."""

    publisher: str
    title: str
    url: str
    licence: str
    terms: str
    published: datetime | None


def columns_of(figures: bytes) -> list[Column]:
    """The columns of a `figures.csv`: one that was stored by an older release has fewer."""
    described = {column[0]: column for column in DICTIONARY}
    return [described.get(name, (name, name, "")) for name in heads_of(figures)]


def csvw(
    source: Source, part: Extract, figures: bytes, name: str = FIGURES, title: str = ""
) -> dict[str, object]:
    """What CSVW readers are told of `figures.csv`, or of the `title`d table in the CSV `name`,
    which lies beside it.
    """
    columns = [
        {
            "name": name,
            "titles": [name],
            "dc:title": [title, {"@value": english(name), "@language": "en"}],
            **({"dc:description": meaning} if meaning else {}),
            "datatype": _csvw_type(name),
        }
        for name, title, meaning in columns_of(figures)
    ]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "ja"}],
        "url": name,
        "dc:title": f"{title or source.title}（{part.label}）",
        "dc:publisher": source.publisher,
        "dc:license": {"@id": source.licence},
        **({"dc:issued": source.published.date().isoformat()} if source.published else {}),
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tableSchema": {"columns": columns},
    }


def _csvw_type(name: str) -> str:
    kind = TYPES.get(name, "string")
    return "decimal" if kind == "number" else kind


def data_package(source: Source, part: Extract, files: Files) -> dict[str, object]:
    """The description of the files by Data Package v2; they lie beside it."""
    columns = columns_of(files[FIGURES])
    resources = [_resource(FIGURES, "報告が印字する数値", files[FIGURES], columns)]
    if ERRATA in files:
        resources.append(_resource(ERRATA, "正誤表", files[ERRATA], ERRATA_COLUMNS))
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"report-{part.edition}",
        "title": f"{source.title}（{part.label}）",
        "version": part.edition,
        "homepage": source.url,
        "licenses": [{"path": source.licence, "title": source.terms}],
        "contributors": [{"title": source.publisher, "roles": ["publisher"]}],
        **({"created": source.published.isoformat()} if source.published else {}),
        "resources": resources,
    }


def _resource(
    name: str, title: str, content: bytes, columns: Sequence[Column]
) -> dict[str, object]:
    return {
        "name": name.removesuffix(".csv"),
        "title": title,
        "path": name,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content)}",
        "schema": {"fields": [_field(*column) for column in columns]},
    }


def _field(name: str, title: str, meaning: str) -> dict[str, str]:
    described = {"description": meaning} if meaning else {}
    title = f"{title}（{english(name)}）"
    return {"name": name, "type": TYPES.get(name, "string"), "title": title, **described}


def data_zip(source: Source, part: Extract, files: Files) -> bytes:
    """All of it in one file; the same edition gives the same bytes."""
    described = {
        "datapackage.json": as_json(data_package(source, part, files)),
        f"{FIGURES}-metadata.json": as_json(csvw(source, part, files[FIGURES])),
        "dictionary.csv": dictionary_csv(columns_of(files[FIGURES])),
        "README.txt": ("\n".join(_readme_lines(source, part, files)) + "\n").encode(),
    }
    return _zipped({**files, **described})


def _zipped(members: Files) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr = ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, content)
    return buffer.getvalue()


def in_members(content: bytes, old: bytes, new: bytes) -> bytes:
    """With `new` for every `old`, in the files of a zip when it is one."""
    if not content.startswith(b"PK"):
        return content.replace(old, new)
    with ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return _zipped({name: member.replace(old, new) for name, member in members.items()})


def as_json(data: Mapping[str, object]) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"


def _readme_lines(source: Source, part: Extract, files: Files) -> Iterable[str]:
    yield f"{source.title}（{part.label}、{part.edition}）"
    yield f"公開：{source.publisher}　{source.url}"
    yield f"利用条件：{source.terms}（{source.licence}）"
    yield ""
    yield "figures.csv                報告が印字する数値。１行に１つ（UTF-8、BOM付き）"
    if ERRATA in files:
        yield "errata.csv                 この版が訂正した箇所"
    yield "dictionary.csv             列の意味"
    yield "datapackage.json           列と型（Data Package v2）"
    yield "figures.csv-metadata.json  列と型（CSV on the Web）"
    yield ""
    yield "値は、金額が円、割合が百分率（28.8は28.8％）です。値がない理由は status の列にあります。"
    yield "この版の内容は変わりません。訂正は、新しい版として公開します。"
    yield ""
    for name, content in files.items():
        yield f"SHA-256 {sha256(content)}  {name}"

"""Files that nobody should be able to hurt the server with, made from a small good workbook."""

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import cache

from openpyxl import Workbook
from openpyxl.comments import Comment

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@cache
def good() -> bytes:
    """A plain workbook with a text, a number and a note."""
    book = Workbook()
    book.active["A1"], book.active["B2"] = "件数", 640
    book.active["B2"].comment = Comment("前年 600", "県")
    return saved(book)


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed(
    content: bytes, parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """The file with some members replaced or added."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(buffer, "w", compression) as target,
    ):
        for name in source.namelist():
            target.writestr(name, parts.get(name, source.read(name)))
        for name in set(parts) - set(source.namelist()):
            target.writestr(name, parts[name])
    return buffer.getvalue()


def sheet(inner: str) -> str:
    return f'<worksheet xmlns="{MAIN}">{inner}</worksheet>'


def with_sheet(inner: str) -> bytes:
    return changed(good(), {SHEET: sheet(inner)})


def styles(formats: str) -> str:
    return f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts></styleSheet>'


def relations(entry: str) -> str:
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{package}">{entry}</Relationships>'


def lying() -> bytes:
    """A sheet of 60 MB whose directory says that it has 600 bytes."""
    content = changed(good(), {SHEET: sheet("<sheetData/>" + " " * 60 * 2**20)})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo(SHEET).file_size
    return content.replace(size.to_bytes(4, "little"), (600).to_bytes(4, "little"))


def bomb() -> bytes:
    """A few kB that unpack to 200 MB in members of unsuspicious size."""
    parts: dict[str, str | bytes] = {f"xl/media/{n}.png": b"\0" * 900_000 for n in range(230)}
    return changed(good(), parts)


def encrypted() -> bytes:
    """The beginning of what Excel writes for a workbook with a password."""
    return OLE + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 1000


def macro_type() -> str:
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    return (
        f'<Types xmlns="{types}">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}"/></Types>'
    )


def entities() -> str:
    levels = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "ha">' for n in range(9)
    )
    return f"<!DOCTYPE worksheet [{levels}]>" + sheet("<sheetData>&e8;</sheetData>")


def many_sheets() -> str:
    listed = "".join(f'<sheet name="s{n}" sheetId="{n + 1}" r:id="rId1"/>' for n in range(101))
    return f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>'


_LINK = '<Relationship Id="rId1" Type="{}" Target="{}" TargetMode="External"/>'
# By name: how the file is made, and a word of the message it gets.
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "空です"),
    "text": (lambda: "指標,値\n件数,640\n".encode(), "文字だけのファイル"),
    "pdf": (lambda: b"%PDF-1.7 ...", "PDFは読めません"),
    "old workbook": (lambda: OLE + b"\0" * 2000, "古い形式"),
    "password": (encrypted, "パスワード"),
    "zip without workbook": (lambda: changed_zip({"a.txt": "a"}), "展開（解凍）"),
    "word": (lambda: changed(good(), {"word/document.xml": "<a/>"}), "Wordの文書"),
    "opendocument": (lambda: changed_zip({"content.xml": "<a/>"}), "OpenDocument"),
    "binary workbook": (lambda: changed(good(), {"xl/workbook.bin": b"1"}), ".xlsb"),
    "cut off": (lambda: good()[: len(good()) // 2], "壊れている"),
    "first bytes only": (lambda: b"PK\x03\x04", "壊れている"),
    "large": (lambda: good() + b"\0" * 5 * 2**20, "大きすぎます"),
    "lying sizes": (lying, "壊れている"),
    "bomb of many members": (bomb, "大きすぎる"),
    "bomb in one member": (
        lambda: with_sheet("<sheetData>" + " " * 40 * 2**20 + "</sheetData>"),
        "不自然に大きくなる",
    ),
    "many members": (
        lambda: changed(good(), {f"xl/{n}.txt": b"" for n in range(501)}),
        "部品が多すぎます",
    ),
    "other compression": (lambda: changed(good(), {}, zipfile.ZIP_LZMA), "圧縮方式"),
    "xml without end": (lambda: changed(good(), {SHEET: "<worksheet><sheetData>"}), "壊れている"),
    "entities": (lambda: changed(good(), {SHEET: entities()}), "DOCTYPE"),
    "entities called a picture": (
        lambda: changed(good(), {"xl/media/1.png": entities()}),
        "DOCTYPE",
    ),
    "nested": (lambda: with_sheet("<row>" * 3000 + "</row>" * 3000), "入れ子"),
    "long tag": (lambda: with_sheet(f'<c r="{long_name()}"/>'), "長すぎる"),
    "many cells": (
        lambda: with_sheet("<sheetData>" + "<c/>" * 200_001 + "</sheetData>"),
        "多すぎます",
    ),
    "long number format": (
        lambda: changed(good(), {"xl/styles.xml": styles(f'<numFmt formatCode="{"[" * 256}"/>')}),
        "表示形式",
    ),
    "many number formats": (
        lambda: changed(good(), {"xl/styles.xml": styles('<numFmt formatCode="0"/>' * 1_001)}),
        "表示形式",
    ),
    "many merged cells": (
        lambda: with_sheet("".join(f'<mergeCell ref="A{n}:XFD{n}"/>' for n in range(120_001))),
        "多すぎます",
    ),
    "many sheets": (lambda: changed(good(), {"xl/workbook.xml": many_sheets()}), "シートが多"),
    "macro": (lambda: changed(good(), {"xl/vbaProject.bin": b"1"}), "マクロ"),
    "macro called xlsx": (lambda: changed(good(), {"[Content_Types].xml": macro_type()}), "マクロ"),
    "link to a workbook": (
        lambda: changed(good(), {"xl/externalLinks/externalLink1.xml": "<a/>"}),
        "リンク",
    ),
    "link by relation": (
        lambda: changed(
            good(),
            {"xl/_rels/x.rels": relations(_LINK.format(f"{RELATIONS}/attachedTemplate", "x"))},
        ),
        "リンク",
    ),
    "dde": (lambda: with_sheet('<ddeLink ddeService="cmd" ddeTopic="/c calc"/>'), "リンク"),
    "embedded": (lambda: changed(good(), {"xl/embeddings/oleObject1.bin": b"1"}), "埋め込"),
    "query": (lambda: changed(good(), {"xl/connections.xml": "<a/>"}), "接続"),
}


def changed_zip(parts: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, text in parts.items():
            target.writestr(name, text)
    return buffer.getvalue()


def long_name() -> str:
    """More than a tag may have, and not to be compressed away."""
    return "".join(f"{n:x}" for n in range(400_000))

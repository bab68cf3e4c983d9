"""Refuses a file that is no plain workbook before any library opens it.

Only what is read here is decompressed, in small pieces, and counted: memory stays the same
whatever the file claims. What passes is a zip of a few well-formed XML members that openpyxl
reads within a second or two (measured on files that use the limits up).
"""

import io
import struct
import zlib
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from kanagawa.editions.refusals import Refused

from .file_kinds import WORKBOOK, why_no_package, why_other_package

MAX_FILE = 5 * 2**20  # bytes as sent
MAX_UNPACKED = 50 * 2**20  # bytes of all members, pictures included
MAX_XML = 12 * 2**20  # bytes of all XML members
MAX_MEMBERS = 500
MAX_RATIO = 200  # times that a member of some size may shrink; sheets of ours shrink 10 to 30 times
MAX_DEPTH = 30
MAX_TAG = 2**20  # bytes of a single tag
MAX_CELLS = 200_000  # elements that make up cells, all sheets and texts together
MAX_OTHERS = 120_000  # all other elements: styles, notes, merged cells
MAX_SHEETS = 100
MAX_FORMATS = 1_000  # number formats, and characters of one, as Excel takes them: openpyxl needs
MAX_FORMAT = 255  # time by the square of either
_PIECE = 2**16

_UNLOCK = "パスワードを外して保存し直してください。"
AGAIN = "入力用Excelをもう一度ダウンロードし、値だけを写してください。"
_CELL_TAGS = ("c", "v", "row", "f", "is", "t", "si", "r")
_LINK_TAGS = ("ddeLink", "oleLink", "oleObject", "oleObjects", "externalBook", "webPublishing")
_PART_TAGS = ("Relationship", "Override", "sheet")
_FORMAT_TAGS = ("numFmt",)
_COUNTED = {
    "cells": _CELL_TAGS,
    "links": _LINK_TAGS,
    "parts": _PART_TAGS,
    "formats": _FORMAT_TAGS,
}
# What zipfile and zlib answer broken bytes with; UnicodeError is a ValueError.
BROKEN = (
    BadZipFile,
    LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    ArithmeticError,
    LookupError,
)
# What no workbook of figures needs, and how it is got rid of without losing the figures.
_MACRO, _LINK = "マクロ", "ほかのファイルへのリンク"
_DATA, _EMBEDDED = "外部データへの接続", "埋め込まれたファイルや部品"
_REMEDIES = {
    _MACRO: "Excelで「Excelブック（.xlsx）」として保存し直してください。",
    _LINK: "Excelの「データ」の「リンクの編集」でリンクを解除し、保存し直してください。",
    _DATA: "Excelの「データ」の「クエリと接続」で接続を削除し、保存し直してください。",
    _EMBEDDED: "貼り付けたファイル、ボタン、チェックボックスなどを削除し、保存し直してください。",
}
_EXTERNAL = ("ddeLink", "externalBook")
# Parts of a package that are refused, by what their name contains.
_FORBIDDEN = {
    "vbaproject": _MACRO,
    "vbadata": _MACRO,
    "macrosheets/": _MACRO,
    "dialogsheets/": _MACRO,
    "externallinks/": _LINK,
    "connections.xml": _DATA,
    "querytables/": _DATA,
    "embeddings/": _EMBEDDED,
    "activex/": _EMBEDDED,
    "ctrlprops/": _EMBEDDED,
}


class UnsafeFile(Refused):
    """The file is not taken; the message says why and what to do."""


def require_workbook(content: bytes) -> None:
    """Raises UnsafeFile unless this is an xlsx file that may be opened."""
    require_small(len(content))
    if not content:
        raise UnsafeFile("ファイルが空です。入力した内容を保存してから選んでください。")
    if not content.startswith(b"PK"):
        raise UnsafeFile(why_no_package(content, WORKBOOK))
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive)
    except UnsafeFile:
        raise
    except BROKEN as error:
        raise UnsafeFile(f"ファイルが壊れているため開けません。{AGAIN}") from error


def require_small(size: int) -> None:
    """Raises UnsafeFile for a size in bytes that is not even to be read."""
    if size > MAX_FILE:
        raise UnsafeFile(
            f"ファイルが大きすぎます（{size / 2**20:.1f}MB）。{MAX_FILE // 2**20}MBまでです。"
            "画像などを取り除いてください。"
        )


def _check_archive(archive: ZipFile) -> None:
    members = archive.infolist()
    require_sizes(members)
    names = [member.filename.lower() for member in members]
    _check_kind(names)
    _check_parts(names)
    counts: Counter[str] = Counter()
    for member in members:
        _Scan(member.filename.lower(), counts).run(archive, member)


def require_sizes(members: list[ZipInfo], again: str = AGAIN) -> None:
    """Raises UnsafeFile for a package that claims too much; `again` says what to do instead."""
    if len(members) > MAX_MEMBERS:
        raise UnsafeFile(f"ファイルの中の部品が多すぎます（{len(members)}個）。{again}")
    if len({member.filename.lower() for member in members}) < len(members):
        raise UnsafeFile(f"同じ名前の部品が２つあるため開けません。{again}")
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise UnsafeFile(f"展開すると大きすぎるファイルです。{again}")
    for member in members:
        if member.flag_bits & 0x1:
            raise UnsafeFile(f"パスワードで保護されたファイルは読めません。{_UNLOCK}")
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise UnsafeFile(f"Officeが使わない圧縮方式のため開けません。{again}")
        if member.file_size > MAX_RATIO * max(member.compress_size, 5_000):
            raise UnsafeFile(f"展開すると不自然に大きくなるファイルです。{again}")


def _check_kind(names: list[str]) -> None:
    if why := why_other_package(names, WORKBOOK):
        raise UnsafeFile(why)
    if "[content_types].xml" not in names:
        raise UnsafeFile(f"ファイルが壊れているため開けません。{AGAIN}")


def _check_parts(names: Iterable[str]) -> None:
    for name in names:
        for part, what in _FORBIDDEN.items():
            if part in name:
                raise _contains(what)


def _contains(what: str) -> UnsafeFile:
    return UnsafeFile(f"{what}を含むファイルは取り込めません。{_REMEDIES[what]}")


@lru_cache(10_000)
def _counted_as(tag: str) -> str:
    """What an element counts as: cells, others, links, number formats, or a part of the package."""
    name = tag.rpartition(":")[2]
    return next((counted for counted, tags in _COUNTED.items() if name in tags), "others")


class _Scan:
    """Reads one member with expat. A picture is no XML: openpyxl could not read it as such."""

    def __init__(self, name: str, counts: Counter[str]) -> None:
        self.name, self.counts = name, counts
        self.depth = 0
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def run(self, archive: ZipFile, member: ZipInfo) -> None:
        read = 0
        with archive.open(member) as source:
            while piece := source.read(_PIECE):
                read += len(piece)
                try:
                    self.parser.Parse(piece)
                except expat.ExpatError:
                    self._broken()
                    break
                self._check_progress(read, len(piece))
            else:
                self._finish()
            while source.read(_PIECE):
                pass  # to the end, so that the check sum is compared

    def _finish(self) -> None:
        try:
            self.parser.Parse(b"", True)
        except expat.ExpatError:
            self._broken()

    def _broken(self) -> None:
        if self.name.endswith((".xml", ".rels")):
            raise UnsafeFile(f"ファイルが壊れているため開けません。{AGAIN}")

    def _check_progress(self, read: int, piece: int) -> None:
        """After every piece: what it held, and how long the tag is that it ends in."""
        counts = self.counts
        counts["bytes"] += piece
        if counts["bytes"] > MAX_XML:
            raise UnsafeFile(f"展開すると大きすぎるファイルです。{AGAIN}")
        if read - self.parser.CurrentByteIndex > MAX_TAG:
            raise UnsafeFile(f"ファイルの中に長すぎる記述があります。{AGAIN}")
        if counts["cells"] > MAX_CELLS or counts["others"] > MAX_OTHERS:
            raise UnsafeFile(f"セルや書式が多すぎます。{AGAIN}")

    def _doctype(self, *args: object) -> None:
        raise UnsafeFile(f"Excelが作らない記述（DOCTYPE）を含むファイルです。{AGAIN}")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnsafeFile(f"ファイルの中の入れ子が深すぎます。{AGAIN}")
        counted = _counted_as(tag)
        self.counts[counted] += 1
        if counted == "parts":
            self._check_part(tag.rpartition(":")[2], attributes)
        elif counted == "links":
            raise _contains(_LINK if tag.rpartition(":")[2] in _EXTERNAL else _EMBEDDED)
        elif counted == "formats":
            self._check_format(attributes)

    def _check_part(self, name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "") + attributes.get("ContentType", "")
        if "macroEnabled" in kind or "vbaProject" in kind:
            raise _contains(_MACRO)
        external = attributes.get("TargetMode") == "External" and not kind.endswith("/hyperlink")
        if external or kind.endswith(("/externalLink", "/externalLinkPath", "/oleObject")):
            raise _contains(_LINK)
        self.counts[name] += 1
        if self.counts["sheet"] > MAX_SHEETS:
            raise UnsafeFile(f"シートが多すぎます（{MAX_SHEETS}枚まで）。{AGAIN}")
        if self.counts[name] > MAX_MEMBERS * 2:
            raise UnsafeFile(f"ファイルの中の部品が多すぎます。{AGAIN}")

    def _check_format(self, attributes: dict[str, str]) -> None:
        is_long = len(attributes.get("formatCode", "")) > MAX_FORMAT
        if is_long or self.counts["formats"] > MAX_FORMATS:
            raise UnsafeFile(f"セルの表示形式が多すぎるか、長すぎるファイルです。{AGAIN}")

    def _end(self, tag: str) -> None:
        self.depth -= 1

"""Saves a workbook so that the same content gives the same bytes."""

import io
import posixpath
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr  # nosec B406: it writes, and parses nothing
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from kanagawa.organisation import organisation

from ..openpyxl_internals import described_charts

if TYPE_CHECKING:
    from openpyxl import Workbook

_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold


# Where Excel puts what openpyxl puts elsewhere: readers such as exceljs find it nowhere else.
_PLACES = (
    (re.compile(r"xl/comments/comment(\d+)\.xml"), r"xl/comments\1.xml"),
    (re.compile(r"xl/drawings/commentsDrawing(\d+)\.vml"), r"xl/drawings/vmlDrawing\1.vml"),
)
_REWRITTEN = re.compile(r".*\.rels|\[Content_Types\]\.xml|xl/(drawings/drawing|comments)\d+\.xml")
_DRAWING = re.compile(r"xl/drawings/drawing\d+\.xml")
_CHART = re.compile(r'name="Chart \d+"')
_PLAIN_TAG = re.compile(r"<(/?)(?=\w+[\s/>])")
_TARGET = re.compile(r'(?<= Target=")/([^"]+)')


def _placed(text: str) -> str:
    for place, name in _PLACES:
        text = place.sub(name, text)
    return text


def _described(text: str, words: Iterator[str]) -> str:
    """A drawing whose charts say what they show: openpyxl gives them a number and no text."""
    return _CHART.sub(lambda match: f"{match[0]} descr={quoteattr(next(words, ''))}", text)


def _as_excel(name: str, text: str) -> str:
    """A part of a workbook in the form that Excel gives it, which some readers insist on."""
    if name.endswith(".rels"):
        # Relations lead from where the part lies, not from the root.
        folder = posixpath.dirname(posixpath.dirname(name))
        return _TARGET.sub(lambda to: posixpath.relpath(_placed(to[1]), folder), text)
    if name == "[Content_Types].xml":
        return _placed(text)
    if _DRAWING.fullmatch(name):
        return _PLAIN_TAG.sub(r"<\1xdr:", text).replace(" xmlns=", " xmlns:xdr=", 1)
    # The text of a comment is rich text.
    return text.replace("<text><t", "<text><r><t").replace("</t></text>", "</t></r></text>")


class _Archive(ZipFile):
    """A zip whose members bear no time of their own and lie where Excel puts them.

    `words` say what its charts show, in their order.
    """

    words: Iterator[str] = iter(())

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: object, **kwargs: object) -> None:
        name = _placed(getattr(zinfo_or_arcname, "filename", zinfo_or_arcname))
        if _REWRITTEN.fullmatch(name):
            data = _as_excel(name, data if isinstance(data, str) else data.decode())
        if _DRAWING.fullmatch(name):
            data = _described(data, self.words)
        info = ZipInfo(name, _TIME)
        info.compress_type, info.external_attr = ZIP_DEFLATED, 0o600 << 16
        super().writestr(info, data)

    def write(self, filename: Any, arcname: object = None, *args: object, **kwargs: object) -> None:
        info = ZipInfo(str(arcname), _TIME)
        info.compress_type, info.external_attr = ZIP_DEFLATED, 0o600 << 16
        with Path(filename).open("rb") as source, self.open(info, "w") as target:
            while piece := source.read(1 << 16):
                target.write(piece)


def save(book: "Workbook", file: IO[bytes], title: str, modified: datetime | None = None) -> None:
    """Write an openpyxl workbook; `modified` is the time of its content (the publication)."""
    from openpyxl.writer.excel import ExcelWriter

    when = (modified or datetime(*_TIME)).replace(tzinfo=None, microsecond=0)
    properties = book.properties
    properties.title, properties.creator, properties.language = (
        title,
        organisation().prefecture,
        "ja-JP",
    )
    properties.created = properties.modified = when
    archive = _Archive(file, "w", ZIP_DEFLATED, allowZip64=True)
    archive.words = iter(described_charts(book))
    ExcelWriter(book, archive).save()


def repacked(file: bytes) -> bytes:
    """The same zip (a Word file) whose members bear no time of their own."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(file)) as source, _Archive(buffer, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return buffer.getvalue()

"""Saves a workbook so that the same content gives the same bytes."""

from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from kanagawa.organisation import organisation

_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold


class _Archive(ZipFile):
    """A zip whose members bear no time of their own."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **kwargs: Any) -> None:
        name = getattr(zinfo_or_arcname, "filename", zinfo_or_arcname)
        info = ZipInfo(name, _TIME)
        info.compress_type, info.external_attr = ZIP_DEFLATED, 0o600 << 16
        super().writestr(info, data)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:
        info = ZipInfo(str(arcname), _TIME)
        info.compress_type, info.external_attr = ZIP_DEFLATED, 0o600 << 16
        with Path(filename).open("rb") as source, self.open(info, "w") as target:
            while piece := source.read(1 << 16):
                target.write(piece)


def save(book: Any, file: IO[bytes], title: str, modified: datetime | None = None) -> None:
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
    ExcelWriter(book, _Archive(file, "w", ZIP_DEFLATED, allowZip64=True)).save()

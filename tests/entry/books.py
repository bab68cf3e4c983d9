"""Entry workbooks filled in as people fill them in: with openpyxl, in the places that are open."""

import io
from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from kanagawa.entry.records import SHEET, FigurePlace, read_record

Typed = Mapping[str, Mapping[str, Any]]


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def closed(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def places(book: Workbook) -> dict[str, FigurePlace]:
    """Where the figures stand, by ref."""
    record = read_record(book[SHEET].iter_rows(values_only=True))
    return {place.ref: place for place in record.places}


def filled(content: bytes, typed: Typed) -> bytes:
    """The file after typing: by ref, by part (value, kind, status, as_of), what was typed."""
    book = opened(content)
    where = places(book)
    for ref, parts in typed.items():
        for part, value in parts.items():
            place = where[ref]
            book[place.sheet][getattr(place, part)].value = value
    return closed(book)


def edited(content: bytes, edit: Callable[[Workbook], object]) -> bytes:
    """The file after something that people do to files."""
    book = opened(content)
    edit(book)
    return closed(book)


def sent(content: bytes, name: str = "入力用.xlsx") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content)}

"""Parts of URLs: an edition (`2025`, its newest revision, or `2025-1`), a file format."""

from django.urls import register_converter
from django.urls.converters import StringConverter

from kanagawa.reports.writers.file_formats import FORMATS


class EditionConverter(StringConverter):
    regex = r"[0-9]{4}(?:-[1-9][0-9]{0,3})?"


class FormatConverter(StringConverter):
    """The ending of a file in one of the formats there are."""

    regex = "[a-z0-9]+"

    def to_python(self, value: str) -> str:
        if value not in FORMATS:
            raise ValueError(value)
        return value


register_converter(EditionConverter, "edition")
register_converter(FormatConverter, "format")

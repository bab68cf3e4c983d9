"""The edition in an address: `2025` (its newest revision) or `2025-1` (exactly that one)."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class EditionConverter(StringConverter):
    regex = r"[0-9]{4}(?:-[1-9][0-9]{0,3})?"


register_converter(EditionConverter, "edition")

"""The English pages: `/en/` before the URL of the Japanese page, and nothing else says so.

Neither a cookie nor `Accept-Language` does: a URL is one page, for every cache and reader.
"""

from contextlib import AbstractContextManager

from django.http import HttpRequest
from django.utils.translation import override

from kanagawa.editions.content import Content
from kanagawa.editions.english import LANGUAGE
from kanagawa.editions.english_content import EnglishContent
from kanagawa.editions.models import Edition

from .links import is_english

JAPANESE = "ja"


def language_of(request: HttpRequest) -> str:
    return LANGUAGE if is_english(request) else JAPANESE


def speaking(request: HttpRequest) -> AbstractContextManager[object]:
    """While it lasts, the words of templates and writers are in the language of the page."""
    return override(language_of(request))


def content_of(request: HttpRequest, edition: Edition) -> Content:
    """What an edition says, in the language of the page."""
    return EnglishContent.of(edition) if is_english(request) else Content(edition)

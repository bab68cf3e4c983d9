"""What editions are called, in the language of the page."""

from django.utils.translation import get_language

from kanagawa.editions.english import LANGUAGE
from kanagawa.editions.models import Edition
from kanagawa.formats.english import has_japanese, in_english
from kanagawa.reports.english import Pending


def is_in_english() -> bool:
    return get_language() == LANGUAGE


def named(edition: Edition) -> str:
    """令和７年度版（第２版）, FY2025 edition (revision 2)."""
    if not is_in_english():
        return str(edition)
    return year_named(edition) if edition.revision == 1 else revision_named(edition)


def revision_named(edition: Edition) -> str:
    """Told apart from the other revisions of its year, the first one too."""
    if not is_in_english():
        return edition.revision_name
    return f"{year_named(edition)} (revision {edition.revision})"


def printed(text: str) -> str:
    """A printed value, day or period in the language of the page."""
    if not is_in_english() or not text:
        return text
    return in_english(text) or (Pending(text) if has_japanese(text) else text)


def year_named(edition: Edition) -> str:
    """令和７年度版, FY2025 edition: all of its revisions."""
    return f"FY{edition.fiscal_year} edition" if is_in_english() else f"{edition.label}版"

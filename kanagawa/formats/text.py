"""Text helpers that carry no notation of their own: folding for search, widths, spaces."""

import re
import unicodedata


def fold(text: str) -> str:
    """The form text is searched in: width, case and runs of spaces do not matter.

    ひらがな and カタカナ stay different. Folding twice changes nothing.
    """
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()


def squeeze(text: str) -> str:
    """The text without any white space, the full-width space included."""
    return re.sub(r"\s+", "", text)


def visible_width(text: str) -> int:
    """Width in half-width characters: East Asian wide, full and ambiguous characters count 2."""
    return sum(2 if unicodedata.east_asian_width(c) in "FWA" else 1 for c in text)

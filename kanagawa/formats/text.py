"""Text helpers that carry no notation of their own: folding for search, widths, spaces."""

import re
import unicodedata

# Characters that one text may have: some ten printed pages, far more than any of the report's.
LONGEST_TEXT = 20_000
# Words of a search; more than anybody needs to name a thing.
MOST_WORDS = 20
_KEY_YEAR = re.compile(r"-((?:19|20)[0-9]{2})(?![0-9a-z])")


def fold(text: str) -> str:
    """The form text is searched in: width, case and runs of spaces do not matter.

    ひらがな and カタカナ stay different. Folding twice changes nothing.
    """
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()


def search_words(text: str) -> list[str]:
    """The words that a search asks for, folded, each once; of a very long one the first."""
    return list(dict.fromkeys(fold(text[:LONGEST_TEXT]).split()))[:MOST_WORDS]


def squeeze(text: str) -> str:
    """The text without any white space, the full-width space included."""
    return re.sub(r"\s+", "", text)


def without_year(key: str) -> str:
    """A key without the years in it, the same in every year: jetro-2024-offices → jetro-offices."""
    return _KEY_YEAR.sub("", key)


def year_later(key: str) -> str:
    """The key of the same thing one year later: jetro-2024-offices → jetro-2025-offices."""
    return _KEY_YEAR.sub(lambda match: f"-{int(match[1]) + 1}", key)


def visible_width(text: str) -> int:
    """Width in half-width characters: East Asian wide, full and ambiguous characters count 2."""
    return sum(2 if unicodedata.east_asian_width(c) in "FWA" else 1 for c in text)

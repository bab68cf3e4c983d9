"""Text helpers that carry no notation of their own: folding for search, widths, spaces."""

import re
import unicodedata

# Characters that one text may have: some ten printed pages, far more than any of the report's.
LONGEST_TEXT = 20_000
# Words of a search; more than anybody needs to name a thing.
MOST_WORDS = 20
# What a search takes for one and the same character besides width, case and kana.
_ALIKE = {
    "-": "‐‑‒–—―−ー─━",
    "~": "〜∼",
    "・": "•‧⋅·",
    "高": "髙",
    "崎": "﨑嵜",
    "浜": "濱濵",
    "辺": "邊邉",
    "斉": "斎齋齊",
    "沢": "澤",
    "島": "嶋嶌",
    "桜": "櫻",
    "国": "國",
    "学": "學",
    "徳": "德",
    "隆": "隆",
    "吉": "𠮷",
    "け": "ゖ",
    "か": "ゕ",
}
# Not seen in print: format characters and the selectors of a character's variant.
_INVISIBLE = [
    *map(ord, "\u00ad\u061c\u180e\ufeff"),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE10),
    *range(0xE0100, 0xE01F0),
]
_SOUGHT: dict[int, str | None] = {
    **{ord(character): to for to, characters in _ALIKE.items() for character in characters},
    # カタカナ to ひらがな, the small ones too
    **{code: chr(code - 0x60) for code in range(ord("ァ"), ord("ヴ") + 1)},
    **{ord("ヵ"): "か", ord("ヶ"): "け"},
    **dict.fromkeys(_INVISIBLE),
}
# １か月, １ヵ月, １ヶ月, １カ月
_COUNTED = re.compile(r"(?<=[0-9一二三四五六七八九十数何])け(?=[月所国年条])")
_BLANK = re.compile(r"[^\S\n]+")
_KEY_YEAR = re.compile(r"-((?:19|20)[0-9]{2})(?![0-9a-z])")


def fold(text: str) -> str:
    """The form text is searched in: width, case and runs of spaces do not matter.

    ひらがな and カタカナ stay different. Folding twice changes nothing.
    """
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()


def search_words(text: str) -> list[str]:
    """The words that a search asks for, folded, each once; of a very long one the first."""
    return list(dict.fromkeys(fold(text[:LONGEST_TEXT]).split()))[:MOST_WORDS]


def sought(text: str) -> str:
    """The form in which the site is searched: nothing that one does not see or hear matters.

    Width, case, kana, dashes, wave dashes, variant and invisible characters are alike, and there
    are no blanks; line breaks stay. Folding twice changes nothing.
    """
    plain = unicodedata.normalize("NFKC", text.translate(dict.fromkeys(_INVISIBLE)))
    plain = _BLANK.sub("", plain.casefold().translate(_SOUGHT))
    return _COUNTED.sub("か", plain)


def sought_places(text: str) -> tuple[str, list[int]]:
    """`sought(text)` and, for each of its characters, the place in `text` that it comes from."""
    letters: list[str] = []
    places: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        plain = sought(cluster[0])
        letters.append(plain)
        places += [cluster.start()] * len(plain)
    return _COUNTED.sub("か", "".join(letters)), places


# A character with the marks that join it: ｶﾞ is one, and so is か with a combining mark.
_CLUSTER = re.compile("(?s).[\uff9e\uff9f\u3099\u309a\u0300-\u036f]*")


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

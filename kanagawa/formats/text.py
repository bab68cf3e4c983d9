"""Text helpers that carry no notation of their own: folding for search, widths, spaces, and the
one table of characters that nobody sees or that look like others.
"""

import re
import unicodedata
from functools import lru_cache

# Characters that one text may have: some ten printed pages, far more than any of the report's.
LONGEST_TEXT = 20_000
# Words of a search; more than anybody needs to name a thing.
MOST_WORDS = 20
# What is repaired, for it is never meant: line ends and spaces that look like others …
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f]")
# … and what shows nothing at all: control characters (not tab and line end), soft hyphen, zero
# width, marks of direction, fillers, BOM, notes between the lines, tags (Unicode's
# Default_Ignorable_Code_Point but for the variation selectors, and the blank of braille).
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
# A selector says which form of a 漢字 is meant (葛󠄀); behind anything else it says nothing.
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SELECTOR = re.compile(f"[{_SELECTORS}]")
_IDLE_SELECTOR = re.compile(f"(?<![{_HAN}])[{_SELECTORS}]+|(?<=[{_SELECTORS}])[{_SELECTORS}]")
# Radicals, as PDF files hold them for 漢字 that look the same (⽇ U+2F47 for 日). Those of the
# supplement stand before their ideograph here (Unicode's EquivalentUnifiedIdeograph.txt).
_KANGXI = re.compile("[\u2f00-\u2fd5\ufb00-\ufb06]")  # and ﬁ for fi
_SUPPLEMENT = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛"
    "⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶"
    "⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_IDEOGRAPHS = str.maketrans(dict(zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)))
# 漢字 of the compatibility blocks are left alone: names are written with them (神).
_COMPATIBLE = "\uf900-\ufaff\U0002f800-\U0002fa1f"
_COMPOSED = re.compile(f"[^{_COMPATIBLE}\x00-\x7f]+")
# What is told, for only the person knows what was meant; the name says what to call it.
_TOLD = (
    (re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]"), "外字"),
    (re.compile("[\x80-\x9f]"), "制御文字"),
    (re.compile("[\ufdd0-\ufdef]|[^\0-\ufffd\U00010000-\U000efffd]"), "文字ではない符号"),
    (re.compile("\ufffd"), "文字化けした文字"),
    (re.compile("\ufffc"), "図などの代わりの符号"),
    (re.compile("[\u2e80-\u2ef3\u2f00-\u2fd5\u2ff0-\u2fff\u31c0-\u31ef]"), "部首の記号"),
)
_CATEGORIES = {"Cn": "使われていない文字番号", "Cs": "使われていない文字番号", "Cf": "制御文字"}
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
_SOUGHT: dict[int, str] = {
    **{ord(character): to for to, characters in _ALIKE.items() for character in characters},
    # カタカナ to ひらがな, the small ones too
    **{code: chr(code - 0x60) for code in range(ord("ァ"), ord("ヴ") + 1)},
    **{ord("ヵ"): "か", ord("ヶ"): "け"},
}
# １か月, １ヵ月, １ヶ月, １カ月
_COUNTED = re.compile(r"(?<=[0-9一二三四五六七八九十数何])け(?=[月所国年条])")
_BLANK = re.compile(r"[^\S\n]+")
_KEY_YEAR = re.compile(r"-((?:19|20)[0-9]{2})(?![0-9a-z])")


def repaired(text: str) -> str:
    """The text as it was meant: one kind of line end, nothing unseen, ideographs for radicals.

    Kana and their marks become one letter (カ゛ of a Mac). Repairing twice changes nothing.
    """
    if text.isascii() and not _UNSEEN.search(text) and not _LINE_END.search(text):
        return text
    text = _SPACE.sub(" ", _LINE_END.sub("\n", text))
    text = _IDLE_SELECTOR.sub("", _UNSEEN.sub("", text))
    text = _KANGXI.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = text.translate(_IDEOGRAPHS)
    return _COMPOSED.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)


def one_line(text: str) -> str:
    """A name on one line: what was wrapped in a cell or a PDF has blanks for its line breaks."""
    return re.sub(r"[\n\t]+", " ", text).strip()


def doubtful(text: str) -> list[str]:
    """Characters that others will not see as they were typed: 「外字（U+E000）」, each once."""
    if text.isascii():
        return []
    kinds = ((character, _kind_told(character)) for character in dict.fromkeys(text))
    return [f"{kind}（U+{ord(character):04X}）" for character, kind in kinds if kind]


@lru_cache(maxsize=4096)
def _kind_told(character: str) -> str:
    for pattern, kind in _TOLD:
        if pattern.match(character):
            return kind
    return _CATEGORIES.get(unicodedata.category(character), "")


def is_visible(text: str) -> bool:
    """Whether any letter, digit or sign stands in the text, not only spaces and marks."""
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)


def fold(text: str) -> str:
    """The form text is searched in: width, case, runs of spaces, forms of a 漢字 do not matter.

    ひらがな and カタカナ stay different, 〜 and ～ are the same. Folding twice changes nothing.
    """
    plain = _SELECTOR.sub("", repaired(text)).replace("〜", "~")
    plain = unicodedata.normalize("NFKC", plain).casefold()
    return re.sub(r"\s+", " ", _UNSEEN.sub("", plain)).strip()


def search_words(text: str) -> list[str]:
    """The words that a search asks for, folded, each once; of a very long one the first."""
    return list(dict.fromkeys(fold(text[:LONGEST_TEXT]).split()))[:MOST_WORDS]


def sought(text: str) -> str:
    """The form in which the site is searched: nothing that one does not see or hear matters.

    Width, case, kana, dashes, wave dashes, variant and invisible characters are alike, and there
    are no blanks; line breaks stay. Folding twice changes nothing.
    """
    visible = _SELECTOR.sub("", _UNSEEN.sub("", text)).translate(_IDEOGRAPHS)
    plain = unicodedata.normalize("NFKC", visible)
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

"""Text for the paper in the pieces that stay on one line: numbers with their unit, money, dates.

typst could look for them itself; here it takes a third of the time of a long table.
"""

import re

_UNITS = (
    "兆|億|万|千|百|年度|年|か月|月|日|円|件|人|名|社|戸|校|回|倍|％|%|か所|箇所|か国|ヶ所|か年"
    "|億円|万円|m|ha|km"
)
_NUMBER = r"[0-9０-９][0-9０-９,，.．]{0,14}"
_MORE = r" {0,2}[0-9０-９][0-9０-９,，.]{0,9}(?:億|万|千|円|年度|年|月|日|件|人){1,2}"
_PIECE = re.compile(rf"(?:令和|平成|昭和|第)?{_NUMBER}(?:{_UNITS}){{0,3}}(?:{_MORE}){{0,3}}")
# Plain ASCII numbers never break.
_BREAKABLE = re.compile(r"[0-9][^0-9,.]|[０-９]")
# A character with the marks that change it: dakuten, forms of a kanji.
_CHARACTER = re.compile("[^\n][\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef]*")
Line = str | list[str]


def unbroken(text: str) -> str | list[Line]:
    """The text as it is, or its lines: a line with such pieces is a list in which every second
    one, from the second on, is to stay on one line.
    """
    if "\n" not in text and not _BREAKABLE.search(text):
        return text
    return [_line(line) for line in text.split("\n")]


def downwards(text: str) -> list[Line]:
    """A text that is set from top to bottom: a line for each character."""
    return [*_CHARACTER.findall(text)]


def _line(text: str) -> Line:
    if not _BREAKABLE.search(text):
        return text
    pieces, end = [], 0
    for match in _PIECE.finditer(text):
        pieces += [text[end : match.start()], match[0]]
        end = match.end()
    return [*pieces, text[end:]]

"""What a number format of Excel shows around a number and instead of it.

Words that belong to the value (約, 程度, 人, ¥) are read as if they had been typed; a format that
shows another number than the one in the cell is told. A section for one value only
(`[=1234]"1,234万円"`, as our own workbooks have it) shows that value.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from kanagawa.formats.numbers import COUNTERS, is_dash, plain_unit
from kanagawa.formats.unreadable import UNSURE

_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_SKIPPED = re.compile(r"_.|\*.|\[[^\]]*\]")
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_LARGE = re.compile("[兆億万千百十]")
# One piece of a section: quoted words, an escaped letter, a currency, what is no letter, the rest.
_PIECE = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|(?:_.|\*.|\[[^\]]*\])|(.)', re.DOTALL)
_PLACES = "0#?.,%/"
_BESIDE = re.compile("約|およそ|おおよそ|概ね|おおむね|程度|ほど|前後|速報")
_CURRENCY = "¥￥\\$€£"


class Around(NamedTuple):
    """The words that a format shows before, behind and between its digits."""

    before: str = ""
    behind: str = ""
    between: str = ""


def shows_otherwise(number_format: str, value: Decimal | None = None) -> str:
    """Why a number with this format is not the one that is seen; "" when it is."""
    sections = [s for s in _sections(number_format) if not s.startswith("[=")]
    if sections and not any(section.strip() for section in sections):
        return "値を見せない表示形式"
    for section in sections:
        words = "".join(a or b for a, b in _LITERAL.findall(section))
        digits = _SKIPPED.sub("", _LITERAL.sub("", section))
        if large := _LARGE.search(words + digits):
            return f"「{large[0]}」を付けて見せる表示形式"
        if _SCALED.search(digits):
            return "千の位や百万の位までを見せる表示形式"
    return _shows_words(number_format, value) or (_adds(_around(sections[0])) if sections else "")


def _shows_words(number_format: str, value: Decimal | None) -> str:
    """Why words are seen instead of the number."""
    for number, section in enumerate(_sections(number_format)):
        condition = re.match(r"\[([<>]=?|=)(-?[0-9.]+)\]", section)
        words = "".join(a or b for a, b in _LITERAL.findall(section))
        if number and not condition:
            break  # for other numbers than this one, or for texts
        is_its_own = condition and condition[1] == "=" and Decimal(condition[2]) != value
        silent = is_dash(words) or any(c.isdigit() for c in words)
        if words and not is_its_own and not silent and _around(section) is None:
            return f"「{words}」とだけ見せる表示形式"
    return ""


def _adds(around: Around | None) -> str:
    """Why the digits with what stands right beside them are another number."""
    if around is None:
        return ""
    if around.before[-1:] in tuple("△▲-－−") or around.before[-1:].isdigit():
        return f"「{around.before[-1:]}」を付けて見せる表示形式"
    if around.behind[:1].isdigit() or around.behind[:1] == ".":
        return f"「{around.behind[:1]}」を付けて見せる表示形式"
    if between := around.between.strip().removeprefix("E+"):
        return f"数字の間に「{between}」を見せる表示形式"
    if unsure := UNSURE.search(around.before + around.behind):
        return f"「{unsure[0]}」を付けて見せる表示形式"
    return ""


def shown_around(number_format: str) -> Around:
    """What belongs to the value of the words that a format shows: 約, 人, （速報値）, ¥."""
    sections = [s for s in _sections(number_format) if not s.startswith("[=")]
    around = _around(sections[0]) if sections else None
    if around is None:
        return Around()
    before, behind = around.before.strip(), around.behind.strip()
    if not (_BESIDE.search(before) or before.endswith(tuple(_CURRENCY))):
        before = ""
    is_unit = plain_unit(behind) in COUNTERS | {"%"}
    return Around(before, behind if is_unit or _BESIDE.search(behind) else "")


def _around(section: str) -> Around | None:
    """None for a section that shows no digits (General shows them, too)."""
    words, places, between = ["", ""], 0, ""
    for quoted, escaped, currency, plain in _PIECE.findall(section.replace("General", "0")):
        if plain and plain in _PLACES:
            between, words[1] = between + words[1], ""
            places += plain in "0#?"
        else:
            words[bool(places)] += quoted or escaped or currency or plain
    return Around(words[0], words[1], between) if places else None


def _sections(number_format: str) -> list[str]:
    return re.findall(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;])+', number_format) or (
        [""] if number_format else []
    )

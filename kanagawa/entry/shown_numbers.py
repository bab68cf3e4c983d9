"""What a number format of Excel shows around a number and instead of it.

Words that belong to the value (約, 程度, 人, ¥) are read as if they had been typed; a format that
shows another number than the one in the cell is told: rounded, scaled, hidden, a day, a word. A
section for one value only (`[=1234]"1,234万円"`, as our own workbooks have it) shows that value.
"""

import operator
import re
from decimal import Decimal
from typing import NamedTuple

from kanagawa.formats.numbers import COUNTERS, decimals_of, is_dash, plain_unit
from kanagawa.formats.unreadable import UNSURE
from kanagawa.reports.notes import without_marks

_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_SKIPPED = re.compile(r"_.|\*.|\[[^\]]*\]")
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_LARGE = re.compile("[兆億万千百十]")
# One piece of a section: quoted words, an escaped letter, a currency, what is no letter, the rest.
_PIECE = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|(?:_.|\*.|\[[^\]]*\])|(.)', re.DOTALL)
_PLACES = "0#?.,%/"
_BESIDE = re.compile("約|およそ|おおよそ|概ね|おおむね|程度|ほど|前後|速報")
_CURRENCY = "¥￥\\$€£"
_CONDITION = re.compile(r"\[([<>]=?|<>|=)(-?[0-9.]+)\]")
_HOLDS = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_UNSEEN = re.compile(r"\[(?:white|白|color ?2|色2)\]", re.IGNORECASE)
_DAY = re.compile("[ymdhsgeb]", re.IGNORECASE)
# What a reader takes for more than the number: notes, bounds, signs of change, outlooks.
_MARK = re.compile("[※*＊†‡<>≦≧≤≥＋+↑↓→←‰0-9０-９]|見込|予定|推計|予測|計画")
_SOME = Decimal(1)

ROUNDED = "桁を丸めて見せる表示形式"


class Around(NamedTuple):
    """The words that a format shows before, behind and between its digits."""

    before: str = ""
    behind: str = ""
    between: str = ""


def shows_otherwise(number_format: str, value: Decimal = _SOME) -> str:
    """Why a number with this format is not the one that is seen; "" when it is."""
    section = _section(number_format, value)
    if section.startswith("[="):
        return _shows_instead(section)
    if _UNSEEN.search(section):
        return "白い文字で見せる表示形式"
    if not section.strip():
        return "値を見せない表示形式"
    words = "".join(a or b for a, b in _LITERAL.findall(section))
    digits = _SKIPPED.sub("", _LITERAL.sub("", section))
    if large := _LARGE.search(words + digits):
        return f"「{large[0]}」を付けて見せる表示形式"
    if _SCALED.search(digits):
        return "千の位や百万の位までを見せる表示形式"
    around = _around(section)
    if around is None:
        return "" if "@" in digits else _shows_no_digits(words, digits, value)
    return _adds(around) or _rounds(digits, value)


def text_shows_otherwise(number_format: str) -> str:
    """Why a text with this format is not what is seen; "" when it is.

    The fourth section is for texts, or one that has their sign.
    """
    sections = _sections(number_format)
    last = sections[:4][-1]
    plain = _SKIPPED.sub("", _LITERAL.sub("", last))
    if len(sections) <= 3 and "@" not in plain:
        return ""
    if "@" not in plain:
        return "文字を見せない表示形式"
    words = "".join(a or b for a, b in _LITERAL.findall(last)) + plain.replace("@", "")
    return f"「{words.strip()}」を付けて見せる表示形式" if words.strip() else ""


def _shows_instead(section: str) -> str:
    """Our own words for one value have its digits, or are the dash of a zero."""
    words = "".join(a or b for a, b in _LITERAL.findall(section))
    is_own = is_dash(words) or any(c.isdigit() for c in words) or _around(section)
    return "" if is_own else f"「{words}」とだけ見せる表示形式"


def _shows_no_digits(words: str, digits: str, value: Decimal) -> str:
    if _DAY.search(digits):
        return "日付や時刻として見せる表示形式"
    if is_dash(words) and value:
        return ""  # the dash of our own print of a zero
    return f"「{(words or digits).strip()}」とだけ見せる表示形式"


def _adds(around: Around) -> str:
    """Why the digits with what stands right beside them are another number."""
    if around.before[-1:] in tuple("△▲-－−"):
        return f"「{around.before[-1:]}」を付けて見せる表示形式"
    if around.behind[:1] == ".":
        return f"「{around.behind[:1]}」を付けて見せる表示形式"
    if between := around.between.strip().removeprefix("E+"):
        return f"数字の間に「{between}」を見せる表示形式"
    # The mark of a note is how our own tables print a figure that has one.
    behind = without_marks(around.behind)
    beside = around.before[-1:] + behind
    if word := UNSURE.search(around.before + behind) or _MARK.search(beside):
        return f"「{word[0]}」を付けて見せる表示形式"
    return ""


def _rounds(digits: str, value: Decimal) -> str:
    """Why the digits that are seen are fewer than those of the value."""
    if "General" in digits:
        return ""
    if not value and not re.search("[0?]", digits):
        return "０を見せない表示形式"
    if "/" in digits:
        is_seen = value == int(value)
    elif "E" in digits:
        places = len(re.findall("[0#?]", digits.partition("E")[0]))
        is_seen = len(value.normalize().as_tuple().digits) <= places
    else:
        decimals = digits.partition(".")[2]
        places = len(re.findall("[0#?]", decimals)) + 2 * digits.count("%")
        is_seen = decimals_of(value) <= places
    return "" if is_seen else ROUNDED


def shown_around(number_format: str, value: Decimal = _SOME) -> Around:
    """What belongs to the value of the words that a format shows: 約, 人, （速報値）, ¥."""
    section = _section(number_format, value)
    around = None if section.startswith("[=") else _around(section)
    if around is None:
        return Around()
    before, behind = around.before.strip(), around.behind.strip()
    if not (_BESIDE.search(before) or before.endswith(tuple(_CURRENCY))):
        before = ""
    is_unit = plain_unit(behind) in COUNTERS | {"%"}
    return Around(before, behind if is_unit or _BESIDE.search(behind) else "")


def words_beside(number_format: str, value: Decimal) -> str:
    """All the words that a format shows beside the digits of any such number, the sign ％ too."""
    sections = (s for s in _sections(number_format) if not s.startswith("[="))
    section = _section(";".join(sections), value)
    around = _around(section) or Around()
    share = "％" if "%" in _LITERAL.sub("", section) else ""
    return "".join(f"{around.before}{around.behind}{share}".split())


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


def _section(number_format: str, value: Decimal) -> str:
    """The section that shows this value: by its condition, or by its sign."""
    sections = _sections(number_format)
    conditions = [_CONDITION.match(section) for section in sections[:2]]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=False):
            if condition and _HOLDS[condition[1]](value, Decimal(condition[2])):
                return section
        return sections[min(2, len(sections) - 1)]
    by_sign = {1: 0, -1: 1, 0: 2}[(value > 0) - (value < 0)]
    return sections[by_sign] if by_sign < len(sections) else sections[0]


def _sections(number_format: str) -> list[str]:
    """Of `0;;` the first shows digits, the others nothing."""
    pieces = re.findall(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])+|;', number_format)
    sections = [""]
    for piece in pieces:
        if piece == ";":
            sections.append("")
        else:
            sections[-1] += piece
    return sections

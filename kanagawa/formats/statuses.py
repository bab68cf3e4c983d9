"""Why a figure has no value, and how sure a value is: names, official prints, and what is typed.

Source of the prints: the report of 令和７年度 for the dash, the legends of official statistics
(統計表の符号) for 「Ｘ」; the other words are printed as they are called.
"""

import re
import unicodedata

from .numbers import DASH

# The name of each reason; `value` and `to_enter` are the two that are no reason.
STATUS_NAMES = {
    "value": "値がある",
    "not_due": "未到来",
    "not_started": "事業開始前",
    "nil": "皆無",
    "not_applicable": "該当なし",
    "compiling": "集計中",
    "undecided": "未定",
    "discontinued": "廃止",
    "withheld": "秘匿",
    "to_enter": "未入力",
}
# The reasons that may be typed in place of a value.
REASON_WORDS = tuple(n for status, n in STATUS_NAMES.items() if status not in ("value", "to_enter"))
# What a table prints instead of a value; a dash for all others.
STATUS_PRINTS = {
    "compiling": "集計中",
    "undecided": "未定",
    "discontinued": "廃止",
    "withheld": "Ｘ",
}
# What stands below a table for a print that does not speak for itself.
STATUS_LEGENDS = {"withheld": "※ Ｘは、公表を差し控えた数値です。"}
# There is a value, or there will be one, which the report does not know: what is added up from
# such a part is not known either. The first that a sum meets is the one it prints.
UNKNOWN = ("withheld", "compiling", "undecided")

QUALIFIER_NAMES = {"provisional": "速報値", "about": "概数（約）", "around": "概数（程度）"}
_BEFORE = {"about": "約"}
_BEHIND = {"provisional": "（速報値）", "around": "程度"}
# Where several are added up: the first of these that a part has.
_WEAKEST = ("about", "around", "provisional")
_TYPED = {
    "provisional": (r"(?P<value>.*?)\s*\(?(?:速報値?)\)?", r"(?:速報値?)\s*(?P<value>.*)"),
    "about": (r"(?:約|およそ|おおよそ|概ね|おおむね)\s*(?P<value>.*)",),
    "around": (r"(?P<value>.*?)\s*(?:程度|ほど|前後)",),
}
_QUALIFIED = [
    (qualifier, re.compile(pattern))
    for qualifier, patterns in _TYPED.items()
    for pattern in patterns
]


def without_value(status: str) -> str:
    """What is printed in place of a value: －, 集計中, 未定, 廃止, Ｘ."""
    return STATUS_PRINTS.get(status, DASH)


def qualified(text: str, qualifier: str) -> str:
    """A printed value with what qualifies it: 約1,200件, 40件程度, 1,234件（速報値）."""
    return _BEFORE.get(qualifier, "") + text + _BEHIND.get(qualifier, "")


def joint_qualifier(qualifiers: set[str]) -> str:
    """How sure something is that was computed from values with these qualifiers."""
    weakest = next((q for q in _WEAKEST if q in qualifiers), "")
    return "about" if weakest == "around" else weakest


def split_qualifier(text: str) -> tuple[str, str]:
    """What was typed without its qualifier, and the qualifier: 「約1,200件」 → 1,200件, about.

    "" for a text that has none, or that is nothing else.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    for qualifier, pattern in _QUALIFIED:
        match = pattern.fullmatch(plain)
        if match and any(c.isdigit() for c in match["value"]):
            return match["value"].strip(), qualifier
    return text, ""


def status_typed(text: str) -> str:
    """The reason that was typed as a word (「集計中」, 「（未定）」, 「X」); "" for other texts."""
    # 「皆　無」 is spread over its cell as offices do.
    word = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).strip("()[]。")
    return _STATUS_WORDS.get(word, "")


def status_with_remark(text: str) -> tuple[str, str]:
    """The reason's word and what stands behind it: 「集計中（６月末）」 → 集計中, ６月末.

    ("", "") for a text that does not begin with a reason, or has nothing behind it.
    """
    match = _REMARK.fullmatch(text.strip())
    return (match[1], match[2].strip(" )）")) if match and status_typed(match[1]) else ("", "")


_REMARK = re.compile(r"([^0-9()（）,、:：/／※・]+?)\s*[\s(（,、:：/／※・]\s*(.+)", re.DOTALL)


_STATUS_WORDS = {
    unicodedata.normalize("NFKC", word): status
    for names in (STATUS_NAMES, STATUS_PRINTS)
    for status, word in names.items()
    if status != "value"
} | {"秘": "withheld"}

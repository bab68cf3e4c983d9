"""Eras: which one a day or a fiscal year bears, and how people type a year.

令和 began on 1 May 2019, 平成 on 8 January 1989, 昭和 on 25 December 1926. What is older is
printed with its Western year, so that printing never fails.
"""

import re
import unicodedata
from datetime import date, timedelta

from .numbers import number, quoted
from .text import repaired

ERAS = ((date(2019, 5, 1), "令和"), (date(1989, 1, 8), "平成"), (date(1926, 12, 25), "昭和"))
# A year of this era as people type it; with `re.fullmatch` and the other parts of a date behind.
ERA_YEAR = r"(?P<era>令和?|平成?|昭和?|[RHSrhs]\.?)?(?P<year>元|[0-9]{1,4})"
_NAME, _N = "(?:令和?|平成?|昭和?|[RHSrhs]\\.?)", "元|[0-9]{1,4}"
_TWICE = re.compile(
    rf"(?P<era>{_NAME})?(?P<year>{_N})(?P<unit>年度?)?"
    rf"(?:\((?P<other>{_NAME})?(?P<there>{_N})(?:年度?)?\)|[/・](?P<next>{_NAME})(?P<then>{_N}))"
    "(?P<end>年度?)?"
)
# 令和７年４月29日（火・祝）
_WEEKDAY = re.compile(
    r"(?<=[日0-9])(?:\([月火水木金土日](?:曜日?)?(?:[・,、]?[祝休]日?)?\)|\([祝休]日?\))"
    r"|(?<=日)[月火水木金土日]曜日?"
)
_SHORT = {"R": "令和", "H": "平成", "S": "昭和", "令": "令和", "平": "平成", "昭": "昭和"}
_KANJI = "〇一二三四五六七八九"
_YEARS = range(1900, 2201)


LONGEST_DAY = 200  # characters; a longer text is no day or period, and nothing reads it to its end


class NotADate(ValueError):
    """Text that cannot be understood as a date or period; the message says what to type."""


class NoSuchDay(NotADate):
    """A day, month or year that was read and never was: 令和８年６月31日, 平成38年."""


def era_of(day: date) -> tuple[str, int]:
    """Era and year of that era of a day; before 昭和 no era ("") and the Western year."""
    for start, name in ERAS:
        if day >= start:
            return name, day.year - start.year + 1
    return "", day.year


def fiscal_era(year: int) -> tuple[str, int]:
    """Era and year of a fiscal year: the era of most of its days, so 2019 is 令和元年度."""
    return era_of(date(year, 5, 1))


def year_text(era: str, n: int) -> str:
    """The year of an era in words, the first one 元: 令和元, 令和７, 平成30; without era 1920."""
    if not era:
        return str(n)
    return era + ("元" if n == 1 else number(n))


def folded(text: str) -> str:
    """Typed text at half width without spaces; a space between two digits stays, to be refused.

    Years, months and days in 漢数字 become digits; 西暦 and the day of the week are left out.
    Raises NotADate for a text that is too long to be read.
    """
    if len(text) > LONGEST_DAY:
        raise NotADate(f"「{quoted(text)}」は長すぎます。{LONGEST_DAY}文字までで入力してください。")
    if any(unicodedata.category(c) == "No" for c in text):
        return text  # ① or ² would become digits that nobody typed
    plain = unicodedata.normalize("NFKC", repaired(text)).replace("〜", "~").strip()
    plain = re.sub(r"(?<![0-9])\s+|\s+(?![0-9])", "", plain).removeprefix("西暦")
    plain = re.sub(rf"[十{_KANJI}]+(?=[年月日])", _digits, plain)
    return _one_year(_WEEKDAY.sub("", plain))


def _one_year(plain: str) -> str:
    """A year named twice, once: 平成31年度/令和元年度, 平成31(令和元)年度, 令和7年(2025年)4月.

    Two years that differ stay, to be refused.
    """
    match = _TWICE.search(plain)
    if match is None:
        return plain
    other = (match["other"], match["there"]) if match["there"] else (match["next"], match["then"])
    try:
        years = {western_year(*each, plain) for each in ((match["era"], match["year"]), other)}
    except NotADate:
        return plain
    year = f"{match['era'] or ''}{match['year']}{match['unit'] or match['end'] or ''}"
    return plain.replace(match[0], year) if len(years) == 1 else plain


def _digits(match: re.Match[str]) -> str:
    """The number in 漢数字: 七 → 7, 三十一 → 31, 二〇二五 → 2025."""
    tens, is_ten, ones = match[0].rpartition("十")
    digits = "".join(str(_KANJI.index(c)) for c in ones if c in _KANJI)
    if not is_ten:
        return digits
    count = _KANJI.index(tens) if len(tens) == 1 and tens in _KANJI else 1
    return match[0] if len(tens) > 1 else str(count * 10 + int(digits or 0))


def western_year(era: str | None, year: str, text: str) -> int:
    """The Western year of a typed era (令和, R or None) and year (元, 7 or 2025).

    `text` is what the message quotes. Raises NotADate for a year that era never had.
    """
    n = 1 if year == "元" else int(year)
    name = era_name(era)
    if name is None:
        western = n
        if n < _YEARS.start and len(year) < 4:
            raise NotADate(
                f"「{quoted(text)}」には元号がありません。"
                "令和７年、R7 または 2025年 のように入力してください。"
            )
    else:
        western = _start(name).year + n - 1
        if n < 1 or date(western, 1, 1) > _last_day(name):
            raise NoSuchDay(f"{name}{n}年という年はありません。元号と年を確かめてください。")
    if western not in _YEARS:
        raise NotADate(f"年は{_YEARS.start}年から{_YEARS.stop - 1}年までで入力してください。")
    return western


def era_name(era: str | None) -> str | None:
    """令和 for R, r., 令 or 令和; None stays None."""
    return None if era is None else _SHORT.get(era.upper().rstrip("."), era)


def _start(name: str) -> date:
    return next(day for day, era in ERAS if era == name)


def _last_day(name: str) -> date:
    later = [day for day, _ in ERAS if day > _start(name)]
    return min(later) - timedelta(days=1) if later else date.max

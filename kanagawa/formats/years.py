"""Fiscal years, dates, ranges and as-of wordings of official Japanese documents.

A fiscal year is named by the Western year it starts in (2025 = 令和７年度, April to March).
Every form printed here can be read back; what is typed otherwise is refused with an example.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from .eras import (
    ERA_YEAR,
    ERAS,
    NoSuchDay,
    NotADate,
    era_name,
    era_of,
    fiscal_era,
    folded,
    western_year,
)
from .eras import year_text as _year_text
from .numbers import number, quoted
from .unreadable import why_no_day, why_no_month, why_no_year

__all__ = [
    "AS_OF_WORDINGS",
    "ERAS",
    "NoSuchDay",
    "NotADate",
    "Period",
    "as_of",
    "as_of_day",
    "as_of_year_later",
    "date_range",
    "era_year",
    "fiscal_year",
    "fiscal_year_of",
    "month_end",
    "parse_as_of",
    "parse_date",
    "parse_date_range",
    "parse_fiscal_year",
    "parse_month",
    "parse_period",
    "period_text",
    "same_year",
    "span",
    "wareki",
    "wareki_month",
]

AS_OF_WORDINGS = ("現在", "末時点", "時点")
_PERIODS = "令和７年度、令和５～９年度、令和元年11月～令和６年３月、2024年"
_MONTH_DAY = re.compile(r"(?:([0-9]{1,2})[月./])?([0-9]{1,2})日?")
_SEPARATOR = "[年./・-]"
_NUMERIC_DAY = re.compile(ERA_YEAR + rf"{_SEPARATOR}[0-9]{{1,2}}[月./・-][0-9]{{1,2}}日?")
_NUMERIC_MONTH = re.compile(ERA_YEAR + rf"{_SEPARATOR}[0-9]{{1,2}}月?")
# What stands between two ends: a hyphen only where it cannot be one of 2025-04-01.
_SPAN = re.compile(
    r"から|より|(?<=[日月度])[-‐-―−ー]"
    r"|(?<=[0-9元])[-‐-―−ー](?=(?:令和|平成|昭和|[RHS])?(?:[0-9]{1,4}|元)年度$)"
)
_WEEKDAYS = "月火水木金土日"
_WEEKDAY = re.compile(r"\(([月火水木金土日])[^()]*\)|日([月火水木金土日])曜")


def fiscal_year(year: int) -> str:
    """2025 → 令和７年度, 2019 → 令和元年度, 2018 → 平成30年度."""
    return f"{_year_text(*fiscal_era(year))}年度"


def fiscal_year_of(day: date) -> int:
    """The fiscal year a day lies in (April to March)."""
    return day.year if day.month >= 4 else day.year - 1


def era_year(year: int) -> str:
    """A calendar year, named by the era of its last day: 2024 → 令和６年, 2019 → 令和元年."""
    return f"{_year_text(*era_of(date(year, 12, 31)))}年"


def wareki(day: date) -> str:
    """令和７年３月31日; the era is that of the day itself (平成31年４月30日, 令和元年５月１日)."""
    return f"{wareki_month(day)}{number(day.day)}日"


def moment(at: datetime, clock: str = "%H:%M") -> str:
    """令和８年11月28日 18:42."""
    return f"{wareki(at.date())} {at.strftime(clock)}"


def wareki_month(day: date) -> str:
    """平成26年６月."""
    return f"{_year_text(*era_of(day))}年{number(day.month)}月"


def same_year(previous: date | None, day: date) -> str:
    """平成23年９月, and 同年12月 when the line above has the same year of the same era."""
    if previous and era_of(previous) == era_of(day):
        return f"同年{number(day.month)}月"
    return wareki_month(day)


def as_of(day: date, wording: str = "現在") -> str:
    """令和７年３月31日現在, 令和７年３月31日時点, or 令和７年６月末時点.

    末時点 (or 月末時点, the same print) names the month only: its `day` should be the month's last.
    Raises ValueError for another wording.
    """
    if wording in ("末時点", "月末時点"):
        return f"{wareki_month(day)}末時点"
    if wording not in AS_OF_WORDINGS:
        raise ValueError(f"時点の書き方「{wording}」はありません。")
    return wareki(day) + wording


def as_of_day(day: date, narrow: bool = False) -> str:
    """６月30日現在; `narrow` keeps a single digit half-width, as two table heads print it."""
    digits = str if narrow else number
    return f"{digits(day.month)}月{digits(day.day)}日現在"


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True, slots=True)
class Period:
    """The time a figure is about; `end` None means that it still runs.

    `precision` says in what words it is printed: fiscal_year, year, month or day. Periods sort by
    their start, then by their end, running ones last.
    """

    start: date
    end: date | None
    precision: str

    def __lt__(self, other: "Period") -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[date, date, str]:
        return self.start, self.end or date.max, self.precision

    @classmethod
    def fiscal_year(cls, year: int) -> "Period":
        return cls.fiscal_years(year, year)

    @classmethod
    def fiscal_years(cls, first: int, last: int | None) -> "Period":
        return cls(date(first, 4, 1), date(last + 1, 3, 31) if last else None, "fiscal_year")

    @classmethod
    def calendar_year(cls, year: int) -> "Period":
        return cls(date(year, 1, 1), date(year, 12, 31), "year")

    @classmethod
    def months(cls, first: tuple[int, int], last: tuple[int, int] | None) -> "Period":
        return cls(date(*first, 1), month_end(*last) if last else None, "month")

    @classmethod
    def days(cls, first: date, last: date | None) -> "Period":
        return cls(first, last, "day")

    @property
    def first_fiscal_year(self) -> int:
        return fiscal_year_of(self.start)

    @property
    def last_fiscal_year(self) -> int:
        """The fiscal year it ends in; of a running period the one it began in."""
        return fiscal_year_of(self.end or self.start)

    def shifted(self, years: int) -> "Period":
        """The same period `years` later; a period of months still ends on the month's last day."""
        end = _shift(self.end, years) if self.end else None
        if end and self.precision != "day":
            end = month_end(end.year, end.month)
        return Period(_shift(self.start, years), end, self.precision)


def as_of_year_later(day: date) -> date:
    """The same as-of date one year later; the end of a month stays one."""
    if day == month_end(day.year, day.month):
        return month_end(day.year + 1, day.month)
    return _shift(day, 1)


def _shift(day: date, years: int) -> date:
    last = calendar.monthrange(day.year + years, day.month)[1]  # 29 February becomes the 28th
    return date(day.year + years, day.month, min(day.day, last))


def period_text(period: Period, style: str = "short") -> str:
    """A period in words.

    For fiscal years "short" names 年度 once (令和５～９年度, 平成30～令和４年度), "each" twice and
    the era only where it changes (平成16年度～21年度), "full" both wholly (令和２年度～令和６年度).
    Months are printed in full (令和元年11月～令和６年３月), days as by `date_range`. A running
    period ends in ～. Raises ValueError for another style.
    """
    if style not in ("short", "each", "full"):
        raise ValueError(f"期間の書き方「{style}」はありません。")
    match period.precision:
        case "fiscal_year":
            return _fiscal_years(period, style)
        case "year":
            first, last = f"{period.start.year}年", period.end and f"{period.end.year}年"
        case "month":
            first, last = wareki_month(period.start), period.end and wareki_month(period.end)
        case _:
            if period.end:
                return date_range(period.start, period.end, "tilde")
            first, last = wareki(period.start), None
    return first if first == last else span(first, last or "")


def _fiscal_years(period: Period, style: str) -> str:
    first, last = period.first_fiscal_year, period.last_fiscal_year
    if period.end is None:
        return span(fiscal_year(first), "")
    if first == last:
        return fiscal_year(first)
    start, end = fiscal_year(first), fiscal_year(last)
    era = fiscal_era(first)[0]
    if style != "full" and era == fiscal_era(last)[0]:
        end = end.removeprefix(era)
    return span(start.removesuffix("年度") if style == "short" else start, end)


def span(start_text: str, end_text: str) -> str:
    """Two wordings joined as the report joins them: 令和元年11月～令和７年６月末時点."""
    return f"{start_text}～{end_text}"


def date_range(start: date, end: date | None, style: str = "prose") -> str:
    """Days from first to last, or the one day without `end`.

    "prose" prints 令和６年４月24日から26日まで, "tilde" 令和７年２月13日～16日. The end leaves out
    the month and the year (with its era) that it shares with the start.
    """
    if style not in ("prose", "tilde"):
        raise ValueError(f"日付の範囲の書き方「{style}」はありません。")
    if end is None or end == start:
        return wareki(start)
    if era_of(end) != era_of(start):
        last = wareki(end)
    else:
        month = "" if end.month == start.month else f"{number(end.month)}月"
        last = f"{month}{number(end.day)}日"
    return f"{wareki(start)}から{last}まで" if style == "prose" else span(wareki(start), last)


def parse_fiscal_year(text: str) -> int:
    """The Western start year of 令和７年度, 令和7, R7, 2025年度 or 2025.

    平成31年度, as papers of spring 2019 wrote it, is 2019. Raises NotADate with an example.
    """
    plain = folded(text)
    bare = re.sub(r"^(?i:FY)(?=[0-9]{4})|会計(?=年度)", "", plain)
    match = re.fullmatch(ERA_YEAR + r"(年度?)?", bare)
    if match is None:
        raise _unread(text, "年度", "令和７年度、R7、2025", why_no_year(plain))
    return western_year(match["era"], match["year"], text)


def parse_date(text: str) -> date:
    """A day: 令和７年３月31日, R7.3.31, 2025-03-31, 2025/3/31, 20250331, at any width.

    Also 令和七年三月三十一日, 令和７年３月31日（月） and the end of a month (令和７年３月末).
    Raises NotADate with an example, also for a day its era never had (令和元年４月30日) and for
    another day of the week than it was.
    """
    day = _date(text)
    _check_weekdays(text, day)
    return day


def _check_weekdays(text: str, *days: date) -> None:
    """Refuse a day with another one's day of the week: one of the two is a slip."""
    plain = unicodedata.normalize("NFKC", text)
    ends = re.split("[~〜]", _SPAN.sub("~", plain))
    if len(ends) == len(days):  # one of them may be without its day of the week
        letters = [next(_weekdays(end), "") for end in ends]
    else:
        letters = list(_weekdays(plain))
    for letter, day in zip(letters, days, strict=False) if len(letters) == len(days) else ():
        if letter and letter != _WEEKDAYS[day.weekday()]:
            raise NoSuchDay(
                f"「{quoted(text)}」の{wareki(day)}は{_WEEKDAYS[day.weekday()]}曜日です。"
                "日か曜日を確かめてください。"
            )


def _weekdays(text: str) -> Iterator[str]:
    return (first or second for first, second in _WEEKDAY.findall(text))


def _date(text: str) -> date:
    plain = re.sub(r"[T ]?0{1,2}:00(:00)?$", "", folded(text))  # midnight, as programs write it
    match = (
        re.fullmatch(ERA_YEAR + rf"{_SEPARATOR}([0-9]{{1,2}})[月./・-]([0-9]{{1,2}})日?", plain)
        or re.fullmatch(r"(?P<era>)(?P<year>[0-9]{4})([0-9]{2})([0-9]{2})", plain)
        or re.fullmatch(r"(?P<era>[RHSrhs])(?P<year>[0-9]{2})([0-9]{2})([0-9]{2})", plain)
    )
    if match is None and (end := re.fullmatch(r"(.+年度)末日?", plain)):
        return date(parse_fiscal_year(end[1]) + 1, 3, 31)
    if match is None and re.search(r"月?[0-9月]末日?$", plain):
        try:
            first = parse_month(re.sub(r"(?<=月)月?末日?$|末日?$", "", plain))
        except NoSuchDay:
            raise
        except NotADate:
            raise _unread(
                text, "日付", "令和７年３月31日、令和７年３月末", why_no_day(plain)
            ) from None
        return month_end(first.year, first.month)
    if match is None:
        raise _unread(text, "日付", "令和７年３月31日、R7.3.31、2025-03-31", why_no_day(plain))
    day = _day(western_year(match["era"] or None, match["year"], text), match[3], match[4], text)
    era = era_name(match["era"] or None)
    if era not in (None, era_of(day)[0]):
        raise NoSuchDay(f"「{quoted(text)}」という日はありません（{wareki(day)}です）。")
    return day


def _unread(text: str, what: str, examples: str, why: str = "") -> NotADate:
    usual = f"は{what}として読めません。{examples} のように入力してください。"
    return NotADate(f"「{quoted(text)}」{why or usual}")


def _day(year: int, month: str, day: str, text: str) -> date:
    if not 1 <= int(month) <= 12:
        raise NoSuchDay(f"「{quoted(text)}」という月はありません。月を確かめてください。")
    try:
        return date(year, int(month), int(day))
    except ValueError:
        raise NoSuchDay(
            f"「{quoted(text)}」という日はありません。月と日を確かめてください。"
        ) from None


def parse_month(text: str) -> date:
    """The first day of a month: 平成26年６月, H26.6, 2014-06, 2014年6月.

    Raises NotADate with an example, also for a month its era never had (平成31年５月).
    """
    plain = folded(text)
    match = re.fullmatch(ERA_YEAR + rf"{_SEPARATOR}([0-9]{{1,2}})月?", plain) or re.fullmatch(
        r"(?P<era>)(?P<year>[0-9]{4})([0-9]{2})", plain
    )
    if match is None:
        raise _unread(text, "年月", "令和７年３月、R7.3、2025-03", why_no_month(plain))
    first = _day(western_year(match["era"] or None, match["year"], text), match[3], "1", text)
    last = month_end(first.year, first.month)
    # January 1989 is both 昭和64年１月 and 平成元年１月: the era may be that of either end.
    if era_name(match["era"] or None) not in (None, era_of(first)[0], era_of(last)[0]):
        raise NoSuchDay(f"「{quoted(text)}」という月はありません（{wareki_month(last)}です）。")
    return first


def parse_as_of(text: str) -> tuple[date, str]:
    """Day and wording of 令和７年３月31日現在, …時点 or 令和７年６月末時点 (then the month's last).

    Also 令和７年６月末 alone (末時点), 令和７年６月末現在 (the day itself) and 令和６年度末現在.
    Raises NotADate with an example for anything else.
    """
    day, wording = _as_of(text)
    _check_weekdays(text, day)
    return day, wording


def _as_of(text: str) -> tuple[date, str]:
    plain = folded(text)
    if match := re.fullmatch(r"(.+年度)末(現在|時点)?", plain):
        return date(parse_fiscal_year(match[1]) + 1, 3, 31), match[2] or "現在"
    if re.fullmatch(r".+[月0-9]末", plain):
        return parse_date(plain), "末時点"
    for wording in AS_OF_WORDINGS:
        rest = plain.removesuffix(wording)
        if rest in ("", plain):
            continue
        if wording != "末時点":
            return parse_date(rest), wording
        first = parse_month(rest)
        return month_end(first.year, first.month), wording
    examples = "令和７年３月31日現在、令和７年６月末時点"
    raise _unread(text, "時点", examples, why_no_day(plain))


def parse_date_range(text: str) -> tuple[date, date | None]:
    """First and last day of what `date_range` prints, in either style; None for a single day.

    Raises NotADate when either end cannot be read or the last day is before the first.
    """
    first, mark, last = _spanned(text).partition("~")
    if not first or (mark and not last):
        raise _unread(text, "期間", "令和７年４月24日～26日")
    start = parse_date(first)
    if not mark:
        _check_weekdays(text, start)
        return start, None
    short = _MONTH_DAY.fullmatch(last)
    if short is None:
        end = parse_date(last)
    else:
        end = _day(start.year, short[1] or str(start.month), short[2], text)
    _check_order(start, end, text)
    _check_weekdays(text, start, end)
    return start, end


def _spanned(text: str) -> str:
    """A range folded, with one mark between its ends."""
    return _SPAN.sub("~", folded(text).removesuffix("まで"))


def _check_order(start: date, end: date | None, text: str) -> None:
    if end is not None and end < start:
        raise NotADate(
            f"「{quoted(text)}」は終わりが始めより前です。年をまたぐときは終わりにも年を付けてください。"
        )


def parse_period(text: str) -> Period:
    """A period that `period_text` prints, in any of its styles; also 令和６年 (a calendar year).

    Raises NotADate for anything else; ends of two kinds (令和２年～令和６年９月末) are no period.
    """
    plain = _spanned(text)
    first = plain.partition("~")[0]
    if re.search(r"[0-9]日", plain) or _NUMERIC_DAY.fullmatch(first):
        period = _day_period(plain)
        _check_weekdays(text, *dict.fromkeys(filter(None, (period.start, period.end))))
    elif "年度" in plain:
        period = _fiscal_period(plain)
    elif "月" in plain or _NUMERIC_MONTH.fullmatch(first):
        period = _month_period(plain)
    else:
        period = _year_period(plain)
    _check_order(period.start, period.end, text)
    return period


def _day_period(plain: str) -> Period:
    if plain.endswith("~"):
        return Period.days(parse_date(plain[:-1]), None)
    start, end = parse_date_range(plain)
    return Period.days(start, end or start)


def _fiscal_period(plain: str) -> Period:
    first, mark, last = plain.partition("~")
    if not first:
        raise _unread(plain, "期間", _PERIODS)
    start = parse_fiscal_year(first)
    if not mark:
        return Period.fiscal_year(start)
    if not last:
        return Period.fiscal_years(start, None)
    era = re.match(r"[^0-9元]*", first)
    if era and re.fullmatch(r"(元|[0-9]{1,3})年度", last):
        last = era[0] + last
    return Period.fiscal_years(start, parse_fiscal_year(last))


def _month_period(plain: str) -> Period:
    first, mark, last = plain.partition("~")
    start = parse_month(first)
    if re.fullmatch("[0-9]{1,2}月?", last):  # ６月 of the same year
        last = f"{start.year}年{last}"
    end = parse_month(last or first)
    open_end = bool(mark) and not last
    return Period.months((start.year, start.month), None if open_end else (end.year, end.month))


def _year_period(plain: str) -> Period:
    year = ERA_YEAR + "年"
    first, mark, last = plain.partition("~")
    start, end = re.fullmatch(year, first), re.fullmatch(year, last or first)
    if start is None or end is None:
        is_bare = re.fullmatch("(?:令和|平成|昭和|[RHSrhs])?(?:元|[0-9]+)(?:[~-].*)?", plain)
        why = f"は年度か年（暦年）か分かりません。{_PERIODS} のように入力してください。"
        raise _unread(plain, "期間", _PERIODS, why if is_bare else "")
    first_day = date(western_year(start["era"], start["year"], plain), 1, 1)
    last_day = date(western_year(end["era"], end["year"], plain), 12, 31)
    return Period(first_day, None if mark and not last else last_day, "year")

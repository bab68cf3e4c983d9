"""Eras, fiscal years, dates, ranges and as-of wordings of official Japanese documents.

A fiscal year is named by the Western year it starts in (2025 = 令和７年度, April to March).
"""

import calendar
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .numbers import number

ERAS = ((date(2019, 5, 1), "令和"), (date(1989, 1, 8), "平成"), (date(1926, 12, 25), "昭和"))
_SHORT = {"R": "令和", "H": "平成", "S": "昭和"}
_EXAMPLE = "令和７年３月31日、R7.3.31、2025-03-31 のように入力してください。"
AS_OF_WORDINGS = ("現在", "末時点", "時点")


class NotADate(ValueError):
    """Text that cannot be understood as a date or period; the message says what to type."""


def _era_of(day: date) -> tuple[str, int]:
    for start, name in ERAS:
        if day >= start:
            return name, day.year - start.year + 1
    raise NotADate(f"{day:%Y-%m-%d} は昭和より前のため、元号で表せません。")


def _era_fiscal(year: int) -> tuple[str, int]:
    # A fiscal year bears the era of most of its days: 2019 is 令和元年度, though it began in 平成.
    return _era_of(date(year, 5, 1))


def _year(n: int) -> str:
    return "元" if n == 1 else number(n)


def fiscal_year(year: int) -> str:
    """2025 → 令和７年度, 2019 → 令和元年度, 2018 → 平成30年度."""
    era, n = _era_fiscal(year)
    return f"{era}{_year(n)}年度"


def era_year(year: int) -> str:
    """A calendar year, named by the era of its last day: 2019 → 令和元年."""
    era, n = _era_of(date(year, 12, 31))
    return f"{era}{_year(n)}年"


def wareki(day: date) -> str:
    """令和７年３月31日."""
    return f"{wareki_month(day)}{number(day.day)}日"


def wareki_month(day: date) -> str:
    """平成26年６月."""
    era, n = _era_of(day)
    return f"{era}{_year(n)}年{number(day.month)}月"


def same_year(previous: date | None, day: date) -> str:
    """平成23年９月, and 同年12月 when the line above has the same year."""
    if previous and previous.year == day.year and _era_of(previous)[0] == _era_of(day)[0]:
        return f"同年{number(day.month)}月"
    return wareki_month(day)


def as_of(day: date, wording: str = "現在") -> str:
    """令和７年３月31日現在, or with 末時点 the month only: 令和７年６月末時点."""
    if wording == "末時点":
        return f"{wareki_month(day)}末時点"
    return wareki(day) + wording


def as_of_day(day: date, narrow: bool = False) -> str:
    """６月30日現在; `narrow` keeps single digits half-width, as two table heads of the report do."""
    month, day_ = (str(day.month), str(day.day)) if narrow else (number(day.month), number(day.day))
    return f"{month}月{day_}日現在"


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The time a figure is about; `end` None means that it still runs.

    `precision` says in what words it is printed: fiscal_year, year, month or day.
    """

    start: date
    end: date | None
    precision: str

    @classmethod
    def fiscal_year(cls, year: int) -> "Period":
        return cls.fiscal_years(year, year)

    @classmethod
    def fiscal_years(cls, first: int, last: int) -> "Period":
        return cls(date(first, 4, 1), date(last + 1, 3, 31), "fiscal_year")

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
        return fiscal_year_of(self.end or self.start)

    def shifted(self, years: int) -> "Period":
        """The same period `years` later (29 February becomes the 28th, month ends stay ends)."""
        return Period(
            _shift(self.start, years), _shift(self.end, years) if self.end else None, self.precision
        )


def fiscal_year_of(day: date) -> int:
    """The fiscal year a day lies in (April to March)."""
    return day.year if day.month >= 4 else day.year - 1


def _shift(day: date, years: int) -> date:
    last = calendar.monthrange(day.year, day.month)[1]
    new_last = calendar.monthrange(day.year + years, day.month)[1]
    return date(
        day.year + years, day.month, new_last if day.day == last else min(day.day, new_last)
    )


def period_text(period: Period, style: str = "short") -> str:
    """A period in words.

    "short" names 年度 once: 令和５～９年度, 平成30～令和４年度; "each" twice, the era only where it
    changes: 平成16年度～21年度; "full" both wholly: 令和２年度～令和６年度. Months and days always
    stand in full: 令和元年11月～令和６年３月; a running period ends in ～.
    """
    match period.precision:
        case "fiscal_year":
            return _fiscal_years(period, style)
        case "year":
            return f"{period.start.year}年"
        case "month":
            return span(wareki_month(period.start), wareki_month(period.end) if period.end else "")
    end = period.end if period.end != period.start else None
    return date_range(period.start, end, "tilde")


def _fiscal_years(period: Period, style: str) -> str:
    first = period.first_fiscal_year
    if period.end is None:
        return span(fiscal_year(first), "")
    last = period.last_fiscal_year
    if first == last:
        return fiscal_year(first)
    (era, n), (last_era, last_n) = _era_fiscal(first), _era_fiscal(last)
    shown = "" if era == last_era and style != "full" else last_era
    word = "" if style == "short" else "年度"
    return f"{era}{_year(n)}{word}～{shown}{_year(last_n)}年度"


def span(start: str, end: str) -> str:
    """Two wordings joined as the report joins them: 令和元年11月～令和７年６月末時点."""
    return f"{start}～{end}"


def date_range(start: date, end: date | None, style: str = "prose") -> str:
    """令和６年４月24日から26日まで ("prose") or 令和７年２月13日～16日 ("tilde"); one day without end."""
    if end is None or end == start:
        return wareki(start)
    if (end.year, end.month) == (start.year, start.month):
        last = f"{number(end.day)}日"
    elif end.year == start.year:
        last = f"{number(end.month)}月{number(end.day)}日"
    else:
        last = wareki(end)
    return f"{wareki(start)}から{last}まで" if style == "prose" else f"{wareki(start)}～{last}"


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).replace("〜", "~")


_ERA_YEAR = r"(?P<era>令和|平成|昭和|[RHSrhs])?(?P<year>元|\d{1,4})"


def _western(era: str | None, year: str, text: str) -> int:
    n = 1 if year == "元" else int(year)
    if era is None:
        if n < 1900:
            raise NotADate(f"「{text}」は元号がないため読めません。{_EXAMPLE}")
        return n
    name = _SHORT.get(era.upper(), era)
    start = next(day for day, era_name in ERAS if era_name == name)
    if n < 1:
        raise NotADate(f"「{text}」という年はありません。")
    return start.year + n - 1


def _check_era(era: str | None, day: date, text: str) -> None:
    if era is not None and _era_of(day)[0] != _SHORT.get(era.upper(), era):
        raise NotADate(f"「{text}」という日はありません（{wareki(day)} です）。")


def parse_fiscal_year(text: str) -> int:
    """The Western start year of 令和７年度, R7, 2025年度, 2025; 平成31年度 is read as 2019.

    Raises NotADate with an example for anything else.
    """
    match = re.fullmatch(_ERA_YEAR + r"(年度?)?", _folded(text))
    if match is None:
        raise NotADate(
            f"「{text}」は年度として読めません。令和７年度、R7、2025 のように入力してください。"
        )
    return _western(match["era"], match["year"], text)


def parse_date(text: str) -> date:
    """A day: 令和７年３月31日, R7.3.31, 2025-03-31, 2025/3/31; NotADate when there is none such."""
    match = re.fullmatch(_ERA_YEAR + r"[年./-](\d{1,2})[月./-](\d{1,2})日?", _folded(text))
    if match is None:
        raise NotADate(f"「{text}」は日付として読めません。{_EXAMPLE}")
    return _day(match["era"], match["year"], match[3], match[4], text)


def _day(era: str | None, year: str, month: str, day: str, text: str) -> date:
    try:
        found = date(_western(era, year, text), int(month), int(day))
    except ValueError as error:
        if isinstance(error, NotADate):
            raise
        raise NotADate(f"「{text}」という日はありません。{_EXAMPLE}") from None
    _check_era(era, found, text)
    return found


def parse_month(text: str) -> date:
    """The first day of a month: 平成26年６月, H26.6, 2014-06."""
    match = re.fullmatch(_ERA_YEAR + r"[年./-](\d{1,2})月?", _folded(text))
    if match is None:
        raise NotADate(
            f"「{text}」は年月として読めません。令和７年３月、2025-03 のように入力してください。"
        )
    era = match["era"]
    try:
        first = date(_western(era, match["year"], text), int(match[3]), 1)
    except ValueError as error:
        if isinstance(error, NotADate):
            raise
        raise NotADate(f"「{text}」という月はありません。") from None
    # 令和元年５月 begins on its first day, 平成元年１月 and 昭和元年12月 do not: look at the last.
    if era is not None and _SHORT.get(era.upper(), era) not in {
        _era_of(first)[0], _era_of(month_end(first.year, first.month))[0],
    }:  # fmt: skip
        raise NotADate(f"「{text}」という月はありません（{wareki_month(first)} です）。")
    return first


def parse_as_of(text: str) -> tuple[date, str]:
    """Day and wording of 令和７年３月31日現在 or 令和７年６月末時点."""
    for wording in AS_OF_WORDINGS:
        if text.strip().endswith(wording):
            inner = text.strip().removesuffix(wording)
            if wording == "末時点":
                first = parse_month(inner)
                return month_end(first.year, first.month), wording
            return parse_date(inner), wording
    raise NotADate(
        f"「{text}」は時点として読めません。令和７年３月31日現在 のように入力してください。"
    )


def parse_date_range(text: str) -> tuple[date, date | None]:
    """First and last day of what `date_range` prints, in either style."""
    folded = _folded(text).removesuffix("まで")
    first, *rest = re.split(r"から|~", folded)
    start = parse_date(first)
    if not rest:
        return start, None
    numbers = re.fullmatch(r"(?:(\d{1,2})月)?(\d{1,2})日", rest[0])
    if numbers is None:
        return start, parse_date(rest[0])
    return start, _day(None, str(start.year), numbers[1] or str(start.month), numbers[2], text)


def parse_period(text: str) -> Period:
    """A period that `period_text` prints, in any of its styles; NotADate for anything else."""
    folded = _folded(text)
    if re.fullmatch(r"\d{4}年", folded):
        return Period.calendar_year(int(folded[:-1]))
    first, tilde, last = folded.partition("~")
    if "年度" in folded:
        start = parse_fiscal_year(first)
        if not tilde:
            return Period.fiscal_year(start)
        if not last:
            return Period(date(start, 4, 1), None, "fiscal_year")
        era = re.match(r"[^\d元]*", first)
        same = re.fullmatch(r"(元|\d{1,2})年度", last) and era
        return Period.fiscal_years(
            start, parse_fiscal_year((era[0] if same and era else "") + last)
        )
    if re.search(r"\d日", folded):
        day, end = parse_date_range(text)
        return Period.days(day, end or day)
    month = parse_month(first)
    if not tilde:
        return Period.months((month.year, month.month), (month.year, month.month))
    end_month = parse_month(last) if last else None
    return Period.months(
        (month.year, month.month), (end_month.year, end_month.month) if end_month else None
    )


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from first to last, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)

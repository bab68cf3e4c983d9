"""What people type for a figure, read as they mean it: the one reading of grid, forms and upload.

Numbers at any width, with commas, units, 億 and 万; brackets for a forecast; a dash or a status
where there is no value; as-of dates in words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, Self, TypeVar

from django.core.exceptions import ValidationError

from kanagawa.figures.kinds import AsOfWording, Kind, Qualifier, Status
from kanagawa.figures.models import FigureRow
from kanagawa.formats.numbers import (
    LONGEST_NUMBER,
    NotANumber,
    is_dash,
    parse_amount,
    quoted,
    unbracketed,
)
from kanagawa.formats.statuses import (
    REASON_WORDS,
    qualified,
    split_qualifier,
    status_typed,
    status_with_remark,
    without_value,
)
from kanagawa.formats.text import is_visible
from kanagawa.formats.unreadable import reason_meant
from kanagawa.formats.years import NoSuchDay, NotADate, as_of, parse_as_of, parse_date, parse_month

T = TypeVar("T")
# Characters of a number, date or period; a longer text is told so before anything reads it.
LONGEST = LONGEST_NUMBER
_REASONS = "、".join(REASON_WORDS)
_INTERCHANGEABLE = (Kind.ACTUAL, Kind.FORECAST)


class Entered(NamedTuple):
    """What can be entered of a figure, as it is stored."""

    value: Decimal | None
    status: str
    kind: str
    as_of: date | None
    as_of_wording: str
    qualifier: str = ""

    @classmethod
    def of(cls, row: FigureRow) -> Self:
        value = None if row.value is None else Decimal(row.value)
        return cls(value, row.status, row.kind, row.as_of, row.as_of_wording, row.qualifier)

    def mark(self) -> str:
        """The same as one text, to be sent out and back: `1234|value|actual|2025-03-31|現在`.

        A qualifier stands behind: `1200|value|actual||現在|about`.
        """
        value = "" if self.value is None else f"{self.value.normalize():f}"
        day = self.as_of.isoformat() if self.as_of else ""
        parts = (value, self.status, self.kind, day, self.as_of_wording)
        return "|".join((*parts, self.qualifier) if self.qualifier else parts)

    @classmethod
    def read(cls, mark: str) -> Self:
        """What `mark` wrote. Raises ValidationError for anything else."""
        try:
            return cls(*_parts(mark))
        except (TypeError, ValueError, ArithmeticError):
            raise ValidationError(
                "この欄のもとの値が読み取れません。画面（ファイル）を開き直してください。"
            ) from None

    @property
    def text(self) -> str:
        """The value as it stands in its input: 1,234, 約1,200, 集計中, － for other reasons."""
        if self.value is not None:
            return qualified(value_text(self.value), self.qualifier)
        return "" if self.status in (Status.TO_ENTER, Status.VALUE) else without_value(self.status)

    @property
    def as_of_text(self) -> str:
        return as_of_words(self.as_of, self.as_of_wording)


@lru_cache(4096)
def _parts(mark: str) -> tuple[Decimal | None, str, str, date | None, str, str]:
    value, status, kind, day, wording, *qualifier = mark.split("|")
    return (
        Decimal(value) if value else None,
        str(Status(status)),
        str(Kind(kind)),
        date.fromisoformat(day) if day else None,
        str(AsOfWording(wording)),
        str(Qualifier(*qualifier)) if qualifier else "",
    )


@dataclass(frozen=True)
class Entry:
    """What somebody typed for one figure. None: that part was not offered and stays as it is.

    `shown` is the mark of what he saw (`OpenCell.shown`): what he left as it was is no change.
    """

    shown: str
    value: str | None = None
    kind: str | None = None
    status: str | None = None
    as_of: str | None = None


def understood(parse: Callable[[str], T], text: str) -> T:
    """What `parse` makes of the text; its own Japanese message when it cannot be understood.

    Raises ValidationError, also for a text that is too long to be read.
    """
    if len(text) > LONGEST:
        message = f"「{quoted(text)}」は長すぎます。{LONGEST}文字までで入力してください。"
        raise ValidationError(message, code="max_length")
    try:
        return parse(text)
    except (NotANumber, NotADate) as error:
        raise ValidationError(str(error), code="invalid") from None


def value_text(value: Decimal) -> str:
    """A stored value as it is typed: 1,234.5."""
    return f"{value.normalize():,f}"


def read_amount(text: str, unit: str) -> tuple[Decimal | None, bool]:
    """The number typed and whether it stood in brackets (a forecast); None for a dash or nothing.

    Raises ValidationError with the message for the field.
    """
    inner, brackets = unbracketed(text)
    forecast = brackets in ("forecast", "forecast-wide", "sub-round")
    if not inner or is_dash(inner):
        return None, forecast
    return understood(lambda typed: parse_amount(typed, unit), inner), forecast


class ReadValue(NamedTuple):
    """What was typed into a value's input."""

    value: Decimal | None
    status: str
    kind: str
    qualifier: str


def read_value(
    text: str, unit: str, *, kind: str, status: str, status_chosen: bool, may_be_due: bool
) -> ReadValue:
    """Value, status, kind and qualifier of what was typed into a value's input.

    「集計中」 and the other reasons are read as such, 「約1,200」 and 「1,234（速報値）」 with what
    qualifies them. `status_chosen`: the person set the status himself; `may_be_due`: its period is
    not over, so a dash alone means 未到来. Raises ValidationError with the message for the field.
    """
    if reason := status_typed(text):
        if status_chosen and status not in (Status.VALUE, reason):
            chosen = Status(status).label
            raise ValidationError(
                f"値の欄の「{quoted(text)}」と、選んだ理由「{chosen}」が違います。"
                "どちらかにそろえてください。"
            )
        return ReadValue(None, reason, kind, "")
    word, remark = status_with_remark(text)
    if word:
        raise ValidationError(
            f"値の欄には「{word}」とだけ入力し、「{quoted(remark)}」は注か職員用メモに書いてください。"
        )
    if _is_word(text):
        raise ValidationError(_no_reason(text))
    text, qualifier = split_qualifier(text)
    if split_qualifier(text)[1]:
        raise ValidationError(
            f"「{quoted(text)}」のほかにも概数や速報値のことばがあります。どれか１つにしてください。"
        )
    number, forecast = read_amount(text, unit)
    if number is not None:
        # Who types a number into a figure that waited for one need not change its status too.
        status = status if status_chosen else str(Status.VALUE)
        kind = str(Kind.FORECAST) if forecast and kind == Kind.ACTUAL else kind
    elif text.strip() and status in (Status.VALUE, Status.TO_ENTER):
        if not may_be_due:
            raise ValidationError(
                f"「－」にする理由を選ぶか、値の代わりに理由（{_REASONS}）を入力してください。"
            )
        status = str(Status.NOT_DUE)
    return ReadValue(number, status, kind, qualifier)


def _is_word(text: str) -> bool:
    """Whether something else than digits, a dash or nothing was typed, in brackets or not."""
    inner = unbracketed(text)[0] if len(text) <= LONGEST else ""
    is_silent = not is_visible(inner) or is_dash(inner)
    return not (is_silent or any(c.isnumeric() for c in inner))


def _no_reason(text: str) -> str:
    meant = reason_meant(text)
    hint = f"（「{quoted(text)}」は {meant} でしょうか）" if meant else ""
    return (
        f"「{quoted(text)}」は数ではありません。数を入力するか、値がないときはその理由"
        f"（{_REASONS}）を入力してください{hint}。"
    )


def may_be_due(row: FigureRow) -> bool:
    return row.period.last_fiscal_year >= row.edition.fiscal_year


def read_as_of(text: str) -> tuple[date, str]:
    """Day and wording; a day alone means 現在. Raises ValidationError with an example."""
    return understood(_as_of, text)


def _as_of(text: str) -> tuple[date, str]:
    text = unbracketed(text.strip(" \u3000\n※。"))[0].rstrip("。")  # as it stands above a table
    try:
        return parse_as_of(text)
    except NotADate:
        for parse in (parse_date, parse_month):
            try:
                day = parse(text)
            except NoSuchDay:
                raise
            except NotADate:
                continue
            if parse is parse_date:
                return day, "現在"
        raise


def as_of_words(day: date | None, wording: str) -> str:
    """How an as-of date stands in its field."""
    return as_of(day, wording) if day else ""


def read_entry(entry: Entry, row: FigureRow) -> Entered:
    """What the entry makes of the figure that was shown; the row itself is left alone.

    Raises ValidationError with all messages for the cell. `row` gives unit, period and edition.
    """
    before = Entered.read(entry.shown)
    problems: list[str] = []
    kind, status = _kind(entry, before, problems), _status(entry, before, problems)
    value, qualifier = before.value, before.qualifier
    # The text as it was shown needs no second reading: it stands for what is stored.
    if entry.value is not None and entry.value.strip() != before.text:
        try:
            value, status, kind, qualifier = read_value(
                entry.value,
                str(row.unit),
                kind=kind,
                status=status,
                status_chosen=status != before.status,
                may_be_due=may_be_due(row),
            )
        except ValidationError as error:
            problems += error.messages
    day, wording = _read_day(entry, before, problems)
    if problems:
        raise ValidationError(problems)
    return Entered(value, status, kind, day, wording, qualifier)


def _kind(entry: Entry, before: Entered, problems: list[str]) -> str:
    if entry.kind in (None, before.kind):
        return before.kind
    if entry.kind not in _INTERCHANGEABLE or before.kind not in _INTERCHANGEABLE:
        problems.append("種別は「実績値」と「見込」の間でだけ変更できます。")
        return before.kind
    return entry.kind


def _status(entry: Entry, before: Entered, problems: list[str]) -> str:
    if entry.status is None:
        return before.status
    if entry.status not in Status.values:
        problems.append("「値の有無」は一覧から選んでください。")
        return before.status
    return entry.status


def _read_day(entry: Entry, before: Entered, problems: list[str]) -> tuple[date | None, str]:
    if entry.as_of is None or entry.as_of.strip() == before.as_of_text:
        return before.as_of, before.as_of_wording
    if not entry.as_of.strip():
        return None, before.as_of_wording
    try:
        return read_as_of(entry.as_of)
    except ValidationError as error:
        problems += error.messages
        return before.as_of, before.as_of_wording


def kinds_to_choose(kind: str) -> list[tuple[str, str]]:
    """The kinds a figure may become; a target or a limit stays what it is."""
    return [(str(k), str(k.label)) for k in _INTERCHANGEABLE] if kind in _INTERCHANGEABLE else []

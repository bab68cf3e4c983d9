"""What stands in a cell of a workbook, as the text that the same person would type on screen.

Excel changes what people type: days become serial numbers, percentages fractions, (640) minus
640. What cannot be told apart is refused with a message that says what to type instead.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kanagawa.formats.numbers import LONGEST_NUMBER, number, quoted
from kanagawa.formats.statuses import split_qualifier
from kanagawa.formats.text import repaired
from kanagawa.formats.years import wareki, wareki_month

from .sheet_reader import BookCell
from .shown_numbers import ROUNDED, shown_around, shows_otherwise, words_beside

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
_EXACT = 15  # significant digits of a number in Excel


class NotTyped(ValueError):
    """Something that is no typed value; the message says what to do."""


@dataclass(frozen=True)
class TypedCell:
    """The text typed; `number` when the cell holds a real one, `day` when it holds a date."""

    text: str = ""
    number: Decimal | None = None
    day: date | None = None


EMPTY = TypedCell()


def typed(cell: BookCell | None) -> TypedCell:
    """What was typed into a cell (None: nothing is there). Raises NotTyped."""
    if cell is None:
        return EMPTY
    _require_as_seen(cell)
    value = cell.value
    if cell.data_type == "f":
        formula = getattr(value, "text", None) or str(value)
        raise NotTyped(
            f"数式（{quoted(str(formula))}）は取り込めません。"
            "計算した値をコピーして「値の貼り付け」で入れてください。"
        )
    if cell.data_type == "e":
        raise NotTyped(f"エラー値「{quoted(str(value))}」になっています。値を入力してください。")
    if isinstance(value, bool):
        raise NotTyped(f"「{str(value).upper()}」は真偽値です。数か「－」を入力してください。")
    if isinstance(value, int | float):
        return _number(value, cell)
    if isinstance(value, datetime | date):
        return _day(value, cell)
    return _text(value, cell) if isinstance(value, str) else _time(value)


def _require_as_seen(cell: BookCell) -> None:
    """Refuse what a person sees otherwise than it is read. Raises NotTyped."""
    if cell.marks:
        raise NotTyped(
            f"{'、'.join(cell.marks)}があります（{quoted(str(cell.value))}）。"
            "読み取らせない文字を消し、書式を付けずに入力し直してください。"
        )
    if cell.marks_by_rule:
        raise NotTyped(_under_rule(str(cell.value), "、".join(cell.marks_by_rule)))
    if cell.is_unseen_zero:
        raise NotTyped(
            "０が入っていますが、０を見せない設定のシートでは空の欄に見えます。Excelの「ファイル」"
            "「オプション」「詳細設定」で「ゼロ値のセルにゼロを表示する」を選び、値を確かめてください。"
        )


def _text(value: str, cell: BookCell) -> TypedCell:
    if why := cell.shows_other_text:
        raise NotTyped(_not_as_seen(f"「{quoted(value)}」", why))
    if len(value) > LONGEST_NUMBER:
        raise NotTyped(
            f"「{quoted(value)}」は長すぎます。{LONGEST_NUMBER}文字までで入力してください。"
        )
    return TypedCell(repaired(value).strip())


def _under_rule(value: str, what: str) -> str:
    return (
        f"条件付き書式で、{what}になることのある欄です（{quoted(value)}）。見えているとおりの値か"
        "分からないため、Excelの「条件付き書式」の「ルールのクリア」で消し、値を確かめてください。"
    )


def _not_as_seen(value: str, why: str) -> str:
    return (
        f"{value}が、{why}になっています。見えているとおりの値か分からないため、"
        "セルの表示形式を「標準」にして、値を確かめてください。"
    )


def _day(value: datetime | date, cell: BookCell) -> TypedCell:
    """As it is seen: a format may show no day, and 「2/1」 has a year that Excel gave it."""
    day = value.date() if isinstance(value, datetime) else value
    letters = _LITERAL.sub("", cell.number_format).lower()
    has_year, has_day = any(letter in letters for letter in "yeg"), "d" in letters
    if day < date(1868, 10, 23) or not (has_year or has_day):
        return _time(value)
    if not has_year:
        return TypedCell(f"{number(day.month)}月{number(day.day)}日", day=day)
    return TypedCell(wareki(day) if has_day else wareki_month(day), day=day)


def _time(value: Any) -> TypedCell:
    raise NotTyped(
        f"時刻（{quoted(str(value))}）として保存されています。"
        "セルの表示形式を「標準」にして、数を入力し直してください。"
    )


def _shows_other_words(code: str, cell: BookCell, number: Decimal) -> str:
    """Why a format that a rule gives a number shows another one than the cell's own does."""
    if why := shows_otherwise(code, number):
        return why
    words = words_beside(code, number)
    is_same = words == words_beside(cell.number_format, number)
    return "" if is_same else f"「{words or '別の単位'}」を付けて見せる表示形式"


def _is_share(number_format: str) -> bool:
    return "%" in _LITERAL.sub("", number_format)


def _number(value: int | float, cell: BookCell) -> TypedCell:
    number_format = cell.number_format
    exact = Decimal(f"{value:.{_EXACT}g}" if isinstance(value, float) else value)
    if not exact.is_finite():
        raise NotTyped("数として読めません。値を入力し直してください。")
    if abs(exact) >= 10**_EXACT:
        digits = quoted(f"{exact:f}")
        raise NotTyped(
            f"{_EXACT}桁を超える数です（{digits}）。Excelは{_EXACT}桁より下を０に変えるため、"
            "打った値か分かりません。表示形式を「文字列」にして入力し直してください。"
        )
    why = shows_otherwise(number_format, exact)
    if why and not (why == ROUNDED and cell.shows_fractions):
        raise NotTyped(_not_as_seen(f"{exact.normalize():,f}", why))
    for code in cell.formats_by_rule:
        if why := _shows_other_words(code, cell, exact):
            raise NotTyped(_under_rule(f"{exact.normalize():,f}", why))
    if _is_share(number_format):
        return TypedCell(f"{(exact * 100).normalize():f}%", exact * 100)
    before, behind, _ = shown_around(number_format, exact)
    text = f"{before}{exact.normalize():f}{behind}"
    # With 約 or 速報値 it is more than the number.
    return TypedCell(text, None if split_qualifier(text)[1] else exact)

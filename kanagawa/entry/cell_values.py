"""What stands in a cell of a workbook, as the text that the same person would type on screen.

Excel changes what people type: days become serial numbers, percentages fractions, (640) minus
640. What cannot be told apart is refused with a message that says what to type instead.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kanagawa.formats.numbers import LONGEST_NUMBER, quoted
from kanagawa.formats.statuses import split_qualifier
from kanagawa.formats.text import repaired
from kanagawa.formats.years import wareki

from .sheet_reader import BookCell
from .shown_numbers import ROUNDED, shown_around, shows_otherwise

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
    value = cell.value
    if cell.marks:
        raise NotTyped(
            f"{'、'.join(cell.marks)}があります（{quoted(str(value))}）。"
            "読み取らせない文字を消し、書式を付けずに入力し直してください。"
        )
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
        day = value.date() if isinstance(value, datetime) else value
        return TypedCell(wareki(day), day=day) if day >= date(1868, 10, 23) else _time(value)
    if not isinstance(value, str):
        return _time(value)
    if len(value) > LONGEST_NUMBER:
        raise NotTyped(
            f"「{quoted(value)}」は長すぎます。{LONGEST_NUMBER}文字までで入力してください。"
        )
    return TypedCell(repaired(value).strip())


def _time(value: Any) -> TypedCell:
    raise NotTyped(
        f"時刻（{quoted(str(value))}）として保存されています。"
        "セルの表示形式を「標準」にして、数を入力し直してください。"
    )


def _number(value: int | float, cell: BookCell) -> TypedCell:
    number_format = cell.number_format
    number = Decimal(f"{value:.{_EXACT}g}" if isinstance(value, float) else value)
    if not number.is_finite():
        raise NotTyped("数として読めません。値を入力し直してください。")
    why = shows_otherwise(number_format, number)
    if why and not (why == ROUNDED and cell.shows_fractions):
        raise NotTyped(
            f"{number.normalize():,f}が、{why}になっています。見えているとおりの値か分からないため、"
            "セルの表示形式を「標準」にして、値を確かめてください。"
        )
    if "%" in _LITERAL.sub("", number_format):
        return TypedCell(f"{(number * 100).normalize():f}%", number * 100)
    before, behind, _ = shown_around(number_format, number)
    text = f"{before}{number.normalize():f}{behind}"
    # With 約 or 速報値 it is more than the number.
    return TypedCell(text, None if split_qualifier(text)[1] else number)

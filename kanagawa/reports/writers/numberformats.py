"""Excel number formats that print a number exactly as the report does.

The cell holds the number; the format is made from the print: `#,##0"件"` where digits are
half-width, an exact literal such as `[=6]"６件";#,##0"件"` where they are not. A literal is shown
for its own value only, so a number changed by hand never shows a false text. Two literals share
one format, because Office allows about 200 formats in a workbook.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kanagawa.formats.numbers import YEN, is_dash, money, number

from ..grid import Cell, Figure, plain

CAP = 150
_MAX_CODE = 250  # Excel refuses longer format codes than 255 characters
_DIGIT = re.compile(r"\d")
_MAX_DIGITS = 15  # digits that a number in Excel keeps


@dataclass(frozen=True, slots=True)
class ExcelNumber:
    """A number and how it is to look: the generic code, and the literal print if that needs one."""

    value: int | float
    generic: str
    literal: str = ""


def excel_number(cell: Cell) -> ExcelNumber | None:
    """How the only figure of a cell can be a number in Excel; None when the cell must be text."""
    if len(cell.figures) != 1 or any(c in cell.text for c in '"\n\r\t'):
        return None
    figure = cell.figures[0]
    if figure.value is None or len(figure.value.as_tuple().digits) > _MAX_DIGITS:
        return None
    printed = _find(cell.text, figure, figure.value)
    if printed is None or len(printed.generic + printed.literal) >= _MAX_CODE // 3:
        return None
    return printed


def _find(text: str, figure: Figure, value: Decimal) -> ExcelNumber | None:
    if not value and is_dash(text):
        return ExcelNumber(0, f"#,##0{_quoted(figure.unit)}", text)
    if figure.unit == YEN:
        return _money(text, figure, int(value))
    return _by_digits(text, value)


def _by_digits(text: str, value: Decimal) -> ExcelNumber | None:
    """A number whose digits stand in its print."""
    for places in (4, 3, 2, 1, 0):
        printed = number(value, places)
        if printed in text and round(value, places) == value:
            before, _, after = text.partition(printed)
            return _number(value, text, before, after, places)
    return None


def _number(value: Decimal, text: str, before: str, after: str, places: int) -> ExcelNumber | None:
    digits = "#,##0" + ("." + "0" * places if places else "")
    positive = f"{_quoted(before)}{digits}{_quoted(after)}"
    half_width = places > 0 or abs(value) >= 10
    if value < 0:
        negative = f"{positive};{_quoted(before + '△')}{digits}{_quoted(after)}"
        return ExcelNumber(plain(value), negative) if half_width else None
    return ExcelNumber(plain(value), positive, "" if half_width else text)


def _money(text: str, figure: Figure, yen: int) -> ExcelNumber | None:
    if yen < 0:
        return None
    for spelling in (figure.text, money(yen), money(yen, padded=True)):
        if spelling and spelling in text:
            before, _, after = text.partition(spelling)
            return ExcelNumber(yen, f"{_quoted(before)}#,##0{_quoted(YEN + after)}", text)
    return None


def label_codes(value: Decimal, text: str, unit: str) -> tuple[str, str]:
    """The codes of a value that is printed at its place in a chart: that of such values, and its
    own ("" where the first prints it as it is).

    A value that is changed by hand is never shown with the text of the one before.
    """
    text = text.replace('"', "”")
    found = _by_digits(text, value)
    if found and not found.literal and not _DIGIT.search(_literals(found.generic)):
        return found.generic, ""
    generic = f"#,##0{_quoted(unit)}" if value == value.to_integral_value() else "General"
    own = _code([ExcelNumber(plain(value), generic, text)])
    return (generic, own) if len(own) <= _MAX_CODE else ("General", "General")


def _literals(code: str) -> str:
    """The texts that a code prints beside the digits."""
    return "".join(code.split('"')[1::2])


def _quoted(text: str) -> str:
    return f'"{text}"' if text else ""


class NumberFormats:
    """The format codes of one workbook, planned from all its cells."""

    def __init__(self, cells: Iterable[Cell], cap: int = CAP) -> None:
        numbers = dict.fromkeys(s for s in map(excel_number, cells) if s is not None)
        codes = dict.fromkeys(s.generic for s in numbers)
        self._literal: dict[ExcelNumber, str] = {}
        for code, group in _pairs([s for s in numbers if s.literal]):
            if len(codes) >= cap:
                break
            codes[code] = None
            self._literal.update((s, code) for s in group)

    def code(self, number: ExcelNumber) -> str:
        """The format of a number; its generic one when the workbook has too many formats."""
        return self._literal.get(number, number.generic)


def _pairs(numbers: list[ExcelNumber]) -> Iterable[tuple[str, list[ExcelNumber]]]:
    waiting: dict[str, ExcelNumber] = {}
    for one in numbers:
        other = waiting.get(one.generic)
        if other is None:
            waiting[one.generic] = one
        elif other.value == one.value:
            # The same number printed in two ways cannot share a format.
            yield _code([one]), [one]
        else:
            yield _code([waiting.pop(one.generic), one]), [other, one]
    for one in waiting.values():
        yield _code([one]), [one]


def _code(group: list[ExcelNumber]) -> str:
    literals = [f'[={one.value}]"{one.literal}"' for one in group]
    return ";".join([*literals, group[0].generic])

"""Numbers with their units in running text: found wherever they stand, however they are written."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from .numbers import YEN, NotANumber, parse_money, parse_number, plain_unit

_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
# 第３期 and ２件目 count in order, and a digit behind letters (TX5) belongs to a name.
_NOT_BEHIND = r"(?<![A-Za-z0-9.,第])"
_NOT_BEFORE = r"(?!目|分の)"
_MONEY = re.compile(
    _NOT_BEHIND
    + r"(?=[0-9])"
    + "".join(rf"(?:{_NUMBER}{unit})?" for unit in "兆億万")
    + rf"(?:{_NUMBER})?円"
)
_ERA = r"(?:明治|大正|昭和|平成|令和)"
_DATES = re.compile(
    rf"{_ERA}?(?:[0-9]{{1,4}}|元)年度?(?:[0-9]{{1,2}}月)?(?:[0-9]{{1,2}}日)?|[0-9]{{1,2}}月(?:[0-9]{{1,2}}日)?"
)
# Without the opening sign inside, so that a thousand of them that nothing closes cost no search.
_NAMES = re.compile(r"「[^「」]*」|『[^『』]*』")


class Plain:
    """A text at one width and without spaces that still knows where each character stood.

    Characters of the ranges in `hidden` match nothing.
    """

    def __init__(self, text: str, hidden: Iterable[tuple[int, int]] = ()) -> None:
        covered = {place for start, end in hidden for place in range(start, end)}
        pairs = [
            (plain, place)
            for place, character in enumerate(text)
            for plain in ("\0" if place in covered else unicodedata.normalize("NFKC", character))
            if not plain.isspace()
        ]
        self.text = "".join(plain for plain, _ in pairs)
        self._places = [place for _, place in pairs]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original text that this range of the plain one stands for."""
        return self._places[start], self._places[end - 1] + 1

    def hide(self, start: int, end: int) -> None:
        self.text = self.text[:start] + "\0" * (end - start) + self.text[end:]

    def hide_all(self, pattern: re.Pattern[str]) -> None:
        for match in list(pattern.finditer(self.text)):
            self.hide(*match.span())


@dataclass(frozen=True)
class Amount:
    """A number that was found: its range in the text covers the unit unless that stands behind の.

    `unit` is in the one spelling of `plain_unit`.
    """

    start: int
    end: int
    value: Decimal
    unit: str
    is_bare: bool = False


def amounts_in(plain: Plain, units: Iterable[str]) -> Iterator[Amount]:
    """Money, and numbers with one of these units; what belongs to dates and names is left out."""
    plain.hide_all(_NAMES)
    plain.hide_all(_DATES)
    for match in list(_MONEY.finditer(plain.text)):
        try:
            value = Decimal(parse_money(match[0]))
        except NotANumber:
            continue
        yield Amount(*plain.span(*match.span()), value, YEN)
        plain.hide(*match.span())
    yield from _counts_in(plain, units)


def _counts_in(plain: Plain, units: Iterable[str]) -> Iterator[Amount]:
    pattern = _counting(frozenset(units))
    if pattern is None:
        return
    for match in pattern.finditer(plain.text):
        try:
            value = parse_number(match[1])
        except NotANumber:
            continue
        end = match.end(1) if match[2] else match.end()
        yield Amount(
            *plain.span(match.start(), end), value, plain_unit(match[3]), is_bare=bool(match[2])
        )


@lru_cache(maxsize=16)
def _counting(units: frozenset[str]) -> re.Pattern[str] | None:
    """Finds a number with one of the units: made once for all the texts of an edition."""
    counted_units = sorted({plain_unit(unit) for unit in units} - {"", YEN}, key=len, reverse=True)
    if not counted_units:
        return None
    spelt = re.sub(r"か(?=[所国月])", "[かヵヶケカ箇個]", "|".join(map(re.escape, counted_units)))
    return re.compile(rf"{_NOT_BEHIND}({_NUMBER})(の?)({spelt}){_NOT_BEFORE}")


def wordings_in(plain: Plain, wordings: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Where one of these wordings stands outside names, with the wording as it was given."""
    by_plain, pattern = _wordings(tuple(wordings))
    if pattern is None:
        return
    plain.hide_all(_NAMES)
    for match in pattern.finditer(plain.text):
        yield (*plain.span(*match.span()), by_plain[match[0]])


@lru_cache(maxsize=16)
def _wordings(wordings: tuple[str, ...]) -> tuple[dict[str, str], re.Pattern[str] | None]:
    """The wordings by their plain text, and what finds them in another one."""
    by_plain = {Plain(wording).text: wording for wording in wordings}
    by_plain.pop("", None)
    if not by_plain:
        return {}, None
    longest_first = sorted(by_plain, key=len, reverse=True)
    # 平成16年度～ is no part of 平成16年度～21年度.
    return by_plain, re.compile("(?:" + "|".join(map(re.escape, longest_first)) + ")" + "(?![0-9])")

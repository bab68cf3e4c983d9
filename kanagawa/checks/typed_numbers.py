"""Numbers that are typed into prose though the edition knows them as facts.

A typed number stays when the fact changes; a reference follows it. Found are amounts whose value
and unit are those of a fact, and wordings that are a fact's as-of date or period.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from kanagawa.editions.models import Node, NodeKind
from kanagawa.editions.references import EDITION_FORMS, FORMS, notation, references_in
from kanagawa.editions.rows import EditionRows
from kanagawa.editions.texts import Text, outlined, text_models, texts
from kanagawa.figures.quotable import FactOrigin, Quotable, quotables
from kanagawa.formats.numbers import plain_unit
from kanagawa.formats.running import Amount, Plain, amounts_in, wordings_in
from kanagawa.formats.years import fiscal_year, parse_fiscal_year
from kanagawa.reports.declaration import Check, Finding

from .context import Context

KEY = "prose.typed"
_MOST = 3
# A count below this is met everywhere (５社), so it must also be spoken of in the same words.
_DISTINCTIVE = 100
_AROUND = 40
# What stands behind a year that is meant once and for all: it does not move on with the edition.
_FOR_GOOD = re.compile(
    r"(?:の?(?:当初|末|[0-9０-９]+月))?(?:から|より|以降|以来|まで|に(?!お|係|つい))|中に"
)
# Characters on either side of a number in which the words around it are looked for.
_BESIDE = 400


@dataclass(frozen=True)
class Suggestion:
    """A reference that prints what was typed, the name of its fact, what it prints next year."""

    notation: str
    name: str
    next_year: str = ""


@dataclass(frozen=True)
class TypedNumber:
    """A typed number (`typed` is text[start:end]) and the references that would print it."""

    start: int
    end: int
    typed: str
    suggestions: tuple[Suggestion, ...]


class Facts:
    """The facts of an edition by what they print."""

    def __init__(self, facts: Iterable[Quotable]) -> None:
        self.amounts: dict[tuple[Decimal, str], list[Quotable]] = {}
        self.wordings: dict[str, list[tuple[Quotable, str]]] = {}
        for quotable in facts:
            self._add(quotable)
        self.units = {unit for _, unit in self.amounts}

    def _add(self, quotable: Quotable) -> None:
        figure = quotable.figure
        if figure is not None and figure.value is not None:
            amount = (figure.value.normalize(), plain_unit(figure.unit))
            self.amounts.setdefault(amount, []).append(quotable)
        for form, wording in quotable.prints.items():
            if _tells(quotable, form, wording):
                self.wordings.setdefault(wording, []).append((quotable, form))


def _tells(quotable: Quotable, form: str, wording: str) -> bool:
    """Whether a wording says of itself which fact it belongs to; a lone 令和７年度 does not."""
    figure = quotable.figure
    match form:
        case "period":
            return quotable.origin is FactOrigin.TABLE or "～" in wording
        case "since":
            return bool(figure and figure.period and figure.period.end is None)
    return form == "as_of" or quotable.origin is FactOrigin.EDITION


@dataclass(frozen=True)
class TextPlace:
    """Where a text stands: whose it is, in which section, and the tables beside it.

    `key` is that of the record it belongs to, whose figures have it in their keys.
    """

    about: str
    section: str
    tables: frozenset[str] = frozenset()
    key: str = ""

    def rank(self, quotable: Quotable, around: str) -> tuple[bool, bool, int]:
        """The facts that the text is most likely about come first."""
        own = bool(self.key) and quotable.key.partition("/")[2].startswith(self.key)
        beside = own or bool(self.tables & {quotable.key, *quotable.tables})
        away = quotable.section != self.section
        return not beside, away, -_shared(quotable.title, self.about + around)


def typed_in(text: str, place: TextPlace, facts: Facts) -> list[TypedNumber]:
    """The typed numbers of one text."""
    hidden = [(reference.start, reference.end) for reference in references_in(text)]
    numbers = [
        TypedNumber(start, end, text[start:end], suggestions)
        for start, end, wording in wordings_in(Plain(text, hidden), facts.wordings)
        if (suggestions := _worded(text, place, start, end, facts.wordings[wording]))
    ]
    hidden += [(number.start, number.end) for number in numbers]
    for amount in amounts_in(Plain(text, hidden), facts.units):
        if suggestions := _counted(text, place, amount, facts):
            words = text[amount.start : amount.end]
            numbers.append(TypedNumber(amount.start, amount.end, words, suggestions))
    return sorted(numbers, key=lambda number: number.start)


def _worded(
    text: str, place: TextPlace, start: int, end: int, candidates: list[tuple[Quotable, str]]
) -> tuple[Suggestion, ...]:
    around = outlined(text[max(0, start - _BESIDE) : end + _BESIDE])
    forms = [
        (quotable, form)
        for quotable, form in candidates
        # 平成27年度 alone is a date; 平成27年度からの累計 is where a figure's period begins.
        if form != "since" or text.startswith("から", end)
        if form != "period" or "～" in text[start:end] or _bracketed(text, start, end)
        # A record that names a year means that year, the outline the edition's.
        if quotable.origin is not FactOrigin.EDITION
        or not (place.key or _FOR_GOOD.match(text, end))
    ]

    def rank(entry: tuple[Quotable, str]) -> tuple[bool, bool, bool, int]:
        # A table says it best: its wording is the one that the paper prints.
        not_beside, away, shared = place.rank(entry[0], around)
        return not_beside, away, entry[0].origin is not FactOrigin.TABLE, shared

    forms.sort(key=rank)
    return tuple(_suggestion(quotable, form) for quotable, form in forms[:_MOST])


def _suggestion(quotable: Quotable, form: str) -> Suggestion:
    name, next_year = quotable.name, "その版で入力した値"
    if quotable.origin is FactOrigin.EDITION:
        name = EDITION_FORMS[form]
        next_year = f"「{_later(quotable.prints[form])}」"
    elif form:
        next_year = f"その版の{FORMS[form]}"
    return Suggestion(notation(quotable.key, form), name, next_year)


def _later(year: str) -> str:
    """The fiscal year after the one in words: 令和７年度 → 令和８年度."""
    return fiscal_year(parse_fiscal_year(year) + 1)


def _bracketed(text: str, start: int, end: int) -> bool:
    return text[max(0, start - 1) : start] in ("（", "(") and text.startswith(("）", ")"), end)


def _counted(text: str, place: TextPlace, amount: Amount, facts: Facts) -> tuple[Suggestion, ...]:
    before = outlined(text[max(0, amount.start - _BESIDE) : amount.start])[-_AROUND:]
    around = before + outlined(text[amount.end : amount.end + _BESIDE])[:_AROUND]
    ranked = [
        (place.rank(quotable, around), quotable)
        for quotable in facts.amounts.get((amount.value.normalize(), amount.unit), [])
    ]
    if abs(amount.value) < _DISTINCTIVE and amount.value == amount.value.to_integral_value():
        ranked = [entry for entry in ranked if not entry[0][1] and entry[0][2] <= -2]
    ranked.sort(key=lambda entry: entry[0])
    form = "number" if amount.is_bare else ""
    return tuple(_suggestion(quotable, form) for _, quotable in ranked[:_MOST])


def _shared(title: str, around: str) -> int:
    """How many pairs of neighbouring characters of a title the text around a number has too."""
    pairs = {title[place : place + 2] for place in range(len(title) - 1)}
    return sum(pair in around for pair in pairs)


def typed_numbers(context: Context) -> Iterator[tuple[Text, TypedNumber]]:
    """Every typed number of the edition with the text it stands in."""
    facts = Facts(quotables(context.content).values())
    for text in texts(context.rows):
        for number in typed_in(text.text, place_of(text, context.rows), facts):
            yield text, number


def place_of(text: Text, rows: EditionRows) -> TextPlace:
    """A heading has the tables below it beside it, another text those under the same heading."""
    row = text.row
    if not isinstance(row, Node):
        return TextPlace(text.label, text.section, key=row.key)
    heading = row if row.kind == NodeKind.HEADING else row.parent
    beside = {node.target for node in rows.children(heading, Node) if node.target}
    return TextPlace(heading.text if heading else "", text.section, frozenset(beside))


def run(context: Context) -> Iterator[Finding]:
    for text, typed in typed_numbers(context):
        first = typed.suggestions[0]
        yield Finding(
            KEY,
            "warning",
            text.section,
            text.ref,
            f"{text.label}の「{typed.typed}」は登録された数値（{first.name}）です。"
            f"{first.notation} と書くと、数値が変わったときに文も変わります。",
            values=(typed.typed, first.notation),
        )


CHECKS = (Check(KEY, "文に直接書かれた数値", run, tuple(text_models())),)

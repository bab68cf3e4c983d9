"""Texts that still speak of the year before: year words and numbers that a new edition left behind.

Only what nobody has touched since last year's edition is suspected. What cannot be right any more
is to be entered anew (a heading's typed year, a plan whose day is past, last year's as-of date,
今年度からの新たな取組); what may be right is a warning (a year in a sentence, 昨年度). A day in the
past is history and stands: 令和６年４月に支援内容を拡充した.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property

from django.db import models

from kanagawa.editions.models import EditionRow, Node, NodeKind, references
from kanagawa.editions.references import EDITION, references_in
from kanagawa.editions.rows import EditionRows, row_models
from kanagawa.editions.texts import Text
from kanagawa.figures.kinds import Qualifier, Status
from kanagawa.figures.models import FigureRow
from kanagawa.formats.eras import NotADate, western_year
from kanagawa.formats.numbers import plain_unit
from kanagawa.formats.numerals import wide
from kanagawa.formats.running import Plain, amounts_in
from kanagawa.formats.text import without_year
from kanagawa.formats.years import fiscal_year_of
from kanagawa.reports.declaration import Check, Finding, Severity

from .context import Context
from .rules import about

KEY, NOTES = "stale.text", "stale.note"
_NO_PROSE = ("key", "search_text", "unit", "target")
_YEAR = r"(?P<era>令和|平成)(?P<year>元|[0-9]{1,2})年"
_FISCAL = re.compile(rf"(?<!~){_YEAR}度(?!~)")
_WESTERN = re.compile(r"(?<![0-9~])(?P<year>20[0-9]{2})年(?!~)")
_MONTH = re.compile(rf"{_YEAR}(?P<month>[0-9]{{1,2}})月")
_AS_OF = re.compile(rf"{_YEAR}(?P<month>[0-9]{{1,2}})月(?:[0-9]{{1,2}}日|末)?(?:現在|時点)")
# 今後の予定 is a heading of every year.
_PLAN = re.compile(r"(?<!今後の)予定")
_NEW = re.compile(r"(?:今|本)年度?(?:から|より|新たに|に新たに)")
_RELATIVE = re.compile(r"(?:今|本|昨|前|来)年度?")
_DIGIT = re.compile("(?<![0-9])[0-9](?![0-9])")
# No value is asked again, so what the note says of it stays right.
_FOR_GOOD = (Status.NOT_APPLICABLE, Status.DISCONTINUED)
# A smaller number stands in many places by chance.
_DISTINCTIVE = 100
_LARGE = re.compile(r"[0-9０-９][0-9０-９,，]{2}|[億万]")
Message = tuple[Severity, str]


@dataclass(frozen=True)
class Sentence:
    """A sentence at one width with its references taken out.

    `follows`: a reference in it moves with the edition, so its year words speak of this one.
    """

    text: str
    follows: bool

    @classmethod
    def all_of(cls, text: str) -> "list[Sentence]":
        return [cls.of(part) for part in re.split(r"(?<=。)|\n", text) if part.strip()]

    @classmethod
    def of(cls, part: str) -> "Sentence":
        references = list(references_in(part))
        for reference in reversed(references):
            part = part[: reference.start] + "\0" + part[reference.end :]
        plain = unicodedata.normalize("NFKC", part).replace("〜", "~")
        return cls(plain, any("/" in r.key or r.key == EDITION for r in references))


class Moved:
    """The years that meant the running and the last year before: they mean others now."""

    def __init__(self, context: Context, row: EditionRow) -> None:
        self.begins = date(context.edition.fiscal_year, 4, 1)
        self.years = {context.edition.fiscal_year - n for n in (1, 2)} - _own_years(row)

    def fiscal_years(self, sentence: str) -> list[str]:
        return [_printed(m[0]) for m in _FISCAL.finditer(sentence) if _year_of(m) in self.years]

    def western_years(self, sentence: str) -> list[str]:
        return [m[0] for m in _WESTERN.finditer(sentence) if int(m["year"]) in self.years]

    def as_of_dates(self, sentence: str) -> list[str]:
        months = ((m, _first_of_month(m)) for m in _AS_OF.finditer(sentence))
        return [_printed(m[0]) for m, day in months if day and fiscal_year_of(day) in self.years]

    def is_past(self, sentence: str) -> bool:
        """Whether the sentence names a year or month before the new fiscal year."""
        months = [_first_of_month(match) for match in _MONTH.finditer(sentence)]
        years = [_year_of(match) for match in _FISCAL.finditer(sentence)]
        years += [int(match["year"]) for match in _WESTERN.finditer(sentence)]
        return any(day < self.begins for day in months if day) or any(
            year < self.begins.year for year in years if year
        )


def _printed(words: str) -> str:
    """A year or day as the report prints it: 令和８年６月末時点."""
    return _DIGIT.sub(lambda digit: wide(digit[0]), words)


def run(context: Context) -> Iterator[Finding]:
    """What in the unchanged texts of a new year's edition speaks of the year before."""
    last_year = context.edition.last_year
    if last_year is None:
        return
    same = context.previous if context.previous and context.previous.edition == last_year else None
    before = _Before(same or EditionRows(last_year))
    numbers = _Numbers(context.rows, before.rows)
    for text in _prose(context):
        messages = list(dict.fromkeys((*_year_words(context, text), *numbers.left_in(text))))
        if messages and before.has(text):
            for severity, message in messages:
                yield Finding(
                    KEY,
                    severity,
                    text.section,
                    text.ref,
                    f"{text.label}：{message}",
                    values=(text.text,),
                )


def _prose(context: Context) -> Iterator[Text]:
    """Every text that somebody wrote, choices and keys apart."""
    for row in context.looked_at():
        model: type[EditionRow] = type(row)
        for name in _written_fields(model):
            if getattr(row, name):
                yield Text(row, name)


@cache
def _written_fields(model: type[EditionRow]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in _NO_PROSE
    ]


def _year_words(context: Context, text: Text) -> Iterator[Message]:
    if "年" not in text.text and "予定" not in text.text:
        return
    moved = Moved(context, text.row)
    for sentence in Sentence.all_of(text.text):
        yield from _as_of(moved, sentence)
        yield from _years(moved, sentence, _is_heading(text))
        yield from _plans(moved, sentence)
        yield from _relative(sentence)


def _as_of(moved: Moved, sentence: Sentence) -> Iterator[Message]:
    for day in moved.as_of_dates(sentence.text):
        yield "to_enter", f"時点「{day}」が前の版のままです。この版の時点に直してください。"


def _years(moved: Moved, sentence: Sentence, is_heading: bool) -> Iterator[Message]:
    planned = _PLAN.search(sentence.text)
    for year in (*moved.fiscal_years(sentence.text), *moved.western_years(sentence.text)):
        if is_heading:
            yield (
                "to_enter",
                f"見出しの「{year}」が前の版のままです。{{edition|fiscal_year}} のように書くと"
                "毎年この版の年度になります。",
            )
        elif not planned:
            yield "warning", f"「{year}」が前の版のままです。この版でも正しいか確かめてください。"


def _plans(moved: Moved, sentence: Sentence) -> Iterator[Message]:
    if not _PLAN.search(sentence.text):
        return
    if moved.is_past(sentence.text):
        yield (
            "to_enter",
            f"過ぎた予定「{_short(sentence)}」が残っています。結果か新しい予定に直してください。",
        )
    elif not sentence.follows:
        yield "warning", f"予定「{_short(sentence)}」が前の版のままです。確かめてください。"


def _relative(sentence: Sentence) -> Iterator[Message]:
    if match := _NEW.search(sentence.text):
        yield (
            "to_enter",
            f"「{match[0]}」は前の版の年度のことです。文を直すか、年度を書いてください"
            f"（{_short(sentence)}）。",
        )
    elif not sentence.follows and (match := _RELATIVE.search(sentence.text)):
        yield (
            "warning",
            f"「{match[0]}」のある文が前の版のままです。確かめてください（{_short(sentence)}）。",
        )


def _short(sentence: Sentence) -> str:
    plain = sentence.text.replace("\0", "…").strip()
    return plain if len(plain) <= 40 else f"{plain[:40]}…"


def _is_heading(text: Text) -> bool:
    return isinstance(text.row, Node) and text.row.kind == NodeKind.HEADING


def _own_years(row: EditionRow) -> set[int]:
    """The fiscal year that a record, or the one it belongs to, is of: it may speak of that."""
    owners = [row, *(getattr(row, field.name) for field in references(type(row)))]
    return {owner.fiscal_year for owner in owners if hasattr(owner, "fiscal_year")}


def _year_of(match: re.Match[str]) -> int | None:
    try:
        return western_year(match["era"], match["year"], match[0])
    except NotADate:
        return None  # 平成40年度 is for the check of notation


def _first_of_month(match: re.Match[str]) -> date | None:
    year, month = _year_of(match), int(match["month"])
    return date(year, month, 1) if year and 1 <= month <= 12 else None


class _Before:
    """The texts of last year's edition; references that moved by a year count as the same."""

    def __init__(self, rows: EditionRows) -> None:
        self.rows = rows
        self._known: dict[tuple[type[EditionRow], str], set[str]] = {}

    def has(self, text: Text) -> bool:
        place = (type(text.row), text.field)
        if place not in self._known:
            rows = self.rows.of(place[0])
            self._known[place] = {_steady(getattr(row, text.field)) for row in rows}
        return _steady(text.text) in self._known[place]


def _steady(text: str) -> str:
    return re.sub(r"\{[^}|]+", lambda match: without_year(match[0]), text)


class _Numbers:
    """Numbers that were facts of last year's edition and are none of this one."""

    def __init__(self, rows: EditionRows, before: EditionRows) -> None:
        self.rows, self.before = rows, before

    @cached_property
    def _gone(self) -> set[tuple[Decimal, str]]:
        return self._facts(self.before) - self._facts(self.rows)

    @cached_property
    def _units(self) -> set[str]:
        return {unit for _, unit in self._gone}

    def _facts(self, rows: EditionRows) -> set[tuple[Decimal, str]]:
        return {
            (figure.value.normalize(), plain_unit(figure.unit))
            for model in row_models()
            if issubclass(model, FigureRow)
            for figure in rows.of(model)
            if figure.value is not None and figure.value >= _DISTINCTIVE
        }

    def left_in(self, text: Text) -> Iterator[Message]:
        if not _LARGE.search(text.text):
            return
        hidden = [(r.start, r.end) for r in references_in(text.text)]
        for amount in amounts_in(Plain(text.text, hidden), self._units):
            if (amount.value.normalize(), amount.unit) in self._gone:
                typed = text.text[amount.start : amount.end]
                yield "warning", f"数値「{typed}」は前の版の値です。この版の値に直してください。"


def notes(context: Context) -> Iterator[Finding]:
    """Notes of figures that are last year's while their value is asked anew: right still?"""
    before = context.previous
    if context.edition.last_year is None or before is None:
        return
    for figure in context.figures():
        note = "" if figure.status in _FOR_GOOD else figure.note.strip()
        if note and not _stands(context, figure) and note in _notes_of(before, figure):
            yield about(
                NOTES,
                "warning",
                figure,
                f"{figure}：注「{note}」は前の版のままです。この版の値にも当てはまるか確かめ、"
                "当てはまらないときは直すか消してください。",
                note,
            )


def _stands(context: Context, figure: FigureRow) -> bool:
    """Whether its value is the one that was printed, known for good."""
    was = context.was(figure)
    is_final = was is not None and was.qualifier != Qualifier.PROVISIONAL
    return is_final and context.is_told_again(figure)


def _notes_of(rows: EditionRows, figure: FigureRow) -> set[str]:
    """What the edition before noted at the figures of the same thing."""
    return {f.note.strip() for f in rows.of(type(figure)) if f.series == figure.series}


# Figures are left to the run over everything: saving a grid of them touches no text.
_TEXTS = tuple(model for model in row_models() if not issubclass(model, FigureRow))
_FIGURES = tuple(model for model in row_models() if issubclass(model, FigureRow))
CHECKS = (
    Check(KEY, "前の版のままの年度・予定・数値", run, _TEXTS),
    Check(NOTES, "前の版のままの注", notes, _FIGURES),
)

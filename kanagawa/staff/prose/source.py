"""What the forms of an edition know about its facts: what a text prints, what is wrong with it.

Read from the database only when a text asks for it, once per request.
"""

import difflib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from kanagawa.checks.typed_numbers import Facts, TextPlace, TypedNumber, place_of, typed_in
from kanagawa.editions.content import LiveContent
from kanagawa.editions.models import TOO_LONG, Edition, EditionRow
from kanagawa.editions.notations import (
    BRACED,
    LONGEST_NAME,
    as_key,
    as_name,
    loose_keys,
    readings,
    with_plain_braces,
)
from kanagawa.editions.references import EDITION, notation, references_in
from kanagawa.editions.rows import EditionRows, row_model
from kanagawa.editions.texts import Text
from kanagawa.figures.quotable import Quotable, quotables
from kanagawa.formats.numbers import quoted
from kanagawa.formats.text import LONGEST_TEXT, repaired
from kanagawa.reports import registry
from kanagawa.staff.carried import carried

_NEAREST = 3
# Unknown references of a text that a message names, and of a request that get near names.
_MOST_UNKNOWN = 5
# Typed numbers that one preview offers to replace.
_MOST_TYPED = 20
# Different references of one text; the longest of the report has five.
_MOST_REFERENCES = 1_000


@dataclass(frozen=True)
class Piece:
    """A part of a text in print; `name` is the fact it comes from, `broken` a message."""

    text: str
    name: str = ""
    broken: str = ""


@dataclass(frozen=True)
class TextPreview:
    """A text as it will print, by paragraphs, with what should be put right."""

    paragraphs: list[list[Piece]]
    problems: list[str]
    typed: list[TypedNumber]


class FactSource:
    """The facts of one edition for one request."""

    def __init__(self, edition: Edition | None) -> None:
        self.edition = edition
        self.is_preview = False
        self.is_sent = False
        self._checked: dict[str, str | ValidationError] = {}
        self._nearest: dict[str, list[str]] = {}

    @cached_property
    def rows(self) -> EditionRows:
        if self.edition is None:
            raise ValidationError("下書きの年度版がないため、数値を参照できません。")
        return EditionRows(self.edition)

    @cached_property
    def content(self) -> LiveContent:
        return LiveContent(self.rows)

    @cached_property
    def quotables(self) -> dict[str, Quotable]:
        return quotables(self.content)

    @cached_property
    def names(self) -> dict[str, list[Quotable]]:
        """Facts by their names as people write them, at any width."""
        names: dict[str, list[Quotable]] = {}
        for quotable in self.quotables.values():
            for name in {as_name(quotable.title), as_name(quotable.name)}:
                names.setdefault(name, []).append(quotable)
        return names

    @cached_property
    def _by_word(self) -> dict[str, Quotable]:
        """One fact for every name and every key."""
        return {name: things[0] for name, things in self.names.items()} | self.quotables

    # Reading what was typed

    def checked(self, text: str) -> str:
        """The text with facts named in words, or typed at any width, in stored notation.

        Each text is read once in a request, however often its form is. Raises ValidationError
        that names the references that lead nowhere and their nearest.
        """
        text = with_plain_braces(repaired(text))
        if "{" not in text and "}" not in text and not loose_keys(text[:LONGEST_TEXT]):
            return text
        if text not in self._checked:
            self._checked[text] = self._read(text)
        result = self._checked[text]
        if isinstance(result, ValidationError):
            raise result
        return result

    def _read(self, text: str) -> str | ValidationError:
        if len(text) > LONGEST_TEXT:
            return ValidationError(TOO_LONG)
        braced = set(BRACED.findall(text))
        if len(braced) > _MOST_REFERENCES:
            return ValidationError(f"１つの文に書ける参照は{_MOST_REFERENCES:,}種類までです。")
        notations = {reference: self._stored(reference) for reference in braced}
        text = BRACED.sub(lambda match: notations[match[0]], text)
        problems = self.problems(text)
        return ValidationError(problems) if problems else text

    def _stored(self, braced: str) -> str:
        """`{県内に本社を置く外国企業（米国）}` is one fact's name, so it means that fact."""
        for name, form in readings(braced):
            if key := self._key(name):
                forms = self.content.references.forms_of(key)
                # A record has its name and nothing else to print.
                return notation(key, form or (next(iter(forms)) if len(forms) == 1 else ""))
        return braced

    def _key(self, name: str) -> str:
        """The key of the one fact that is called so; "" where none is, or several are."""
        matches = self.names.get(as_name(name), [])
        if len(matches) == 1:
            return matches[0].key
        key = as_key(name)
        return key if key in self.content.references.printed else ""

    def problems(self, text: str) -> list[str]:
        """What is wrong with the references of a text, in its order.

        A text may hold thousands that lead nowhere: the first few are named, the others counted.
        """
        unknown = [
            braced for braced in dict.fromkeys(BRACED.findall(text)) if self._leads_nowhere(braced)
        ]
        problems = [self._problem(reference) for reference in unknown[:_MOST_UNKNOWN]]
        if len(unknown) > _MOST_UNKNOWN:
            more = len(unknown) - _MOST_UNKNOWN
            problems.append(f"ほかに{more}種類の参照に当たる数値がありません。")
        rest = BRACED.sub("", text)
        if "{" in rest or "}" in rest:
            problems.append("「{」と「}」の数が合いません。参照は {識別子} のように書きます。")
        return problems + self._loose(text)

    def _loose(self, text: str) -> list[str]:
        """Keys without their braces, which would be printed as they stand."""
        printed = self.content.references.printed if (keys := loose_keys(text)) else {}
        return [
            f"「{key}」は {{ }} で囲まれていないため、数値にならず、そのまま印字されます。"
            f"{{{key}}} と書いてください。"
            for key in keys
            if key.partition("|")[0] in printed
        ][:_MOST_UNKNOWN]

    def _leads_nowhere(self, braced: str) -> bool:
        reference = next(references_in(braced), None)
        return reference is None or not self.content.references.text_of(
            reference.key, reference.form
        )

    def _problem(self, braced: str) -> str:
        key = braced[1:-1].partition("|")[0]
        if forms := self.content.references.forms_of(key):
            usable = "、".join(f"{notation(key, f)}（{t}）" for f, t in forms.items())
            return f"{braced} はこの書き方では印字できません。使えるのは {usable} です。"
        nearest = self.nearest(braced[1:-1].partition("|")[0])
        hint = f"近いもの：{'、'.join(nearest)}。" if nearest else ""
        return (
            f"{quoted(braced, LONGEST_NAME)} に当たる数値がありません。{hint}"
            "「文中の数値」の一覧から選んでください。"
        )

    def nearest(self, text: str) -> list[str]:
        """The notations nearest to a key or name that is not there, with what they print.

        Comparing with every name takes a while: only the first few of a request are looked for,
        and nothing is near to a text that is longer than every name.
        """
        word = as_name(text) if len(text) <= LONGEST_NAME else ""
        if word and word not in self._nearest and len(self._nearest) < _MOST_UNKNOWN:
            same = islice((name for name in self.names if word in name), _NEAREST)
            close = difflib.get_close_matches(word, self._by_word, n=_NEAREST, cutoff=0.6)
            near = {self._by_word[name].key: self._by_word[name] for name in (*same, *close)}
            self._nearest[word] = [
                _suggestion(quotable) for quotable in [*near.values()][:_NEAREST]
            ]
            if not near and "年度" in word:
                years = self.content.references.forms_of(EDITION)
                self._nearest[word] = [f"{notation(EDITION, f)}（{t}）" for f, t in years.items()]
        return self._nearest.get(word, [])

    # Showing what it prints

    def preview(self, text: str, ref: str = "", field: str = "") -> TextPreview:
        """How a text that may not be saved yet will print; `ref` says whose it is."""
        if len(text) > LONGEST_TEXT:
            return TextPreview([], [TOO_LONG], [])
        text = repaired(text)
        typed = typed_in(text, self._place(ref, field), Facts(self.quotables.values()))
        return TextPreview(self.printed(text), self.problems(text), typed[:_MOST_TYPED])

    def printed(self, text: str) -> list[list[Piece]]:
        """A text in print, by paragraphs, its figures told apart."""
        lines: list[list[Piece]] = [[]]
        for piece in self._pieces(repaired(text)):
            first, *more = piece.text.split("\n")
            lines[-1].append(Piece(first, piece.name, piece.broken))
            lines += [[Piece(line, piece.name, piece.broken)] for line in more]
        return [line for line in lines if any(piece.text.strip() for piece in line)]

    def _pieces(self, text: str) -> Iterator[Piece]:
        end = 0
        for reference in references_in(text):
            yield Piece(text[end : reference.start])
            printed = self.content.references.text_of(reference.key, reference.form)
            quotable = self.quotables.get(reference.key)
            if printed:
                yield Piece(printed, name=quotable.name if quotable else reference.key)
            else:
                yield Piece(reference.notation, broken="参照先がありません")
            end = reference.end
        yield Piece(text[end:])

    def _place(self, ref: str, field: str) -> TextPlace:
        row = self.row(ref)
        if row is None:
            return TextPlace("", registry.section_of(ref))
        return place_of(Text(row, field), self.rows)

    def row(self, ref: str) -> EditionRow | None:
        """The row of the edition at this ref; None for what is not there (yet)."""
        label, _, key = ref.partition("/")
        model = row_model(label)
        if model is None or not key:
            return None
        return next((row for row in self.rows.of(model) if row.key == key), None)


def _suggestion(quotable: Quotable) -> str:
    form, text = next(iter(quotable.prints.items()))
    return f"{notation(quotable.key, form)}（{quotable.name}：{text}）"


def source_of(request: HttpRequest, edition: Edition | None) -> FactSource:
    """The facts of the edition that this request is about, the same for all its forms."""
    sources = carried(request).prose_sources
    pk = edition.pk if edition else None
    source = sources.get(pk)
    if not isinstance(source, FactSource):
        source = sources[pk] = FactSource(edition)
        source.is_preview = is_asked(request)
        source.is_sent = request.method == "POST"
    return source


def check_sent(request: HttpRequest, edition: Edition | None) -> None:
    """Read every text that was sent before the form takes the lock, for inside nobody else writes.

    The form finds what was read (`FactSource.checked`); a text refused here is refused there.
    """
    source = source_of(request, edition)
    for _, texts in request.POST.lists():
        for text in texts:
            with suppress(ValidationError):
                source.checked(text.strip())


PREVIEW, REPLACE = "_prose_preview", "_prose_replace"


def is_asked(request: HttpRequest) -> bool:
    """Whether a form was sent to be looked at, not to be saved."""
    return request.method == "POST" and bool({PREVIEW, REPLACE} & set(request.POST))


def replace_typed(request: HttpRequest) -> None:
    """Put the chosen reference into the text that was sent, which is then shown again."""
    if request.method != "POST" or REPLACE not in request.POST:
        return
    words = str(request.POST[REPLACE]).split(" ", 3)
    if len(words) != 4 or words[0] not in request.POST or not (words[1] + words[2]).isdecimal():
        return
    name, start, end, reference = words[0], int(words[1]), int(words[2]), words[3]
    sent = request.POST.copy()
    text = repaired(str(sent[name]))
    sent[name] = text[:start] + reference + text[end:]
    request.POST = sent  # type: ignore[assignment]  # what the views behind it read

"""What the forms of an edition know about its facts: what a text prints, what is wrong with it.

Read from the database only when a text asks for it, once per request.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from kanagawa.checks.typed_numbers import Facts, Place, Typed, place_of, typed_in
from kanagawa.editions.content import LiveContent
from kanagawa.editions.models import Edition, EditionRow
from kanagawa.editions.references import EDITION_FORMS, FORMS, notation, references_in
from kanagawa.editions.rows import EditionRows
from kanagawa.editions.texts import Text
from kanagawa.figures.quotable import Quotable, quotables
from kanagawa.formats.text import fold
from kanagawa.reports import registry
from kanagawa.staff.places import row_model

_BRACED = re.compile(r"\{[^{}]*\}")
_NEAREST = 3


@dataclass(frozen=True)
class Piece:
    """A part of a text in print; `name` is the fact it comes from, `broken` a message."""

    text: str
    name: str = ""
    broken: str = ""


@dataclass(frozen=True)
class Preview:
    """A text as it will print, by paragraphs, with what should be put right."""

    paragraphs: list[list[Piece]]
    problems: list[str]
    typed: list[Typed]


class Source:
    """The facts of one edition for one request."""

    def __init__(self, edition: Edition | None) -> None:
        self.edition = edition
        self.is_preview = False

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
        found: dict[str, list[Quotable]] = {}
        for quotable in self.quotables.values():
            for name in {fold(quotable.title), fold(quotable.name)}:
                found.setdefault(name, []).append(quotable)
        return found

    # Reading what was typed

    def checked(self, text: str) -> str:
        """The text with facts that were named in words in stored notation.

        Raises ValidationError that names each reference that leads nowhere and its nearest.
        """
        if "{" not in text and "}" not in text:
            return text
        text = _BRACED.sub(lambda match: self._stored(match[0]), text)
        problems = list(dict.fromkeys(self.problems(text)))
        if problems:
            raise ValidationError(problems)
        return text

    def _stored(self, braced: str) -> str:
        """`{県内に本社を置く外国企業（米国）}` is one fact's name, so it means that fact."""
        name, _, form = braced[1:-1].partition("|")
        named = self.names.get(fold(name), [])
        forms = {label: key for key, label in (FORMS | EDITION_FORMS).items()}
        form = forms.get(form.strip(), form)
        return notation(named[0].key, form) if len(named) == 1 else braced

    def problems(self, text: str) -> Iterator[str]:
        """What is wrong with the references of a text, in its order."""
        known = {(r.start, r.end): r for r in references_in(text)}
        for match in _BRACED.finditer(text):
            reference = known.get(match.span())
            key, form = (reference.key, reference.form) if reference else ("", "")
            if reference is None or not self.content.references.text_of(key, form):
                yield self._problem(match[0], key)
        rest = _BRACED.sub("", text)
        if "{" in rest or "}" in rest:
            yield "「{」と「}」の数が合いません。参照は {識別子} のように書きます。"

    def _problem(self, braced: str, key: str) -> str:
        if forms := self.content.references.forms_of(key):
            usable = "、".join(f"{notation(key, f)}（{t}）" for f, t in forms.items())
            return f"{braced} はこの書き方では印字できません。使えるのは {usable} です。"
        nearest = self.nearest(braced[1:-1].partition("|")[0])
        hint = f"近いもの：{'、'.join(nearest)}。" if nearest else ""
        return f"{braced} に当たる数値がありません。{hint}「文中の数値」の一覧から選んでください。"

    def nearest(self, wanted: str) -> list[str]:
        """The notations nearest to a key or name that is not there, with what they print."""
        named: dict[str, Quotable] = {}
        for quotable in self.quotables.values():
            named.setdefault(fold(quotable.title), quotable)
            named.setdefault(fold(quotable.name), quotable)
        by_word = {**named, **self.quotables}
        close = difflib.get_close_matches(fold(wanted), by_word, n=_NEAREST, cutoff=0.6)
        same = [name for name in named if fold(wanted) and fold(wanted) in name]
        found = {by_word[word].key: by_word[word] for word in (*same[:_NEAREST], *close)}
        return [_shown(quotable) for quotable in list(found.values())[:_NEAREST]]

    # Showing what it prints

    def preview(self, text: str, address: str = "", field: str = "") -> Preview:
        """How a text that may not be saved yet will print; `address` says whose it is."""
        text = text.replace("\r\n", "\n")
        lines: list[list[Piece]] = [[]]
        for piece in self._pieces(text):
            first, *more = piece.text.split("\n")
            lines[-1].append(Piece(first, piece.name, piece.broken))
            lines += [[Piece(line, piece.name, piece.broken)] for line in more]
        paragraphs = [line for line in lines if any(piece.text.strip() for piece in line)]
        problems = list(dict.fromkeys(self.problems(text)))
        typed = typed_in(text, self._place(address, field), Facts(self.quotables.values()))
        return Preview(paragraphs, problems, typed)

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

    def _place(self, address: str, field: str) -> Place:
        row = self.row(address)
        if row is None:
            return Place("", registry.section_of(address))
        return place_of(Text(row, field), self.rows)

    def row(self, address: str) -> EditionRow | None:
        """The row of the edition at this address; None for what is not there (yet)."""
        label, _, key = address.partition("/")
        model = row_model(label)
        if model is None or not key:
            return None
        return next((row for row in self.rows.of(model) if row.key == key), None)


def _shown(quotable: Quotable) -> str:
    form, text = next(iter(quotable.prints.items()))
    return f"{notation(quotable.key, form)}（{quotable.name}：{text}）"


def source_of(request: HttpRequest, edition: Edition | None) -> Source:
    """The facts of the edition that this request is about, the same for all its forms."""
    known: dict[Any, Source] = request.__dict__.setdefault("_prose_sources", {})
    pk = edition.pk if edition else None
    if pk not in known:
        known[pk] = Source(edition)
        known[pk].is_preview = is_asked(request)
    return known[pk]


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
    text = str(sent[name]).replace("\r\n", "\n")
    sent[name] = text[:start] + reference + text[end:]
    request.POST = sent  # type: ignore[assignment]

"""Words that stand beside a reference and in its print, too: 17種類種類, 約約1,200, 令和８年度度.

A reference prints its unit; who puts one in the place of a number easily leaves the unit behind.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kanagawa.editions.references import Reference, References, references_in
from kanagawa.editions.texts import Text, text_models, texts
from kanagawa.formats.numbers import COUNTERS
from kanagawa.reports.declaration import Check, Finding, Offer

from .context import Context

KEY = "prose.doubled"
_BEHIND = re.compile("[^0-9０-９]*$")
_BEFORE = re.compile("^[^0-9０-９]*")
_BLANKS = re.compile("[ \u3000]*")
_UNIT = re.compile(f"(?:{'|'.join(sorted(COUNTERS, key=len, reverse=True))})(?![一-鿿々])")


@dataclass(frozen=True)
class Doubled:
    """A word from `start` to before `end` of a text that a reference beside it prints, too."""

    reference: Reference
    printed: str
    start: int
    end: int


def run(context: Context) -> Iterator[Finding]:
    """One finding for each text, however many of its words are doubled."""
    for text in texts(context.rows):
        if words := list(_doubled_words(text.text, context.content.references)):
            yield _finding(text, words)


def _doubled_words(text: str, references: References) -> Iterator[Doubled]:
    end = 0
    for reference in references_in(text):
        printed = references.text_of(reference.key, reference.form)
        place = _place(text, reference, printed) if printed else None
        # A word between two references may be doubled by both.
        if place and place[0] >= end:
            end = place[1]
            yield Doubled(reference, printed, *place)


def _place(text: str, reference: Reference, printed: str) -> tuple[int, int] | None:
    """Where in the text the word stands that the print has already; None: nowhere."""
    start = reference.end
    behind = _BLANKS.match(text, start).end()  # type: ignore[union-attr]  # it matches nothing, too
    for word in _endings(printed):
        if text.startswith(word, behind):
            return start, behind + len(word)
    tail = _tail(_BEHIND, printed)
    if tail and tail != printed and (unit := _UNIT.match(text, start)):
        return start, unit.end()
    head = _tail(_BEFORE, printed)
    if head and text.endswith(head, 0, reference.start):
        return reference.start - len(head), reference.start
    return None


def _tail(pattern: re.Pattern[str], printed: str) -> str:
    match = pattern.search(printed)
    return match[0] if match else ""


def _endings(printed: str) -> list[str]:
    """What is printed behind the last digit and each end of it; of a name the name alone."""
    tail = _tail(_BEHIND, printed)
    return [printed] if tail == printed else [tail[n:] for n in range(len(tail))]


def _finding(text: Text, words: list[Doubled]) -> Finding:
    first, more = words[0], len(words) - 1
    word, printed = text.text[first.start : first.end].strip(), first.printed
    pair = (printed, word) if first.start >= first.reference.end else (word, printed)
    others = f"ほかに{more}か所あります。" if more else ""
    label = f"重なることば{more + 1}か所を除く" if more else f"「{word}」を除く"
    return Finding(
        KEY,
        "warning",
        text.section,
        text.ref,
        f"{text.label}で、{first.reference.notation} は「{printed}」と印字され、"
        f"「{''.join(pair)}」になります。文の「{word}」を除いてください。{others}",
        values=(first.reference.notation, printed, text.text),
        offers=(Offer(label, text.field, _without(text.text, words)),),
    )


def _without(text: str, words: list[Doubled]) -> str:
    starts, ends = [word.start for word in words], [word.end for word in words]
    pieces = zip([0, *ends], [*starts, len(text)], strict=True)
    return "".join(text[start:end] for start, end in pieces)


CHECKS = (Check(KEY, "参照と重なることば", run, tuple(text_models())),)

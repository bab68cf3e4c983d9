"""Words that stand beside a reference and in its print, too: 17種類種類, 約約1,200, 令和８年度度.

A reference prints its unit; who puts one in the place of a number easily leaves the unit behind.
"""

import re
from collections.abc import Iterator

from kanagawa.editions.references import Reference, references_in
from kanagawa.editions.texts import Text, text_models, texts
from kanagawa.formats.numbers import COUNTERS
from kanagawa.reports.declaration import Check, Finding, Offer

from .context import Context

KEY = "prose.doubled"
_BEHIND = re.compile("[^0-9０-９]*$")
_BEFORE = re.compile("^[^0-9０-９]*")
_UNIT = re.compile(f"(?:{'|'.join(sorted(COUNTERS, key=len, reverse=True))})(?![一-鿿々])")


def run(context: Context) -> Iterator[Finding]:
    for text in texts(context.rows):
        for reference in references_in(text.text):
            printed = context.content.references.text_of(reference.key, reference.form)
            place = _doubled(text.text, reference, printed) if printed else None
            if place:
                yield _finding(text, reference, printed, place)


def _doubled(text: str, reference: Reference, printed: str) -> tuple[int, int] | None:
    """Where in the text the word stands that the print has already; None: nowhere."""
    after = text[reference.end :]
    blanks = len(after) - len(after.lstrip(" 　"))
    for word in _endings(printed):
        if after.lstrip(" 　").startswith(word):
            return reference.end, reference.end + blanks + len(word)
    tail = _tail(_BEHIND, printed)
    if tail and tail != printed and (unit := _UNIT.match(after)):
        return reference.end, reference.end + unit.end()
    head = _tail(_BEFORE, printed)
    if head and text[: reference.start].endswith(head):
        return reference.start - len(head), reference.start
    return None


def _tail(pattern: re.Pattern[str], printed: str) -> str:
    match = pattern.search(printed)
    return match[0] if match else ""


def _endings(printed: str) -> list[str]:
    """What is printed behind the last digit and each end of it; of a name the name alone."""
    tail = _tail(_BEHIND, printed)
    return [printed] if tail == printed else [tail[n:] for n in range(len(tail))]


def _finding(text: Text, reference: Reference, printed: str, place: tuple[int, int]) -> Finding:
    start, end = place
    word = text.text[start:end].strip()
    before, behind = (printed, word) if start >= reference.end else (word, printed)
    return Finding(
        KEY,
        "warning",
        text.section,
        text.ref,
        f"{text.label}で、{reference.notation} は「{printed}」と印字され、「{before}{behind}」"
        f"になります。文の「{word}」を除いてください。",
        values=(reference.notation, printed, text.text),
        offers=(Offer(f"「{word}」を除く", text.field, text.text[:start] + text.text[end:]),),
    )


CHECKS = (Check(KEY, "参照と重なることば", run, tuple(text_models())),)

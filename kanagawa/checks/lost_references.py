"""What to put instead of a reference that lost its target: each offer mends the text in one press.

A plan ends, a figure leaves its table, an as-of date is no longer known: the text that refers to
it was right when it was written, so its author is not asked to search, but offered what it said
last, what is near it, and to leave the passage out.
"""

import difflib
import re
from collections.abc import Iterator

from kanagawa.editions.models import Edition
from kanagawa.editions.references import Reference, notation, references_in
from kanagawa.editions.texts import Text
from kanagawa.reports.declaration import Offer

from .context import Context

_NEAREST = 2
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_SENTENCE = re.compile(r"[^。\n]*(?:。|\n|$)")


def offers(context: Context, text: Text, reference: Reference) -> tuple[Offer, ...]:
    """The ways out for this reference of a text; none changes anything else of the text."""
    before, after = text.text[: reference.start], text.text[reference.end :]

    def instead(label: str, replacement: str) -> Offer:
        return Offer(label, text.field, before + replacement + after)

    ways_out = []
    if printed := last_print(context, text, reference):
        ways_out.append(instead(f"前の版の印字「{printed}」を文字として書く", printed))
    for near in _nearest(context, reference):
        prints = context.content.references.text_of(near.key, near.form)
        ways_out.append(instead(f"近い参照 {near.notation}（{prints}）に替える", near.notation))
    passage, rest = _without(text.text, reference)
    if rest.strip() or text.may_be_empty:
        ways_out.append(Offer(f"「{_short(passage)}」を取り除く", text.field, rest))
    return tuple(ways_out)


def last_print(context: Context, text: Text, reference: Reference) -> str:
    """What it printed in the newest earlier edition that printed it; "" when none did."""
    for published, references in context.earlier_prints:
        for same in (reference, *_was(context, text, reference, published)):
            if printed := references.text_of(same.key, same.form):
                return printed
    return ""


def _was(
    context: Context, text: Text, reference: Reference, published: Edition
) -> Iterator[Reference]:
    """The reference at the same place of the same text, whose key may have been another one."""
    was = context.was(text.row) if context.previous_is(published) else None
    now = [r.start for r in references_in(text.text)].index(reference.start)
    then = list(references_in(str(getattr(was, text.field)))) if was is not None else []
    if now < len(then):
        yield then[now]


def _nearest(context: Context, reference: Reference) -> list[Reference]:
    """Other forms of the same key, then the same form of the keys that read most alike."""
    references = context.content.references
    same = [Reference(reference.key, form) for form in references.forms_of(reference.key)]
    alike = [
        key
        for key in references.printed
        if ("/" in key) == ("/" in reference.key) and references.text_of(key, reference.form)
    ]
    close = difflib.get_close_matches(reference.key, alike, n=_NEAREST, cutoff=0.6)
    return [*same[:_NEAREST], *(Reference(key, reference.form) for key in close)][: _NEAREST + 1]


def _without(text: str, reference: Reference) -> tuple[str, str]:
    """The bracket around the reference, or else its sentence, and the text without it."""
    for pattern in (_BRACKETS, _SENTENCE):
        for match in pattern.finditer(text):
            if match.start() <= reference.start and reference.end <= match.end():
                return match[0], text[: match.start()] + text[match.end() :]
    whole = notation(reference.key, reference.form)
    return whole, text[: reference.start] + text[reference.end :]


def _short(passage: str) -> str:
    passage = passage.strip()
    return passage if len(passage) <= 40 else f"{passage[:40]}…"

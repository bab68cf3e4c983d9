"""Words that readers are told the meaning of, marked where they first stand on a page."""

import re
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from kanagawa.reports.manifest import TermEntry

_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-z0-9]+)")
# A link within a link leads nowhere; headings and pictures are no place for one.
_UNMARKED = {"a", "svg", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "summary"}


def with_terms(html: str, terms: Iterable[TermEntry]) -> tuple[SafeString, list[TermEntry]]:
    """The page's text with a link at the first place of each term, and the terms that it has.

    `html` is escaped text with its tags; nothing of it is changed but for the links.
    """
    waiting = sorted(terms, key=lambda term: -len(term.word))
    marked: list[TermEntry] = []
    inside: list[str] = []
    parts = _TAG.split(html)
    for number, part in enumerate(parts):
        name = _NAME.match(part)
        if number % 2 == 0:
            if not inside and part.strip():
                parts[number] = _marked(part, waiting, marked)
        elif name and name[1] in _UNMARKED:
            if part.startswith("</"):
                inside.pop()
            else:
                inside.append(name[1])
    return mark_safe("".join(parts)), marked  # nosec B308 B703: escaped, see above


def _marked(text: str, waiting: list[TermEntry], marked: list[TermEntry]) -> str:
    """One piece of text; what was found moves from `waiting` to `marked`."""
    words = {str(escape(term.word)): term for term in waiting}
    if not any(word in text for word in words):
        return text

    def link(match: re.Match[str]) -> str:
        term = words[match[0]]
        if term in marked:
            return match[0]
        marked.append(term)
        waiting.remove(term)
        return f'<a class="term" href="#term-{len(marked)}">{match[0]}</a>'

    return re.sub("|".join(map(re.escape, words)), link, text)

"""Which parts of two texts differ, for whoever shows them beside each other."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

Part = tuple[str, bool]
# Numbers and words of Latin letters count as a whole: from 128 to 138 changes 「138」, not 「3」.
_PIECES = re.compile(r"[0-9０-９,，.．]+|[A-Za-zÀ-ÿ]+|.", re.DOTALL)
_SHORTEST = 3
CONTEXT = 60


def marked(old: str, new: str) -> tuple[list[Part], list[Part]]:
    """Both texts in parts, each with whether it differs; joined they are the texts again."""
    olds, news = _PIECES.findall(old), _PIECES.findall(new)
    matcher = SequenceMatcher(None, olds, news, autojunk=False)
    left: list[Part] = []
    right: list[Part] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        # A character or two that two sentences share by chance would tear them to shreds.
        same = tag == "equal" and (b - a >= _SHORTEST or a == 0 or b == len(olds))
        left.append(("".join(olds[a:b]), not same))
        right.append(("".join(news[c:d]), not same))
    return _joined(left), _joined(right)


def _joined(parts: Iterable[Part]) -> list[Part]:
    joined: list[Part] = []
    for text, differs in parts:
        if joined and joined[-1][1] == differs:
            joined[-1] = (joined[-1][0] + text, differs)
        elif text:
            joined.append((text, differs))
    return joined


def excerpt(parts: Iterable[Part]) -> str:
    """The text with long stretches that do not differ cut to what surrounds the differences."""
    all_parts = list(parts)
    return "".join(
        text if differs else _cut(text, first=n == 0, last=n == len(all_parts) - 1)
        for n, (text, differs) in enumerate(all_parts)
    )


def _cut(text: str, *, first: bool, last: bool) -> str:
    if len(text) <= 2 * CONTEXT + 2:
        return text
    before = "" if first else text[:CONTEXT]
    after = "" if last else text[-CONTEXT:]
    return f"{before}…{after}"

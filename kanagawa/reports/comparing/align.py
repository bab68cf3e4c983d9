"""Which line of an old sequence is which line of a new one: rows, columns, blocks of text.

Lines are the same thing when they share what names it (a record, a figure of the same owner and
year), then when they read the same, then by their heads, then by likeness, at last by place.
Order is kept: what was moved is gone at one place and new at another.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

Pair = tuple[int, int]
Tokens = Callable[["Line"], Iterable[Hashable]]
ALIKE = 0.5
# Above this many comparisons a stretch without any name is compared by place only.
_MOST_COMPARED = 2500


@dataclass(frozen=True, slots=True)
class Line:
    """A row, a column or a block.

    `names` say which record it is: lines with different names are never the same. `figures` are
    the places of its figures over the years; `head` its heads; `texts` all that it prints;
    `scope` where it stands: only lines of one scope are the same by place alone.
    """

    texts: tuple[str, ...]
    names: frozenset[str] = frozenset()
    figures: frozenset[str] = frozenset()
    head: tuple[str, ...] = ()
    kind: str = ""
    scope: str = ""


def align(old: Sequence[Line], new: Sequence[Line]) -> list[Pair]:
    """Pairs of indices of lines that are the same thing, ascending on both sides."""
    if list(old) == list(new):
        return [(n, n) for n in range(len(old))]
    aligner = _Aligner(old, new)
    pairs = aligner.anchors((0, len(old)), (0, len(new)), lambda line: line.names | line.figures)
    # Where the years have nothing in common, the table as a whole moved on: compare by place.
    aligner.loose = not any(old[i].figures & new[j].figures for i, j in pairs)
    for step in (aligner.same_texts, aligner.same_heads, aligner.alike, aligner.same_places):
        pairs = aligner.fill(pairs, step)
    return pairs


class _Aligner:
    def __init__(self, old: Sequence[Line], new: Sequence[Line]) -> None:
        self.old, self.new = old, new
        self.loose = False

    def fill(self, pairs: list[Pair], step: Callable[[Pair, Pair], list[Pair]]) -> list[Pair]:
        """The pairs with those that `step` finds in the gaps between them."""
        all_pairs: list[Pair] = []
        before = (-1, -1)
        for pair in [*pairs, (len(self.old), len(self.new))]:
            olds, news = (before[0] + 1, pair[0]), (before[1] + 1, pair[1])
            if olds[0] < olds[1] and news[0] < news[1]:
                all_pairs += step(olds, news)
            all_pairs.append(pair)
            before = pair
        return all_pairs[:-1]

    def anchors(self, olds: Pair, news: Pair, tokens: Tokens) -> list[Pair]:
        """Pairs that share a token found once on each side, in the longest run that keeps order."""
        there = _once(self.new, news, tokens)
        votes: Counter[Pair] = Counter()
        for token, i in _once(self.old, olds, tokens).items():
            j = there.get(token)
            if j is not None and self._may_be(self.old[i], self.new[j]):
                votes[i, j] += 1
        best: dict[int, Pair] = {}
        for (i, j), count in sorted(votes.items()):
            if i not in best or count > votes[best[i]]:
                best[i] = (i, j)
        return _longest_run(list(best.values()))

    def same_texts(self, olds: Pair, news: Pair) -> list[Pair]:
        return self.anchors(olds, news, lambda line: [line.texts])

    def same_heads(self, olds: Pair, news: Pair) -> list[Pair]:
        return self.anchors(olds, news, lambda line: [line.head] if any(line.head) else [])

    def alike(self, olds: Pair, news: Pair) -> list[Pair]:
        """The pairs that are most alike together, found by dynamic programming."""
        rows, columns = olds[1] - olds[0], news[1] - news[0]
        if rows * columns > _MOST_COMPARED:
            return []
        best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
        likeness = [[self._likeness(i, j) for j in range(*news)] for i in range(*olds)]
        for r in range(rows - 1, -1, -1):
            for c in range(columns - 1, -1, -1):
                paired = likeness[r][c] and likeness[r][c] + best[r + 1][c + 1]
                best[r][c] = max(paired, best[r + 1][c], best[r][c + 1])
        return [(olds[0] + r, news[0] + c) for r, c in _walk(best, likeness)]

    def same_places(self, olds: Pair, news: Pair) -> list[Pair]:
        """Line by line when there are as many, or from the start while they are of one kind."""
        if olds[1] - olds[0] != news[1] - news[0]:
            return []
        pairs = zip(range(*olds), range(*news), strict=True)
        return [(i, j) for i, j in pairs if self._may_stand_for(self.old[i], self.new[j])]

    def _may_be(self, old: Line, new: Line) -> bool:
        apart = bool(old.names and new.names) and not old.names & new.names
        return old.kind == new.kind and not apart

    def _may_stand_for(self, old: Line, new: Line) -> bool:
        same = old.scope == new.scope and not self._other_years(old, new)
        return same and self._may_be(old, new)

    def _other_years(self, old: Line, new: Line) -> bool:
        """Whether both hold figures and none of the same owner and year."""
        apart = bool(old.figures and new.figures) and not old.figures & new.figures
        return apart and not self.loose

    def _likeness(self, i: int, j: int) -> float:
        old, new = self.old[i], self.new[j]
        if not self._may_be(old, new) or self._other_years(old, new):
            return 0.0
        if len(old.texts) == 1 == len(new.texts):
            return _text_likeness(old.texts[0], new.texts[0])
        equal = sum(a == b for a, b in zip(old.texts, new.texts, strict=False) if a)
        share = equal / max(sum(map(bool, old.texts)), sum(map(bool, new.texts)), 1)
        return share if share >= ALIKE else 0.0


def _once(lines: Sequence[Line], span: Pair, tokens: Tokens) -> dict[Hashable, int]:
    """Tokens that exactly one line of the span has, with that line."""
    line_of: dict[Hashable, int] = {}
    twice: set[Hashable] = set()
    for n in range(*span):
        for token in tokens(lines[n]):
            if token in line_of:
                twice.add(token)
            line_of[token] = n
    return {token: n for token, n in line_of.items() if token not in twice}


def _longest_run(pairs: list[Pair]) -> list[Pair]:
    """The longest part of the pairs (ascending on the left) that ascends on the right too."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for n, (_, j) in enumerate(pairs):
        at = bisect_left(ends, j)
        ends[at : at + 1] = [j]
        last[at : at + 1] = [n]
        before.append(last[at - 1] if at else -1)
    run: list[Pair] = []
    n = last[-1] if last else -1
    while n >= 0:
        run.append(pairs[n])
        n = before[n]
    return run[::-1]


def _walk(best: list[list[float]], likeness: list[list[float]]) -> Iterable[Pair]:
    r = c = 0
    while r < len(likeness) and c < len(likeness[0]):
        alike = likeness[r][c]
        if alike and best[r][c] == alike + best[r + 1][c + 1]:
            yield r, c
            r, c = r + 1, c + 1
        elif best[r][c] == best[r + 1][c]:
            r += 1
        else:
            c += 1


def _text_likeness(old: str, new: str) -> float:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.quick_ratio() < ALIKE:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= ALIKE else 0.0

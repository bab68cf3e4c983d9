"""What was measured, as rows of the table in the operators' guide."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class Measured:
    """A promise, how large the run was, what came of it, and whether the promise was kept."""

    promise: str
    size: str
    figures: str
    is_kept: bool


HEAD = "| 約束 | 規模 | 測ったもの | 守られたか |\n|---|---|---|---|"


def as_row(each: Measured) -> str:
    kept = "はい" if each.is_kept else "**いいえ**"
    return f"| {each.promise} | {each.size} | {each.figures} | {kept} |"


def percentile(seconds: Sequence[float], share: float) -> float:
    """The time within which this share of the answers came; 0 where there is none."""
    ordered = sorted(seconds)
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else 0.0

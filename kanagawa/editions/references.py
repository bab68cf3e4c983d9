"""Figures, as-of dates and periods where text refers to them.

`{robots.measurefigure/monitors-actual-2025}` prints that figure; `|as_of` or `|period` behind
the key prints its wording, `|number` the number without its unit. `{investment.results|as_of}`
is a table's.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Self

from kanagawa.formats.numbers import DASH, amount
from kanagawa.formats.years import as_of, period_text
from kanagawa.reports.grid import Figure, Grid

_REFERENCE = re.compile(r"\{([a-z0-9_.-]+(?:/[a-z0-9-]+)?)(?:\|(as_of|period|number))?\}")
_PLACES = {None: 0, "as_of": 1, "period": 2, "number": 3}


class References:
    """What the references of one edition print: text, as-of wording, period and number by key.

    `broken` collects the references met that lead nowhere.
    """

    def __init__(self, printed: Mapping[str, Sequence[str]]) -> None:
        self.printed = printed
        self.broken: list[str] = []

    @classmethod
    def of(cls, grids: Mapping[str, Grid], facts: Iterable[Figure]) -> Self:
        """The references that these tables and computed facts answer."""
        tables = {key: ("", grid.as_of, grid.period, "") for key, grid in grids.items()}
        figures = [figure for grid in grids.values() for figure in grid.figures()]
        return cls(tables | {figure.key: _printed(figure) for figure in (*facts, *figures)})

    def resolve(self, text: str) -> str:
        """The text with its references put in; one that leads nowhere says so in its place."""
        return _REFERENCE.sub(self._referred, text) if "{" in text else text

    def _referred(self, match: re.Match[str]) -> str:
        key, wording = match.groups()
        printed = self.printed.get(key, ("", "", "", ""))[_PLACES[wording]]
        if printed:
            return printed
        self.broken.append(match[0])
        return f"［参照先がありません：{match[0][1:-1]}］"


def _printed(figure: Figure) -> tuple[str, str, str, str]:
    return (
        figure.text,
        as_of(figure.as_of) if figure.as_of else "",
        period_text(figure.period) if figure.period else "",
        DASH if figure.value is None else amount(figure.value, ""),
    )

"""Figures, as-of dates and periods where text refers to them.

`{robots.measurefigure/monitors-actual-2025}` prints that figure; `|as_of` or `|period` behind
the key prints its wording, `|since` what its period begins with (平成27年度), `|number` the number
without its unit, `|name` what it is the figure of (米国).
`{programs.hub/hub-001|name}` prints the name of a record.
`{investment.results|as_of}` is a table's, `{edition|fiscal_year}` the edition's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from kanagawa.formats.numbers import amount
from kanagawa.formats.years import as_of, fiscal_year, period_text
from kanagawa.reports.grid import Figure, Grid

_BRACED = re.compile(r"\{[^{}]*\}")
_REFERENCE = re.compile(r"\{([a-z0-9_.-]+(?:/[a-z0-9-]+)?)(?:\|([a-z_]+))?\}")
# What each form is called for staff, in the order of the stored prints of a key. Frozen copies
# hold the forms of their day: a new one goes to the end.
FORMS = {
    "": "値",
    "as_of": "時点",
    "period": "期間",
    "number": "数だけ",
    "since": "期間の始め",
    "name": "名称",
}
# What the edition says of itself: `{edition|fiscal_year}` prints 令和７年度.
EDITION = "edition"
EDITION_FORMS = {
    "previous_fiscal_year": "前の年度",
    "fiscal_year": "この版の年度",
    "next_fiscal_year": "次の年度",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference as it stands in a text, from `start` to before `end`."""

    key: str
    form: str
    start: int = 0
    end: int = 0

    @property
    def notation(self) -> str:
        return notation(self.key, self.form)


def notation(key: str, form: str = "") -> str:
    """What stands in a text for this form of a figure or table."""
    return f"{{{key}|{form}}}" if form else f"{{{key}}}"


def references_in(text: str) -> Iterator[Reference]:
    """The references of a text in their order."""
    if "{" in text:
        for match in _REFERENCE.finditer(text):
            yield Reference(match[1], match[2] or "", match.start(), match.end())


def without_references(text: str) -> str:
    """For names of rows, which are said where no edition is read: "…" for each figure."""
    return _BRACED.sub("…", text)


class References:
    """What the references of one edition print: text, as-of wording, period … by key.

    `broken` collects the references met that lead nowhere.
    """

    def __init__(self, printed: Mapping[str, Sequence[str]]) -> None:
        self.printed = printed
        self.broken: list[str] = []

    @classmethod
    def of(
        cls,
        grids: Mapping[str, Grid],
        facts: Iterable[Figure],
        year: int,
        names: Mapping[str, str],
    ) -> Self:
        """The references that these tables and computed facts of a fiscal year's edition answer.

        `names` are those of records by their ref.
        """
        words = {EDITION: tuple(fiscal_year(year + years) for years in (-1, 0, 1))}
        tables = {key: ("", grid.as_of, grid.period, "", "") for key, grid in grids.items()}
        figures = [figure for grid in grids.values() for figure in grid.figures()]
        records = {ref: ("", "", "", "", "", name) for ref, name in names.items()}
        prints = {figure.key: _printed(figure) for figure in (*facts, *figures)}
        return cls(words | tables | records | prints)

    def text_of(self, key: str, form: str = "") -> str:
        """What this form of a key prints; "" when it leads nowhere."""
        return self.forms_of(key).get(form, "")

    def forms_of(self, key: str) -> dict[str, str]:
        """Every form of a key that prints something, with what it prints."""
        forms = EDITION_FORMS if key == EDITION else FORMS
        prints = zip(forms, self.printed.get(key, ()), strict=False)
        return {form: text for form, text in prints if text}

    def resolve(self, text: str) -> str:
        """The text with its references put in; one that leads nowhere says so in its place."""
        return _REFERENCE.sub(self._referred, text) if "{" in text else text

    def _referred(self, match: re.Match[str]) -> str:
        printed = self.text_of(match[1], match[2] or "")
        if printed:
            return printed
        self.broken.append(match[0])
        return f"［参照先がありません：{match[0][1:-1]}］"


def _printed(figure: Figure) -> tuple[str, ...]:
    period = figure.period
    prints = (
        figure.text,
        as_of(figure.as_of, figure.as_of_wording) if figure.as_of else "",
        period_text(period) if period else "",
        figure.text if figure.value is None else amount(figure.value, "", figure.places),
        period_text(replace(period, end=None)).removesuffix("～") if period else "",
    )
    return (*prints, figure.name) if figure.name else prints

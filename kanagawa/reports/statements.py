"""Sentences that say what the figures of a table say: met or missed, more or less, most of all.

They are computed of the printed tables and nothing else, declared beside them by the sections, and
frozen with the edition. Nothing is said where the values do not carry it: of a year that is not
over, of a value that is no plain value (provisional, about), of two that are equally large, of a
table that still waits for values: what it says is last year's.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Self

from django.utils.translation import gettext

from kanagawa.formats.numbers import PERCENT, amount, number, percent, ratio
from kanagawa.formats.years import Period, fiscal_year

from .charting import REMAINDER
from .grid import Cell, Figure, Grid, placed
from .labels import column_label, row_label
from .stored import Json, known

# A piece of a sentence with the cell that says it: `table/row-column`; "" for words between.
Piece = tuple[str, str]
_VALUE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence, or a part of one, with `{name}` in the place of each of its values."""

    sentence: str
    values: Mapping[str, Piece] = field(default_factory=dict)

    def pieces(self, text: Callable[[str], str] = str) -> tuple[Piece, ...]:
        """With the values in their places, each put into words by `text`; what has no cell of its
        own is one with the words around it.
        """
        pieces: list[Piece] = []
        for place, part in enumerate(_VALUE.split(gettext(self.sentence))):
            words, cell = self.values[part] if place % 2 else (part, "")
            words = text(words) if place % 2 else words
            if pieces and not cell and not pieces[-1][1]:
                pieces[-1] = (pieces[-1][0] + words, "")
            elif words:
                pieces.append((words, cell))
        return tuple(pieces)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence about a section's figures; `table` is the one it is about, "" for several.

    `words` are what the pieces were made of: with them the sentence is made in another language.
    They are not stored.
    """

    section: str
    table: str
    pieces: tuple[Piece, ...]
    words: tuple[Words, ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, section: str, table: str, *words: Words) -> Self:
        return cls(section, table, tuple(p for each in words for p in each.pieces()), words)

    def said_in(self, text: Callable[[str], str]) -> Self:
        """In the active language; `text` puts names and printed values into it."""
        pieces = tuple(piece for each in self.words for piece in each.pieces(text))
        return replace(self, pieces=pieces)

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)

    def to_json(self) -> dict[str, object]:
        pieces = [list(piece) for piece in self.pieces]
        return {"section": self.section, "table": self.table, "pieces": pieces}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        pieces = tuple((text, cell) for text, cell in data["pieces"])
        return cls(**{**known(cls, data), "pieces": pieces})


@dataclass(frozen=True, slots=True)
class SpokenFigure:
    """A figure that may be spoken of, with the place of its cell."""

    figure: Figure
    value: Decimal
    cell: str

    @property
    def piece(self) -> Piece:
        return self.figure.text, self.cell


@dataclass(frozen=True, slots=True)
class Against:
    """What became of a target: the newest whole year with both, and the year before."""

    year: int
    actual: SpokenFigure
    target: SpokenFigure
    before: SpokenFigure | None
    last_target: SpokenFigure

    @property
    def is_met(self) -> bool:
        return self.actual.value >= self.target.value

    @property
    def is_last_met(self) -> bool:
        """Whether the target of the last year of all is reached already."""
        last = self.last_target.figure.period
        return bool(last and last.last_fiscal_year != self.year) and (
            self.actual.value >= self.last_target.value
        )


def cell_id(row: int, column: int) -> str:
    """The id of a table's cell on its page."""
    return f"cell-{row}-{column}"


def spoken(grid: Grid) -> Iterator[SpokenFigure]:
    """The figures of a table that have a plain value, the first of each cell; none of a table that
    still waits for values.
    """
    if any(figure.status == "to_enter" for figure in grid.figures()):
        return
    for cell, row, column in placed(grid):
        for figure in cell.figures[:1]:
            if figure.value is not None and figure.status == "value" and not figure.qualifier:
                yield SpokenFigure(figure, figure.value, f"{grid.key}/{cell_id(row, column)}")


def whole_year(figure: Figure) -> int | None:
    """The fiscal year that a figure is of, when it is of one and that year was over."""
    period = figure.period
    if period is None or period.end is None or period.precision != "fiscal_year":
        return None
    if period.first_fiscal_year != period.last_fiscal_year:
        return None
    is_over = figure.as_of is None or figure.as_of >= period.end
    return period.first_fiscal_year if is_over else None


def against_target(grid: Grid) -> Against | None:
    """None where no whole year has both, or a year has two actuals or targets."""
    actuals = _by_year(s for s in spoken(grid) if s.figure.kind == "actual")
    targets = _targets(grid)
    if actuals is None or targets is None:
        return None
    year = max(actuals.keys() & targets.keys(), default=None)
    if year is None:
        return None
    last = targets[max(targets)]
    return Against(year, actuals[year], targets[year], actuals.get(year - 1), last)


def _by_year(figures: Iterable[SpokenFigure]) -> dict[int, SpokenFigure] | None:
    """By whole year; None where one year has two."""
    years: dict[int, SpokenFigure] = {}
    for spoken_figure in figures:
        year = whole_year(spoken_figure.figure)
        if year in years:
            return None
        if year is not None:
            years[year] = spoken_figure
    return years


def _targets(grid: Grid) -> dict[int, SpokenFigure] | None:
    """The targets of single years, which stand also for years to come."""
    years: dict[int, SpokenFigure] = {}
    for target in spoken(grid):
        period = target.figure.period
        if target.figure.kind != "target" or period is None or not _is_one_year(period):
            continue
        if period.first_fiscal_year in years:
            return None
        years[period.first_fiscal_year] = target
    return years


def _is_one_year(period: Period) -> bool:
    return (
        period.precision == "fiscal_year"
        and period.end is not None
        and period.first_fiscal_year == period.last_fiscal_year
    )


def targets(section: str, grids: Sequence[Grid], what: str) -> Iterator[Statement]:
    """How many of the targets of one year were met, then each of them; `what` names them all."""
    compared = [(grid, against_target(grid)) for grid in grids]
    known_ones = [against for _, against in compared if against]
    years = {against.year for against in known_ones}
    if len(grids) > 1 and len(known_ones) == len(grids) and len(years) == 1:
        yield Statement.of(section, "", *_how_many_met(known_ones, what))
    for grid, against in compared:
        if against:
            yield Statement.of(section, grid.key, *_met_or_missed(grid, against))


def _how_many_met(compared: Sequence[Against], what: str) -> Iterator[Words]:
    met = sum(against.is_met for against in compared)
    values = {
        "count": number(len(compared)),
        "what": what,
        "year": fiscal_year(compared[0].year),
        "met": _counted(met),
    }
    yield _words("{count}つの{what}のうち、{year}の目標値に達したものは{met}です。", values)
    beyond = [against for against in compared if against.is_last_met]
    last = {against.last_target.figure.period for against in compared}
    period = last.pop()
    if beyond and not last and period:
        final = fiscal_year(period.last_fiscal_year)
        values = {"beyond": _counted(len(beyond)), "final": final}
        yield _words("うち{beyond}は、{final}の目標値にも達しています。", values)


def _words(sentence: str, values: Mapping[str, str]) -> Words:
    """Words of a sentence that leads to no cell."""
    return Words(sentence, {name: (text, "") for name, text in values.items()})


def _counted(count: int) -> str:
    return f"{number(count)}つ" if 0 < count < 10 else f"{number(count)}件"


# A value against another one: more, less, the same. Each sentence as a whole, for the words of a
# language stand in an order of its own.
_AGAINST_TARGET = (
    "{year}の{name}は{now}で、目標値の{then}を{difference}上回りました",
    "{year}の{name}は{now}で、目標値の{then}を{difference}下回りました",
    "{year}の{name}は{now}で、目標値の{then}と同じです",
)
_AGAINST_BEFORE = (
    "。前年度の{then}から{difference}増えました",
    "。前年度の{then}から{difference}減りました",
    "。前年度の{then}と同じです",
)
_TOTAL = (
    "{year}の{name}は{now}で、前年度の{then}から{difference}増えました。",
    "{year}の{name}は{now}で、前年度の{then}から{difference}減りました。",
    "{year}の{name}は{now}で、前年度の{then}と同じです。",
)


def _met_or_missed(grid: Grid, against: Against) -> Iterator[Words]:
    words = {"year": fiscal_year(against.year), "name": _name(grid)}
    yield _compared(_AGAINST_TARGET, against.actual, against.target, words)
    if against.before:
        yield _compared(_AGAINST_BEFORE, against.actual, against.before, words)
    yield Words("。")


def _name(grid: Grid) -> str:
    return (grid.title or grid.caption).replace("\n", "")


def _compared(
    sentences: tuple[str, str, str], now: SpokenFigure, then: SpokenFigure, words: Mapping[str, str]
) -> Words:
    """One of the sentences for more, less and the same, with the two values and the difference."""
    difference = now.value - then.value
    sentence = sentences[2 if not difference else 0 if difference > 0 else 1]
    by = amount(abs(difference), now.figure.unit)
    values = {name: (text, "") for name, text in {**words, "difference": by}.items()}
    return Words(sentence, {**values, "now": now.piece, "then": then.piece})


def change_of_total(section: str, grid: Grid) -> Iterator[Statement]:
    """The total of the newest whole year against that of the year before."""
    totals = _by_year(s for s in spoken(grid) if s.figure.rule == "sum")
    if not totals or max(totals) - 1 not in totals:
        return
    subject = {"year": fiscal_year(max(totals)), "name": _name(grid)}
    words = _compared(_TOTAL, totals[max(totals)], totals[max(totals) - 1], subject)
    yield Statement.of(section, grid.key, words)


@dataclass(frozen=True, slots=True)
class StatementPart:
    """One of the parts that make up a whole: its name and how it is spoken of."""

    name: str
    said: SpokenFigure
    share: str


def largest_by_row(section: str, grid: Grid) -> Iterator[Statement]:
    """The two largest rows of a table whose shares stand beside the values."""
    parts = []
    for row in grid.body:
        figures = [figure for cell in row for figure in cell.figures]
        share = next((f.text for f in figures if f.unit == PERCENT and f.status == "value"), "")
        spoken_figure = next((s for s in spoken(grid) if figures and s.figure is figures[0]), None)
        if spoken_figure and share and spoken_figure.figure.unit != PERCENT:
            parts.append(StatementPart(row[0].text.replace("\n", ""), spoken_figure, share))
    if len(parts) == len(grid.body):
        yield from _largest(section, grid, _words("{name}では、", {"name": _name(grid)}), parts)


def largest_by_column(section: str, grid: Grid) -> Iterator[Statement]:
    """The two largest columns of each row that ends in its total."""
    places = grid.positions()
    for row in {int(said.cell.rsplit("-", 2)[1]) for said in spoken(grid)}:
        cells = [
            (cell, said, column)
            for cell, r, column in placed(grid)
            if r == row
            for said in spoken(grid)
            if cell.figures and said.figure is cell.figures[0]
        ]
        if len(cells) < 3 or cells[-1][1].figure.rule != "sum":
            continue
        total = cells[-1][1]
        parts = [StatementPart(*_of_column(places, *each, total)) for each in cells[:-1]]
        if sum(part.said.value for part in parts) == total.value > 0:
            what = row_label(places, cells[0][0], row, cells[0][2])
            head = _words("{what}の{total}のうち、", {"what": what, "total": total.figure.text})
            yield from _largest(section, grid, head, parts)


def _of_column(
    places: list[list[Cell]], cell: Cell, said: SpokenFigure, column: int, total: SpokenFigure
) -> tuple[str, SpokenFigure, str]:
    row = int(said.cell.rsplit("-", 2)[1])
    share = percent(ratio(said.value, total.value, 1), 1) if total.value else ""
    return column_label(places, cell, row, column), said, share


def _largest(
    section: str, grid: Grid, head: Words, parts: Sequence[StatementPart]
) -> Iterator[Statement]:
    """Of the named parts the largest and the next; nothing where either is one of several."""
    # What is left over beside the named parts is none of them.
    candidates = [part for part in parts if part.name != REMAINDER]
    ordered = sorted(candidates, key=lambda part: -part.said.value)
    if len(ordered) < 3 or len({part.said.value for part in ordered[:3]}) < 3:
        return
    first, second = ordered[:2]
    sentence = (
        "{first}が{most}（{most_share}）で最も多く、次いで{second}が{next}（{next_share}）です。"
    )
    values = {
        **head.values,
        "first": (first.name, ""),
        "most": first.said.piece,
        "most_share": (first.share, ""),
        "second": (second.name, ""),
        "next": second.said.piece,
        "next_share": (second.share, ""),
    }
    yield Statement.of(section, grid.key, Words(head.sentence + sentence, values))

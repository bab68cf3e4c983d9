"""Sentences that say what the figures of a table say: met or missed, more or less, most of all.

They are computed of the printed tables and nothing else, declared beside them by the sections, and
frozen with the edition. Nothing is said where the values do not carry it: of a year that is not
over, of a value that is no plain value (provisional, about), of two that are equally large, of a
table that still waits for values: what it says is last year's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from kanagawa.formats.numbers import PERCENT, amount, number, percent, ratio
from kanagawa.formats.years import Period, fiscal_year

from .charting import REMAINDER
from .grid import Cell, Figure, Grid, placed
from .labels import column_label, row_label
from .stored import known

# A piece of a sentence with the cell that says it: `table/row-column`; "" for words between.
Piece = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence about a section's figures; `table` is the one it is about, "" for several."""

    section: str
    table: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)

    def to_json(self) -> dict[str, Any]:
        pieces = [list(piece) for piece in self.pieces]
        return {"section": self.section, "table": self.table, "pieces": pieces}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        pieces = tuple((text, cell) for text, cell in data["pieces"])
        return cls(**{**known(cls, data), "pieces": pieces})


@dataclass(frozen=True, slots=True)
class Said:
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
    actual: Said
    target: Said
    before: Said | None
    last_target: Said

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


def spoken(grid: Grid) -> Iterator[Said]:
    """The figures of a table that have a plain value, the first of each cell; none of a table that
    still waits for values.
    """
    if any(figure.status == "to_enter" for figure in grid.figures()):
        return
    for cell, row, column in placed(grid):
        for figure in cell.figures[:1]:
            if figure.value is not None and figure.status == "value" and not figure.qualifier:
                yield Said(figure, figure.value, f"{grid.key}/{cell_id(row, column)}")


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


def _by_year(figures: Iterable[Said]) -> dict[int, Said] | None:
    """By whole year; None where one year has two."""
    years: dict[int, Said] = {}
    for said in figures:
        year = whole_year(said.figure)
        if year in years:
            return None
        if year is not None:
            years[year] = said
    return years


def _targets(grid: Grid) -> dict[int, Said] | None:
    """The targets of single years, which stand also for years to come."""
    years: dict[int, Said] = {}
    for said in spoken(grid):
        period = said.figure.period
        if said.figure.kind != "target" or period is None or not _is_one_year(period):
            continue
        if period.first_fiscal_year in years:
            return None
        years[period.first_fiscal_year] = said
    return years


def _is_one_year(period: Period) -> bool:
    return (
        period.precision == "fiscal_year"
        and period.end is not None
        and period.first_fiscal_year == period.last_fiscal_year
    )


def targets(section: str, grids: Sequence[Grid], what: str) -> Iterator[Statement]:
    """How many of the targets of one year were met, then each of them; `what` names them all."""
    found = [(grid, against_target(grid)) for grid in grids]
    known_ones = [against for _, against in found if against]
    years = {against.year for against in known_ones}
    if len(grids) > 1 and len(known_ones) == len(grids) and len(years) == 1:
        yield Statement(section, "", ((_how_many_met(known_ones, what), ""),))
    for grid, against in found:
        if against:
            yield Statement(section, grid.key, tuple(_met_or_missed(grid, against)))


def _how_many_met(found: Sequence[Against], what: str) -> str:
    met = sum(against.is_met for against in found)
    year = fiscal_year(found[0].year)
    text = (
        f"{number(len(found))}つの{what}のうち、{year}の目標値に達したものは{_counted(met)}です。"
    )
    beyond = [against for against in found if against.is_last_met]
    last = {against.last_target.figure.period for against in found}
    period = last.pop()
    if beyond and not last and period:
        final = fiscal_year(period.last_fiscal_year)
        text += f"うち{_counted(len(beyond))}は、{final}の目標値にも達しています。"
    return text


def _counted(count: int) -> str:
    return f"{number(count)}つ" if 0 < count < 10 else f"{number(count)}件"


def _met_or_missed(grid: Grid, against: Against) -> Iterator[Piece]:
    actual, target, before = against.actual, against.target, against.before
    yield f"{fiscal_year(against.year)}の{_name(grid)}は", ""
    yield actual.piece
    yield "で、目標値の", ""
    yield target.piece
    yield _compared(actual, target, "を", "上回りました", "下回りました", "と同じです"), ""
    if before:
        yield "。前年度の", ""
        yield before.piece
        yield _compared(actual, before, "から", "増えました", "減りました", "と同じです"), ""
    yield "。", ""


def _name(grid: Grid) -> str:
    return (grid.title or grid.caption).replace("\n", "")


def _compared(now: Said, then: Said, by: str, more: str, less: str, same: str) -> str:
    difference = now.value - then.value
    if not difference:
        return same
    return f"{by}{amount(abs(difference), now.figure.unit)}{more if difference > 0 else less}"


def change_of_total(section: str, grid: Grid) -> Iterator[Statement]:
    """The total of the newest whole year against that of the year before."""
    totals = _by_year(s for s in spoken(grid) if s.figure.rule == "sum")
    if not totals or max(totals) - 1 not in totals:
        return
    now, then = totals[max(totals)], totals[max(totals) - 1]
    changed = _compared(now, then, "から", "増えました", "減りました", "と同じです")
    head = f"{fiscal_year(max(totals))}の{_name(grid)}は"
    words = ((head, ""), now.piece, ("で、前年度の", ""), then.piece, (f"{changed}。", ""))
    yield Statement(section, grid.key, words)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the parts that make up a whole: its name and how it is spoken of."""

    name: str
    said: Said
    share: str


def largest_by_row(section: str, grid: Grid) -> Iterator[Statement]:
    """The two largest rows of a table whose shares stand beside the values."""
    parts = []
    for row in grid.body:
        figures = [figure for cell in row for figure in cell.figures]
        share = next((f.text for f in figures if f.unit == PERCENT and f.status == "value"), "")
        said = next((s for s in spoken(grid) if figures and s.figure is figures[0]), None)
        if said and share and said.figure.unit != PERCENT:
            parts.append(Part(row[0].text.replace("\n", ""), said, share))
    if len(parts) == len(grid.body):
        yield from _largest(section, grid, f"{_name(grid)}では、", parts)


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
        parts = [Part(*_of_column(places, *each, total)) for each in cells[:-1]]
        if sum(part.said.value for part in parts) == total.value > 0:
            what = row_label(places, cells[0][0], row, cells[0][2])
            yield from _largest(section, grid, f"{what}の{total.figure.text}のうち、", parts)


def _of_column(
    places: list[list[Cell]], cell: Cell, said: Said, column: int, total: Said
) -> tuple[str, Said, str]:
    row = int(said.cell.rsplit("-", 2)[1])
    share = percent(ratio(said.value, total.value, 1), 1) if total.value else ""
    return column_label(places, cell, row, column), said, share


def _largest(section: str, grid: Grid, head: str, parts: Sequence[Part]) -> Iterator[Statement]:
    """Of the named parts the largest and the next; nothing where either is one of several."""
    # What is left over beside the named parts is none of them.
    named = [part for part in parts if part.name != REMAINDER]
    ordered = sorted(named, key=lambda part: -part.said.value)
    if len(ordered) < 3 or len({part.said.value for part in ordered[:3]}) < 3:
        return
    first, second = ordered[:2]
    pieces: tuple[Piece, ...] = (
        (f"{head}{first.name}が", ""),
        first.said.piece,
        (f"（{first.share}）で最も多く、次いで{second.name}が", ""),
        second.said.piece,
        (f"（{second.share}）です。", ""),
    )
    yield Statement(section, grid.key, pieces)

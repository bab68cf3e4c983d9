"""Two Grids compared cell by cell."""

import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from kanagawa.formats.text import squeeze

from ..grid import Cell, Figure, Grid, covered, placed
from ..labels import column_label, row_label
from ..registry import section_of
from .align import Line, Pair, align
from .difference import Act, Difference, FigureChange, Kind, place_of

_ATTRIBUTES: tuple[Kind, ...] = ("title", "caption", "aside", "unit", "as_of", "period", "source")
JOINT, ARROW = " ／ ", " → "


def compare_table(old: Grid | None, new: Grid | None, anchor: str = "") -> list[Difference]:
    """Every difference of two forms of one table, in reading order; None: there is no table."""
    whole = new or old
    if whole is None or (old and new and old == new):
        return []
    empty = Grid(key=whole.key, title=whole.title, body=())
    pair = _GridPair(_Side(old or empty), _Side(new or empty), anchor)
    differences = [*pair.attributes(), *pair.cells()]
    if old is None:
        return [pair.make("table", "added", "", "", table_name(whole)), *differences]
    if new is None:
        return [pair.make("table", "removed", "", table_name(whole), ""), *differences]
    # Merged cells, widths, alignment, links: nobody reads them, yet nothing is hidden.
    return differences or [pair.make("layout", "changed", "体裁", "変更前の体裁", "変更後の体裁")]


def table_name(grid: Grid) -> str:
    return squeeze(grid.title or grid.caption) or grid.key


def find_cells(grid: Grid, refs: Collection[str]) -> Iterator[tuple[str, str, Figure | None]]:
    """Where a table prints these figures or records: the place in words, the print, the figure."""
    side = _Side(grid)
    for corner, cell in side.cells.items():
        figure = next((f for f in cell.figures if f.key in refs), None)
        if figure or cell.link in refs:
            row = side.matrix[corner[0]]
            text = cell.text if figure else JOINT.join(c.text for c in row if c and c.text)
            yield side.words(corner), text, figure


class _Side:
    """One of the two forms: its cells by their upper left corner, and the corner of each place."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.matrix = grid.positions()
        self.cells = {(row, column): cell for cell, row, column in placed(grid)}
        self.corners = {
            at: corner for corner, cell in self.cells.items() for at in covered(cell, *corner)
        }

    @cached_property
    def rows(self) -> list[Line]:
        heads = len(self.grid.header)
        return [
            _line(cells, "row", "header" if n < heads else "body")
            for n, cells in enumerate(self.matrix)
        ]

    @cached_property
    def columns(self) -> list[Line]:
        return [_line(cells, "column") for cells in zip(*self.matrix, strict=True)]

    def record(self, row: int) -> str:
        """The record that a row is about."""
        return next((cell.link for cell in self.matrix[row] if cell and cell.link), "")

    def words(self, corner: Pair) -> str:
        """The title of the table and the heads of a cell."""
        return ARROW.join(filter(None, [table_name(self.grid), *self.where(corner)]))

    def where(self, corner: Pair) -> list[str]:
        """The heads of a cell, outermost first, or its number where there is no head."""
        (row, column), cell = corner, self.cells[corner]
        line = row - len(self.grid.header) + 1
        if cell.role == "column":
            above = column_label(self.matrix, cell, row, column)
            return [above, f"{column + 1}列目の見出し"]
        beside = row_label(self.matrix, cell, row, column)
        if cell.role == "row":
            return [beside, f"{line}行目の見出し"]
        above = column_label(self.matrix, cell, row, column)
        return [beside or f"{line}行目", above or (f"{column + 1}列目" if column > 1 else "")]


def _line(cells: Iterable[Cell | None], role: str, kind: str = "") -> Line:
    present = [cell for cell in cells if cell]
    head = tuple(cell.text for cell in present if cell.role == role)
    return Line(
        texts=tuple(cell.text for cell in present),
        names=frozenset(cell.link for cell in present if cell.link and role == "row"),
        figures=frozenset(place_of(figure.key) for cell in present for figure in cell.figures),
        # A number says where a line stands, not what it is.
        head=() if all(map(_is_number, head)) else head,
        kind=kind,
    )


def _is_number(text: str) -> bool:
    return unicodedata.normalize("NFKC", text).isdecimal()


@dataclass(frozen=True)
class _GridPair:
    old: _Side
    new: _Side
    anchor: str

    def make(
        self,
        kind: Kind,
        act: Act,
        where: str,
        old: str,
        new: str,
        ref: str = "",
        figures: tuple[FigureChange, ...] = (),
        old_at: Iterable[Pair] = (),
        new_at: Iterable[Pair] = (),
    ) -> Difference:
        grid = self.old.grid if act == "removed" else self.new.grid
        return Difference(
            section=section_of(grid.key),
            table=grid.key,
            where=ARROW.join(part for part in (table_name(grid), where) if part),
            kind=kind,
            act=act,
            old=old,
            new=new,
            ref=ref or grid.key,
            anchor=self.anchor,
            figures=figures,
            old_at=tuple(old_at),
            new_at=tuple(new_at),
        )

    # What stands around the cells

    def attributes(self) -> Iterator[Difference]:
        for name in _ATTRIBUTES:
            old, new = getattr(self.old.grid, name), getattr(self.new.grid, name)
            if old != new:
                yield self.make(name, _act(old, new), "", old, new)
        yield from self._notes(self.old.grid.notes, self.new.grid.notes)

    def _notes(self, olds: tuple[str, ...], news: tuple[str, ...]) -> Iterator[Difference]:
        pairs = align([Line((note,)) for note in olds], [Line((note,)) for note in news])
        changed = [(olds[i], news[j]) for i, j in pairs]
        lost = [note for n, note in enumerate(olds) if n not in {i for i, _ in pairs}]
        added = [note for n, note in enumerate(news) if n not in {j for _, j in pairs}]
        for old, new in [*changed, *((note, "") for note in lost), *(("", n) for n in added)]:
            if old != new:
                yield self.make("note", _act(old, new), "", old, new)

    # The cells

    def cells(self) -> list[Difference]:
        rows = align(self.old.rows, self.new.rows)
        columns = align(self.old.columns, self.new.columns)
        pairs = self._cell_pairs(dict(rows), dict(columns))
        placed = [((n[0], 0, *n), d) for o, n in pairs if (d := self._changed(o, n))]
        kept_old, kept_new = {o for o, _ in pairs}, {n for _, n in pairs}
        for corner, difference in self._lines("removed", self.old, kept_old, {i for i, _ in rows}):
            # Behind the row that stands before it in both forms.
            place = bisect_left(rows, (corner[0], -1))
            before = rows[place - 1][1] if place else -1
            placed.append(((before, 1, *corner), difference))
        for corner, difference in self._lines("added", self.new, kept_new, {j for _, j in rows}):
            placed.append(((corner[0], 0, *corner), difference))
        return [difference for _, difference in sorted(placed, key=lambda item: item[0])]

    def _cell_pairs(self, rows: dict[int, int], columns: dict[int, int]) -> list[tuple[Pair, Pair]]:
        """The cells that stand at the same place of both forms, in the order of the new one."""
        pairs = {
            (corner, self.new.corners[rows[r], columns[c]])
            for (r, c), corner in self.old.corners.items()
            if r in rows and c in columns
        }
        return sorted(pairs, key=lambda pair: (pair[1], pair[0]))

    def _changed(self, at_old: Pair, at_new: Pair) -> Difference | None:
        old, new = self.old.cells[at_old], self.new.cells[at_new]
        figures = tuple(_figure_changes(old.figures, new.figures))
        if old.text == new.text and not figures:
            return None
        kind, words = _kind(old, new), (old.text, new.text)
        if old.text == new.text:
            kind, words = "data", _attributes(figures)
        ref = figures[0].figure.key if figures else new.link or self.new.record(at_new[0])
        where = ARROW.join(filter(None, self.new.where(at_new)))
        return self.make(
            kind, "changed", where, *words, ref, figures, old_at=[at_old], new_at=[at_new]
        )

    def _lines(
        self, act: Act, side: _Side, paired: set[Pair], rows: set[int]
    ) -> Iterator[tuple[Pair, Difference]]:
        """Cells that only one form has: each figure by itself, the rest of a line together."""
        lines: dict[tuple[Kind, int], list[Pair]] = {}
        for corner, cell in side.cells.items():
            if corner in paired:
                continue
            if cell.figures:
                yield corner, self._only(act, side, "value", [corner])
            elif cell.text:
                line: tuple[Kind, int] = ("row", corner[0])
                if corner[0] in rows:
                    line = ("column", corner[1])
                lines.setdefault(line, []).append(corner)
        for (kind, _), corners in lines.items():
            yield corners[0], self._only(act, side, kind, corners)

    def _only(self, act: Act, side: _Side, kind: Kind, corners: list[Pair]) -> Difference:
        cells = [side.cells[corner] for corner in corners]
        text = JOINT.join(cell.text for cell in cells)
        row, column = corners[0]
        where = ARROW.join(filter(None, side.where(corners[0])))
        if kind == "row":
            where = f"{row - len(side.grid.header) + 1}行目"
        elif kind == "column":
            where = f"{column + 1}列目"
        if act == "added":
            return self.make(
                kind,
                act,
                where,
                "",
                text,
                _place_ref(side, row, cells),
                tuple(FigureChange(None, f) for f in cells[0].figures),
                new_at=corners,
            )
        return self.make(
            kind,
            act,
            where,
            text,
            "",
            _place_ref(side, row, cells),
            tuple(FigureChange(f, None) for f in cells[0].figures),
            old_at=corners,
        )


def _act(old: str, new: str) -> Act:
    if old and new:
        return "changed"
    return "added" if new else "removed"


def _kind(old: Cell, new: Cell) -> Kind:
    if old.figures or new.figures:
        return "value"
    if new.role == "data":
        return "text"
    return "number" if _is_number(old.text) and _is_number(new.text) else "head"


def _place_ref(side: _Side, row: int, cells: list[Cell]) -> str:
    figure = next((f.key for cell in cells for f in cell.figures), "")
    link = next((cell.link for cell in cells if cell.link), "")
    return figure or link or side.record(row)


def _figure_changes(olds: tuple[Figure, ...], news: tuple[Figure, ...]) -> Iterator[FigureChange]:
    """The figures of a cell that changed, the same place in the years against each other."""
    by_place = {place_of(figure.key): figure for figure in olds}
    unmatched = [f for f in olds if place_of(f.key) not in {place_of(new.key) for new in news}]
    for new in news:
        old = by_place.get(place_of(new.key)) or (unmatched.pop(0) if unmatched else None)
        if old is None or old != new:
            yield FigureChange(old, new)
    for old in unmatched:
        yield FigureChange(old, None)


def _attributes(figures: Iterable[FigureChange]) -> tuple[str, str]:
    """What changed of figures that print the same as before, in words."""
    olds, news = [], []
    for change in figures:
        for name, old, new in change.attributes():
            olds.append(f"{name}：{old}")
            news.append(f"{name}：{new}")
        if change.old is None or change.new is None:
            olds.append(f"数値：{change.old.indicator if change.old else '（なし）'}")
            news.append(f"数値：{change.new.indicator if change.new else '（なし）'}")
    return "、".join(olds), "、".join(news)

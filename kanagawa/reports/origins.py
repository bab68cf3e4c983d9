"""Where the computed figures of a table come from, in words for its readers."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from .grid import Cell, Figure, Grid, placed
from .labels import column_label, machine_text, row_label
from .wording import in_brackets

# What a figure is, by its rule.
RULES = {
    "sum": "次の数値の合計です。",
    "difference": "初めの数値から後の数値を引いたものです。",
    "share": "初めの数値が、後の数値（の合計）に占める割合です。",
    "count": "登録されている数を数えたものです。",
    "record": "登録されている数です。",
}


@dataclass(frozen=True)
class Origin:
    """A computed figure of a table: its place and print, what it is, and what it follows from.

    `parts` are the places and prints of those that the table prints itself, `elsewhere` is how
    many more there are.
    """

    name: str
    text: str
    rule: str
    parts: tuple[tuple[str, str], ...]
    elsewhere: int


def origins(grid: Grid) -> list[Origin]:
    """Of every computed figure that says where it comes from, in the order of the table."""
    names = dict(_names(grid))
    figures = {figure.key: figure for figure in grid.figures()}
    computed = []
    for figure in figures.values():
        if figure.rule:
            parts = [(names[key], figures[key].text) for key in figure.parts if key in figures]
            elsewhere = len(figure.parts) - len(parts)
            rule = RULES[figure.rule]
            computed.append(Origin(names[figure.key], figure.text, rule, tuple(parts), elsewhere))
    return computed


def _names(grid: Grid) -> Iterator[tuple[str, str]]:
    """The heads of the place where each figure stands, the indicator where there are none."""
    matrix = grid.positions()
    for cell, row, column in placed(grid):
        if cell.figures:
            heads = (row_label(matrix, cell, row, column), column_label(matrix, cell, row, column))
            place = gettext("・").join(head for head in heads if head)
            for figure in cell.figures:
                yield figure.key, _name(cell, figure, place)


def _name(cell: Cell, figure: Figure, place: str) -> str:
    """Two figures of one cell have the same heads: the indicator tells them apart."""
    name = machine_text(figure.indicator)
    if len(cell.figures) > 1 and name not in place:
        return f"{place}{in_brackets(name)}" if place else name
    return place or name

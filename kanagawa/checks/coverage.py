"""Which figures the rules watch, and how closely: for the tests and for who wonders.

A figure is *bound* when it stands in an equation (a total, a count of a register, a fact told
twice): another value of it contradicts other figures. It is *bounded* when it only stands in a
rule that leaves it some room (part of a count, a limit).
"""

from kanagawa.figures.models import FigureRow

from .context import Context
from .rules import Relation, entered_of
from .run import all_checks


def bound(context: Context) -> set[str]:
    """Refs of the entered figures that stand in an equation."""
    return _watched(context, binds=True)


def bounded(context: Context) -> set[str]:
    """Refs of the entered figures that stand in rules with room, and in no equation."""
    return _watched(context, binds=False) - bound(context)


def settled(context: Context) -> set[str]:
    """Refs of the figures that the last edition printed already."""
    return {row.ref for row in entered(context) if context.is_told_again(row)}


def entered(context: Context) -> list[FigureRow]:
    """All figures of the edition that have a value."""
    return [row for row in context.figures() if row.value is not None]


def _watched(context: Context, *, binds: bool) -> set[str]:
    return {
        row.ref
        for check in all_checks()
        if isinstance(check.run, Relation) and check.run.binds == binds
        for whole, parts in check.run.pairs(context)
        for row in entered_of((whole, *parts), context)
        if row.value is not None
    }

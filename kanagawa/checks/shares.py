"""Shares of a whole: what a pie chart shows adds up to 100 percent, but for the rounding."""

from collections.abc import Iterator
from decimal import Decimal

from kanagawa.figures.cells import computed
from kanagawa.formats.numbers import PERCENT, percent
from kanagawa.reports import registry
from kanagawa.reports.declaration import Check, Finding, Severity

from .context import Context
from .rules import tolerance

_WHOLE = computed("", "構成比の合計", 100, PERCENT, rule="sum", parts=())


def shares(context: Context) -> Iterator[Finding]:
    """The shares of every table that the paper shows as a pie."""
    for key, grid in context.tables.items():
        parts = [figure for figure in grid.figures() if figure.unit == PERCENT]
        whole = sum((figure.value or Decimal(0) for figure in parts), Decimal(0))
        # While nothing is entered there are no shares yet.
        if grid.chart != "pie" or whole in (0, 100):
            continue
        small = abs(whole - 100) <= tolerance(_WHOLE, parts)
        message = f"{grid.title}：構成比の合計が{percent(whole, 1)}です。"
        message += "端数処理の範囲内です。" if small else "内訳を確かめてください。"
        values = tuple(figure.text for figure in parts)
        severity: Severity = "warning" if small else "error"
        section = registry.section_of(key)
        yield Finding("shares.whole", severity, section, key, message, key, values)


CHECKS = (Check("shares.whole", "構成比の合計", shares, ()),)

"""What the tables of 企業誘致 say in sentences."""

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal

from kanagawa.formats.numbers import number
from kanagawa.formats.years import as_of
from kanagawa.reports.grid import Grid
from kanagawa.reports.statements import Statement, Words, largest_by_column, spoken, targets

SECTION = "investment"


def statements(tables: Mapping[str, Grid]) -> Iterator[Statement]:
    kpis = [grid for key, grid in tables.items() if key.startswith("investment.kpi.")]
    yield from targets(SECTION, kpis, "ＫＰＩ")
    if grid := tables.get("investment.regions"):
        yield from largest_by_column(SECTION, grid)
    if grid := tables.get("investment.aid"):
        yield from orders_against_aid(grid)


def orders_against_aid(grid: Grid) -> Iterator[Statement]:
    """How many times the aid the orders to companies of the prefecture are, for each scheme.

    The two amounts of a scheme stand in one row: the aid with the part still to be paid, and all
    orders with those to companies of the prefecture. Both days are said, as they differ.
    """
    schemes: list[Words] = []
    days = set()
    for row in grid.body[:-1]:
        money = [f for cell in row for f in cell.figures if f.unit == "円" and not f.computed]
        aid, _, orders, local = (*money, None, None, None, None)[:4]
        plain = [f for f in (aid, orders, local) if f and f.value and f.status == "value"]
        if len(plain) < 3 or aid is None or local is None or not (aid.value and local.value):
            return
        days.add((aid.as_of, local.as_of))
        times = (local.value / aid.value).quantize(Decimal("0.1"), ROUND_HALF_UP)
        place = next((s.cell for s in spoken(grid) if s.figure is orders), "")
        values = {"scheme": (row[0].text, ""), "times": (f"{number(times, 1)}倍", place)}
        schemes.append(Words("、{scheme}が{times}" if schemes else "{scheme}が{times}", values))
    aid_on, orders_on = days.pop() if len(days) == 1 else (None, None)
    if not schemes or aid_on is None or orders_on is None:
        return
    head = "助成額等（後年度負担額を含む、{aid_on}）に対する県内企業への発注額（{orders_on}）は、"
    days_of = {"aid_on": as_of(aid_on, "時点"), "orders_on": as_of(orders_on, "時点")}
    opening = Words(head, {name: (text, "") for name, text in days_of.items()})
    yield Statement.of(SECTION, grid.key, opening, *schemes, Words("です。"))

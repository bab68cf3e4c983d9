"""The report's figures agree with each other, as far as the paper itself does."""

import json
from decimal import Decimal

import pytest

from kanagawa.editions.content import Content
from kanagawa.editions.in_text import repeats_texts
from kanagawa.reports.grid import Figure


@pytest.fixture
def content(published):
    return Content(published)


@pytest.fixture
def figures(content) -> dict[str, Figure]:
    return {f.key: f for grid in content.tables.values() for f in grid.figures()}


def values(content, table: str) -> list[Decimal]:
    return [f.value for f in content.tables[table].figures() if f.value is not None]


def test_the_register_of_robots_explains_the_indicator(content, figures):
    assert values(content, "robots.by-period") == [15, 27, 12, 21, 75]
    actual = "robots.robotindicatorfigure/commercialised-actual-"
    assert figures[f"{actual}2018-2022"].value == 27
    assert figures[f"{actual}2023"].value == 12
    assert figures[f"{actual}2024"].value == 12 + 21


def test_a_figure_has_one_value_wherever_it_stands(content):
    values: dict[str, set] = {}
    for grid in content.tables.values():
        for figure in grid.figures():
            values.setdefault(figure.key, set()).add((figure.value, figure.unit, figure.status))
    assert [key for key, several in values.items() if len(several) > 1] == []


def test_every_figure_has_kind_unit_status_and_period(content):
    for key, grid in content.tables.items():
        for figure in grid.figures():
            where = f"{key}: {figure.key}"
            assert figure.kind, where
            assert figure.unit, where
            # What the text counts (a register, a list) stands for its day and for no period.
            assert figure.period is not None or repeats_texts(key), where
            assert (figure.value is None) == (figure.status != "value"), where


def test_every_table_fills_a_rectangle_and_has_a_title(content):
    assert len(content.tables) >= 40
    for key, grid in content.tables.items():
        assert grid.positions(), key
        assert grid.title, key


def test_frozen_tables_are_what_the_rows_still_say(published):
    from kanagawa.editions.content import LiveContent
    from kanagawa.editions.rows import EditionRows

    live = LiveContent(EditionRows(published))
    frozen = Content(published)
    assert frozen.tables == live.tables
    assert list(frozen.blocks) == live.blocks
    assert json.dumps([b.to_json() for b in live.blocks])


def value(figures: dict[str, Figure], key: str) -> Decimal:
    number = figures[key].value
    assert number is not None, key
    return number


def keys(pattern: str, *names: str) -> list[str]:
    """`investment.{}` with every name in its place."""
    return [f"investment.{pattern.format(name)}" for name in names]


SCHEMES = ("invest", "second", "select", "next")
EARLIER = SCHEMES[:3]
ORDERED = ("equipment", "business", "administration")
# The total (computed, or a fact of its own), and its parts.
EXACT = [
    (keys("results/{}", "total"), keys("results/{}", "subtotal", "one-stop")),
    (keys("results/{}", "subtotal"), keys("results/subtotal-{}", "large", "small")),
    (keys("regions/{}", "total"), keys("results/{}", "subtotal")),
    (
        keys("taxfigure/{}", "next-total"),
        keys("taxfigure/next-{}", "resident", "corporate", "acquisition"),
    ),
    (keys("taxfigure/{}", "all-total"), keys("taxfigure/{}-total", *SCHEMES)),
    (keys("employment/{}", "next-total"), keys("employmentfigure/next-{}", "regular", "other")),
    (keys("employment/{}", "total"), keys("employment/{}-total", "second", "select", "next")),
    (keys("schemefigure/{}", "all-aid"), keys("schemefigure/{}-aid", *SCHEMES)),
    (
        keys("schemefigure/{}", "all-orders"),
        [*keys("schemefigure/{}-orders", *EARLIER), *keys("orderfigure/{}", "combined-amount")],
    ),
    (
        keys("schemefigure/{}", "all-orders-local"),
        [
            *keys("schemefigure/{}-orders-local", *EARLIER),
            *keys("orderfigure/{}", "combined-amount-local"),
        ],
    ),
]
# Rounded part by part: the printed total is off by one last unit (in 円).
ROUNDED = [
    (
        keys("subsidypayment/{}", "total"),
        keys("subsidypayment/{}", "site", "rent", "loan"),
        10_000,
    ),
    (
        keys("schemefigure/{}", "all-future-burden"),
        keys("schemefigure/{}-future-burden", "select", "next"),
        10_000,
    ),
    (keys("orderfigure/{}", "combined-amount"), keys("orderfigure/{}-amount", *ORDERED), 10**6),
    (
        keys("orderfigure/{}", "combined-amount-local"),
        keys("orderfigure/{}-amount-local", *ORDERED),
        10**6,
    ),
]
SHARES = [
    ("international.foreign-nationality", 302),
    ("international.foreign-industry", 302),
    ("international.overseas-region", 1705),
    ("international.overseas-industry", 1705),
]
PRINTED = {
    "investment.results/total": 259,
    "investment.results/subtotal": 161,
    "investment.supported/supported": 802,
    "investment.supported/supported-outside": 354,
    "investment.aid/sites": 453,
    "investment.employment/next-total": 14_613,
    "investment.employment/total": 50_597,
    "investment.taxfigure/next-total": 1_302_910_000,
    "investment.orderfigure/combined-amount": 653_131_000_000,
    "investment.subsidypayment/total": 2_478_580_000,
    "investment.schemefigure/all-future-burden": 24_042_930_000,
    "investment.orderfigure/combined-amount-local": 288_143_000_000,
    "international.attracted/total-2024": 18,
    "international.support/total-2023": 738,
}


@pytest.mark.parametrize(("total", "parts"), EXACT, ids=[row[0][0] for row in EXACT])
def test_totals_are_the_sum_of_their_parts(figures, total, parts):
    assert value(figures, *total) == sum(value(figures, part) for part in parts)


@pytest.mark.parametrize(("total", "parts", "unit"), ROUNDED, ids=[row[0][0] for row in ROUNDED])
def test_rounded_money_totals_are_off_by_one_last_unit(figures, total, parts, unit):
    assert abs(value(figures, *total) - sum(value(figures, part) for part in parts)) == unit


@pytest.mark.parametrize(("table", "companies"), SHARES)
def test_shares_add_to_all_but_their_rounding(content, table, companies):
    grid = content.tables[table]
    counts = [f.value for f in grid.figures() if f.unit == "社"]
    shares = [f.value for f in grid.figures() if f.unit == "％"]
    assert sum(counts) == companies
    assert sum(shares) == Decimal("99.9")


@pytest.mark.parametrize(("key", "printed"), PRINTED.items())
def test_the_figures_the_paper_repeats_have_their_printed_value(figures, key, printed):
    assert value(figures, key) == printed


def test_all_robots_activities_and_certified_projects_are_there(published):
    from international.models import Activity
    from robots.models import Robot
    from zones.models import StrategicProject

    models = (Robot, Activity, StrategicProject)
    counts = {m: m.objects.filter(edition=published).count() for m in models}
    assert counts == {Robot: 75, Activity: 49, StrategicProject: 14}
    assert Activity.objects.filter(edition=published, state="planned").count() == 14


def test_no_cell_or_text_shows_a_raw_reference(content):
    for key, grid in content.tables.items():
        for row in (*grid.header, *grid.body):
            assert not any("{" in cell.text or "参照先がありません" in cell.text for cell in row), (
                key
            )
    assert not any("{" in block.text or "参照先" in block.text for block in content.blocks)

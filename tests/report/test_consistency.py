"""The report's figures agree with each other, as far as the paper itself does."""

import json
from decimal import Decimal

import pytest

from kanagawa.editions.content import Content
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
    found: dict[str, set] = {}
    for grid in content.tables.values():
        for figure in grid.figures():
            found.setdefault(figure.key, set()).add((figure.value, figure.unit, figure.status))
    assert [key for key, several in found.items() if len(several) > 1] == []


def test_every_figure_has_kind_unit_status_and_period(content):
    for key, grid in content.tables.items():
        for figure in grid.figures():
            where = f"{key}: {figure.key}"
            assert figure.kind, where
            assert figure.unit, where
            assert figure.period is not None, where
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

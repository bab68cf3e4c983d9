"""The system checks name a mistake in a declaration at start."""

from dataclasses import replace
from unittest import mock

from kanagawa.editions.checks import check_declarations
from kanagawa.reports import registry


def found(**sections):
    known = registry.sections()
    with mock.patch.object(registry, "sections", lambda: {**known, **sections}):
        return {error.id for error in check_declarations()}


def test_the_declarations_of_all_sections_are_sound():
    assert check_declarations() == []


def test_two_tables_with_one_key_are_an_error():
    robots = registry.sections()["robots"]
    assert "editions.E001" in found(
        robots=replace(robots, tables=(*robots.tables, robots.tables[0]))
    )


def test_a_table_without_a_key_is_an_error():
    robots = registry.sections()["robots"]
    nameless = replace(robots.tables[0], key="")
    assert "editions.E002" in found(robots=replace(robots, tables=(*robots.tables, nameless)))


def test_a_key_of_another_section_is_an_error():
    robots = registry.sections()["robots"]
    foreign = replace(robots.tables[0], key="zones.indicator")
    assert "editions.E003" in found(robots=replace(robots, tables=(foreign,)))


def test_a_figure_model_that_is_in_no_table_is_an_error():
    robots = registry.sections()["robots"]
    assert "editions.E004" in found(robots=replace(robots, tables=(), listings=()))


def test_a_key_that_cannot_stand_in_an_address_is_an_error():
    robots = registry.sections()["robots"]
    odd = replace(robots.tables[0], key="robots.Indicator_1")
    assert "editions.E005" in found(robots=replace(robots, tables=(*robots.tables, odd)))

"""What a check sees: the edition before, the same figure in it, the rows to look at, the tables."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from investment.models import RegionCount
from kanagawa.checks.context import Context, is_partial
from kanagawa.editions.models import Edition, State
from kanagawa.reports import registry
from kanagawa.reports.grid import Figure
from robots.models import Robot, RobotIndicatorFigure

from .made import MODELS, Rows, count, indicator, of_year


def context(*rows, before=None, models=MODELS) -> Context:
    made = Context(Rows(*rows), models)
    made.previous = before
    return made


def published(year: int, revision: int = 1) -> Edition:
    return Edition.objects.create(
        fiscal_year=year, revision=revision, state=State.PUBLISHED, content_hash="a" * 64,
        published_at=timezone.now(), reason="" if revision == 1 else "誤り",
    )  # fmt: skip


def before_of(year: int, revision: int = 1) -> tuple[int, int] | None:
    seen = Context(SimpleNamespace(edition=Edition(fiscal_year=year, revision=revision)), MODELS)
    if seen.previous is None:
        assert seen.previous_name == ""
        return None
    edition = seen.previous.edition
    assert seen.previous_name == str(edition)
    assert seen.previous_is(edition) and not seen.previous_is(Edition(pk=0))
    return edition.fiscal_year, edition.revision


@pytest.mark.sample
def test_the_edition_before_is_the_last_one_that_was_published(db):
    for year, revision in ((2029, 1), (2028, 1), (2028, 2), (2031, 1)):
        published(year, revision)
    Edition.objects.create(fiscal_year=2030)
    assert before_of(2030) == before_of(2031) == (2029, 1)
    assert before_of(2029) == (2028, 2)
    assert before_of(2028, 3) == (2028, 2) and before_of(2028, 2) == (2028, 1)
    assert before_of(2028) == (2025, 1), "that of the sample"
    assert before_of(2025) is None
    nothing = context()
    assert nothing.previous_name == "" and not nothing.previous_is(Edition(pk=1))


@pytest.mark.sample
def test_what_the_last_five_editions_printed_is_told_newest_first(db, monkeypatch):
    def content(edition):
        return SimpleNamespace(references=f"of {edition.fiscal_year}")

    for year in range(2027, 2034):
        published(year)
    monkeypatch.setattr("kanagawa.checks.context.Content", content)
    seen = Context(SimpleNamespace(edition=Edition(fiscal_year=2032)), MODELS)
    assert [(e.fiscal_year, printed) for e, printed in seen.earlier_prints] == [
        (year, f"of {year}") for year in (2032, 2031, 2030, 2029, 2028)
    ]


def test_what_is_printed_already_is_printed_no_more():
    printed = SimpleNamespace(tables={"robots.a": "grid"})
    every = Context(Rows(), printed=printed)
    assert every.content is printed and every.tables == printed.tables
    assert set(every.models) > set(MODELS)


def test_a_save_prints_the_tables_of_its_models_and_no_lists(monkeypatch):
    monkeypatch.setattr("kanagawa.checks.context.build", lambda table, rows: [(table.key, rows)])
    tables, printed = registry.tables(), {}
    for model in (Robot, RegionCount):
        printed[model] = set(context(models=(model,)).tables)
        assert printed[model] == {
            key for key, t in tables.items() if model in t.models and not t.is_list
        }
    # Of robots there are lists alone.
    assert not printed[Robot] and printed[RegionCount]


def test_the_rows_under_check_are_those_of_its_models():
    robot, figure, actual = Robot(key="r"), count(1), of_year(indicator(), 2025, 1)
    every = context(robot, figure, actual, models=(Robot, RegionCount, RobotIndicatorFigure))
    assert list(every.looked_at()) == [robot, figure, actual]
    assert list(every.figures()) == [figure, actual]
    assert list(context(robot, figure, actual).figures()) == [figure, actual]


def computed(*parts) -> Figure:
    return Figure("x", "計", Decimal(1), "件", "actual", "１件", parts=tuple(parts))


def test_the_parts_of_a_computed_figure_are_the_entered_ones():
    figure, robot = count(1), Robot(key="r")
    seen = context(figure, robot)
    refs = (figure.ref, "investment.regioncount/gone", robot.ref, "no.model/x", "nonsense")
    assert seen.parts_of(computed(*refs)) == [figure]
    assert seen.parts_of(computed()) == []


def test_the_same_thing_in_the_edition_before_has_the_same_key_and_kind():
    was = count(5)
    seen = context(count(1), before=Rows(was, year=2025))
    assert seen.was(count(1)) is was
    assert seen.was(count(1, "other")) is None
    assert seen.was(of_year(indicator(), 2025, 1)) is None
    assert context().was(count(1)) is None


TARGET, ACTUAL, FORECAST = "target", "actual", "forecast"


@pytest.mark.parametrize(
    ("was", "now", "told_again"),
    [
        # The same day, or nobody says of which.
        ({}, {}, True),
        ({"as_of": None}, {"as_of": None}, True),
        # Of another day it was counted anew.
        ({"as_of": date(2026, 3, 1)}, {}, False),
        ({}, {"as_of": date(2026, 2, 1)}, False),
        # A target stays, whatever the day; a forecast does not.
        ({"kind": TARGET, "as_of": date(2026, 3, 1)}, {"kind": TARGET}, True),
        ({"kind": FORECAST, "as_of": date(2026, 3, 1)}, {"kind": FORECAST}, False),
        ({"kind": FORECAST}, {"kind": ACTUAL}, False),
        # Without a value nothing was told.
        ({"value": None}, {}, False),
        ({}, {"value": None}, True),
    ],
)
def test_a_figure_is_told_again_when_its_day_is_the_same(was, now, told_again):
    def made(parts):
        return count(parts.pop("value", 5), **parts)

    seen = context(before=Rows(made(dict(was)), year=2025))
    assert seen.is_told_again(made(dict(now))) is told_again
    assert not seen.is_told_again(count(5, "new"))


def of_indicator(day: date | None, value: int = 5, **more):
    return of_year(indicator(as_of=day), 2024, value, **more)


@pytest.mark.parametrize(
    ("was", "now", "told_again"),
    [
        # The indicator's day moves on: what was over then is what it was.
        (of_indicator(date(2025, 3, 31)), of_indicator(date(2026, 3, 31)), True),
        (of_indicator(date(2024, 6, 30)), of_indicator(date(2026, 3, 31)), False),
        (of_indicator(date(2025, 3, 31)), of_indicator(date(2026, 3, 31), kind="target"), False),
        (
            of_indicator(date(2025, 3, 31), kind="forecast"),
            of_indicator(date(2026, 3, 31), kind="forecast"),
            False,
        ),
        (
            of_indicator(date(2025, 3, 31), end=None),
            of_indicator(date(2026, 3, 31), end=None),
            False,
        ),
        # A day of its own says that it was counted anew.
        (of_indicator(date(2025, 3, 31)), of_indicator(None, as_of=date(2026, 3, 31)), False),
    ],
)
def test_the_actual_value_of_a_year_that_was_over_stays(was, now, told_again):
    now.key = was.key
    assert context(before=Rows(was, year=2025)).is_told_again(now) is told_again


def test_a_figure_of_a_day_before_its_end_tells_of_a_part():
    end = date(2026, 3, 31)
    for day, partial in ((None, False), (end, False), (end - timedelta(days=1), True)):
        assert is_partial(count(1, as_of=day)) is partial
    running = count(1, as_of=date(2026, 3, 1))
    running.period_end = None
    assert not is_partial(running)


def test_a_figure_stands_in_the_first_table_that_prints_it():
    def table(*cells):
        return SimpleNamespace(body=[[SimpleNamespace(**cell) for cell in cells]])

    def figures(*keys):
        return tuple(SimpleNamespace(key=key) for key in keys)

    seen = context()
    seen.tables = {
        "robots.a": table({"figures": figures("f/1", "f/2"), "link": "r/1"}),
        "robots.b": table({"figures": figures("f/2", "f/3"), "link": "r/1"}),
    }
    where = {"f/1": "robots.a", "f/2": "robots.a", "r/1": "robots.a", "f/3": "robots.b"}
    assert seen.table_of == where

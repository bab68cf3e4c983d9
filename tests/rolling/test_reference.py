"""What stands beside a figure of a new edition: last year's value and the old forecast for it."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from international.models import ActivityFigure
from investment.models import Commitment, KpiFigure, OrderFigure, SchemeFigure, SupportCount
from kanagawa.editions.models import Edition
from kanagawa.editions.rows import EditionRows, row_models
from kanagawa.figures.models import FigureRow
from kanagawa.figures.reference import EarlierFigures, reference_of
from programs.models import MetricFigure

FIGURES = [model for model in row_models() if issubclass(model, FigureRow)]


def reference(edition, model, *, key, **changes):
    figure = EditionRows(edition).get(model, key)
    for name, value in changes.items():
        setattr(figure, name, value)
    return EarlierFigures.before(edition).reference_of(figure)


def values(found):
    return tuple(f and f.value for f in (found.last_year, found.foretold))


def test_the_actual_of_last_year_shows_the_year_before_and_its_old_forecast(draft):
    earlier = reference(
        draft, MetricFigure, key="exchange-participants-forecast-2025", kind="actual"
    )
    assert values(earlier) == (726, 640)


def test_a_provisional_value_is_what_was_foretold_for_its_year(draft):
    assert values(reference(draft, KpiFigure, key="supported-actual-2025")) == (51, 63)
    assert values(reference(draft, KpiFigure, key="supported-actual-2026")) == (63, None)


def test_a_stock_shows_the_same_figure_of_last_year(draft):
    assert values(reference(draft, SupportCount, key="site-support-large")) == (37, None)
    assert values(reference(draft, SchemeFigure, key="next-aid")) == (22369980000, None)


def test_what_is_counted_since_a_start_shows_the_count_that_ended_a_year_before(draft):
    row = OrderFigure.objects.get(edition=draft, key="equipment-count")
    row.period_end = row.period_end.replace(year=2025)
    assert values(EarlierFigures.before(draft).reference_of(row)) == (10532, None)
    limit = Commitment.objects.filter(edition=draft, kind="estimate").last()
    assert values(EarlierFigures.before(draft).reference_of(limit)) == (Decimal(2617290000), None)


def test_an_activity_of_the_next_year_finds_that_of_the_year_before(draft):
    rows = EditionRows(draft)
    figure = rows.get(ActivityFigure, "rental-office-2024-users-actual-2025")
    figure.activity.key = "rental-office-2025"
    assert values(reference_of(figure, EditionRows(draft.last_year))) == (7, 5)


def test_the_first_edition_has_nothing_to_compare_with(published):
    figures = [f for model in FIGURES for f in EditionRows(published).of(model)]
    earlier = EarlierFigures.before(published).references(figures)
    assert {values(reference) for reference in earlier.values()} == {(None, None)}


def test_a_correction_is_compared_with_the_year_before_and_not_with_what_it_corrects(draft):
    Edition.objects.filter(pk=draft.pk).update(fiscal_year=2026)
    correction = Edition(fiscal_year=2026, revision=2, copied_from=draft)
    assert correction.last_year == draft.copied_from


@pytest.mark.parametrize("repeat", [1, 2])
def test_all_figures_cost_one_query_for_each_model(draft, repeat):
    rows = EditionRows(draft)
    figures = [f for model in FIGURES for f in rows.of(model)] * repeat
    earlier = EarlierFigures.before(draft)
    with CaptureQueriesContext(connection) as queries:
        earlier.references(figures)
    assert len(queries) <= len(row_models())

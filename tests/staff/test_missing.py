"""What a table prints a cell for is asked, also where staff added the row or widened the plan."""

import pytest
from django.urls import reverse

from international.models import HomeRegion
from investment.models import (
    Commitment,
    EmploymentFigure,
    OrderFigure,
    Scheme,
    SchemeFigure,
    SupportCount,
    SupportProgram,
    TaxFigure,
)
from kanagawa.editions.publishing import publish
from kanagawa.editions.rolling import roll_edition
from kanagawa.editions.rows import EditionRows
from kanagawa.entry.cells import by_ref, entry_tables
from kanagawa.figures.missing import make_missing
from kanagawa.workflow.new_facts import new_facts
from programs.models import Metric, MetricFigure
from robots.models import PlanPeriod, RobotIndicator, RobotIndicatorFigure
from tests.people import person

from .conftest import sent

pytestmark = pytest.mark.sample


def asked(edition, section):
    """The refs in the list of new facts; each must open in the grid."""
    groups = new_facts(edition, [section]).groups
    refs = {fact.ref for group in groups for fact in group.facts}
    kinds = ("figure/", "count/", "commitment/")
    figures = {ref for ref in refs if any(kind in ref for kind in kinds)}
    assert figures <= by_ref(entry_tables(edition, section, EditionRows(edition))).keys()
    return figures


def save(staff, row, **values):
    url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    response = staff.post(url, {**sent(staff.get(url), f"{row._meta.model_name}_form"), **values})
    assert response.status_code == 302
    return response


def added(row, **changes):
    """Another row of the same kind, without figures."""
    row.pk, row.key, row.position = None, "", 990
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    return row


def test_a_wider_plan_asks_its_targets_and_a_shorter_one_takes_the_empty_cells_back(draft, staff):
    plan = PlanPeriod.objects.filter(edition=draft).last()
    before = asked(draft, "robots")
    figures = RobotIndicatorFigure.objects.filter(edition=draft)
    count, last = figures.count(), plan.last_fiscal_year
    save(staff, plan, last_fiscal_year=last + 1)
    indicators = RobotIndicator.objects.filter(edition=draft).count()
    new = figures.filter(period_start__year=last + 1)
    assert figures.count() == count + 2 * indicators
    assert set(new.values_list("kind", "status")) == {
        ("target", "to_enter"),
        ("actual", "not_due"),
    }
    targets = {figure.ref for figure in new if figure.kind == "target"}
    assert asked(draft, "robots") == before | targets
    save(staff, plan, last_fiscal_year=last)
    assert figures.count() == count


def test_rows_that_staff_added_are_asked_and_asked_again_the_next_year(draft, staff):
    indicator = added(
        RobotIndicator.objects.filter(edition=draft).first(), name="新しい数値目標", role=""
    )
    save(staff, indicator, name="新しい数値目標の数")
    assert len([a for a in asked(draft, "robots") if indicator.key in a]) > 0
    metric = added(Metric.objects.filter(edition=draft).first(), name="新しい指標", first_line="")
    save(staff, metric, name="新しい指標の数")
    own = MetricFigure.objects.filter(indicator=metric)
    assert own.exists() and {f.ref for f in own} <= asked(draft, "programs")
    for model in (RobotIndicatorFigure, MetricFigure):
        waiting = model.objects.filter(edition=draft, status="to_enter")
        waiting.update(value=5, status="value")
    publish(edition=draft)
    rolled = roll_edition(source=draft)
    year = rolled.fiscal_year - 1
    of_indicator = RobotIndicatorFigure.objects.filter(
        edition=rolled, indicator__key=indicator.key, kind="actual", period_start__year=year
    )
    assert [figure.status for figure in of_indicator] == ["to_enter"]
    assert {figure.ref for figure in of_indicator} <= asked(rolled, "robots")


def test_every_section_asks_for_what_was_added_to_its_tables(draft):
    for section in ("international", "investment"):
        make_missing(draft, section, person("editor"))
    region = added(HomeRegion.objects.filter(edition=draft).first(), name="南米")
    made = make_missing(draft, "international", person("editor"))
    assert {figure.indicator for figure in made} == {region} and len(made) == 3
    program = added(SupportProgram.objects.filter(edition=draft).first(), name="新しい事業")
    made = make_missing(draft, "investment", person("editor"))
    assert {figure.program for figure in made} == {program}
    assert {figure.category for figure in made} == {"large", "small"}
    assert SupportCount.objects.filter(program=program, status="to_enter").count() == 2
    assert make_missing(draft, "investment", person("editor")) == []


def test_results_orders_taxes_staff_and_commitments_that_are_gone_are_asked(draft):
    """Whatever a table prints a dash for because nobody keeps its row."""
    editor = person("editor")
    make_missing(draft, "investment", editor)
    present = Scheme.objects.filter(edition=draft, role="present").last()
    gone = {
        SchemeFigure.objects.filter(scheme=present, item="aid").get(),
        EmploymentFigure.objects.filter(scheme=present, item="regular").get(),
        TaxFigure.objects.filter(scheme=present, tax="total").get(),
        OrderFigure.objects.filter(edition=draft, measure="amount", is_local=True).first(),
        Commitment.objects.filter(edition=draft, kind="estimate").first(),
    }
    kept = {(figure.series, figure.period, figure.kind) for figure in gone}
    for figure in gone:
        figure.delete()
    made = make_missing(draft, "investment", editor)
    assert {type(figure) for figure in made} == {type(figure) for figure in gone}
    assert len(made) == len(gone)
    assert {(f.series, f.period, f.kind) for f in made} == kept
    assert {figure.ref for figure in made} <= asked(draft, "investment")
    assert make_missing(draft, "investment", editor) == []


def test_a_new_scheme_is_asked_for_all_that_is_printed_of_it(draft):
    editor = person("editor")
    make_missing(draft, "investment", editor)
    new = added(Scheme.objects.filter(edition=draft).last(), name="新しい施策", role="present")
    made = make_missing(draft, "investment", editor)
    assert {type(figure) for figure in made} >= {SchemeFigure, EmploymentFigure, TaxFigure}
    assert {figure.scheme for figure in made if not isinstance(figure, OrderFigure)} == {new}

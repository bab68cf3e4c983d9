"""Next year's edition over everything declared: columns shifted, new facts open, the rest kept."""

import re
from unittest import mock

import pytest

from international.models import ActivityState
from investment.models import Commitment, SchemeFigure
from kanagawa.checks import stale
from kanagawa.checks.context import Context
from kanagawa.editions import copying
from kanagawa.editions.content import Content
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.files import dump_edition
from kanagawa.editions.integrity import problems
from kanagawa.editions.models import Edition, Node
from kanagawa.editions.publishing import publish
from kanagawa.editions.refusals import Refused
from kanagawa.editions.rolling import roll_edition
from kanagawa.editions.rows import EditionRows, row_models
from kanagawa.figures.checks import check_figures
from kanagawa.figures.kinds import Rolls, Status
from kanagawa.figures.reference import is_provisional, role, years_of
from kanagawa.formats.years import fiscal_year
from kanagawa.reports import registry
from programs.models import MetricFigure
from robots.models import RobotIndicatorFigure
from tests.breadth import first_daily

from .conftest import FIGURES, figures, fill, open_figures

YEAR = re.compile(r"(?:令和|平成)(?:元|[０-９0-9]+)年度")


def heads(grid):
    """The fiscal years that a table's heads name, in their order."""
    cells = (cell for row in grid.header for cell in row)
    texts = (cell.text.split("\n")[0] for cell in cells)
    return [text for text in texts if YEAR.fullmatch(text)]


def windows():
    """The tables whose columns slide."""
    sliding = {model for model in FIGURES if model.rolls == Rolls.WINDOW}
    return {t.key for t in registry.tables().values() if sliding & set(t.models)}


def of_tables(content, keys):
    return {k: g for k, g in content.tables.items() if k in keys or k.rsplit(".", 1)[0] in keys}


def check_columns(old, new):
    sliding = of_tables(new, windows())
    assert sliding
    assert sliding.keys() == of_tables(old, windows()).keys()
    year = new.edition.fiscal_year
    for key, grid in sliding.items():
        before, after = heads(old.tables[key]), heads(grid)
        assert after[-1] == fiscal_year(year), key
        assert after == [fiscal_year(year - n) for n in reversed(range(len(after)))], key
        assert len(after) >= len(before), key
    for key, grid in new.tables.items():
        if key not in sliding:
            assert heads(grid) == heads(old.tables[key]), key


def known(figure):
    return figure.value is not None and not is_provisional(figure)


def check_nothing_known_is_asked(old_edition, new_edition):
    old = EditionRows(old_edition)
    certain = [f for model in FIGURES for f in old.of(model) if known(f)]
    settled = {(f._meta.label, f.series, role(f), years_of(f.period)): f for f in certain}
    for figure in figures(new_edition):
        place = (figure._meta.label, figure.series, role(figure), years_of(figure.period))
        before = settled.get(place)
        if before is None:
            continue
        runs_on = figure.period_end is None or figure.rolls == Rolls.FIXED
        if figure.status == Status.TO_ENTER:
            assert runs_on, figure.ref
            assert not before.stands(old), figure.ref
        else:
            assert figure.value == before.value, figure.ref


def test_every_table_builds_and_every_column_is_in_its_year(published, rolled):
    old, new = Content(published), Content(rolled)
    assert new.broken == []
    assert new.tables.keys() == old.tables.keys()
    assert {k for k, g in new.tables.items() if not g.body} == {
        k for k, g in old.tables.items() if not g.body
    }
    check_columns(old, new)
    assert [b.text for b in new.blocks if b.anchor == "robots-year"] == ["令和８年度の主な取組"]


def test_the_open_cells_are_the_figures_to_enter_and_nothing_known_is_asked(published, rolled):
    asked = {figure.ref for figure in open_figures(rolled)}
    cells = {
        figure.key
        for grid in Content(rolled).tables.values()
        for figure in grid.figures()
        if figure.status == Status.TO_ENTER and not figure.computed
    }
    assert cells == asked
    check_nothing_known_is_asked(published, rolled)


def test_no_total_is_a_false_nought_before_its_parts_are_entered(published, rolled):
    def computed(edition):
        grids = Content(edition).tables.values()
        return {f.key: f for grid in grids for f in grid.figures() if f.computed}

    noughts = {key for key, figure in computed(published).items() if figure.value == 0}
    waiting = [f for f in computed(rolled).values() if f.status == Status.TO_ENTER]
    assert {key for key, f in computed(rolled).items() if f.value == 0} <= noughts
    assert len(waiting) > 20
    assert {(f.value, f.text) for f in waiting} == {(None, "－")}


def test_figures_roll_as_their_models_say(rolled):
    def stored(model):
        return {f.key: (f.status, f.value, f.as_of) for f in model.objects.filter(edition=rolled)}

    plan = stored(RobotIndicatorFigure)
    assert plan["commercialised-actual-2024"][1] == 33
    assert plan["commercialised-actual-2025"][0] == Status.TO_ENTER
    assert plan["commercialised-actual-2026"][0] == Status.NOT_DUE
    metrics = stored(MetricFigure)
    assert metrics["accelerated-seed-actual-2025"][1] == 10
    assert metrics["accelerated-seed-forecast-2026"][0] == Status.TO_ENTER
    assert metrics["accelerated-early-actual-2025"][0] == Status.TO_ENTER
    assert "accelerated-early-forecast-2025" not in metrics
    schemes = stored(SchemeFigure)
    kept = {key for key, (status, *_) in schemes.items() if status != Status.TO_ENTER}
    assert kept == {
        *(f"{s}-{i}" for s in ("invest", "second", "select") for i in ("supported", "sites")),
        *(f"{s}-supported-outside" for s in ("invest", "second", "select")),
        *(f"{s}-{i}" for s in ("invest", "second") for i in ("aid", "future-burden")),
    }
    open_commitments = Commitment.objects.filter(edition=rolled, status=Status.TO_ENTER)
    assert [f.key for f in open_commitments] == ["commitment-estimate-2024-2027"]
    assert {f.as_of.year for f in Commitment.objects.filter(edition=rolled)} == {2026}


def test_no_unchanged_text_prints_a_year_that_moved_unless_the_check_reports_it(published, rolled):
    before = {block.text for block in Content(published).blocks}
    reported = {finding.ref for finding in stale.run(Context(EditionRows(rolled)))}
    moved = re.compile(
        r"(?<!～)令和[６７]年度(?!～)|令和７年[３６]月(?:31日|末|30日)?(?:現在|時点)|今年度から"
    )
    for block in Content(rolled).blocks:
        if block.text in before and moved.search(block.text):
            assert block.record in reported, block.text
    for key, grid in Content(rolled).tables.items():
        text = f"{grid.as_of}{grid.caption}{grid.aside}"
        assert not re.search("令和７年[３６]月", text), key


@pytest.mark.thorough
def test_the_published_edition_stays_as_it_is_byte_for_byte(published, tmp_path):
    frozen = list(published.frozen.order_by("position").values_list("content", flat=True))
    dump_edition(published, tmp_path / "before")
    roll_edition(source=published)
    dump_edition(published, tmp_path / "after")
    for path in (tmp_path / "before").rglob("*.yaml"):
        again = tmp_path / "after" / path.relative_to(tmp_path / "before")
        assert again.read_bytes() == path.read_bytes()
    assert list(published.frozen.order_by("position").values_list("content", flat=True)) == frozen
    assert problems(published) == []


def test_every_row_has_one_entry_of_history_that_says_where_it_comes_from(rolled):
    for model in row_models():
        history = model.history.filter(edition=rolled)
        assert history.count() == model.objects.filter(edition=rolled).count(), model
        assert set(history.values_list("history_type", "history_change_reason")) <= {
            ("+", "令和７年度版をもとに作成")
        }


def test_a_second_roll_is_refused_and_says_why(published, rolled):
    with pytest.raises(Refused, match="下書きがすでにあります"):
        roll_edition(source=published)
    with pytest.raises(Refused, match="まだ下書きです"):
        roll_edition(source=rolled)
    assert Edition.objects.count() == 2


@pytest.mark.thorough
def test_the_next_edition_is_made_from_the_newest_revision(published):
    correction = publish(edition=copy_edition(source=published, fiscal_year=2025, reason="誤記"))
    with pytest.raises(Refused, match="訂正した版があります"):
        roll_edition(source=published)
    assert roll_edition(source=correction).last_year == correction


def test_a_roll_that_fails_on_the_way_leaves_nothing(published):
    model = row_models()[-1]
    original = copying.create_rows

    def fail(kind, rows, **kwargs):
        if kind is model:
            raise RuntimeError("power cut")
        return original(kind, rows, **kwargs)

    with mock.patch.object(copying, "create_rows", fail), pytest.raises(RuntimeError):
        roll_edition(source=published)
    assert not Edition.objects.filter(fiscal_year=2026).exists()


@pytest.mark.thorough
def test_a_reference_in_a_text_follows_the_figure_into_the_next_year(published):
    correction = copy_edition(source=published, fiscal_year=2025, reason="誤記")
    text = (
        "{programs.metricfigure/courses-actual-2024}{programs.metricfigure/courses-forecast-2025}"
        "{international.activityfigure/jetro-2024-countries|number}"
        "{robots.robotindicatorfigure/commercialised-target-2027}"
    )
    Node.objects.create(edition=correction, key="typed", kind="paragraph", text=text)
    node = Node.objects.get(edition=roll_edition(source=publish(edition=correction)), key="typed")
    assert node.text == (
        "{programs.metricfigure/courses-actual-2025}{programs.metricfigure/courses-forecast-2026}"
        "{international.activityfigure/jetro-2025-countries|number}"
        "{robots.robotindicatorfigure/commercialised-target-2027}"
    )


@pytest.mark.parametrize(
    "states", first_daily(list(ActivityState)[:4], [ActivityState.HELD]), ids=["mixed", "all held"]
)
def test_a_filled_edition_can_be_rolled_again(rolled, states):
    fill(rolled, states)
    assert open_figures(rolled) == []
    publish(edition=rolled)
    rolled.refresh_from_db()
    again = roll_edition(source=rolled)
    assert again.fiscal_year == 2027
    old, new = Content(rolled), Content(again)
    assert new.broken == []
    check_columns(old, new)
    check_nothing_known_is_asked(rolled, again)
    fill(again)
    publish(edition=again)


def test_a_figure_model_that_does_not_say_how_it_rolls_is_an_error():
    assert check_figures() == []
    with mock.patch.object(MetricFigure, "rolls", None):
        assert [error.id for error in check_figures()] == ["figures.E001"]
    with mock.patch.object(MetricFigure, "window", 0):
        assert [error.id for error in check_figures()] == ["figures.E002"]

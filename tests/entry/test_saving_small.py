"""What a save does with each cell, on an edition with three figures alone."""

from datetime import date
from decimal import Decimal

import pytest

from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import EditionPublished, NotAllowed
from kanagawa.entry import saving
from kanagawa.entry.parsing import Entered, Entry
from kanagawa.entry.saving import GONE, NOT_HERE, check_entries, figure_model, save_entries
from robots.models import Measure, MeasureCategory, MeasureFigure
from tests.people import person

pytestmark = pytest.mark.sample

DAY = date(2030, 3, 31)
FIRST, SECOND, THIRD = (f"robots.measurefigure/{key}" for key in ("first", "second", "third"))


@pytest.fixture
def edition(db):
    edition = Edition.objects.create(fiscal_year=2030)
    category = MeasureCategory.objects.create(edition=edition, key="category", name="実証")
    measure = Measure.objects.create(edition=edition, key="m", name="実証", category=category)
    for number, key in enumerate(("first", "second", "third"), start=1):
        MeasureFigure.objects.create(
            edition=edition,
            measure=measure,
            key=key,
            name=key,
            unit="件",
            value=number,
            period_start=date(2029, 4, 1),
            as_of=DAY,
        )
    return edition


def mark(value: str = "1", **parts) -> str:
    stored = Entered(Decimal(value), "value", "actual", DAY, "現在")
    return stored._replace(**parts).mark()


def figures(edition) -> list[MeasureFigure]:
    return list(MeasureFigure.objects.filter(edition=edition).order_by("value", "pk"))


def values(edition) -> list:
    return [figure.value for figure in figures(edition)]


def save(edition, user, **entries):
    refs = {"first": FIRST, "second": SECOND, "third": THIRD}
    given = {refs.get(name, name): entry for name, entry in entries.items()}
    return save_entries(edition=edition, section="robots", entries=given, user=user)


def test_what_was_typed_is_written_and_nothing_else(edition, clerk):
    outcome = save(edition, clerk, first=Entry(mark(), "7"), second=Entry(mark("2"), "2"))
    assert outcome.is_saved and outcome.changed == [FIRST]
    old, new = outcome.changes[FIRST]
    assert (old.value, new.value) == (1, 7)
    assert values(edition) == [2, 3, 7]
    first = MeasureFigure.objects.get(edition=edition, key="first")
    assert [h.history_user for h in first.history.all()] == [clerk, None]
    assert first.as_of == DAY
    assert MeasureFigure.objects.get(edition=edition, key="second").history.count() == 1


def test_each_part_is_written_alone(edition, clerk):
    assert save(edition, clerk, first=Entry(mark(), as_of="R12.4.1")).changed == [FIRST]
    assert save(edition, clerk, second=Entry(mark("2"), kind="forecast")).changed == [SECOND]
    assert save(edition, clerk, third=Entry(mark("3"), "", status="nil")).changed == [THIRD]
    first, second, third = (
        MeasureFigure.objects.get(edition=edition, key=key) for key in ("first", "second", "third")
    )
    assert (first.value, first.as_of) == (1, date(2030, 4, 1))
    assert (second.value, second.kind) == (2, "forecast")
    assert (third.value, third.status) == (None, "nil")


def test_a_mistake_is_told_beside_all_others_and_nothing_is_written(edition, clerk):
    gone = "robots.measurefigure/gone"
    outcome = save(
        edition,
        clerk,
        **{"x": Entry(mark(), "7"), gone: Entry(mark(), "7")},
        first=Entry(mark(), "たくさん"),
        second=Entry("?", "7"),
        third=Entry(mark("3"), "9"),
    )
    assert not outcome.is_saved and outcome.changed == []
    assert outcome.errors["x"] == [NOT_HERE] and outcome.errors[gone] == [GONE]
    assert "数ではありません" in outcome.errors[FIRST][0]
    assert "開き直して" in outcome.errors[SECOND][0]
    # What would have been written without the others.
    assert list(outcome.changes) == [THIRD]
    assert values(edition) == [1, 2, 3]


def test_rules_of_the_row_are_told(edition, clerk):
    outcome = save(edition, clerk, first=Entry(mark(), "1.23456"), second=Entry(mark("2"), ""))
    assert "4 桁" in outcome.errors[FIRST][0]
    assert "値がない理由" in outcome.errors[SECOND][0]


def test_the_change_of_somebody_else_is_told_with_who_made_it(edition, clerk, colleague):
    save(edition, colleague, first=Entry(mark(), "5"))
    outcome = save(edition, clerk, first=Entry(mark(), "6"), second=Entry(mark("2"), "8"))
    assert not outcome.is_saved and list(outcome.changes) == [SECOND]
    conflict = outcome.conflicts[FIRST]
    assert (conflict.mine.value, conflict.theirs.value, conflict.by) == (6, 5, "colleague")
    assert conflict.at is not None
    assert values(edition) == [2, 3, 5]


def test_a_mistake_and_a_conflict_are_told_together(edition, clerk, colleague):
    save(edition, colleague, first=Entry(mark(), "5"))
    outcome = save(edition, clerk, first=Entry(mark(), "6"), second=Entry(mark("2"), "x x"))
    assert outcome.errors.keys() == {SECOND} and outcome.conflicts.keys() == {FIRST}
    assert not outcome.is_saved


def test_two_who_change_different_parts_both_have_theirs(edition, clerk, colleague):
    save(edition, colleague, first=Entry(mark(), "5"))
    outcome = save(edition, clerk, first=Entry(mark(), as_of="R12.4.1"))
    assert outcome.changed == [FIRST]
    first = MeasureFigure.objects.get(edition=edition, key="first")
    assert (first.value, first.as_of) == (5, date(2030, 4, 1))


def test_the_same_change_by_both_is_written_once(edition, clerk, colleague):
    for user in (colleague, clerk):
        outcome = save(edition, user, first=Entry(mark(), "5"))
        assert outcome.is_saved
    assert outcome.changed == []
    both = Entry(mark(), "5", as_of="R12.4.1")
    save(edition, colleague, first=both)
    assert save(edition, clerk, first=both).changes == {}


def test_half_of_a_change_that_somebody_made_already_is_no_change(edition, clerk, colleague):
    save(edition, colleague, first=Entry(mark(), "5", as_of="R12.4.1"))
    assert save(edition, clerk, first=Entry(mark(), "5")).changes == {}


@pytest.mark.parametrize(
    ("theirs", "mine", "merged"),
    [
        ({}, {"value": Decimal(5)}, {"value": Decimal(5)}),
        ({"value": Decimal(5)}, {}, {"value": Decimal(5)}),
        ({"value": Decimal(5)}, {"value": Decimal(5)}, {"value": Decimal(5)}),
        ({"value": Decimal(5)}, {"value": Decimal(6)}, None),
        ({"value": Decimal(5)}, {"status": "nil", "value": None}, None),
        ({"as_of": None}, {"as_of_wording": "時点"}, None),
        (
            {"as_of": None},
            {"value": Decimal(5)},
            {"as_of": None, "value": Decimal(5)},
        ),
        (
            {"value": Decimal(5), "as_of": None},
            {"value": Decimal(5), "as_of_wording": "時点"},
            None,
        ),
    ],
)
def test_changes_of_two_people_are_merged_part_by_part(theirs, mine, merged):
    shown = Entered(Decimal(1), "value", "actual", DAY, "現在")
    expected = None if merged is None else shown._replace(**merged)
    assert saving._merged(shown, shown._replace(**theirs), shown._replace(**mine)) == expected


@pytest.mark.parametrize(
    ("entry", "is_touched"),
    [
        (Entry(mark()), False),
        (Entry(mark(), " 1 ", "actual", "value", "令和12年３月31日現在"), False),
        (Entry(mark(), "2"), True),
        (Entry(mark(), kind="forecast"), True),
        (Entry(mark(), status="nil"), True),
        (Entry(mark(), as_of=""), True),
        (Entry("nonsense"), True),
    ],
)
def test_only_what_was_typed_is_touched(entry, is_touched):
    assert saving._is_touched(entry) is is_touched


def test_figures_are_named_by_their_model():
    assert figure_model("robots.measurefigure") is MeasureFigure
    assert figure_model("robots.measure") is None and figure_model("x") is None


def test_who_does_not_edit_the_section_saves_nothing(edition):
    with pytest.raises(NotAllowed, match="この節の担当者"):
        save(edition, person("editor", "zones"), first=Entry(mark(), "7"))
    assert values(edition) == [1, 2, 3]


def test_a_figure_of_another_section_is_refused(edition):
    user = person("editor")
    outcome = save_entries(
        edition=edition, section="zones", entries={FIRST: Entry(mark(), "7")}, user=user
    )
    assert outcome.errors == {FIRST: [NOT_HERE]}


def test_a_published_edition_says_so(edition, clerk, monkeypatch):
    def refuse(_):
        raise EditionPublished("公開済み")

    monkeypatch.setattr(saving, "lock_draft", refuse)
    outcome = save(edition, clerk, first=Entry(mark(), "7"))
    assert outcome.refused == "公開済み" and not outcome.is_saved


def test_what_cannot_be_read_takes_no_lock(edition, clerk, monkeypatch):
    monkeypatch.setattr(saving, "lock_draft", lambda _: pytest.fail("it was locked"))
    assert save(edition, clerk, first=Entry(mark(), "たくさん")).errors


def test_a_preview_changes_rows_in_memory_only_where_they_would_be_saved(edition, colleague):
    save(edition, colleague, second=Entry(mark("2"), "5"))
    rows = {figure.ref: figure for figure in figures(edition)}
    entries = {
        FIRST: Entry(mark(), "7"),
        SECOND: Entry(mark("2"), "6"),
        THIRD: Entry(mark("3"), "", status="value"),
    }
    outcome = check_entries(edition=edition, section="robots", entries=entries, rows=rows)
    assert list(outcome.changes) == [FIRST] and list(outcome.errors) == [THIRD]
    assert outcome.conflicts[SECOND].by == "colleague"
    assert [rows[ref].value for ref in (FIRST, SECOND, THIRD)] == [7, 5, 3]
    assert values(edition) == [1, 3, 5]

"""Entries are saved whole or not at all, over nobody's change, by those who may."""

from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied

from investment.models import SubsidyPayment
from kanagawa.editions.publishing import publish
from kanagawa.entry.parsing import Entered, Entry
from kanagawa.entry.saving import check_entries, save_entries
from robots.models import MeasureFigure, RobotIndicatorFigure
from tests.breadth import each_section, few_daily
from tests.people import person

from .conftest import open_cells

SECTIONS = settings.REPORT_SECTIONS


def untouched(cell):
    """What a browser sends of a cell that nobody touched."""
    return Entry(cell.shown, cell.value, cell.kind, cell.status, cell.as_of)


def typed(cell, **parts):
    shown = {"value": cell.value, "kind": cell.kind, "status": cell.status, "as_of": cell.as_of}
    return Entry(cell.shown, **(shown | parts))


@pytest.fixture
def cells(draft):
    return open_cells(draft, "robots")


@pytest.fixture
def some(cells):
    """Three refs of counts in 件 that have a value."""
    refs = [a for a, c in cells.items() if c.unit == "件" and c.status == "value"]
    return refs[:3]


def save(draft, user, entries, section="robots", **more):
    return save_entries(edition=draft, section=section, entries=entries, user=user, **more)


@each_section
def test_what_nobody_touched_writes_nothing_and_no_history(section, draft, clerk):
    cells = open_cells(draft, section)
    before = sum(c.model.history.count() for c in cells.values())
    outcome = save(draft, clerk, {a: untouched(c) for a, c in cells.items()}, section)
    assert outcome.is_saved and outcome.changed == []
    assert sum(c.model.history.count() for c in cells.values()) == before


@each_section
def test_every_cell_of_a_section_takes_a_value_and_keeps_who_did_it(section, draft, clerk):
    cells = open_cells(draft, section)
    entries = {a: typed(c, value="７", status="value") for a, c in cells.items()}
    outcome = save(draft, clerk, entries, section, reason="照会への回答")
    assert outcome.errors == {} and outcome.conflicts == {}
    changed = [a for a, c in cells.items() if c.entered.value != 7]
    assert outcome.changed == changed
    after = open_cells(draft, section)
    assert {c.entered.value for c in after.values()} == {Decimal(7)}
    for ref in changed:
        last = cells[ref].row.history.latest()
        assert (last.history_user, last.history_change_reason) == (clerk, "照会への回答")


def test_a_problem_anywhere_saves_nothing_and_all_are_told_at_once(draft, clerk, cells, some):
    entries = {
        some[0]: typed(cells[some[0]], value="77"),
        some[1]: typed(cells[some[1]], value="たくさん", as_of="いつか"),
        some[2]: typed(cells[some[2]], value=""),
    }
    outcome = save(draft, clerk, entries)
    assert not outcome.is_saved and outcome.changed == []
    assert len(outcome.errors[some[1]]) == 2
    assert "値がない理由" in outcome.errors[some[2]][0]
    assert open_cells(draft, "robots")[some[0]].value == cells[some[0]].value


def test_somebody_elses_change_is_a_conflict_with_both_values(draft, clerk, colleague, cells, some):
    save(draft, colleague, {some[0]: typed(cells[some[0]], value="555")})
    outcome = save(
        draft,
        clerk,
        {some[0]: typed(cells[some[0]], value="666"), some[1]: typed(cells[some[1]], value="1")},
    )
    conflict = outcome.conflicts[some[0]]
    assert (conflict.mine.value, conflict.theirs.value) == (666, 555)
    assert conflict.by == "colleague" and conflict.at is not None
    now = open_cells(draft, "robots")
    assert now[some[0]].value == "555"
    assert now[some[1]].value == cells[some[1]].value, "nothing is saved beside a conflict"
    again = save(draft, clerk, {some[0]: typed(now[some[0]], value="666")})
    assert again.changed == [some[0]]


def test_what_only_the_other_changed_stays_as_he_made_it(draft, clerk, colleague, cells, some):
    save(draft, colleague, {some[0]: typed(cells[some[0]], value="555")})
    outcome = save(
        draft,
        clerk,
        {some[0]: untouched(cells[some[0]]), some[1]: typed(cells[some[1]], value="444")},
    )
    assert outcome.changed == [some[1]]
    assert open_cells(draft, "robots")[some[0]].value == "555"


def test_the_day_of_one_and_the_value_of_another_both_stay(draft, clerk, colleague, cells, some):
    ref = some[0]
    assert save(draft, colleague, {ref: typed(cells[ref], value="8")}).is_saved
    outcome = save(draft, clerk, {ref: typed(cells[ref], as_of="令和８年３月31日現在")})
    assert outcome.is_saved
    old, new = outcome.changes[ref]
    assert (old.value, old.as_of) == (8, cells[ref].entered.as_of)
    assert (new.value, new.as_of) == (8, date(2026, 3, 31))
    now = open_cells(draft, "robots")[ref]
    assert (now.entered.value, now.entered.as_of) == (8, date(2026, 3, 31))
    third = save(draft, colleague, {ref: typed(cells[ref], as_of="令和８年４月１日現在")})
    assert list(third.conflicts) == [ref]


def test_the_same_value_typed_by_both_is_no_conflict(draft, clerk, colleague, cells, some):
    for user in (colleague, clerk):
        outcome = save(draft, user, {some[0]: typed(cells[some[0]], value="555")})
        assert outcome.is_saved
    assert outcome.changed == []


def test_a_figure_deleted_meanwhile_is_told_only_who_changed_it(draft, clerk, cells):
    ref = next(a for a, c in cells.items() if c.model is MeasureFigure)
    cells[ref].row.delete()
    assert save(draft, clerk, {ref: untouched(cells[ref])}).is_saved
    outcome = save(draft, clerk, {ref: typed(cells[ref], value="5")})
    assert "削除" in outcome.errors[ref][0]


def test_kind_status_and_as_of_are_entered_like_the_value(draft, clerk, cells):
    ref = next(a for a, c in cells.items() if c.kind == "actual" and c.model is MeasureFigure)
    cell = cells[ref]
    entry = typed(cell, value="（６４０）", as_of="R7.6.30")
    assert save(draft, clerk, {ref: entry}).changed == [ref]
    row = MeasureFigure.objects.get(pk=cell.pk)
    assert (row.value, row.kind, str(row.as_of)) == (640, "forecast", "2025-06-30")
    now = open_cells(draft, "robots")[ref]
    assert save(draft, clerk, {ref: typed(now, value="－", status="nil")}).is_saved
    row.refresh_from_db()
    assert (row.value, row.status) == (None, "nil")


def test_money_is_read_in_oku_and_man(draft, clerk):
    payment = SubsidyPayment.objects.filter(edition=draft, value__isnull=False).first()
    cell = open_cells(draft, "investment")[payment.ref]
    outcome = save(
        draft, clerk, {cell.ref: typed(cell, value="１５億8741万")}, section="investment"
    )
    assert outcome.is_saved
    payment.refresh_from_db()
    assert payment.value == 15_8741_0000


@pytest.mark.parametrize(
    "parts",
    few_daily(
        3,
        {"kind": "target"},
        {"kind": "x"},
        {"status": "x"},
        {"value": "9" * 30},
        {"value": "1.23456"},
        {"value": "5" * 100},
        {"as_of": "令和" * 50},
        {"status": "nil"},
    ),
)
def test_nonsense_gets_a_message(parts, draft, clerk, cells):
    ref = next(a for a, c in cells.items() if c.kind == "actual" and c.status == "value")
    outcome = save(draft, clerk, {ref: typed(cells[ref], **parts)})
    assert outcome.errors[ref]
    assert open_cells(draft, "robots")[ref].shown == cells[ref].shown


@pytest.mark.parametrize(
    "mark", few_daily(2, "", "1|value|actual|99-1|現在", "x", "1|2|3|4|5", "||||")
)
def test_a_mark_that_nobody_handed_out_is_told(mark, draft, clerk, cells, some):
    outcome = save(draft, clerk, {some[0]: Entry(mark, value="5")})
    assert "開き直して" in outcome.errors[some[0]][0]


@pytest.mark.parametrize(
    "ref",
    few_daily(
        2,
        "investment.kpifigure/x",
        "robots.robot/robot-01",
        "editions.node/robots",
        "x",
        "",
        "robots.robotindicatorfigure",
        "robots.x/y",
        "a.b.c/d",
    ),
)
def test_an_address_of_elsewhere_is_refused(ref, draft, clerk, cells, some):
    shown = cells[some[0]].shown
    outcome = save(draft, clerk, {ref: Entry(shown, value="5")})
    assert outcome.errors[ref] and not outcome.is_saved


def test_only_who_edits_the_section_saves(draft, cells, some):
    entries = {some[0]: typed(cells[some[0]], value="5")}
    others = [
        person("editor", "zones"),
        person("viewer"),
        person("approver", "robots"),
        get_user_model().objects.create_user("nobody"),
    ]
    for user in others:
        with pytest.raises(PermissionDenied):
            save(draft, user, entries)
    assert save(draft, person("editor", "robots"), entries).changed == [some[0]]


def test_a_published_edition_says_so(draft, clerk, cells, some):
    publish(edition=draft)
    outcome = save(draft, clerk, {some[0]: typed(cells[some[0]], value="5")})
    assert "公開済み" in outcome.refused and not outcome.is_saved


def test_a_preview_tells_the_same_and_writes_nothing(draft, clerk, cells, some):
    entries = {some[0]: typed(cells[some[0]], value="5"), some[1]: untouched(cells[some[1]])}
    preview = check_entries(edition=draft, section="robots", entries=entries)
    assert list(preview.changes) == [some[0]]
    old, new = preview.changes[some[0]]
    assert (old, new.value) == (cells[some[0]].entered, 5)
    assert open_cells(draft, "robots")[some[0]].shown == cells[some[0]].shown
    assert save(draft, clerk, entries).changes == preview.changes


def test_a_mark_can_be_read_back(cells):
    for cell in cells.values():
        assert Entered.read(cell.shown) == cell.entered == Entered.of(cell.row)


def test_only_what_was_typed_is_read(draft, clerk, django_assert_max_num_queries):
    cells = open_cells(draft, "investment")
    assert len({cell.model for cell in cells.values()}) > 5
    entries = {ref: untouched(cell) for ref, cell in cells.items()}
    first = next(iter(cells))
    entries[first] = typed(cells[first], value="7")
    with django_assert_max_num_queries(10):
        outcome = save(draft, clerk, entries, section="investment")
    assert outcome.changed == [first]
    with django_assert_max_num_queries(4):
        assert save(draft, clerk, {a: untouched(c) for a, c in cells.items()}).changed == []


def test_two_hundred_cells_take_at_most_ten_queries(draft, clerk, django_assert_max_num_queries):
    from kanagawa.editions.rows import create_rows

    model = RobotIndicatorFigure
    like = model.objects.filter(edition=draft, status="value").first()
    rows = [
        model(
            edition=draft,
            indicator=like.indicator,
            kind="actual",
            value=n,
            key=f"more-{n}",
            period_start=like.period_start,
            period_end=like.period_end,
        )
        for n in range(200)
    ]
    create_rows(model, rows)
    cells = {a: c for a, c in open_cells(draft, "robots").items() if "/more-" in a}
    entries = {
        a: typed(c, value=str(n + 1000), as_of="令和８年３月31日現在")
        for n, (a, c) in enumerate(cells.items())
    }
    assert len(entries) == 200
    with django_assert_max_num_queries(10):
        outcome = save(draft, clerk, entries)
    assert len(outcome.changed) == 200

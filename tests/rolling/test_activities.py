"""What becomes of the activities in the next year's edition, and how an open one prints."""

import pytest
from django.core.exceptions import ValidationError

from international.models import (
    Activity,
    ActivityFigure,
    ActivityGroup,
    ActivityPart,
    ActivityState,
    DateLabel,
    IndustrialPark,
    Survey,
)
from kanagawa.editions.content import Content
from kanagawa.figures.kinds import Status


def keys(model, edition, **wanted):
    return set(model.objects.filter(edition=edition, **wanted).values_list("key", flat=True))


def lines(edition, activity):
    blocks = Content(edition).blocks
    return {b.label: b.text for b in blocks if b.kind == "line" and b.record == activity.ref}


def test_events_of_the_year_before_stay_behind_and_planned_ones_become_to_dos(published, rolled):
    assert not keys(Activity, rolled, fiscal_year=2024)
    planned = keys(Activity, published, state="planned")
    asked = keys(Activity, rolled, state="to_enter")
    assert asked == planned | {"attraction-seminar-2025", "settlement-seminar-2025"}
    held = keys(Activity, published, state="held", fiscal_year=2025)
    assert keys(Activity, rolled, state="held") == held


def test_what_is_asked_of_an_event_is_what_events_of_its_kind_gave(rolled):
    for activity in Activity.objects.filter(edition=rolled, state="to_enter"):
        (figure,) = activity.figures.all()
        assert figure.status == Status.TO_ENTER
        assert figure.label == ("参加者" if activity.kind == "seminar" else "参加企業"), activity
        assert figure.period.last_fiscal_year == activity.fiscal_year


def test_services_go_on_in_both_years_with_their_partners_once(published, rolled):
    services = {"exhibition-subsidy", "industrial-park", "company-clubs"}
    for year in (2025, 2026):
        found = keys(Activity, rolled, part="expansion", state="", fiscal_year=year)
        assert found == {f"{name}-{year}" for name in services}
    part = ActivityPart.objects.get(edition=rolled, key="industrial-park-2025-parks")
    parks = IndustrialPark.objects.filter(edition=rolled)
    assert {park.part_id for park in parks} == {part.pk}
    assert len(parks) == IndustrialPark.objects.filter(edition=published).count()
    groups = keys(ActivityGroup, rolled, fiscal_year=2026)
    assert groups == {"seminars-2026", "exhibitions-2026", "meetings-2026"}


def test_the_attraction_part_moves_on_by_a_year_without_inventing_anything(rolled):
    seminar = Activity.objects.get(edition=rolled, key="attraction-seminar-2025")
    assert (seminar.fiscal_year, seminar.start, seminar.place, seminar.note) == (2025, None, "", "")
    assert lines(rolled, seminar)["開催予定日"] == "未入力"
    office = Activity.objects.get(edition=rolled, key="business-support-center-2025")
    assert lines(rolled, office) == {
        "部屋数": "４部屋",
        "利用状況": "延べ－（参考 令和８年度 延べ－（６月30日現在））",
    }
    titles = Survey.objects.filter(edition=rolled).values_list("title", "year")
    assert set(titles) == {("外資系企業総覧2025年版", 2025), ("海外進出企業総覧2025年版", 2025)}


@pytest.mark.parametrize(
    ("state", "printed", "result"),
    [
        (
            ActivityState.POSTPONED,
            ("開催予定日", "令和７年９月５日（延期）"),
            Status.NOT_APPLICABLE,
        ),
        (
            ActivityState.CANCELLED,
            ("開催予定日", "令和７年９月５日（中止）"),
            Status.NOT_APPLICABLE,
        ),
        (ActivityState.TO_ENTER, ("開催予定日", "令和７年９月５日（未入力）"), Status.TO_ENTER),
        (ActivityState.PLANNED, ("開催予定日", "令和７年９月５日"), Status.NOT_DUE),
        (ActivityState.HELD, ("開催日", "令和７年９月５日"), Status.TO_ENTER),
    ],
)
def test_only_what_was_held_prints_as_held_and_is_asked_for_its_result(
    rolled, state, printed, result
):
    activity = Activity.objects.get(edition=rolled, key="vietnam-seminar-2025")
    activity.state = state
    activity.save()
    assert (activity.date_head, activity.date_printed) == printed
    assert activity.figures.get().status == result
    log_lines = lines(rolled, activity)
    assert printed in log_lines.items()
    assert ("参加者" in log_lines) == (result == Status.TO_ENTER)


@pytest.mark.parametrize("label", DateLabel)
@pytest.mark.parametrize("state", [s for s in ActivityState if s != ActivityState.HELD])
def test_no_open_state_can_print_like_a_held_one(published, label, state):
    activity = Activity.objects.filter(edition=published, state="held").first()
    held = (activity.date_head, activity.date_printed)
    activity.state, activity.date_label = state, label
    assert (activity.date_head, activity.date_printed) != held


def test_a_result_that_is_known_survives_a_change_of_state(rolled):
    activity = Activity.objects.get(edition=rolled, key="maryland-seminar-2025")
    activity.state = ActivityState.CANCELLED
    activity.save()
    assert activity.figures.get().value == 80


@pytest.mark.parametrize("state", [ActivityState.HELD, ActivityState.PLANNED])
def test_who_says_held_or_planned_gives_the_day(rolled, state):
    activity = Activity.objects.get(edition=rolled, key="attraction-seminar-2025")
    activity.state = state
    with pytest.raises(ValidationError, match="初日も入力"):
        activity.full_clean()
    activity.state = ActivityState.CANCELLED
    activity.full_clean()
    assert ActivityFigure.objects.filter(activity=activity).exists()

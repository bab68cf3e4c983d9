"""An event that was held is told by the days entered, never by the words of its plan."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse

from international.models import Activity

from .conftest import sent

pytestmark = pytest.mark.sample
VAGUE = "10月から12月の間で３週間程度"


@pytest.fixture
def activity(draft):
    """An event planned in the words of 令和７年度."""
    activity = Activity.objects.filter(edition=draft).first()
    values = {
        "fiscal_year": 2025,
        "group": None,
        "state": "planned",
        "start": "2025-10-01",
        "end": "2025-12-31",
        "precision": "text",
        "date_text": VAGUE,
        "date_label": "開催日",
        "date_style": "tilde",
        "is_online": False,
    }
    Activity.objects.filter(pk=activity.pk).update(**values)
    activity.refresh_from_db()
    return activity


def submit(staff, activity, **values):
    url = reverse("admin:international_activity_change", args=[activity.pk])
    response = staff.post(url, {**sent(staff.get(url), "activity_form"), **values})
    activity.refresh_from_db()
    return response, BeautifulSoup(response.content, "html.parser")


def test_the_days_entered_take_the_place_of_the_plan(activity, staff):
    assert activity.date_printed == f"{VAGUE}（予定）"
    response, _ = submit(
        staff, activity, state="held", start="令和７年10月20日", end="令和７年11月９日"
    )
    assert response.status_code == 302
    assert (activity.precision, activity.date_text) == ("day", "")
    assert activity.date_printed == "令和７年10月20日～11月９日"


def test_a_plan_that_nobody_touched_is_not_held(activity, staff):
    response, page = submit(staff, activity, state="held")
    assert response.status_code == 200
    assert f"予定の「{VAGUE}」のままです" in page.select_one(".field-start .errorlist").text
    assert activity.state == "planned"


def test_a_month_is_printed_as_a_month_when_a_month_was_entered(activity, staff):
    response, _ = submit(staff, activity, state="held", start="令和７年11月", end="")
    assert response.status_code == 302
    assert activity.date_printed == "令和７年11月"
    submit(staff, activity, start="令和７年11月18日", end="")
    assert activity.date_printed == "令和７年11月18日"


def test_a_held_event_is_never_told_in_the_words_of_a_plan(activity):
    activity.state = "held"
    assert VAGUE not in activity.date_printed
    with pytest.raises(ValidationError, match="「日」か「月」"):
        activity.clean()


def test_the_form_shows_the_printed_line_of_what_was_typed_and_what_is_missing(activity, staff):
    typed = {"state": "held", "start": "2025-11-18", "end": "", "_prose_preview": "1"}
    _, page = submit(staff, activity, **typed)
    assert page.select_one("#printed-line").text.strip() == "印字：・開催日：令和７年11月18日"
    _, page = submit(staff, activity, **{**typed, "start": ""})
    assert "「開催済み」のときは、初日も入力してください" in page.select_one("#printed-line").text
    assert activity.state == "planned"

"""Days, moments and fiscal years are shown in the words of the report, and read back from them."""

from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone

from kanagawa.staff.review.forms import MomentField
from kanagawa.staff.rows.fields import DateField, FiscalYearFormField
from kanagawa.staff.templatetags.days import day, moment
from tests.people import signed_in

EVENING = datetime(2026, 3, 31, 16, 5, tzinfo=UTC)  # the next morning in Japan


def test_a_day_and_a_fiscal_year_are_shown_in_words_and_read_back():
    for field, value, words in (
        (DateField(), date(2026, 3, 31), "令和８年３月31日"),
        (FiscalYearFormField(), 2025, "令和７年度"),
    ):
        assert field.prepare_value(value) == words
        assert field.clean(words) == value
        assert field.prepare_value("typed") == "typed"


def test_a_page_says_the_day_and_the_moment_of_japan():
    assert day(EVENING) == "令和８年４月１日"
    assert day(date(2026, 3, 31)) == "令和８年３月31日"
    assert moment(EVENING) == "令和８年４月１日 01:05"
    assert (day(None), moment(None)) == ("", "")


@pytest.mark.parametrize(
    "typed",
    [
        "令和８年９月15日 10:30",
        "R8.9.15 10:30",
        "令和８年９月１５日１０時３０分",
        "2026-09-15 10:30",
    ],
)
def test_a_moment_is_read_as_people_type_it(typed):
    read = MomentField().clean(typed)
    assert timezone.localtime(read).strftime("%Y-%m-%d %H:%M") == "2026-09-15 10:30"


@pytest.mark.parametrize(
    "typed",
    [
        *("あした", "令和８年13月１日 10:00", "令和８年９月15日 25:00", ""),
        # Looked through to its end again and again it would take minutes.
        pytest.param(f"令和８年{' ' * 200_000}15日 10:00", id="blanks"),
    ],
)
def test_a_moment_that_cannot_be_read_is_refused(typed):
    with pytest.raises(forms.ValidationError):
        MomentField().clean(typed)


@pytest.mark.sample
def test_the_filter_of_a_list_names_fiscal_years(published):
    boss = signed_in(get_user_model().objects.create_superuser("boss", password="x"))
    answer = boss.get("/staff/editions/edition/")
    page = BeautifulSoup(answer.content, "html.parser")
    choices = page.select_one("#changelist-filter").get_text()
    assert "令和７年度" in choices
    assert "2025" not in choices

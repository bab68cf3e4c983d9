"""Staff choose among the charts that fit, and which of them are printed."""

import pytest
from django.test import Client

from kanagawa.editions.content import Content, LiveContent
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Edition
from kanagawa.editions.rows import EditionRows
from kanagawa.reports.charting import drawn
from kanagawa.staff.editions.pictures import PicturesForm
from tests.people import person, signed_in

pytestmark = pytest.mark.sample


@pytest.fixture
def chief(db):
    return signed_in(person("administrator"))


def address(edition: Edition) -> str:
    return f"/staff/editions/edition/{edition.pk}/pictures/"


def chosen(edition: Edition, key: str, kind: str, on_paper: bool) -> dict[str, str]:
    """What the form sends when one table is set otherwise."""
    form = PicturesForm(edition)
    data = {"running_head": "with-day"}
    for grid, kinds, paper in form.tables():
        data[kinds.html_name] = kind if grid.key == key else kinds.initial
        if on_paper if grid.key == key else paper.initial:
            data[paper.html_name] = "on"
    return data


def test_a_chosen_kind_is_drawn_and_printed_and_goes_on_to_the_next_copy(draft, chief):
    key = "international.foreign-industry"
    assert drawn(Content(draft).tables[key]).kind == "pie"
    answer = chief.post(address(draft), chosen(draft, key, "bars", on_paper=False))
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.charts == {key: {"kind": "bars", "on_paper": False}}
    assert draft.running_head == "with-day"
    data = drawn(LiveContent(EditionRows(draft)).tables[key])
    assert (data.kind, data.on_paper) == ("bars", False)


def test_switched_off_it_is_gone(draft, chief):
    key = "robots.indicator.commercialised"
    chief.post(address(draft), chosen(draft, key, "none", on_paper=False))
    draft.refresh_from_db()
    assert drawn(Content(draft).tables[key]) is None


def test_a_kind_that_does_not_fit_is_refused(draft, chief):
    answer = chief.post(
        address(draft), chosen(draft, "robots.indicator.commercialised", "pie", on_paper=True)
    )
    assert answer.status_code == 200 and "選択してください" in answer.text
    draft.refresh_from_db()
    assert draft.charts == {}


def test_a_published_edition_is_left_alone_and_strangers_are_sent_away(published, chief):
    assert chief.get(address(published)).status_code == 302
    assert Client().get(address(published)).status_code == 302


def test_a_correction_begins_with_the_same_choices(published):
    copied = copy_edition(
        source=published, fiscal_year=published.fiscal_year, user=None, reason="誤り"
    )
    assert (copied.charts, copied.running_head) == (published.charts, published.running_head)

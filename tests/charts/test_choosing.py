"""Staff choose among the charts that fit, and which of them are printed."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from kanagawa.editions.content import Content, LiveContent
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Edition
from kanagawa.editions.publishing import publish
from kanagawa.editions.rows import EditionRows
from kanagawa.formats.years import as_of
from kanagawa.reports.charting import drawn
from kanagawa.staff.editions.pictures import PicturesForm
from tests.people import person, signed_in
from tests.public.public_urls import look_for_news

pytestmark = pytest.mark.sample


@pytest.fixture
def web(published):
    return Client()


@pytest.fixture
def chief(db):
    return signed_in(person("administrator"))


def url_of(edition: Edition) -> str:
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
    answer = chief.post(url_of(draft), chosen(draft, key, "bars", on_paper=False))
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.charts == {key: {"kind": "bars", "on_paper": False}}
    assert draft.running_head == "with-day"
    data = drawn(LiveContent(EditionRows(draft)).tables[key])
    assert (data.kind, data.on_paper) == ("bars", False)


def test_the_chosen_figure_stands_for_its_section_on_the_home_page(draft, chief, web):
    form = PicturesForm(draft)
    series = "robots.robotindicatorfigure/field-tests"
    assert series in dict(form["headline-robots"].field.choices)
    data = chosen(draft, "", "", on_paper=False) | {"headline-robots": series}
    assert chief.post(url_of(draft), data).status_code == 302
    draft.refresh_from_db()
    assert draft.headlines == {"robots": series}
    publish(edition=draft)
    draft.refresh_from_db()
    (headline,) = [h for h in Content(draft).manifest.headlines if h.section == "robots"]
    assert headline.figure.startswith(series)
    grid = Content(draft).tables[headline.table]
    figure = next(f for f in grid.figures() if f.key == headline.figure)
    assert (headline.text, headline.as_of) == (figure.text, as_of(figure.as_of))
    assert headline.trend[-1].text == figure.text
    # 第２期 ended: its value is in no line with those of 第３期.
    assert [point.period for point in headline.trend] == ["令和５年度", "令和６年度"]
    look_for_news()
    card = BeautifulSoup(web.get("/").content, "html.parser").select_one(".card")
    assert card.select_one(".figure").text == figure.text
    assert figure.text in card.svg["aria-label"]


def test_a_figure_that_no_table_has_is_refused_and_a_lost_one_gives_way_to_the_rule(draft, chief):
    data = chosen(draft, "", "", on_paper=False) | {"headline-robots": "robots.robot/robot-001"}
    assert chief.post(url_of(draft), data).status_code == 200
    draft.headlines = {"robots": "robots.robotindicatorfigure/gone"}
    draft.save()
    headline = Content(draft).manifest.headlines[0]
    assert headline.figure.startswith("robots.robotindicatorfigure/commercialised")


def test_switched_off_it_is_gone(draft, chief):
    key = "robots.indicator.commercialised"
    chief.post(url_of(draft), chosen(draft, key, "none", on_paper=False))
    draft.refresh_from_db()
    assert drawn(Content(draft).tables[key]) is None


def test_a_kind_that_does_not_fit_is_refused(draft, chief):
    answer = chief.post(
        url_of(draft), chosen(draft, "robots.indicator.commercialised", "pie", on_paper=True)
    )
    assert answer.status_code == 200 and "選択してください" in answer.text
    draft.refresh_from_db()
    assert draft.charts == {}


def test_a_published_edition_is_left_alone_and_strangers_are_sent_away(published, chief):
    assert chief.get(url_of(published)).status_code == 302
    assert Client().get(url_of(published)).status_code == 302


def test_a_correction_begins_with_the_same_choices(published):
    copied = copy_edition(
        source=published, fiscal_year=published.fiscal_year, user=None, reason="誤り"
    )
    for name in ("charts", "headlines", "running_head"):
        assert getattr(copied, name) == getattr(published, name)

"""A record's page: all its fields, its figures, its history, where in the report it stands."""

import pytest
from bs4 import BeautifulSoup
from django.db import models

from kanagawa.editions.content import Content
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.publishing import publish
from kanagawa.reports.registry import record_lists
from programs.models import Programme
from robots.models import Robot, RobotIndicator, RobotIndicatorFigure
from tests.breadth import first_daily
from tests.public.public_urls import look_for_news, of_list

pytestmark = pytest.mark.sample


def page_of(client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200, path
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.thorough
def test_every_record_of_every_list_has_a_page(web, published):
    """One record of each list: `test_every_text_of_a_record_stands_on_its_page`."""
    for records in record_lists():
        for row in records.model._default_manager.filter(edition=published)[:40]:
            page = page_of(web, f"{of_list(records, '2025')}{row.key}/")
            assert page.select("dl.fields dt"), row
            unresolved = [dd.text for dd in page.select("dd") if "{" in dd.text]
            assert not unresolved, unresolved


@pytest.mark.parametrize("most", first_daily(1, 10))
def test_every_text_of_a_record_stands_on_its_page(most, web, published):
    for records in record_lists():
        names = [
            f.name
            for f in records.model._meta.concrete_fields
            if type(f) is models.CharField and not f.choices and f.name not in ("key", "unit")
        ]
        for row in records.model._default_manager.filter(edition=published)[:most]:
            page = page_of(web, f"{of_list(records, '2025')}{row.key}/")
            assert page.select("dl.fields dt"), row
            assert not [dd.text for dd in page.select("dd") if "{" in dd.text], row
            text = page.main.get_text()
            for name in names:
                value = getattr(row, name)
                if "{" not in value:
                    assert value in text, f"{records.name}/{row.key} {name}"


def test_the_figures_of_an_indicator_stand_in_a_table(web, published):
    indicator = RobotIndicator.objects.filter(edition=published).first()
    page = page_of(web, f"/2025/robots/indicators/{indicator.key}/")
    figures = RobotIndicatorFigure.objects.filter(edition=published, indicator=indicator)
    cells = [td.text for td in page.select("table td")]
    for figure in figures:
        printed = figure.get_status_display() if figure.value is None else figure.printed
        assert printed in cells, figure
    # A line for each kind, the periods side by side.
    lines = {figure.kind for figure in figures}
    periods = {figure.period for figure in figures}
    assert len(page.select("table tbody tr")) == len(lines)
    assert len(page.select("table thead th")) == len(periods) + 1


@pytest.mark.thorough
def test_the_page_links_to_its_place_in_the_report(web, published):
    report = page_of(web, "/2025/report/")
    for block in Content(published).blocks:
        if block.record.startswith("robots.robot/"):
            key = block.record.partition("/")[2]
            page = page_of(web, f"/2025/robots/robots/{key}/")
            link = page.find("a", href=f"/2025/report/#{block.anchor}")
            assert link is not None, key
            assert link.text.startswith("１ ベンチャー・成長産業の創出・育成について")
            assert report.find(id=block.anchor) is not None


def test_the_history_names_what_each_edition_changed(web, published):
    draft = copy_edition(source=published, fiscal_year=2026)
    robot = Robot.objects.filter(edition=draft).first()
    old, robot.name = robot.name, "改良した名称"
    robot.save()
    figure = RobotIndicatorFigure.objects.filter(edition=draft, value__isnull=False).first()
    before, figure.value = figure.printed, figure.value + 1
    figure.save()
    url = f"/2025/robots/robots/{robot.key}/"
    assert "改良した名称" not in page_of(web, url).get_text()
    publish(edition=draft)
    look_for_news()
    history = [li.get_text() for li in page_of(web, url).select(".history > li")]
    assert len(history) == 2
    assert f"名称：「{old}」から「改良した名称」に変更" in history[0]
    assert "この版から載っています" in history[1]
    page = page_of(web, f"/2026/robots/indicators/{figure.indicator.key}/")
    assert f"「{before}」から「{figure.printed}」に変更" in page.get_text()


def test_an_unknown_record_is_not_found(web, published):
    for records in record_lists():
        assert web.get(f"{of_list(records, '2025')}no-such-record/").status_code == 404


def test_who_reads_a_record_goes_on_to_the_next_one_and_back(web, published):
    named = list(Programme.objects.filter(edition=published).order_by("position", "id"))
    url, walked = f"/2025/programs/programmes/{named[0].key}/", []
    while url:
        page = page_of(web, url)
        walked.append(page.h1.text)
        way = page.select_one('.neighbours a[rel="next"]')
        before, url = url, way["href"] if way else ""
        if way:
            back = page_of(web, url).select_one('.neighbours a[rel="prev"]')
            assert back["href"] == before
    assert walked == [programme.name for programme in named]


def test_an_indicator_shows_its_chart_and_a_figure_leads_to_its_values_over_the_editions(
    web, published
):
    page = page_of(web, "/2025/robots/indicators/commercialised/")
    assert page.select_one(".chart svg")
    table = page.select_one('a[href$="/tables/robots.indicator.commercialised/"]')
    assert web.get(table["href"]).status_code == 200
    figure = page_of(web, "/2025/robots/indicator-figures/commercialised-actual-2024/")
    series = figure.select_one('main a[href^="/series/"]')
    assert web.get(series["href"]).status_code == 200

"""Rows below a form: many are folded behind their number, what somebody typed is never hidden."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from kanagawa.figures.kinds import Status
from zones.models import ComprehensiveZone, ZoneFigure, ZoneMunicipality

from .conftest import sent

pytestmark = pytest.mark.sample


@pytest.fixture
def zone(draft):
    zone = ComprehensiveZone.objects.filter(edition=draft).first()
    for number in range(12):
        ZoneMunicipality.objects.create(
            edition=draft, zone=zone, key=f"town-{number}", name=f"第{number}町", position=number
        )
    return zone


def part(response, prefix):
    page = BeautifulSoup(response.content, "html.parser")
    return page.select_one(f"#{prefix}-heading").find_parent("fieldset")


def test_many_rows_are_folded_and_what_is_typed_or_wrong_is_open(zone, staff):
    url = reverse("admin:zones_comprehensivezone_change", args=[zone.pk])
    response = staff.get(url)
    prefix = "zonemunicipality_set"
    towns = part(response, prefix)
    count = ZoneMunicipality.objects.filter(zone=zone).count()
    assert f"対象市町（{count}件）" in "".join(towns.summary.text.split())
    assert not towns.details.has_attr("open")
    form = sent(response, "comprehensivezone_form")
    # Wrong: it is not folded at all. Right, but something else is wrong: it is open.
    wrong = staff.post(url, {**form, f"{prefix}-3-name": ""})
    assert wrong.status_code == 200
    assert part(wrong, prefix).details is None
    other = staff.post(url, {**form, f"{prefix}-3-name": "新しい町", "name": ""})
    assert other.status_code == 200
    assert part(other, prefix).details.has_attr("open")
    assert "新しい町" in str(part(other, prefix))


def test_figures_that_wait_for_a_value_are_told_behind_the_head(zone, staff):
    figure = ZoneFigure.objects.filter(edition=zone.edition).first()
    ZoneFigure.objects.filter(pk=figure.pk).update(value=None, status=Status.TO_ENTER)
    response = staff.get(reverse("admin:zones_comprehensivezone_change", args=[figure.zone_id]))
    assert "うち未入力1件" in part(response, "zonefigure_set").summary.text

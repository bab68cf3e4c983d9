"""The record of changes: who changed which value, when, old and new, in which edition."""

import csv

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from kanagawa.editions.rows import row_models, update_rows
from kanagawa.history.changes import changes, gathered
from robots.models import MeasureFigure, Robot

from .conftest import sent

pytestmark = pytest.mark.sample


def rename(staff, robot, name: str, reason: str = "") -> None:
    url = reverse("admin:robots_robot_change", args=[robot.pk])
    data = sent(staff.get(url), "robot_form")
    assert staff.post(url, data | {"name": name, "change_reason": reason}).status_code == 302


def test_a_change_has_old_new_person_time_and_reason(draft, staff):
    robot = Robot.objects.filter(edition=draft).first()
    before = robot.name
    rename(staff, robot, "新しい名称", "照会による訂正")
    newest = changes(Robot, {"id": robot.pk})[0]
    assert (newest.field, newest.old, newest.new) == ("名称", before, "新しい名称")
    assert (newest.user, newest.reason, newest.act) == ("chief", "照会による訂正", "変更")
    assert newest.row == robot.key


def test_bulk_changes_are_in_the_record_too(draft, chief):
    robots = list(Robot.objects.filter(edition=draft))
    for robot in robots:
        robot.name += "改"
    update_rows(Robot, robots, ["name"], user=chief, reason="一括変更")
    entries = [c for c in changes(Robot, {"edition_id": draft.pk}) if c.act == "変更"]
    assert {(c.row, c.new) for c in entries} == {(r.key, r.name) for r in robots}
    assert {(c.user, c.reason) for c in entries} == {("chief", "一括変更")}


def test_values_are_told_in_words(draft):
    figure = MeasureFigure.objects.filter(edition=draft, value__isnull=False).first()
    figure.value, figure.kind = 12345, "forecast"
    figure.save()
    by_field = {
        c.field: (c.old, c.new) for c in changes(MeasureFigure, {"id": figure.pk}) if c.field
    }
    assert by_field["値"][1] == "12,345"
    assert by_field["種別"] == ("実績値", "見込")


def test_many_rows_added_in_one_go_are_one_line(draft):
    entries = changes(Robot, {"edition_id": draft.pk})
    assert len(entries) == Robot.objects.filter(edition=draft).count()
    lines = gathered(entries)
    assert sum(line.count for line in lines) == len(entries)
    assert len(lines) < 4


def test_a_deleted_row_stays_in_the_record_of_its_edition(draft, staff):
    robot = Robot.objects.filter(edition=draft).first()
    staff.post(reverse("admin:robots_robot_delete", args=[robot.pk]), {"post": "yes"})
    newest = changes(Robot, {"edition_id": draft.pk})[0]
    assert (newest.act, newest.row, newest.user) == ("削除", robot.key, "chief")


def test_the_edition_page_lists_changes_and_filters_by_section_and_person(draft, staff):
    rename(staff, Robot.objects.filter(edition=draft).first(), "新しい名称")
    url = reverse("admin:edition_changes", args=[draft.pk])
    assert "新しい名称" in table(staff.get(url, {"section": "robots", "person": "chief"}))
    assert "新しい名称" not in table(staff.get(url, {"section": "zones"}))
    assert "新しい名称" not in table(staff.get(url, {"person": "システム"}))
    for nonsense in ({"section": "x", "person": "\0", "p": "many"},):
        assert staff.get(url, nonsense).status_code < 500
    assert staff.get(reverse("admin:edition_changes", args=[987654])).status_code == 404


def table(response) -> str:
    element = BeautifulSoup(response.content, "html.parser").select_one("table.changes")
    return element.get_text() if element else ""


def test_the_changes_download_as_csv_in_which_nothing_is_a_formula(draft, staff):
    rename(staff, Robot.objects.filter(edition=draft).first(), "=1+1")
    response = staff.get(
        reverse("admin:edition_changes", args=[draft.pk]), {"format": "csv", "person": "chief"}
    )
    assert response.content.startswith(b"\xef\xbb\xbf")
    head, *lines = csv.reader(response.content.decode("utf-8-sig").splitlines())
    assert head[:3] == ["日時", "変更した人", "操作"]
    assert [line[head.index("変更後")] for line in lines] == ["'=1+1"]


def test_each_person_sees_only_changes_of_what_he_may_see(draft, newcomer, reader):
    url = reverse("admin:edition_changes", args=[draft.pk])
    assert newcomer.get(url).status_code == 403
    assert reader.get(url).status_code == 200


def test_the_record_of_one_row_shows_its_changes(draft, staff):
    robot = Robot.objects.filter(edition=draft).first()
    rename(staff, robot, "新しい名称")
    shown = table(staff.get(reverse("admin:robots_robot_history", args=[robot.pk])))
    assert "新しい名称" in shown
    assert "chief" in shown


def test_every_row_model_has_a_record(draft):
    without = {m for m in row_models() if not changes(m, {"edition_id": draft.pk})}
    assert without == set()

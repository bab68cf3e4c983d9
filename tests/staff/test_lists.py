"""Lists of rows: one edition at a time, search, order, values filled in in the list itself."""

import re
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.urls import reverse

from kanagawa.editions.models import Node
from kanagawa.editions.rows import references, row_models
from kanagawa.staff.rows.outline import in_reading_order
from robots.models import MeasureFigure, Robot, RobotIndicator, RobotIndicatorFigure

from .conftest import sent

pytestmark = pytest.mark.sample


ROBOTS = "admin:robots_robot_changelist"
FIGURES = "admin:robots_robotindicatorfigure_changelist"


def shown(response, column: str) -> list[str]:
    cells = BeautifulSoup(response.content, "html.parser").select(f"#result_list .field-{column}")
    return [cell.get_text().strip() for cell in cells]


def test_a_list_opens_with_the_draft_in_its_order(draft, published, staff):
    names = list(Robot.objects.filter(edition=draft).values_list("name", flat=True))
    robot = Robot.objects.filter(edition=draft).first()
    robot.name = "下書きだけの名称"
    robot.save()
    assert shown(staff.get(reverse(ROBOTS)), "name") == ["下書きだけの名称", *names[1:]]
    of_published = staff.get(reverse(ROBOTS), {"edition": published.pk})
    assert shown(of_published, "name") == names


def test_a_list_opens_with_the_newest_edition_when_there_is_no_draft(published, staff):
    assert len(shown(staff.get(reverse(ROBOTS)), "name")) == Robot.objects.count()
    assert staff.get(reverse("admin:robots_robot_add")).status_code == 403


def test_search_does_not_care_about_width_and_case(draft, staff):
    robot = Robot.objects.filter(edition=draft).first()
    robot.name = "ＡＢＣロボット"
    robot.save()
    for words in ("abcﾛﾎﾞｯﾄ", "ＡＢＣ", "ロボット　abc", robot.key):
        assert robot.name in shown(staff.get(reverse(ROBOTS), {"q": words}), "name"), words
    assert shown(staff.get(reverse(ROBOTS), {"q": "abc どこにもない"}), "name") == []


def test_nonsense_in_a_filter_is_no_error(draft, staff):
    for query in ({"edition": "x"}, {"q": "\0"}, {"p": "x"}, {"o": "x"}, {"kind__exact": "x"}):
        assert staff.get(reverse(FIGURES), query).status_code < 500, query


def test_choices_are_rows_of_the_same_edition_only(draft, published, staff):
    for model, screen in admin.site._registry.items():
        if model not in row_models() or not references(model):
            continue
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_add"
        page = BeautifulSoup(staff.get(reverse(name)).content, "html.parser")
        for field in references(model):
            select = page.find("select", {"name": field.name})
            if select is None:
                continue
            offered = {option["value"] for option in select.find_all("option")} - {""}
            rows = field.related_model.objects.filter(edition=draft)
            assert offered == {str(pk) for pk in rows.values_list("pk", flat=True)}, screen


def test_a_row_of_another_edition_cannot_be_chosen(draft, published, staff):
    figure = MeasureFigure.objects.filter(edition=draft).first()
    other = MeasureFigure.objects.get(edition=published, key=figure.key).measure
    url = reverse("admin:robots_measurefigure_change", args=[figure.pk])
    data = sent(staff.get(url), "measurefigure_form") | {"measure": other.pk}
    response = staff.post(url, data)
    assert response.status_code == 200
    assert "正しく選択" in response.text
    figure.refresh_from_db()
    assert figure.measure.edition == draft


def test_a_new_row_goes_into_the_draft_and_gets_key_and_place(draft, staff, chief):
    last = Robot.objects.filter(edition=draft).last()
    url = reverse("admin:robots_robot_add")
    data = sent(staff.get(url), "robot_form")
    data |= {"name": "新しいロボット", "commercialised_on": "令和７年10月"}
    assert staff.post(url, data).status_code == 302
    new = Robot.objects.get(name="新しいロボット")
    assert new.edition == draft
    assert re.fullmatch(r"robot-\d+", new.key)
    assert new.position > last.position
    assert str(new.commercialised_on) == "2025-10-01"
    assert new.history.first().history_user == chief


def test_a_key_that_is_taken_is_told_at_its_field(draft, staff):
    first, second = Robot.objects.filter(edition=draft)[:2]
    url = reverse("admin:robots_robot_change", args=[first.pk])
    response = staff.post(url, sent(staff.get(url), "robot_form") | {"key": second.key})
    assert response.status_code == 200
    assert "すでに使われています" in response.text


def test_a_draft_published_meanwhile_is_told_and_nothing_is_changed(draft, staff):
    from kanagawa.editions.publishing import publish

    robot = Robot.objects.filter(edition=draft).first()
    url = reverse("admin:robots_robot_change", args=[robot.pk])
    data = sent(staff.get(url), "robot_form")
    publish(edition=draft)
    assert staff.post(url, data | {"name": "遅すぎた変更"}).status_code == 403
    add = reverse("admin:robots_robot_add")
    assert staff.post(add, data | {"name": "遅すぎた追加"}).status_code == 403
    assert not Robot.objects.filter(name__startswith="遅すぎた").exists()


def test_values_are_filled_in_in_the_list_of_figures(draft, staff, chief):
    figure = RobotIndicatorFigure.objects.filter(edition=draft, value__isnull=True).first()
    data = sent(staff.get(reverse(FIGURES)), "changelist-form")
    row = next(n for n, v in data.items() if n.endswith("-id") and v == str(figure.pk))
    field = row.removesuffix("id") + "value"
    response = staff.post(reverse(FIGURES), data | {field: "１，２３４", "_save": "1"})
    assert response.status_code == 302
    figure.refresh_from_db()
    assert (figure.value, figure.status) == (1234, "value")
    newest = figure.history.first()
    assert newest.history_user == chief
    others = RobotIndicatorFigure.history.filter(edition=draft, history_type="~")
    assert others.count() == 1


def test_nonsense_in_the_list_is_told_at_its_field(draft, staff):
    data = sent(staff.get(reverse(FIGURES)), "changelist-form")
    response = staff.post(reverse(FIGURES), data | {"form-0-value": "たくさん", "_save": "1"})
    assert response.status_code == 200
    field = BeautifulSoup(response.content, "html.parser").find("input", {"name": "form-0-value"})
    assert field["value"] == "たくさん"
    assert "数ではありません" in field.find_parent("td").get_text()


def test_selected_rows_of_a_draft_are_deleted_with_their_figures_and_history(draft, staff, chief):
    # No text refers to it: what a text refers to is not deleted (tests/prose).
    indicator = RobotIndicator.objects.get(edition=draft, key="field-tests")
    action = {"action": "delete_selected", "_selected_action": [indicator.pk], "post": "yes"}
    assert staff.post(reverse("admin:robots_robotindicator_changelist"), action).status_code == 302
    assert not RobotIndicatorFigure.objects.filter(indicator=indicator).exists()
    newest = RobotIndicator.history.filter(id=indicator.pk).first()
    assert (newest.history_type, newest.history_user) == ("-", chief)


def test_the_outline_is_shown_in_reading_order_and_indented(draft, staff):
    nodes = list(Node.objects.filter(edition=draft))
    page = staff.get(reverse("admin:editions_node_changelist"))
    assert len(shown(page, "outline")) == len(nodes)
    ordered = in_reading_order(nodes)
    place = {node.pk: n for n, node in enumerate(ordered)}
    assert all(place[n.parent_id] < place[n.pk] for n in nodes if n.parent_id)
    depths = [n.depth for n in ordered]
    assert depths[0] == 0
    assert max(depths) > 1
    assert all(deeper - depth <= 1 for depth, deeper in pairwise(depths))

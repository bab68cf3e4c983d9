"""Two people at once on the ordinary screens: nobody's work is lost silently."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from kanagawa.editions.models import Node
from kanagawa.staff.rows import versions
from programs.models import Hub
from robots.models import Measure, MeasureFigure, RobotIndicator, RobotIndicatorFigure
from tests.breadth import each_kind_of_row

from .conftest import messages, sent

pytestmark = pytest.mark.sample


@pytest.fixture
def other(db):
    """A colleague, signed in beside `staff`."""
    client = Client()
    client.force_login(
        get_user_model().objects.create_superuser("taro", password="x", first_name="太郎")
    )
    return client


def change_url(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def form_of(client, row):
    return sent(client.get(change_url(row)), f"{row._meta.model_name}_form")


@pytest.fixture
def hub(draft):
    return Hub.objects.filter(edition=draft).first()


@each_kind_of_row
def test_every_form_of_a_row_carries_the_mark_of_what_was_shown(model, draft, staff):
    row = model.objects.filter(edition=draft).first()
    data = form_of(staff, row)
    assert data[versions.NAME]
    stored = [name.removesuffix("-id") for name, value in data.items() if name.endswith("-id")]
    for prefix in stored:
        assert bool(data.get(f"{prefix}-row_version")) == bool(data[f"{prefix}-id"]), prefix
    delete = staff.get(change_url(row).replace("/change/", "/delete/"))
    assert b'name="row_version"' in delete.content or "削除できません" in delete.content.decode()


@each_kind_of_row
def test_every_list_with_inputs_carries_the_marks_of_its_rows(model, draft, staff):
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    page = BeautifulSoup(staff.get(f"{url}?edition={draft.pk}").content, "html.parser")
    ids = [field["name"].removesuffix("-id") for field in page.select("input[name$='-id']")]
    marks = [field["name"] for field in page.select("input[name$='-row_version']")]
    assert marks == [f"{prefix}-row_version" for prefix in ids]


def test_a_save_on_top_of_another_shows_both_values_and_saves_only_the_second_time(
    hub, staff, other
):
    mine = form_of(staff, hub)
    other.post(change_url(hub), form_of(other, hub) | {"name": "太郎の名称", "operator": "太郎"})
    response = staff.post(change_url(hub), mine | {"name": "私の名称"})
    assert response.status_code == 200
    texts = messages(response)
    assert "太郎さん" in texts
    assert "あなた「私の名称」" in texts and "太郎さん「太郎の名称」" in texts
    assert "施設運営者：太郎さんが" in texts
    hub.refresh_from_db()
    assert hub.name == "太郎の名称"

    kept = sent(response, "hub_form")
    assert (kept["name"], kept["operator"]) == ("私の名称", "太郎")
    assert staff.post(change_url(hub), kept).status_code == 302
    hub.refresh_from_db()
    assert (hub.name, hub.operator) == ("私の名称", "太郎")


@pytest.mark.thorough
def test_the_second_save_asks_again_when_a_third_change_came_between(hub, staff, other):
    mine = form_of(staff, hub)
    other.post(change_url(hub), form_of(other, hub) | {"name": "一"})
    kept = sent(staff.post(change_url(hub), mine | {"name": "私"}), "hub_form")
    other.post(change_url(hub), form_of(other, hub) | {"name": "二"})
    again = staff.post(change_url(hub), kept)
    assert "太郎さん「二」" in messages(again)
    hub.refresh_from_db()
    assert hub.name == "二"


def test_a_row_that_was_left_alone_takes_what_the_other_saved_and_writes_nothing(hub, staff, other):
    mine = form_of(staff, hub)
    other.post(change_url(hub), form_of(other, hub) | {"name": "太郎の名称"})
    count = hub.history.count()
    assert staff.post(change_url(hub), mine).status_code == 302
    hub.refresh_from_db()
    assert hub.name == "太郎の名称"
    assert hub.history.count() == count


@pytest.mark.thorough
def test_the_same_change_by_both_is_no_conflict(hub, staff, other):
    mine = form_of(staff, hub)
    for client, data in ((other, form_of(other, hub)), (staff, mine)):
        assert client.post(change_url(hub), data | {"name": "同じ"}).status_code == 302
    hub.refresh_from_db()
    assert hub.name == "同じ"


@pytest.mark.thorough
def test_an_inline_row_keeps_the_other_ones_value_and_the_rest_of_mine(draft, staff, other):
    indicator = RobotIndicator.objects.filter(edition=draft).first()
    figures = list(RobotIndicatorFigure.objects.filter(indicator=indicator, status="value")[:2])
    mine = form_of(staff, indicator)
    prefix = {
        int(value): name.removesuffix("-id")
        for name, value in mine.items()
        if name.endswith("-id") and value
    }
    first, second = (prefix[figure.pk] for figure in figures)
    other.post(change_url(indicator), form_of(other, indicator) | {f"{first}-value": "555"})
    # Left alone by me: theirs stays, mine is saved beside it.
    assert staff.post(change_url(indicator), mine | {f"{second}-value": "44"}).status_code == 302
    for figure in figures:
        figure.refresh_from_db()
    assert [figure.value for figure in figures] == [555, 44]
    # Changed by both: both values, and what I typed stays.
    response = staff.post(change_url(indicator), mine | {f"{first}-value": "666"})
    assert response.status_code == 200
    assert "あなた「666」" in messages(response) and "太郎さん「555」" in messages(response)
    kept = sent(response, "robotindicator_form")
    assert kept[f"{first}-value"] == "666"
    assert staff.post(change_url(indicator), kept).status_code == 302
    figures[0].refresh_from_db()
    assert figures[0].value == 666


def test_a_list_keeps_the_other_ones_value_too(draft, staff, other):
    url = f"{reverse('admin:robots_measurefigure_changelist')}?edition={draft.pk}"
    mine = sent(staff.get(url), "changelist-form") | {"_save": "保存"}
    figure = MeasureFigure.objects.get(pk=mine["form-0-id"])
    theirs = sent(other.get(url), "changelist-form") | {"_save": "保存", "form-0-value": "555"}
    assert other.post(url, theirs).status_code == 302
    assert staff.post(url, mine | {"form-1-value": "44"}).status_code == 302
    figure.refresh_from_db()
    assert figure.value == 555
    response = staff.post(url, mine | {"form-0-value": "666", "form-1-value": "44"})
    assert response.status_code == 200
    assert "あなた「666」" in messages(response) and "太郎さん「555」" in messages(response)
    kept = sent(response, "changelist-form") | {"_save": "保存"}
    assert staff.post(url, kept).status_code == 302
    figure.refresh_from_db()
    assert figure.value == 666


def delete_url(row):
    return change_url(row).replace("/change/", "/delete/")


def confirmation(client, url, data=None):
    page = client.post(url, data) if data else client.get(url)
    form = BeautifulSoup(page.content, "html.parser").select_one("#content form")
    return {f["name"]: f["value"] for f in form.find_all("input") if f.get("name")}


def test_a_row_changed_meanwhile_is_not_deleted_unseen(hub, staff, other):
    seen = confirmation(staff, delete_url(hub))
    other.post(change_url(hub), form_of(other, hub) | {"name": "太郎の名称"})
    response = staff.post(delete_url(hub), seen, follow=True)
    assert "ほかの人が変更しています" in messages(response)
    assert Hub.objects.filter(pk=hub.pk).exists()
    staff.post(delete_url(hub), confirmation(staff, delete_url(hub)))
    assert not Hub.objects.filter(pk=hub.pk).exists()


def test_nor_is_a_row_that_would_go_with_it(draft, staff):
    figure = MeasureFigure.objects.filter(edition=draft).first()
    measure = figure.measure
    seen = confirmation(staff, delete_url(measure))
    figure.value = 5
    figure.save()
    staff.post(delete_url(measure), seen)
    assert Measure.objects.filter(pk=measure.pk).exists()


@pytest.mark.thorough
def test_nor_are_rows_chosen_in_a_list(draft, staff):
    url = f"{reverse('admin:robots_robot_changelist')}?edition={draft.pk}"
    robot = staff.get(url).context["cl"].result_list[0]
    chosen = {"action": "delete_selected", "_selected_action": str(robot.pk)}
    seen = confirmation(staff, url, chosen)
    robot.name = "改名"
    robot.save()
    response = staff.post(url, seen, follow=True)
    assert "ほかの人が変更しています" in messages(response)
    assert type(robot).objects.filter(pk=robot.pk).exists()
    staff.post(url, confirmation(staff, url, chosen))
    assert not type(robot).objects.filter(pk=robot.pk).exists()


@pytest.mark.thorough
def test_nor_an_inline_row_marked_for_deletion(draft, staff):
    figure = MeasureFigure.objects.filter(edition=draft).first()
    figure.pk, figure.key, figure.name = None, "referred-to-by-no-text", "別の数値"
    figure.save(force_insert=True)
    data = form_of(staff, figure.measure)
    prefix = next(
        n.removesuffix("-id") for n, v in data.items() if n.endswith("-id") and v == str(figure.pk)
    )
    figure.value = 5
    figure.save()
    response = staff.post(change_url(figure.measure), data | {f"{prefix}-DELETE": "on"})
    assert "ほかの人が変更しています" in messages(response)
    assert MeasureFigure.objects.filter(pk=figure.pk).exists()
    kept = sent(response, "measure_form")
    assert kept[f"{prefix}-DELETE"] == "on"
    assert staff.post(change_url(figure.measure), kept).status_code == 302
    assert not MeasureFigure.objects.filter(pk=figure.pk).exists()


@pytest.mark.thorough
def test_an_inline_row_that_is_gone_is_told_and_the_rest_can_be_saved(draft, staff):
    figure = MeasureFigure.objects.filter(edition=draft).first()
    measure = figure.measure
    data = form_of(staff, measure) | {"name": "改名"}
    prefix = next(
        n.removesuffix("-id") for n, v in data.items() if n.endswith("-id") and v == str(figure.pk)
    )
    figure.delete()
    response = staff.post(change_url(measure), data | {f"{prefix}-value": "777"})
    assert "ほかの人が削除しました" in messages(response) and "「777」" in messages(response)
    kept = sent(response, "measure_form")
    assert kept["name"] == "改名"
    assert staff.post(change_url(measure), kept).status_code == 302
    measure.refresh_from_db()
    assert measure.name == "改名"


def test_a_list_row_that_is_gone_is_told_and_the_rest_can_be_saved(draft, staff):
    url = f"{reverse('admin:robots_measurefigure_changelist')}?edition={draft.pk}"
    data = sent(staff.get(url), "changelist-form") | {"_save": "保存", "form-1-value": "44"}
    MeasureFigure.objects.get(pk=data["form-0-id"]).delete()
    response = staff.post(url, data)
    assert "ほかの人が削除しました" in messages(response)
    kept = sent(response, "changelist-form") | {"_save": "保存"}
    assert kept["form-0-value"] == "44"
    assert staff.post(url, kept).status_code == 302
    assert MeasureFigure.objects.get(pk=data["form-1-id"]).value == 44


def test_what_was_typed_for_a_row_that_is_gone_is_shown(hub, staff):
    data = form_of(staff, hub) | {"name": "長い文を書いた名称"}
    url = change_url(hub)
    hub.delete()
    response = staff.post(url, data, follow=True)
    assert "長い文を書いた名称" in messages(response)


def test_text_of_the_outline_is_kept_too(draft, staff, other):
    node = Node.objects.filter(edition=draft, kind="paragraph").first()
    mine = form_of(staff, node)
    other.post(change_url(node), form_of(other, node) | {"text": "太郎の文"})
    response = staff.post(change_url(node), mine | {"text": "私の<文>"})
    assert "あなた「私の<文>」" in messages(response) and "太郎さん「太郎の文」" in messages(
        response
    )
    assert sent(response, "node_form")["text"] == "私の<文>"

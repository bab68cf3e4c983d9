"""Forms of texts: broken references are refused, facts may be named in words, nothing is lost."""

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.urls import reverse

from international.models import ActivityFigure, IndustrialPark
from kanagawa.editions.models import Node
from kanagawa.editions.texts import text_models
from robots.models import (
    Measure,
    MeasureCategory,
    MeasureFigure,
    PlanPeriod,
    Robot,
    RobotIndicator,
)
from tests.breadth import few_daily, first_daily, share
from tests.staff.conftest import messages, sent
from tests.staff.test_every_screen import url_of

TEXT = "今年度は、{}を対象に実施している。"
TEXT_MODELS = [model for model in text_models() if model in admin.site._registry]


@pytest.fixture
def measure(correction):
    return Measure.objects.get(edition=correction, key="monitors")


def submit(client, row, **values):
    """Change fields of a row's own screen, all else as it stands there."""
    url = url_of(type(row), "change", row)
    form = f"{row._meta.model_name}_form"
    return client.post(url, {**sent(client.get(url), form), **values})


def described(measure) -> str:
    measure.refresh_from_db()
    return str(measure.description)


@pytest.mark.parametrize(
    ("reference", "said"),
    few_daily(
        2,
        (
            "{robots.measurefigure/monitor-actual-2025}",
            "{robots.measurefigure/monitors-actual-2025}",
        ),
        ("{robots.fact/indicator}", "{robots.fact/indicators}"),
        ("{robots.fact/indicators|as_of}", "使えるのは {robots.fact/indicators}（６つ）"),
        ("{investment.results}", "{investment.results|as_of}（令和７年６月末時点）"),
        ("{robots.fact/indicators|nonsense}", "この書き方では印字できません"),
        ("{数値目標のかず}", "{robots.fact/indicators}（数値目標の数"),
        ("{外国企業（米国）}", "{international.foreigncount/nationality-usa}"),
        ("{そのような数値はどこにもない}", "に当たる数値がありません"),
        ("{robots.fact/indicators", "「{」と「}」の数が合いません"),
        ("robots.fact/indicators}", "「{」と「}」の数が合いません"),
        ("{}", "に当たる数値がありません"),
    ),
)
def test_a_broken_reference_is_refused_and_the_nearest_named(reference, said, measure, staff):
    before = described(measure)
    response = submit(staff, measure, description=TEXT.format(reference))
    assert response.status_code == 200
    assert said in messages(response)
    element = BeautifulSoup(response.content, "html.parser").select_one("textarea#id_description")
    assert reference in element.text
    assert described(measure) == before


@pytest.mark.parametrize(
    ("typed", "stored"),
    few_daily(
        2,
        ("{数値目標の数}", "{robots.fact/indicators}"),
        ("{ 数値目標の数 }", "{robots.fact/indicators}"),
        ("{県内に本社を置く外国企業（米国）}", "{international.foreigncount/nationality-usa}"),
        ("{数値目標の数|期間}", "{robots.fact/indicators|period}"),
        ("{robots.fact/indicators}", "{robots.fact/indicators}"),
        ("{edition|fiscal_year}", "{edition|fiscal_year}"),
    ),
)
def test_a_fact_with_a_name_of_its_own_may_be_named_in_words(typed, stored, measure, staff):
    assert submit(staff, measure, description=TEXT.format(typed)).status_code == 302
    assert described(measure) == TEXT.format(stored)


@pytest.mark.thorough
def test_a_name_of_several_facts_is_refused_with_their_notations(measure, staff):
    response = submit(staff, measure, description="{特区発ロボットの商品化状況}")
    assert response.status_code == 200
    assert "{robots.robotindicatorfigure/commercialised-" in messages(response)


def test_a_text_that_nobody_touched_stops_no_save(measure, staff):
    Measure.objects.filter(pk=measure.pk).update(description="{robots.fact/gone}")
    assert submit(staff, measure, name="モニター制度（試用）").status_code == 302
    assert described(measure) == "{robots.fact/gone}"


@pytest.mark.sample
@pytest.mark.parametrize(
    "models",
    first_daily(share("texts", TEXT_MODELS, 6), TEXT_MODELS),
    ids=["its share", "every one"],
)
def test_every_text_of_every_screen_has_the_tools_and_refuses_a_broken_reference(
    models, correction, staff
):
    for model in models:
        row = model.objects.filter(edition=correction, **{f"{model.WITH_REFERENCES[0]}__gt": ""})
        found = row.first() or model.objects.filter(edition=correction).first()
        url = url_of(model, "change", found)
        page = BeautifulSoup(staff.get(url).content, "html.parser")
        for name in model.WITH_REFERENCES:
            field = page.select_one(f"#id_{name}")
            assert field is not None, (model, name)
            assert "prose-tools" in field.find_next_sibling().get("class"), (model, name)
            refused = submit(staff, found, **{name: "{robots.fact/indicator}"})
            assert "{robots.fact/indicators}" in messages(refused), (model, name)
        assert page.select_one("input[name=_prose_preview]"), model


@pytest.mark.sample
def test_a_name_stands_on_one_line_and_its_braces_are_told(correction, staff):
    robot = Robot.objects.filter(edition=correction).first()
    name = robot.name
    for typed in ("ロボ{robots.fact/indicators}", "｛ロボ｝", "ロボ{", "﹛ロボ"):
        assert "そのまま印字されます" in messages(submit(staff, robot, name=typed)), typed
        robot.refresh_from_db()
        assert robot.name == name, typed
    assert submit(staff, robot, name="産業用\r\nロボット\t一号").status_code == 302
    robot.refresh_from_db()
    assert robot.name == "産業用 ロボット 一号"


# Preview without JavaScript


def test_the_preview_shows_the_print_keeps_what_was_typed_and_saves_nothing(measure, staff):
    before = described(measure)
    response = submit(
        staff,
        measure,
        name="新しい名称",
        change_reason="試し",
        description="全部で{robots.fact/indicators}と{robots.none}。\r\n17種類を使う。",
        _prose_preview="1",
    )
    page = BeautifulSoup(response.content, "html.parser")
    printed = [p.get_text() for p in page.select(".prose-print")]
    assert printed == ["全部で６つと{robots.none}［参照先がありません］。", "17種類を使う。"]
    assert "まだ保存していません" in messages(response)
    assert page.select_one("#id_name")["value"] == "新しい名称"
    assert page.select_one("#id_change_reason")["value"] == "試し"
    assert "{robots.none}" in page.select_one("#id_description").text
    assert described(measure) == before


@pytest.mark.thorough
def test_a_suggestion_of_the_preview_is_taken_with_its_button(measure, staff):
    text = "今年度も、\r\n17種類のロボットを対象に実施している。"
    preview = submit(staff, measure, description=text, _prose_preview="1")
    page = BeautifulSoup(preview.content, "html.parser")
    button = page.select_one("button[name=_prose_replace]")
    taken = submit(staff, measure, description=text, _prose_replace=button["value"])
    shown = BeautifulSoup(taken.content, "html.parser")
    now = shown.select_one("#id_description").text.removeprefix("\n")
    assert "\n{robots.measurefigure/monitors-actual-2025}のロボット" in now
    assert "17種類のロボット" in shown.select_one(".prose-preview").get_text()
    assert shown.select_one("button[name=_prose_replace]") is None
    assert submit(staff, measure, description=now).status_code == 302
    assert "{robots.measurefigure/monitors-actual-2025}" in described(measure)


@pytest.mark.parametrize(
    "value", first_daily("description a b {c}", "", "x", "description 1", "none 1 2 {c}")
)
def test_a_crafted_replacement_changes_nothing(value, measure, staff):
    response = submit(staff, measure, _prose_replace=value)
    assert response.status_code == 200
    assert described(measure) == described(measure)
    element = BeautifulSoup(response.content, "html.parser").select_one("#id_description")
    assert element.text.strip().replace("\r", "") == described(measure)


@pytest.mark.thorough
def test_a_new_row_is_previewed_and_saved_by_name(correction, staff):
    url = reverse("admin:robots_measure_add")
    category = MeasureCategory.objects.filter(edition=correction).first()
    form = sent(staff.get(url), "measure_form") | {
        "category": category.pk,
        "name": "新しい取組",
        "description": "{数値目標の数}の目標",
    }
    preview = staff.post(url, {**form, "_prose_preview": "1"})
    assert "数値目標の数}の目標" in preview.content.decode()
    assert not Measure.objects.filter(edition=correction, name="新しい取組").exists()
    assert staff.post(url, form).status_code == 302
    assert Measure.objects.get(edition=correction, name="新しい取組").description == (
        "{robots.fact/indicators}の目標"
    )


# Renaming and deleting what texts refer to


def test_a_key_that_a_text_refers_to_is_not_renamed(correction, staff):
    figure = MeasureFigure.objects.get(edition=correction, key="monitors-actual-2025")
    for key in ("renamed", ""):
        response = submit(staff, figure, key=key, name="対象ロボット")
        if key:
            assert response.status_code == 200
            assert "取組「モニター制度」の内容" in messages(response).replace("主な取組", "取組")
    figure.refresh_from_db()
    assert figure.key == "monitors-actual-2025"


@pytest.mark.thorough
def test_a_key_in_other_keys_is_not_renamed_either(correction, staff):
    """The share of a region is computed under the region's key."""
    from international.models import OverseasCount

    count = OverseasCount.objects.get(edition=correction, key="region-china")
    response = submit(staff, count, key="region-cn")
    assert response.status_code == 200
    texts = messages(response)
    assert "{international.overseascount/region-china}" in texts
    assert "{international.overseas-region/region-china-share}" in texts


@pytest.mark.thorough
def test_a_key_that_no_text_refers_to_can_be_renamed(correction, staff):
    figure = ActivityFigure.objects.get(edition=correction, key="jetro-2024-countries")
    node = Node.objects.get(edition=correction, key="zones-1")
    assert submit(staff, node, key="zones-first").status_code == 302
    assert submit(staff, figure, key="jetro-countries").status_code == 200


@pytest.mark.parametrize(
    "model", few_daily(2, MeasureFigure, IndustrialPark, RobotIndicator, PlanPeriod)
)
def test_a_row_that_texts_refer_to_is_not_deleted(model, correction, staff):
    """All rows of a kind at once: the last of them takes the computed fact with it."""
    rows = list(model.objects.filter(edition=correction))
    data = {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}
    url = f"{url_of(model, 'changelist')}?edition={correction.pk}"
    response = staff.post(url, {**data, "post": "yes"})
    if model is IndustrialPark:  # a count of none is still a count
        assert response.status_code == 302
        return
    assert "先にその箇所を直してください" in response.content.decode()
    assert model.objects.filter(edition=correction).count() == len(rows)


def test_the_delete_screen_says_where_a_row_is_used(correction, staff):
    figure = MeasureFigure.objects.get(edition=correction, key="monitors-actual-2025")
    url = url_of(MeasureFigure, "delete", figure)
    page = BeautifulSoup(staff.get(url).content, "html.parser")
    [link] = page.select("#deleted-objects a")
    assert link["href"] == reverse(
        "admin:open_place", args=[correction.pk, "robots.measure/monitors"]
    )
    assert page.select_one("form input[name=post]") is None
    staff.post(url, {"post": "yes"})
    assert MeasureFigure.objects.filter(pk=figure.pk).exists()


@pytest.mark.thorough
def test_a_figure_is_not_deleted_in_the_screen_of_its_record_either(measure, staff):
    figure = MeasureFigure.objects.get(measure=measure)
    response = submit(staff, measure, **{"measurefigure_set-0-DELETE": "on"})
    assert response.status_code == 200
    assert "文から参照されている行は削除できません" in messages(response)
    assert MeasureFigure.objects.filter(pk=figure.pk).exists()


def test_a_record_goes_with_its_own_text(measure, staff):
    """Its text refers to its figure, and both go together."""
    url = url_of(Measure, "delete", measure)
    assert staff.post(url, {"post": "yes"}).status_code == 302
    assert not Measure.objects.filter(pk=measure.pk).exists()

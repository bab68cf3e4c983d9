"""Numbers, periods and dates typed as people type them; nonsense gets a message at its field."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from investment.models import SubsidyPayment
from robots.models import MeasureFigure, RobotIndicator, RobotIndicatorFigure
from tests.breadth import few_daily

from .conftest import sent

pytestmark = pytest.mark.sample


@pytest.fixture
def figure(draft):
    return MeasureFigure.objects.filter(edition=draft, unit="件").first()


def change(staff, figure, **values):
    """Send a figure's own screen with some values typed anew."""
    model = figure._meta
    url = reverse(f"admin:{model.app_label}_{model.model_name}_change", args=[figure.pk])
    data = sent(staff.get(url), f"{model.model_name}_form")
    response = staff.post(url, data | values)
    figure.refresh_from_db()
    return response


def errors(response, field: str) -> str:
    row = BeautifulSoup(response.content, "html.parser").select_one(f".form-row.field-{field}")
    return row.select_one(".errorlist").get_text() if row.select_one(".errorlist") else ""


@pytest.mark.parametrize(
    ("typed", "stored"),
    few_daily(
        2,
        ("1234", "1234"),
        ("１，２３４", "1234"),
        ("1,234件", "1234"),
        (" １２３４ 件 ", "1234"),
        ("△５", "-5"),
        ("0", "0"),
        ("28.8", "28.8"),
    ),
)
def test_numbers_are_understood_as_people_type_them(typed, stored, figure, staff):
    assert change(staff, figure, value=typed).status_code == 302
    assert figure.value == Decimal(stored)
    assert figure.status == "value"


@pytest.mark.parametrize(
    ("typed", "stored"),
    few_daily(
        2,
        ("15億8,741万円", 15_8741_0000),
        ("１５億８７４１万", 15_8741_0000),
        ("1587410000", 15_8741_0000),
        ("４億  474万円", 4_0474_0000),
    ),
)
def test_money_is_understood_in_oku_and_man(typed, stored, draft, staff):
    payment = SubsidyPayment.objects.filter(edition=draft, value__isnull=False).first()
    assert change(staff, payment, value=typed).status_code == 302
    assert payment.value == stored


@pytest.mark.parametrize(
    ("typed", "said"),
    few_daily(
        2,
        ("たくさん", "数ではありません"),
        ("12,34", "桁区切りの位置が違います"),
        ("5人", "単位は「件」です"),
        ("1.23456", "小数"),
        ("9" * 30, "桁"),
        ("9" * 70, "文字"),
        ("", "値を入力するか"),
    ),
)
def test_nonsense_gets_a_message_at_its_field_and_keeps_what_was_typed(typed, said, figure, staff):
    before = figure.value
    response = change(staff, figure, value=typed)
    assert response.status_code == 200
    assert said in errors(response, "value")
    element = BeautifulSoup(response.content, "html.parser").select_one("input[name=value]")
    assert element.get("value", "") == typed
    assert figure.value == before


def test_brackets_make_an_actual_value_a_forecast(figure, staff):
    assert change(staff, figure, value="（６４０）").status_code == 302
    assert (figure.value, figure.kind) == (640, "forecast")


def test_a_dash_says_not_yet_due_only_where_that_is_certain(figure, draft, staff):
    past = change(staff, figure, value="－", period="令和元年度")
    assert "理由" in errors(past, "value")
    reason = change(staff, figure, value="－", period="令和元年度", status="nil")
    assert reason.status_code == 302
    assert (figure.value, figure.status) == (None, "nil")
    assert change(staff, figure, value="5", status="nil").status_code == 302
    assert (figure.value, figure.status) == (5, "value")
    assert change(staff, figure, value="－", period="令和30年度").status_code == 302
    assert (figure.value, figure.status) == (None, "not_due")


def test_a_value_and_a_reason_at_once_are_refused(figure, staff):
    response = change(staff, figure, value="5", status="nil")
    assert "値があるときは" in errors(response, "status")


def test_periods_and_as_of_dates_are_typed_in_words(figure, staff):
    response = change(staff, figure, period="平成30～令和４年度", as_of="令和７年６月末時点")
    assert response.status_code == 302
    assert (figure.period.first_fiscal_year, figure.period.last_fiscal_year) == (2018, 2022)
    assert (str(figure.as_of), figure.as_of_wording) == ("2025-06-30", "末時点")
    assert change(staff, figure, as_of="R7.3.31").status_code == 302
    assert (str(figure.as_of), figure.as_of_wording) == ("2025-03-31", "現在")


@pytest.mark.parametrize("field", ["period", "as_of"])
def test_a_period_or_date_that_cannot_be_read_gets_a_message_with_an_example(field, figure, staff):
    response = change(staff, figure, **{field: "そのうち"})
    assert "入力してください" in errors(response, field)


def test_an_untouched_screen_changes_nothing(figure, staff):
    before = figure.history.values().first() | {"history_id": 0, "history_date": 0}
    assert change(staff, figure).status_code == 302
    newest = figure.history.values().first() | {"history_id": 0, "history_date": 0}
    for record in (before, newest):
        for name in ("history_type", "history_user_id", "history_change_reason"):
            record.pop(name)
    assert newest == before


# The matrix of an indicator's years


@pytest.fixture
def indicator(draft):
    return RobotIndicator.objects.filter(edition=draft).first()


def matrix_url(indicator) -> str:
    return reverse("admin:robots_robotindicator_change", args=[indicator.pk])


def cell_of(data, figure) -> str:
    names = [
        name for name, value in data.items() if name.endswith("-id") and value == str(figure.pk)
    ]
    return names[0].removesuffix("-id")


def test_a_cell_of_the_matrix_is_typed_in_and_saved(indicator, staff):
    figure = RobotIndicatorFigure.objects.filter(indicator=indicator, kind="target").last()
    url = matrix_url(indicator)
    data = sent(staff.get(url), "robotindicator_form")
    data[f"{cell_of(data, figure)}-value"] = "１，２３４"
    data["change_reason"] = "照会による訂正"
    assert staff.post(url, data).status_code == 302
    figure.refresh_from_db()
    assert figure.value == 1234
    newest = figure.history.first()
    assert (newest.history_user.username, newest.history_change_reason) == (
        "chief",
        "照会による訂正",
    )


@pytest.mark.thorough
def test_an_untouched_matrix_adds_and_changes_no_figure(indicator, staff):
    figures = RobotIndicatorFigure.objects.filter(indicator=indicator)
    before = list(figures.values())
    entries = RobotIndicatorFigure.history.count()
    url = matrix_url(indicator)
    assert staff.post(url, sent(staff.get(url), "robotindicator_form")).status_code == 302
    assert list(figures.values()) == before
    assert RobotIndicatorFigure.history.count() == entries


@pytest.mark.thorough
def test_nonsense_in_a_cell_is_told_beside_it(indicator, staff):
    figure = RobotIndicatorFigure.objects.filter(indicator=indicator).first()
    url = matrix_url(indicator)
    data = sent(staff.get(url), "robotindicator_form")
    name = f"{cell_of(data, figure)}-value"
    response = staff.post(url, data | {name: "たくさん"})
    assert response.status_code == 200
    typed = BeautifulSoup(response.content, "html.parser").find("input", {"name": name})
    assert typed["value"] == "たくさん"
    assert "数ではありません" in typed.find_parent("td").get_text()


def test_a_deleted_figure_leaves_an_empty_cell_that_can_be_filled_again(indicator, staff):
    figure = RobotIndicatorFigure.objects.filter(indicator=indicator, kind="target").last()
    key, kind, period = figure.key, figure.kind, figure.period
    figure.delete()
    url = matrix_url(indicator)
    page = staff.get(url)
    data = sent(page, "robotindicator_form")
    first_new = int(data["robotindicatorfigure_set-INITIAL_FORMS"])
    data[f"robotindicatorfigure_set-{first_new}-value"] = "77"
    assert staff.post(url, data).status_code == 302
    new = RobotIndicatorFigure.objects.get(indicator=indicator, key=key)
    assert (new.value, new.kind, new.period) == (77, kind, period)


@pytest.mark.thorough
def test_a_further_year_is_added_below_the_matrix(indicator, staff):
    url = matrix_url(indicator)
    data = sent(staff.get(url), "robotindicator_form")
    last = int(data["robotindicatorfigure_set-TOTAL_FORMS"]) - 1
    new = {"kind": "target", "value": "9", "status": "value", "period": "令和20年度"}
    data |= {f"robotindicatorfigure_set-{last}-{name}": value for name, value in new.items()}
    assert staff.post(url, data).status_code == 302
    added = RobotIndicatorFigure.objects.get(indicator=indicator, period_start="2038-04-01")
    assert (added.value, added.edition) == (9, indicator.edition)
    repeated = sent(staff.get(url), "robotindicator_form")
    last = int(repeated["robotindicatorfigure_set-TOTAL_FORMS"]) - 1
    repeated |= {f"robotindicatorfigure_set-{last}-{name}": value for name, value in new.items()}
    assert "すでに" in staff.post(url, repeated).text

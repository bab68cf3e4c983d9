"""A new scheme, a new plan and a new KPI are rows: staff enter them in their forms, no code."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from investment.models import Kpi, OrderActivity, Scheme, SupportProgram
from kanagawa.checks.run import findings
from kanagawa.editions.content import LiveContent
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Edition, EditionRow, Node
from kanagawa.editions.rows import EditionRows
from kanagawa.reports.grid import Grid
from robots.models import PlanPeriod, RobotIndicator, RobotIndicatorFigure
from tests.people import person, signed_in
from tests.staff.conftest import messages, sent

FIFTH = "セレクト神奈川２ｎｄ"
AS_OF = "令和８年６月末時点"
TYPED = ("period", "value", "as_of", "is_local")


def add(client: Client, model: type[EditionRow], **values: Any) -> Any:
    """Fill in the empty form of a row and send it; returns the new row."""
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    return _send(client, url, model, values)


def enter(client: Client, model: type[EditionRow], **values: Any) -> Any:
    """Fill in the figure that waits for this value; a new one where none does."""
    named = {name: value for name, value in values.items() if name not in TYPED}
    named |= {"is_local": True} if "is_local" in values else {}
    rows = list(model._default_manager.filter(value=None, **named))
    for row in rows:
        if len(rows) == 1 or period_of(client, row) == values["period"]:
            return change(client, row, **values, status="value")
    return add(client, model, **values)


def period_of(client: Client, row: EditionRow) -> str:
    """What stands in the form's field."""
    name = row._meta.model_name
    url = reverse(f"admin:{row._meta.app_label}_{name}_change", args=[row.pk])
    return str(sent(client.get(url), f"{name}_form")["period"])


def change(client: Client, row: EditionRow, **values: Any) -> Any:
    model = type(row)
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
    return _send(client, url, model, values)


def _send(client: Client, url: str, model: type[EditionRow], values: dict[str, Any]) -> Any:
    form = sent(client.get(url), f"{model._meta.model_name}_form")
    unknown = {name for name in values if name not in form} - {"is_cumulative", "is_local"}
    assert not unknown, (unknown, sorted(form))
    answer = client.post(url, form | values)
    assert answer.status_code == 302, messages(answer)
    return model._default_manager.order_by("pk").last()


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.body]


def live(edition: Edition) -> LiveContent:
    return LiveContent(EditionRows(edition))


@pytest.fixture
def investment(db: None) -> Client:
    return signed_in(person("editor", "investment"))


def begin_fifth_scheme(client: Client, edition: Edition) -> Scheme:
    """What staff enter of the fifth scheme in its first year."""
    change(client, Scheme.objects.get(edition=edition, key="next"), role="ended")
    fifth = add(client, Scheme, name=FIFTH, role="present")
    of = {"scheme": fifth.pk}
    counted = {"period": "令和８年４月～", "as_of": AS_OF}
    program = add(client, SupportProgram, **of, name="企業立地支援事業")
    for category, value in (("large", 2), ("small", 5), ("reinvestment", 4)):
        figure = counted | {"program": program.pk, "category": category, "value": value}
        enter(client, model("supportcount"), **figure)
    for region, value in (("yokohama", 4), ("keno", 3)):
        enter(client, model("regioncount"), **of, **counted, region=region, value=value)
    paid = of | {"period": "令和８年４月～令和９年３月"}
    enter(client, model("subsidypayment"), **paid, name="立地補助金", role="site", value="1億円")
    enter(client, model("subsidypayment"), **paid, name="合計", role="total", value="1億円")
    period = of | {"period": "令和８年４月～令和12年３月", "as_of": AS_OF}
    enter(client, model("commitment"), **period, kind="limit", value="300億円")
    enter(client, model("commitment"), **period, kind="estimate", value="2億円")
    activity = add(client, OrderActivity, **of, name="設備投資と操業の合計", role="combined")
    # Its two amounts wait for their values by themselves.
    for is_local, value in ((False, "10億円"), (True, "4億円")):
        order = model("orderfigure").objects.get(
            activity=activity, measure="amount", is_local=is_local
        )
        change(client, order, value=value, period="令和８年１月～令和９年９月")
    return fifth


def model(name: str) -> Any:
    from django.apps import apps

    return apps.get_model("investment", name)


def test_a_fifth_scheme_begins_and_the_fourth_keeps_its_results(draft, investment):
    before = live(draft).tables
    begin_fifth_scheme(investment, draft)
    content = live(draft)
    tables = content.tables
    # Titles and tables of the present scheme are those of the fifth.
    assert tables["investment.results"].title == f"「{FIFTH}」実績"
    assert texts(tables["investment.results"])[0] == [
        "企業立地支援事業",
        "２件",
        "５件",
        "７件［４件］",
    ]
    assert any(f"「{FIFTH}」実績" in block.text for block in content.blocks)
    assert texts(tables["investment.subsidies"])[0] == ["立地補助金", "１億円"]
    # What the paper compares by scheme shows both.
    assert texts(tables["investment.supported"])[-3:] == [
        ["セレクト神奈川ＮＥＸＴ", "259件（113件）"],
        [FIFTH, "７件（   －）"],  # how many of them came from outside is still asked for
        ["合計", "809件（354件）"],
    ]
    regions = texts(tables["investment.regions"])
    assert [row[0] for row in regions] == ["セレクト神奈川ＮＥＸＴ", FIFTH]
    assert [row[-1] for row in regions] == ["161件", "７件"]
    assert regions[1][1:3] == ["４件", "－"]
    periods = [row[0] for row in texts(tables["investment.commitments"])]
    assert periods[2:] == ["③令和８年４月～令和12年３月"]
    aid = {row[0]: row for row in texts(tables["investment.aid"])}
    assert aid[FIFTH][1:] == ["７件", "－\n（－）", "10億円", "４億円\n（40％）"]
    assert aid["セレクト神奈川ＮＥＸＴ"] == texts(before["investment.aid"])[3]
    # The fourth's own tables go on under its own title.
    ended = tables["investment.ended-results.next"]
    assert ended.title == "「セレクト神奈川ＮＥＸＴ」実績"
    assert texts(ended) == texts(before["investment.results"])
    for name in ("subsidies", "hires", "taxes"):
        was = before[f"investment.{name}"]
        assert texts(tables[f"investment.ended-{name}.next"]) == texts(was)


@pytest.mark.thorough
def test_what_ended_is_not_asked_for_again(draft, investment):
    fifth = begin_fifth_scheme(investment, draft)
    rows = EditionRows(draft)
    for kind in ("supportcount", "regioncount"):
        for figure in rows.of(model(kind)):
            scheme = figure.scheme if kind == "regioncount" else figure.program.scheme
            assert figure.stands(rows) == (scheme.key != fifth.key), figure


def test_a_result_in_detail_is_not_entered_a_second_time(draft, investment):
    fifth = Scheme.objects.get(edition=draft, key="next")
    url = reverse("admin:investment_schemefigure_add")
    form = sent(investment.get(url), "schemefigure_form")
    values = {"scheme": fifth.pk, "item": "orders", "period": "令和元年11月～", "value": "1億円"}
    answer = investment.post(url, form | values)
    assert "発注実績から取られます" in messages(answer)


@pytest.mark.thorough
def test_each_role_is_held_by_one_row(draft):
    def told() -> list[str]:
        return [f.ref for f in findings(draft) if f.check == "rows.roles"]

    assert told() == []
    for name, key in (("scheme", "next"), ("orderactivity", "combined")):
        holders = model(name).objects.filter(edition=draft, key=key)
        role = holders.get().role
        holders.update(role="")
        first = model(name).objects.filter(edition=draft).order_by("position").first()
        assert told() == [first.ref]
        model(name).objects.filter(edition=draft).update(role=role)
        assert len(told()) == model(name).objects.filter(edition=draft).count() - 1
        model(name).objects.filter(edition=draft).exclude(key=key).update(role="")
    RobotIndicator.objects.filter(edition=draft).update(role="")
    assert told() == ["robots.robotindicator/commercialised"]


def test_a_row_is_found_whatever_its_key(draft):
    """Keys are staff's to choose: nothing but the refs of figures changes with them."""
    before = {key: texts(grid) for key, grid in live(draft).tables.items()}
    for name, key in (("scheme", "next"), ("subsidypayment", "site"), ("kpi", "supported")):
        model(name).objects.filter(edition=draft, key=key).update(key=f"other-{key}")
    RobotIndicator.objects.filter(edition=draft, key="commercialised").update(key="other")
    after = {key: texts(grid) for key, grid in live(draft).tables.items()}
    was = {"investment.kpi.other-supported": "investment.kpi.supported"}
    was["robots.indicator.other"] = "robots.indicator.commercialised"
    assert {was.get(key, key): rows for key, rows in after.items()} == before
    assert [f for f in findings(draft) if f.severity == "error" and "roles" in f.check] == []


@pytest.mark.thorough
def test_the_fourth_plan_opens_its_columns(published):
    edition = copy_edition(source=published, fiscal_year=2028)
    robots = signed_in(person("editor", "robots"))
    plan = {"number": 4, "first_fiscal_year": "2028", "last_fiscal_year": "2032"}
    add(robots, PlanPeriod, **plan)
    indicator = RobotIndicator.objects.get(edition=edition, key="field-tests")
    of = {"indicator": indicator.pk, "kind": "target"}
    for year, target in ((10, 70), (11, 150)):
        enter(robots, RobotIndicatorFigure, **of, period=f"令和{year}年度", value=str(target))
    grid = live(edition).tables["robots.indicator.field-tests"]
    heads = [[cell.text for cell in row] for row in grid.header]
    assert heads[0] == ["", "第２期", "第３期", "第４期"]
    assert [cell.colspan for cell in grid.header[0]] == [1, 1, 1, 5]
    assert heads[1] == [
        "平成30～\n令和４年度", "令和５～\n９年度", "令和10年度", "令和11年度",
        "令和12年度", "令和13年度", "令和14年度",
    ]  # fmt: skip
    # Of a plan that is over its last year says what the cumulative target and value were.
    assert texts(grid)[0] == ["目標値", "200", "300", "70", "150", "－", "－", "－"]
    overview = next(
        b.text for b in live(edition).blocks if "ロボット" in b.text and "期計画" in b.text
    )
    assert "第４期計画（令和10～14年度）" in overview


def test_a_plan_registered_ahead_waits_for_its_first_year(draft):
    robots = signed_in(person("editor", "robots"))
    before = live(draft).tables
    add(robots, PlanPeriod, number=4, first_fiscal_year="2028", last_fiscal_year="2032")
    tables = live(draft).tables
    for key in ("robots.indicator.smes", "robots.by-period"):
        assert tables[key] == before[key]


def test_a_new_kpi_of_the_general_plan_is_printed(draft, investment):
    kpi = add(investment, Kpi, name="ロボット導入企業数", unit="社", is_cumulative="on")
    figures = {"indicator": kpi.pk, "period": "令和８年度"}
    enter(investment, model("kpifigure"), **figures, kind="target", value="40")
    enter(investment, model("kpifigure"), **figures, kind="actual", value="12", as_of=AS_OF)
    heading = Node.objects.get(edition=draft, key="investment-kpi")
    target = f"investment.kpi.{kpi.key}"
    add(investment, Node, kind="table", parent=heading.pk, target=target)
    content = live(draft)
    assert content.tables[target].title == "ロボット導入企業数（計画期間中の累計）"
    assert texts(content.tables[target]) == [
        # The years of the plan, as for the other KPIs; those of the others are asked for.
        ["目標", "－", "－", "40", "－"],
        ["実績", "－", "－", "12", "－"],
    ]
    assert target in [block.table for block in content.blocks]
    # It is not the number of companies supported: nothing is held against that.
    assert [f for f in findings(draft) if f.check == "investment.kpi-supported"] == []

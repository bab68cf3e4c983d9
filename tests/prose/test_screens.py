"""The screens of the facts: who may see them, what they say, what replacing a number does."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from international.models import ActivityNote, ForeignCount
from kanagawa.editions.models import Node
from kanagawa.editions.rows import create_rows
from robots.models import Measure, MeasureFigure, Robot
from tests.breadth import first_daily, first_or_every
from tests.people import person, signed_in
from tests.staff.test_every_screen import unlabelled
from zones.models import ZoneMunicipality

TYPED = "今年度は、17種類のロボットを対象に実施している。"
REFERENCE = "{robots.measurefigure/monitors-actual-2025}"


@pytest.fixture
def typed(correction):
    measure = Measure.objects.get(edition=correction, key="monitors")
    measure.description = TYPED
    measure.save()
    return measure


def of(name: str, edition, *args) -> str:
    return reverse(f"admin:{name}", args=[edition.pk, *args])


def pages(edition) -> list[str]:
    return [
        of("facts", edition),
        f"{of('facts', edition)}?q=302社&section=international&p=nonsense",
        f"{of('facts', edition)}?q=そのような数値はない",
        of("fact", edition, "robots.measurefigure/monitors-actual-2025"),
        of("fact", edition, "investment.results"),
        of("fact", edition, "edition"),
        of("pick_facts", edition),
        of("typed_numbers", edition),
    ]


def test_whoever_may_preview_the_edition_may_see_its_facts(correction, published, viewer):
    for url in [*pages(correction)[::2], *pages(published)[1::2]]:
        assert viewer.get(url).status_code == 200, url


@pytest.mark.thorough
def test_who_enters_data_may_see_them_all(correction, published, staff):
    for url in [*pages(correction), *pages(published)]:
        assert staff.get(url).status_code == 200, url


def test_others_see_nothing(typed, correction):
    nobody = signed_in(person(), raise_request_exception=False)
    posts = [of("preview_text", correction), of("replace_typed", correction)]
    for url in pages(correction):
        assert nobody.get(url).status_code == 403, url
    for url in posts:
        assert nobody.post(url, {"text": "{robots.fact/indicators}"}).status_code == 403, url
    from django.test import Client

    for url in [*pages(correction), *posts]:
        assert Client().get(url).headers["Location"].startswith(reverse("admin:login")), url


def test_what_is_not_there_is_not_found(correction, staff):
    client = signed_in(person("editor", name="sato"), raise_request_exception=False)
    assert client.get(of("fact", correction, "robots.fact/none")).status_code == 404
    assert client.get(reverse("admin:facts", args=[999_999])).status_code == 404
    for data in (
        {},
        {"ref": "x"},
        {"ref": "robots.measure/none", "field": "description"},
        {"ref": "robots.measure/monitors", "field": "key"},
    ):
        assert client.post(of("replace_typed", correction), data).status_code == 404, data
    assert client.get(of("replace_typed", correction)).status_code == 405
    assert client.post(of("facts", correction)).status_code == 405


@pytest.mark.thorough
def test_pages_have_a_label_for_every_input_and_nothing_inline(typed, correction, staff):
    for url in pages(correction):
        soup = BeautifulSoup(staff.get(url).content, "html.parser")
        assert unlabelled(soup) == [], url
        scripts = [s for s in soup.find_all("script") if not s.get("src") and not s.get("type")]
        assert soup.select("style, [style], [onclick]") + scripts == [], url


def test_a_fact_tells_its_uses_and_what_changes_with_it(correction, staff):
    url = of("fact", correction, "international.foreigncount/nationality-usa")
    soup = BeautifulSoup(staff.get(url).content, "html.parser")
    links = {a["href"] for a in soup.select("#content-main a")}
    for place in (
        "international.foreigncount/nationality-usa",
        "international.foreign-nationality",
        "editions.node/international-foreign-text",
    ):
        assert of("open_place", correction, place) in links
    for computed in (
        "international.foreign/total",
        "international.foreign-nationality/nationality-usa-share",
    ):
        assert of("fact", correction, computed) in links
    assert of("fact", correction, "international.overseas/total") not in links


def test_a_computed_fact_tells_its_parts(correction, staff):
    for key, rule, count, part in (
        ("international.foreign/total", "合計", 7, "international.foreigncount/nationality-usa"),
        ("investment.results/total", "合計", 6, "investment.supportcount/"),
    ):
        soup = BeautifulSoup(staff.get(of("fact", correction, key)).content, "html.parser")
        section = soup.select_one("section[aria-labelledby=parts-heading]")
        assert rule in section.p.text
        links = [a["href"] for a in section.select("ol.parts a")]
        assert len(links) == count
        assert any(part in link for link in links)
    counted = of("fact", correction, "robots.fact/indicators")
    section = BeautifulSoup(staff.get(counted).content, "html.parser").select_one("ol.parts")
    assert of("open_place", correction, "robots.robotindicator/commercialised") in str(section)
    entered = of("fact", correction, "international.foreigncount/nationality-usa")
    assert "この数値はどこから" not in staff.get(entered).content.decode()


@first_or_every
def test_every_place_a_fact_is_used_at_opens_a_screen(take, correction, staff, report):
    """Every ref of every use leads somewhere that answers."""
    from kanagawa.figures.quotable import uses

    refs = {use.ref for found in uses(report.content).values() for use in found}
    assert len(refs) > 60
    for ref in take(sorted(refs), lambda ref: ref.partition(".")[0]):
        response = staff.get(of("open_place", correction, ref))
        assert response.status_code == 302, ref
        target = response.headers["Location"].partition("#")[0]
        if "/entry/" not in target:
            assert staff.get(target).status_code == 200, ref


@pytest.mark.thorough
def test_more_rows_take_no_more_queries(correction, staff):
    urls = [pages(correction)[0], *pages(correction)[3:5], *pages(correction)[-2:]]
    staff.get(urls[0])
    before = [queries(staff, url) for url in urls]
    for model in (Robot, MeasureFigure, ForeignCount, ActivityNote, ZoneMunicipality):
        rows = list(model.objects.filter(edition=correction))
        for number, row in enumerate(rows):
            row.pk, row.key, row._state.adding = None, f"more-{number}", True
        create_rows(model, rows)
    assert [queries(staff, url) for url in urls] == before


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200, url
    return len(captured)


def test_the_preview_of_a_text_prints_it_and_names_what_is_wrong(correction, staff):
    text = "一行目は{robots.fact/indicators}。\n<b>二行目</b>は{robots.fact/nothing}と17種類。"
    sent = {"text": text, "about": "robots.measure/monitors", "field": "description", "name": "d"}
    page = BeautifulSoup(staff.post(of("preview_text", correction), sent).content, "html.parser")
    first, second = [p.get_text() for p in page.select(".prose-print")]
    assert first == "一行目は６つ。"
    assert second.startswith("<b>二行目</b>は{robots.fact/nothing}［参照先がありません］")
    assert [mark["title"] for mark in page.select("mark")] == ["数値目標の数 令和７年度 実績値"]
    assert REFERENCE in page.select_one("button[name=_prose_replace]")["value"]


# Replacing


def replace(client, edition, **values):
    sent = {
        "ref": "robots.measure/monitors",
        "field": "description",
        "typed": "17種類",
        "reference": REFERENCE,
    }
    return client.post(of("replace_typed", edition), sent | values, follow=True)


def test_one_click_puts_the_reference_in_its_place_and_tells_the_history(typed, correction, staff):
    page = BeautifulSoup(staff.get(of("typed_numbers", correction)).content, "html.parser")
    form = page.select_one("form[action$='replace/']")
    values = {
        i["name"]: i["value"]
        for i in form.select("input")
        if i["name"] in ("ref", "field", "typed", "reference")
    }
    response = replace(staff, correction, **values)
    typed.refresh_from_db()
    assert typed.description == TYPED.replace("17種類", REFERENCE)
    newest = typed.history.first()
    assert newest.history_change_reason == "数値を参照に置き換え"
    assert newest.history_user.username == "sato"
    assert "置き換えました" in response.content.decode()
    assert "ありません。登録されている数値は" in response.content.decode()


def test_only_editors_of_the_section_replace(typed, correction, viewer):
    others = [
        signed_in(person(role, s)) for role, s in (("editor", "zones"), ("approver", "robots"))
    ]
    for client in (viewer, *others):
        client.raise_request_exception = False
        assert replace(client, correction).status_code == 403
        assert "参照に置き換える<" not in client.get(of("typed_numbers", correction)).text
    typed.refresh_from_db()
    assert typed.description == TYPED
    assert replace(signed_in(person("editor", "robots")), correction).status_code == 200
    typed.refresh_from_db()
    assert REFERENCE in typed.description


@pytest.mark.parametrize(
    "values",
    first_daily(
        {"reference": "{robots.fact/indicators}"},
        {"typed": "18種類"},
        {"typed": "今年度"},
        {"reference": "<script>"},
        {"typed": ""},
    ),
)
def test_what_the_check_does_not_suggest_is_not_written(values, typed, correction, staff):
    response = replace(staff, correction, **values)
    assert "置き換えませんでした" in response.content.decode()
    typed.refresh_from_db()
    assert typed.description == TYPED


def test_a_published_edition_is_not_replaced_in(published, staff):
    client = signed_in(person("editor", name="sato"), raise_request_exception=False)
    assert replace(client, published).status_code == 403


@pytest.mark.thorough
def test_a_text_that_gets_too_long_is_refused(correction, staff):
    from programs.models import Hub

    hub = Hub.objects.get(edition=correction, key="shin-minatomirai")
    hub.functions = "県専用スペース（33席）" + "、会議室" * 45
    hub.save()
    response = replace(
        staff,
        correction,
        ref=hub.ref,
        field="functions",
        typed="33席",
        reference="{programs.hubfigure/shin-minatomirai-seats}",
    )
    assert "文字" in BeautifulSoup(response.content, "html.parser").select_one(".messagelist").text
    hub.refresh_from_db()
    assert "33席" in hub.functions


@pytest.mark.thorough
def test_replacing_in_the_outline_asks_the_section_of_the_heading(correction):
    node = Node.objects.get(edition=correction, key="zones-structural-2")
    node.text = node.text.replace("{zones.structural/plans}", "３件")
    node.save()
    values = {
        "ref": node.ref,
        "field": "text",
        "typed": "３件",
        "reference": "{zones.structural/plans}",
    }
    stranger = signed_in(person("editor", "robots"), raise_request_exception=False)
    assert replace(stranger, correction, **values).status_code == 403
    assert replace(signed_in(person("editor", "zones")), correction, **values).status_code == 200
    node.refresh_from_db()
    assert "{zones.structural/plans}" in node.text

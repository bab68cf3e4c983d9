"""The entry grid as a plain form: what it shows, keeps, tells and refuses."""

import json

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from investment.models import SupportCount
from kanagawa.editions.publishing import publish
from kanagawa.staff.places import anchor, place_url
from kanagawa.workflow.remarking import answer, remark
from tests.breadth import each_section, few_daily
from tests.people import person, signed_in

from .conftest import open_cells

pytestmark = pytest.mark.sample

SECTIONS = settings.REPORT_SECTIONS


@pytest.fixture
def web(clerk):
    return signed_in(clerk)


def url_of(edition, section, name="entry"):
    return reverse(f"admin:{name}", args=[edition.pk, section])


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def form_of(response):
    """What a browser would send for the grid that nobody touched."""
    form = page(response).find("form", id="entry-form")
    data = {}
    for field in form.find_all(["input", "select"]):
        if field.get("type") in ("radio", "submit"):
            continue
        if field.name == "select":
            data[field["name"]] = field.find("option", selected=True)["value"]
        else:
            data[field["name"]] = field.get("value", "")
    return data


def grid(web, edition, section="robots", query="?show=all"):
    return form_of(web.get(url_of(edition, section) + query))


def errors_at(response, ref):
    box = page(response).find(id=anchor(ref))
    return box.select_one(".errorlist").get_text() if box.select_one(".errorlist") else ""


@pytest.fixture
def some(draft):
    """Two figures of the robots' section that have a value and a day of their own."""
    cells = open_cells(draft, "robots")
    return [a for a, c in cells.items() if c.status == "value" and not c.day_holder][:2]


@each_section
def test_every_figure_has_an_input_with_a_label_at_its_anchor(section, draft, web):
    response = web.get(url_of(draft, section) + "?show=all")
    html = page(response)
    for ref, cell in open_cells(draft, section).items():
        box = html.find(id=anchor(ref))
        field = box.find("input", attrs={"name": f"value:{ref}"})
        assert (field["value"], field["aria-label"]) == (cell.value, cell.label)
    ids = [tag["id"] for tag in html.find_all(id=True)]
    assert len(ids) == len(set(ids))


@each_section
def test_an_untouched_form_changes_nothing(section, draft, web):
    before = {a: c.shown for a, c in open_cells(draft, section).items()}
    response = web.post(url_of(draft, section), grid(web, draft, section), follow=True)
    assert "変更はありませんでした" in response.content.decode()
    assert {a: c.shown for a, c in open_cells(draft, section).items()} == before


def test_what_was_typed_is_saved_and_told(draft, web, some):
    data = grid(web, draft) | {f"value:{some[0]}": "１，２３４件", f"value:{some[1]}": "5"}
    response = web.post(url_of(draft, "robots"), data, follow=True)
    assert response.redirect_chain[0][1] == 302
    assert "2件の数値を保存しました" in response.content.decode()
    now = open_cells(draft, "robots")
    assert (now[some[0]].value, now[some[1]].value) == ("1,234", "5")


def test_what_the_checks_say_of_the_saved_cells_is_told_with_the_way_there(draft, web, some):
    data = grid(web, draft) | {f"value:{some[0]}": "", f"status:{some[0]}": "to_enter"}
    response = web.post(url_of(draft, "robots"), data, follow=True)
    element = page(response).find(id="findings-heading")
    assert element is not None
    link = element.find_parent("div").find("a")
    assert link["href"] == place_url(draft, some[0])
    again = web.get(url_of(draft, "robots"))
    assert page(again).find(id="findings-heading") is None


def test_a_problem_keeps_everything_typed_and_names_every_cell(draft, web, some):
    data = grid(web, draft) | {
        f"value:{some[0]}": "たくさん",
        f"as_of:{some[0]}": "いつか",
        f"value:{some[1]}": "77",
        "reason": "照会",
    }
    response = web.post(url_of(draft, "robots"), data)
    assert response.status_code == 200
    kept = form_of(response)
    assert {name: kept[name] for name in data} == data | {
        "csrfmiddlewaretoken": kept["csrfmiddlewaretoken"]
    }
    assert "数ではありません" in errors_at(response, some[0]) and "時点として" in errors_at(
        response, some[0]
    )
    summary = page(response).select(".problems li a")
    assert [a["href"] for a in summary] == [f"#{anchor(some[0])}-value"]
    assert open_cells(draft, "robots")[some[1]].value != "77"
    saved = web.post(
        url_of(draft, "robots"), kept | {f"value:{some[0]}": "6", f"as_of:{some[0]}": ""}
    )
    assert saved.status_code == 302
    assert open_cells(draft, "robots")[some[1]].value == "77"


def choices(response, ref):
    """What is asked of a cell above the tables; its own place stays as wide as it is."""
    screen = page(response)
    assert not screen.find(id=anchor(ref)).select(".conflict, label input[type=radio]")
    elements = screen.select(f".problems [name='choice:{ref}'][form=entry-form]")
    return [radio.parent.get_text() for radio in elements]


@pytest.fixture
def met(draft, web, colleague, some):
    """The answer to a save on top of a colleague's: 555 by him, 666 and another cell by me."""
    mine = grid(web, draft)
    other = signed_in(colleague)
    other.post(url_of(draft, "robots"), grid(other, draft) | {f"value:{some[0]}": "555"})
    return web.post(
        url_of(draft, "robots"), mine | {f"value:{some[0]}": "666", f"value:{some[1]}": "44"}
    )


def test_a_save_on_top_of_another_shows_both_values_and_asks(draft, met, some):
    assert met.status_code == 200
    mine, theirs = choices(met, some[0])
    assert "666件" in mine and "555件" in theirs and "colleague" in theirs
    assert open_cells(draft, "robots")[some[0]].value == "555"
    assert open_cells(draft, "robots")[some[1]].value != "44"


@pytest.mark.parametrize(("choice", "stored"), few_daily(1, ("theirs", "555"), ("mine", "666")))
def test_the_choice_is_honoured(choice, stored, draft, web, met, some):
    data = form_of(met) | {f"choice:{some[0]}": choice}
    assert web.post(url_of(draft, "robots"), data).status_code == 302
    now = open_cells(draft, "robots")
    assert (now[some[0]].value, now[some[1]].value) == (stored, "44")


@pytest.mark.thorough
def test_mine_is_kept_where_both_filled_a_cell_that_waited(draft, web, colleague, some):
    data = grid(web, draft) | {f"value:{some[0]}": "", f"status:{some[0]}": "to_enter"}
    web.post(url_of(draft, "robots"), data)
    mine = grid(web, draft)
    other = signed_in(colleague)
    other.post(url_of(draft, "robots"), grid(other, draft) | {f"value:{some[0]}": "555"})
    response = web.post(url_of(draft, "robots"), mine | {f"value:{some[0]}": "666"})
    data = form_of(response) | {f"choice:{some[0]}": "mine"}
    assert web.post(url_of(draft, "robots"), data).status_code == 302
    assert open_cells(draft, "robots")[some[0]].value == "666"


@pytest.mark.thorough
def test_without_a_choice_it_asks_again(draft, web, met, some):
    again = web.post(url_of(draft, "robots"), form_of(met))
    assert len(choices(again, some[0])) == 2
    assert open_cells(draft, "robots")[some[0]].value == "555"


@pytest.mark.thorough
def test_a_choice_is_kept_when_another_cell_is_wrong(draft, web, met, some):
    wrong = form_of(met) | {f"choice:{some[0]}": "mine", f"value:{some[1]}": "x"}
    again = web.post(url_of(draft, "robots"), wrong)
    assert choices(again, some[0]) == []
    right = form_of(again) | {f"value:{some[1]}": "44"}
    assert web.post(url_of(draft, "robots"), right).status_code == 302
    assert open_cells(draft, "robots")[some[0]].value == "666"


@pytest.mark.thorough
def test_a_third_change_after_the_choice_asks_once_more(draft, web, colleague, met, some):
    other = signed_in(colleague)
    other.post(url_of(draft, "robots"), grid(other, draft) | {f"value:{some[0]}": "556"})
    again = web.post(url_of(draft, "robots"), form_of(met) | {f"choice:{some[0]}": "mine"})
    assert "556件" in choices(again, some[0])[1]


@pytest.mark.thorough
def test_the_form_opens_the_cells_of_this_year_first(draft, web):
    figure = SupportCount.objects.filter(edition=draft).first()
    everything = grid(web, draft, "investment", "")
    assert len([n for n in everything if n.startswith("value:")]) > 10
    figure.value, figure.status = None, "to_enter"
    figure.save()
    data = grid(web, draft, "investment", "")
    assert [n for n in data if n.startswith("value:")] == [f"value:{figure.ref}"]
    web.post(url_of(draft, "investment"), data | {f"value:{figure.ref}": "39"})
    again = grid(web, draft, "investment", "")
    assert again[f"value:{figure.ref}"] == "39"


def test_a_link_to_a_cell_opens_it_though_it_is_of_another_year(draft, web):
    waiting, other = SupportCount.objects.filter(edition=draft)[:2]
    waiting.value, waiting.status = None, "to_enter"
    waiting.save()
    response = web.get(place_url(draft, other.ref), follow=True)
    assert page(response).find(id=anchor(other.ref)).find("input", class_="entry-value")


def test_a_day_for_the_whole_table_counts_for_its_cells(draft, web):
    data = grid(web, draft, "investment")
    table = data["cells:investment.regions"].split()
    data["table_as_of:investment.regions"] = "令和８年６月末時点"
    assert web.post(url_of(draft, "investment"), data).status_code == 302
    now = open_cells(draft, "investment")
    assert {now[a].as_of for a in table} == {"令和８年６月末時点"}
    assert now[data["cells:investment.commitments"].split()[0]].as_of != "令和８年６月末時点"


@pytest.mark.thorough
def test_a_day_for_the_whole_table_leaves_a_cell_the_day_typed_for_it(draft, web):
    data = grid(web, draft, "investment")
    own, *others = data["cells:investment.regions"].split()
    data |= {
        "table_as_of:investment.regions": "令和８年６月末時点",
        f"as_of:{own}": "令和８年５月末時点",
    }
    assert web.post(url_of(draft, "investment"), data).status_code == 302
    now = open_cells(draft, "investment")
    assert now[own].as_of == "令和８年５月末時点"
    assert {now[a].as_of for a in others} == {"令和８年６月末時点"}


@pytest.mark.thorough
def test_a_day_that_cannot_be_read_is_told_once_and_nothing_is_saved(draft, web):
    data = grid(web, draft, "investment")
    cell = data["cells:investment.regions"].split()[0]
    data |= {"table_as_of:investment.regions": "あした", f"value:{cell}": "9"}
    response = web.post(url_of(draft, "investment"), data)
    assert response.status_code == 200
    element = page(response).select_one(".panel .errorlist[id^=day-]")
    assert "時点として" in element.get_text()
    assert form_of(response)[f"value:{cell}"] == "9"
    assert open_cells(draft, "investment")[cell].value != "9"


def test_totals_and_ratios_follow_what_is_typed_and_nothing_is_saved(draft, web):
    cells = open_cells(draft, "investment")
    first = next(a for a in cells if a.endswith("site-support-large"))
    data = {f"value:{first}": "１３７", f"shown:{first}": cells[first].shown}
    response = web.post(url_of(draft, "investment", "entry_totals"), data)
    printed = json.loads(response.content)["printed"]
    assert printed["investment.results"]["1-1"] == "137件"
    assert printed["investment.results"]["1-3"] == "241件［124件］"
    assert open_cells(draft, "investment")[first].value == cells[first].value


@pytest.mark.thorough
def test_a_page_shows_what_the_answer_about_totals_prints(draft, web):
    for section in SECTIONS:
        response = web.post(url_of(draft, section, "entry_totals"), {})
        printed = json.loads(response.content)["printed"]
        html = page(web.get(url_of(draft, section) + "?show=all"))
        for table in html.select("table[data-table]"):
            texts = printed[table["data-table"]]
            for place in table.select("[data-place]"):
                assert texts[place["data-place"]] == place.get_text()


def test_what_cannot_be_read_is_told_while_typing(draft, web, some):
    cells = open_cells(draft, "robots")
    data = {f"value:{some[0]}": "x", f"shown:{some[0]}": cells[some[0]].shown}
    answer = json.loads(web.post(url_of(draft, "robots", "entry_totals"), data).content)
    assert "数ではありません" in answer["errors"][some[0]][0]


def test_a_remark_stands_at_its_cell_until_it_is_answered(draft, web, some):
    approver = person("approver", "robots")
    for ref, text in ((some[0], "出典は？"), ("", "全体に早めに。")):
        remark(
            edition=draft,
            section="robots",
            user=approver,
            text=text,
            ref=ref,
            place="監視の数" if ref else "",
        )
    html = page(web.get(url_of(draft, "robots") + "?show=all"))
    remarks = {note.find_parent(id=True)["id"]: note.get_text() for note in html.select(".remark")}
    assert remarks == {anchor(some[0]): "指摘：出典は？"}
    assert "全体に早めに。" in html.get_text()
    for each in draft.remarks.all():
        answer(edition=draft, remark_id=each.pk, user=person("editor", name="clerk"), text="済み")
    assert page(web.get(url_of(draft, "robots") + "?show=all")).select(".remark") == []


def test_who_may_not_change_the_section_sees_it_without_inputs(draft, some):
    for user in (person("viewer", "robots"), person("approver", "robots")):
        web = signed_in(user)
        html = page(web.get(url_of(draft, "robots") + "?show=all"))
        assert "担当ではないため" in html.select_one(".banner").get_text()
        assert html.select("input.entry-value") == []
        assert html.find(id=anchor(some[0])) is not None
        assert web.post(url_of(draft, "robots"), {}).status_code == 403
        assert web.post(url_of(draft, "robots", "entry_totals"), {}).status_code == 403


def test_another_section_is_closed(draft):
    web = signed_in(person("editor", "zones"))
    assert web.get(url_of(draft, "robots")).status_code == 403
    assert web.post(url_of(draft, "robots"), {}).status_code == 403
    assert web.get(url_of(draft, "zones")).status_code == 200
    assert web.get(url_of(draft, "nowhere")).status_code == 404


def test_a_published_edition_is_shown_without_inputs_and_says_why(published, web):
    html = page(web.get(url_of(published, "robots")))
    assert "公開済み" in html.select_one(".banner").get_text()
    assert html.select("input.entry-value") == []


@pytest.mark.thorough
def test_an_edition_published_meanwhile_keeps_what_was_typed_in_sight(draft, web, some):
    data = grid(web, draft) | {f"value:{some[0]}": "777"}
    publish(edition=draft)
    response = web.post(url_of(draft, "robots"), data)
    assert response.status_code == 200
    assert "公開済み" in page(response).select_one(".banner").get_text()
    assert form_of(response)[f"value:{some[0]}"] == "777"


@pytest.mark.parametrize(
    "data",
    few_daily(
        2,
        {"value:": "1"},
        {"value:x": "1"},
        {"shown:robots.robot/robot-01": "1"},
        {"reason": "\0"},
        {"value:robots.measurefigure/\0": "1", "shown:robots.measurefigure/\0": ""},
        {"choice:robots.measurefigure/x": "mine"},
        {"table_as_of:x": "y", "cells:x": "a b"},
        {"cells:" + "x" * 500: "\0", "show": "\0", "table": "\0"},
    ),
)
def test_a_crafted_form_gets_no_server_error(data, draft, web):
    for name in ("entry", "entry_totals"):
        assert web.post(url_of(draft, "robots", name), data).status_code in (200, 302)


def test_a_save_of_the_whole_form_costs_few_queries(draft, web, some):
    data = grid(web, draft)
    data |= {name: "7" for name in data if name.startswith("value:")}
    data |= {name: "value" for name in data if name.startswith("status:")}
    with CaptureQueriesContext(connection) as queries:
        assert web.post(url_of(draft, "robots"), data).status_code == 302
    # Of each of three kinds: read, read under the lock, written, noted.
    assert len(queries) <= 24, [q["sql"][:90] for q in queries]

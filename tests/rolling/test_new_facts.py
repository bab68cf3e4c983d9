"""The list of new facts: exactly what is open, who enters it, and how far each section is."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from international.models import Activity
from kanagawa.checks import stale
from kanagawa.checks.context import Context
from kanagawa.editions.publishing import publish
from kanagawa.editions.rows import EditionRows, create_rows
from kanagawa.figures.kinds import Status
from kanagawa.reports import registry
from kanagawa.workflow.models import Assignment, SettledRegister
from kanagawa.workflow.new_facts import new_facts
from kanagawa.workflow.next_year import start_next_year
from robots.models import MeasureFigure, Robot
from tests.people import person, signed_in
from tests.staff.conftest import messages
from tests.staff.test_every_screen import unlabelled

from .conftest import FIGURES, open_figures

SECTIONS = tuple(registry.sections())
TABLE = "robots.measure-figures"


@pytest.fixture
def chief():
    return signed_in(person("administrator"))


@pytest.fixture
def clerk():
    return signed_in(person("editor", "robots"))


def page(edition):
    return reverse("admin:new_facts", args=[edition.pk])


def listed(edition, sections=SECTIONS):
    return [fact for group in new_facts(edition, sections).groups for fact in group.facts]


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def test_the_list_is_exactly_what_is_open(rolled):
    facts = listed(rolled)
    assert [fact.number for fact in facts] == list(range(1, len(facts) + 1))
    figures = {figure.ref for figure in open_figures(rolled)}
    events = {a.ref for a in Activity.objects.filter(edition=rolled, state="to_enter")}
    texts = {finding.ref for finding in stale.run(Context(EditionRows(rolled)))}
    registers = {fact.ref for fact in facts if fact.is_register}
    assert {fact.ref for fact in facts} == figures | events | texts | registers
    assert len(facts) == len(figures) + len(events) + len(texts) + len(registers)
    assert registers == {"robots.robot", "international.activity"}


def test_every_figure_stands_with_its_place_and_last_year(rolled):
    facts = {fact.ref: fact for fact in listed(rolled)}
    fact = facts["programs.metricfigure/exchange-participants-actual-2025"]
    assert (fact.table, fact.last_year, fact.foretold) == (
        "programs.metrics.next-generation",
        "726名",
        "640名",
    )
    assert fact.place == "起業家交流会参加者（名） ／ 令和７年度"
    for figure in open_figures(rolled):
        assert facts[figure.ref].place, figure.ref
        assert facts[figure.ref].table, figure.ref
    groups = {group.table: group for group in new_facts(rolled, SECTIONS).groups}
    assert groups["investment.results"].place == "１ (3) イ"


def test_what_is_entered_leaves_the_list_and_counts_as_done(rolled):
    before = {p.section: p for p in new_facts(rolled, SECTIONS).progress}
    figure = MeasureFigure.objects.get(edition=rolled, key="monitors-actual-2026")
    figure.value, figure.status = 18, Status.VALUE
    figure.save()
    Robot.objects.create(edition=rolled, name="新しいロボット", commercialised_on=date(2025, 8, 1))
    after = {p.section: p for p in new_facts(rolled, SECTIONS).progress}
    assert figure.ref not in {fact.ref for fact in listed(rolled)}
    assert after["robots"].done == before["robots"].done + 2
    assert after["robots"].total == before["robots"].total
    assert after["zones"] == before["zones"]


def test_the_published_edition_of_the_first_year_has_nothing_to_enter(published):
    assert [fact for fact in listed(published) if not fact.is_register] == []


def test_the_page_links_every_fact_and_names_every_input(rolled, chief):
    response = chief.get(page(rolled))
    assert response.status_code == 200
    html = soup(response)
    links = [a["href"] for a in html.select(".facts th a")]
    assert len(links) == len(listed(rolled))
    assert unlabelled(html) == []
    assert html.select("style, [style], [onclick]") == []
    for link in {_kind(link): link for link in links}.values():
        assert chief.get(link).status_code in (200, 302), link


def _kind(link):
    """The model that a link leads to."""
    return link.split("/open/")[-1].split("/")[1] if "/open/" in link else link


def test_each_person_sees_the_sections_of_his_roles(rolled, clerk, client):
    html = soup(clerk.get(page(rolled)))
    (title,) = [th.get_text(strip=True) for th in html.select(".of-section th")]
    assert title.startswith(registry.sections()["robots"].title)
    assert signed_in(person()).get(page(rolled)).status_code == 403
    assert client.get(page(rolled)).status_code == 302
    assert clerk.get(reverse("admin:new_facts", args=[98765])).status_code == 404


@pytest.mark.thorough
def test_the_list_is_filtered_by_section_and_by_person(rolled, chief):
    Assignment.objects.create(edition=rolled, table=TABLE, owner=person("administrator"))
    only = soup(chief.get(f"{page(rolled)}?section=programs"))
    assert {t["value"][:8] for t in only.select("[name=table]")} == {"programs"}
    mine = soup(chief.get(f"{page(rolled)}?mine=1"))
    assert [t["value"] for t in mine.select("[name=table]")] == [TABLE]
    assert soup(chief.get(f"{page(rolled)}?section=nonsense")).select("[name=table]") == []


@pytest.mark.thorough
def test_more_rows_take_no_more_queries(rolled, chief):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert chief.get(page(rolled)).status_code == 200
        return len(captured)

    queries()
    before = queries()
    double_figures(rolled)
    assert len(listed(rolled)) > 300
    assert queries() == before


def double_figures(edition):
    for model in FIGURES:
        rows = list(model.objects.filter(edition=edition))
        for number, row in enumerate(rows):
            row.pk, row.key, row._state.adding = None, f"more-{number}", True
        create_rows(model, rows)


# Who enters what


def posted(client, edition, *tables, **changes):
    """What a browser sends that chose these tables and typed these changes."""
    html = soup(client.get(page(edition)))
    fields = html.select(".rolling form [name^='seen:'], .assignment [name]")
    data = {f["name"]: f.get("value", "") for f in fields if f.get("type") != "checkbox"}
    return data | {"owner": "", "table": list(tables)} | changes


@pytest.mark.thorough
def test_many_tables_are_assigned_at_once_and_go_on_to_the_next_year(published, clerk):
    rolled = start_next_year(source=published)
    owner = person("editor", "robots")
    data = posted(clerk, rolled, owner=owner.pk, source="産業部の集計", due_on="令和８年８月31日")
    done = clerk.post(page(rolled), data | {"of": "robots"}, follow=True)
    tables = {g.table for g in new_facts(rolled, ["robots"]).groups}
    assert f"{len(tables)}件の表に分担をあてはめました" in messages(done)
    kept = Assignment.objects.filter(edition=rolled)
    assert {a.table for a in kept} == tables and len(tables) > 3
    expected = {(owner, "産業部の集計", date(2026, 8, 31))}
    assert {(a.owner, a.source, a.due_on) for a in kept} == expected
    following = start_next_year(source=publish(edition=rolled))
    again = Assignment.objects.filter(edition=following, table__in=tables)
    assert {(a.owner, a.source, a.due_on) for a in again} == {
        (owner, "産業部の集計", date(2027, 8, 31))
    }


@pytest.mark.thorough
def test_an_empty_field_changes_nothing_and_what_is_cleared_is_empty(rolled, clerk):
    owner = person("editor", "robots")
    Assignment.objects.create(edition=rolled, table=TABLE, owner=owner, source="集計")
    clerk.post(page(rolled), posted(clerk, rolled, TABLE, due_on="2026-08-31"))
    row = Assignment.objects.get()
    assert (row.owner, row.source, row.due_on) == (owner, "集計", date(2026, 8, 31))
    clerk.post(page(rolled), posted(clerk, rolled, TABLE, owner="nobody", clear=["source"]))
    row.refresh_from_db()
    assert (row.owner, row.source, row.due_on) == (None, "", date(2026, 8, 31))


@pytest.mark.thorough
def test_a_wrong_date_is_explained_and_nothing_is_stored(rolled, clerk):
    response = clerk.post(page(rolled), posted(clerk, rolled, TABLE, source="集計", due_on="来月"))
    assert "日付として読めません" in messages(response)
    assert soup(response).select_one("[name=source]")["value"] == "集計"
    assert [box["value"] for box in soup(response).select("[name=table][checked]")] == [TABLE]
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    ("tables", "typed", "why"), [([], "集計", "表を選んで"), ([TABLE], "", "どれかを")]
)
def test_without_tables_or_changes_nothing_is_done(rolled, clerk, tables, typed, why):
    response = clerk.post(page(rolled), posted(clerk, rolled, *tables, source=typed))
    assert why in messages(response)
    assert not Assignment.objects.exists()


def test_an_assignment_that_somebody_else_changed_is_not_overwritten(rolled, clerk):
    data = posted(clerk, rolled, TABLE, source="私の集計")
    Assignment.objects.create(edition=rolled, table=TABLE, source="ほかの人の集計")
    response = clerk.post(page(rolled), data)
    assert "ほかの人が分担を変更しました" in messages(response)
    assert "ほかの人の集計" in messages(response)
    assert Assignment.objects.get().source == "ほかの人の集計"
    # Another field of the same table is no conflict.
    clerk.post(page(rolled), data | {"source": "", "due_on": "2026-08-31"})
    assert Assignment.objects.get().due_on == date(2026, 8, 31)


@pytest.mark.thorough
def test_only_who_enters_there_becomes_the_owner(rolled, chief):
    stranger = person("editor", "zones")
    data = posted(chief, rolled, TABLE, owner=stranger.pk)
    assert "担当していない人" in messages(chief.post(page(rolled), data))
    approver = person("approver", "robots")
    refused = chief.post(page(rolled), data | {"owner": approver.pk})
    assert "正しく選択してください" in messages(refused)
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    ("role", "section", "status"),
    [
        ("editor", "robots", 302),
        ("administrator", "", 302),
        ("editor", "zones", 403),
        ("approver", "robots", 403),
        ("viewer", "", 403),
    ],
)
def test_only_editors_of_the_section_and_administrators_assign(rolled, role, section, status):
    client = signed_in(person(role, section))
    data = {"table": TABLE, "source": "集計"}
    assert client.post(page(rolled), data).status_code == status
    assert Assignment.objects.exists() == (status == 302)


def test_a_published_edition_takes_no_assignment(published, chief):
    response = chief.post(page(published), {"table": TABLE, "source": "x"}, follow=True)
    assert "公開済みのため変更できません" in messages(response)
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("table", ["", "x", "nowhere.table", "robots\x00.a"])
def test_a_crafted_table_is_refused(rolled, chief, table):
    assert chief.post(page(rolled), {"table": table, "source": "x"}).status_code == 403
    assert not Assignment.objects.exists()


def test_a_register_without_new_rows_is_settled_by_a_person(rolled, clerk):
    answer = clerk.post(page(rolled), {"settle": "robots.robot"}, follow=True)
    assert "登録するものはないと記録しました" in messages(answer)
    assert SettledRegister.objects.get().by == person("editor", "robots")
    assert "robots.robot" not in {fact.ref for fact in listed(rolled)}
    assert clerk.post(page(rolled), {"settle": "international.activity"}).status_code == 403
    response = clerk.post(page(rolled), {"settle": "robots.measure"}, follow=True)
    assert "この登録簿はありません" in messages(response)


def test_the_committees_day_is_set_by_an_administrator(rolled, chief, clerk):
    assert "委員会の開催日は未入力です" in clerk.get(page(rolled)).text
    wrong = chief.post(page(rolled), {"committee": "1", "committee_on": "いつか"})
    assert "日付として読めません" in messages(wrong)
    chief.post(page(rolled), {"committee": "1", "committee_on": "令和８年９月15日"})
    rolled.refresh_from_db()
    assert rolled.committee_on == date(2026, 9, 15)
    assert clerk.post(page(rolled), {"committee": "1", "committee_on": ""}).status_code == 403


# Making the edition


def roll(edition):
    return reverse("admin:roll", args=[edition.pk])


def test_the_page_says_what_will_happen_and_makes_the_edition_once(published, chief):
    asked = chief.get(roll(published))
    assert "令和８年度版を作成" in asked.text
    assert [td.get_text() for td in soup(asked).select("td.number")][:3] == ["9件", "167件", "0件"]
    assert not published.copies.exists()
    response = chief.post(roll(published), follow=True)
    draft = published.copies.get()
    assert response.redirect_chain[-1][0] == page(draft)
    assert "下書きを作りました" in messages(response)
    again = chief.post(roll(published))
    assert "下書きがすでにあります" in messages(again)
    assert page(draft) in again.text
    assert published.copies.count() == 1


@pytest.mark.thorough
def test_the_start_page_and_the_edition_lead_there_while_it_can_be_made(published, chief):
    change = reverse("admin:editions_edition_change", args=[published.pk])
    assert roll(published) in chief.get(reverse("admin:index")).text
    assert roll(published) in chief.get(change).text
    draft = start_next_year(source=published)
    start = chief.get(reverse("admin:index")).text
    assert roll(published) not in start
    assert page(draft) in start
    assert roll(published) not in chief.get(change).text


@pytest.mark.parametrize("role", ["editor", "approver", "publisher", "viewer", ""])
def test_only_those_who_may_copy_make_the_next_edition(published, role, client):
    someone = signed_in(person(role))
    assert someone.get(roll(published)).status_code == 403
    assert someone.post(roll(published)).status_code == 403
    assert client.post(roll(published)).status_code == 302
    assert not published.copies.exists()


def test_the_tables_of_the_report_and_of_the_next_year_miss_no_figure(published, rolled):
    for edition in (published, rolled):
        rows = EditionRows(edition)
        for section in registry.sections().values():
            assert list(section.needed(rows) if section.needed else ()) == []

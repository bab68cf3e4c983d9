"""The screen of the findings, and what a save tells."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from investment.models import RegionCount
from kanagawa.checks.run import findings
from kanagawa.editions.models import Node
from kanagawa.staff.places import place_url
from kanagawa.staff.saved_checks import open_about
from kanagawa.workflow.models import Confirmation
from robots.models import Robot, RobotIndicatorFigure
from tests.people import person, signed_in
from tests.staff.conftest import messages, sent
from tests.staff.test_every_screen import double_all_rows, unlabelled

WHY = "端数処理のため"


@pytest.fixture
def editor(db):
    return signed_in(person("editor", "investment"))


def url(edition, query: str = "") -> str:
    return reverse("admin:checks", args=[edition.pk]) + query


def page(client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def chosen(soup) -> list[str]:
    return [box["value"] for box in soup.select("input[name=digest]")]


def test_every_finding_is_there_with_a_link_to_its_place(draft):
    soup = page(signed_in(person("administrator")), url(draft))
    all_findings = findings(draft)
    shown = {link["href"] for link in soup.select(".finding .more a")}
    judged = [finding for finding in all_findings if finding.severity != "to_enter"]
    assert shown == {place_url(draft, finding.ref) for finding in judged}
    assert judged and all(finding.message in soup.text for finding in judged)
    listed = {link["href"] for link in soup.select(".to-enter a")}
    assert {place_url(draft, f.ref) for f in all_findings if f.severity == "to_enter"} <= listed
    assert soup.select("input[name=digest]") == []  # an administrator edits no section


def test_errors_come_first_by_section_and_table(draft):
    soup = page(signed_in(person("viewer")), url(draft))
    states = [part.text for part in soup.select(".panel:has(h3) .state")]
    by_section = [[s.text for s in part.select(".state")] for part in soup.select("section.panel")]
    assert "エラー" in states and "未確認の警告" in states
    assert all(part == sorted(part, key=lambda state: state != "エラー") for part in by_section)
    assert "補助金の交付状況" in [head.text for head in soup.select("h3")]


def test_an_editor_sees_and_ticks_off_his_own_section_only(draft, editor):
    soup = page(editor, url(draft))
    assert len(soup.select(".finding")) == len(chosen(soup)) == 4
    response = editor.post(url(draft), {"digest": chosen(soup), "reason": WHY}, follow=True)
    assert "警告4件を確認済みにしました" in messages(response)
    soup = page(editor, url(draft))
    assert len(soup.select(".finding-confirmed")) == 4
    assert WHY in soup.select_one(".said").text and "editor" in soup.select_one(".said").text


@pytest.mark.thorough
def test_another_sections_warning_is_refused(draft, editor):
    foreign = [f.digest for f in findings(draft) if f.section == "international"]
    response = editor.post(url(draft), {"digest": foreign[-1:], "reason": WHY})
    assert response.status_code == 403
    assert not Confirmation.objects.exists()


@pytest.mark.thorough
def test_without_a_reason_what_was_ticked_stays_ticked(draft, editor):
    digests = chosen(page(editor, url(draft)))[:2]
    response = editor.post(url(draft), {"digest": digests, "reason": "  "})
    assert "理由を入力してください" in messages(response)
    soup = BeautifulSoup(response.content, "html.parser")
    assert [box["value"] for box in soup.select("input[name=digest][checked]")] == digests


@pytest.mark.thorough
def test_a_confirmation_is_taken_back(draft, editor):
    digest = chosen(page(editor, url(draft)))[0]
    editor.post(url(draft), {"digest": [digest], "reason": WHY})
    response = editor.post(url(draft), {"withdraw": digest}, follow=True)
    assert "取り消しました" in messages(response)
    assert digest in chosen(page(editor, url(draft)))


@pytest.mark.thorough
def test_it_can_be_narrowed_down(draft):
    viewer = signed_in(person("viewer"))
    soup = page(viewer, url(draft, "?section=international&state=open"))
    assert {part.text for part in soup.select(".state")} == {"未確認の警告"}
    expected = [f for f in findings(draft, "international") if f.severity == "warning"]
    assert len(soup.select(".finding")) == len(expected)
    assert "この条件にあたるものはありません" in page(viewer, url(draft, "?state=nonsense")).text


@pytest.mark.thorough
def test_a_published_edition_is_only_looked_at(published, editor):
    soup = page(editor, url(published))
    assert len(soup.select(".finding")) == 4
    assert chosen(soup) == []
    digests = [f.digest for f in findings(published, "investment")]
    response = editor.post(url(published), {"digest": digests, "reason": WHY})
    assert "公開済み" in messages(response)
    assert not Confirmation.objects.exists()


def test_nonsense_is_answered_with_a_message(draft, editor):
    for data in ({}, {"digest": "x\x00", "reason": WHY}, {"withdraw": "?"}):
        response = editor.post(url(draft), data)
        assert response.status_code in (200, 409), data
        assert messages(response), data


def test_who_has_no_role_sees_nothing(draft):
    newcomer = signed_in(person())
    assert newcomer.get(url(draft)).status_code == 403
    assert newcomer.post(url(draft), {}).status_code == 403


def test_an_edition_that_is_not_there(editor):
    assert editor.get(reverse("admin:checks", args=[0])).status_code == 404


def test_every_input_has_a_label_and_nothing_is_inline(draft, editor):
    soup = page(editor, url(draft))
    assert unlabelled(soup) == []
    assert soup.select("style, [style], [onclick], script:not([src])") == []


@pytest.mark.thorough
def test_more_rows_take_no_more_queries(draft, editor):
    # Doubled rows lose references; what to put instead is looked up in the editions before.
    node = Node.objects.filter(edition=draft, kind="paragraph").first()
    node.text += "{robots.nothing/key}"
    node.save()

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert editor.get(url(draft)).status_code == 200
        return len(counted)

    queries()
    before = queries()
    double_all_rows(draft)
    assert queries() == before


# After a save


def save(client, row, **changes):
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    url = reverse(name, args=[row.pk])
    data = sent(client.get(url), f"{row._meta.model_name}_form")
    return client.post(url, data | changes, follow=True)


def test_a_save_tells_what_no_longer_agrees_with_a_link(draft, editor):
    row = RegionCount.objects.get(edition=draft, key="keno")
    response = save(editor, row, value="22件")
    texts = messages(response)
    assert "検査のエラー：地域別立地支援件数の合計" in texts
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.select_one(".messagelist a[href*='/open/']") is not None
    assert "検査の" not in messages(save(editor, row, value="21件"))


def test_a_save_of_a_register_row_tells_that_the_indicator_differs(draft):
    client = signed_in(person("editor", "robots"))
    robot = Robot.objects.get(edition=draft, key="robot-075")
    texts = messages(save(client, robot, commercialised_on="2025-05-01"))
    assert "一覧の時点" in texts


def test_only_what_was_saved_is_told(draft):
    """The rounded totals of the section are open too, but nobody touched them."""
    row = RegionCount.objects.get(edition=draft, key="keno")
    assert open_about(draft, [row]) == []
    figure = RobotIndicatorFigure.objects.get(edition=draft, key="commercialised-actual-2023")
    figure.value = Decimal(13)
    figure.save()
    assert [f.check for f in open_about(draft, [figure])] == [
        "robots.register",
        "plausible.settled",
    ]


def test_checking_what_was_saved_costs_the_same_for_many_rows(draft):
    rows = list(RegionCount.objects.filter(edition=draft).select_related("edition"))

    def queries(saved) -> int:
        with CaptureQueriesContext(connection) as counted:
            open_about(draft, saved)
        return len(counted)

    assert queries(rows) == queries(rows[:1]) <= 12

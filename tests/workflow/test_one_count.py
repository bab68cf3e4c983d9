"""What is to be entered is one number on every page, and each person is told one next step."""

import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from kanagawa.figures.kinds import Status
from kanagawa.reports import registry
from kanagawa.workflow.finding_counts import tally
from kanagawa.workflow.new_facts import new_facts, settle_register
from kanagawa.workflow.next_steps import Screen, next_steps
from kanagawa.workflow.states import part_states
from robots.models import RobotIndicatorFigure
from tests.people import person, signed_in
from tests.states.making import STATES

from .acts import approve, state, submit

pytestmark = pytest.mark.sample

SECTIONS = list(registry.sections())


def page(client, name: str, *arguments) -> BeautifulSoup:
    answer = client.get(reverse(f"admin:{name}", args=arguments))
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def number(text: str) -> int:
    return int(re.search(r"([0-9]+)件", text)[1])


@pytest.mark.parametrize(
    "name",
    [
        *("half_entered", "correction"),
        *(
            pytest.param(name, marks=pytest.mark.thorough)
            for name in ("rolled", "not_applicable", "complete")
        ),
    ],
)
def test_start_page_list_checks_and_review_say_the_same(name, published):
    edition = STATES[name](published)
    expected = [p.open for p in new_facts(edition, SECTIONS).progress]
    client = signed_in(person("viewer"))
    start = page(client, "index").select(".amounts tbody tr")
    assert [number(line.select("td.number")[0].text) for line in start] == expected
    listing = page(client, "new_facts", edition.pk)
    whole = listing.select_one(".rolling > p strong")
    assert number(whole.text if whole else "0件") == sum(expected)
    listed = [number(line.text) for line in listing.select(".of-section th")]
    assert listed == [n for n in expected if n]
    checked = page(client, "checks", edition.pk)
    assert number(checked.select_one(".counts strong").text) == sum(expected)
    assert [number(line.text) for line in checked.select(".to-enter summary")] == [
        n for n in expected if n
    ]
    reviewed = page(client, "review", edition.pk).select(".parts tbody tr")
    shown = [line.select("td")[5].text for line in reviewed][1:]
    assert [number(text) if "件" in text else 0 for text in shown] == expected


def test_what_the_roll_announces_is_what_the_list_asks(published):
    announced = page(signed_in(person("administrator")), "roll", published.pk)
    lines = [number(tr.select("td.number")[0].text) for tr in announced.select("main tbody tr")]
    edition = STATES["rolled"](published)
    assert lines == [p.open for p in new_facts(edition, SECTIONS).progress]
    assert sum(lines) > 20


def test_an_empty_cell_is_no_error(published):
    edition = STATES["rolled"](published)
    counts = tally(edition)
    assert (sum(counts.errors.values()), counts.to_enter["robots"] > 0) == (0, True)
    assert page(signed_in(person("viewer")), "checks", edition.pk).select(".finding-error") == []
    RobotIndicatorFigure.objects.filter(edition=edition, status=Status.TO_ENTER).first().delete()
    settle_register(edition=edition, ref="robots.robot", user=person("editor", "robots"))
    assert tally(edition).to_enter["robots"] == counts.to_enter["robots"] - 2


def first(edition, user):
    return next_steps(edition, user, part_states(edition), tally(edition))[0]


def test_each_role_is_told_what_it_does_next(published, office):
    edition = STATES["rolled"](published)
    editor, approver = office.editors["robots"], office.approvers["robots"]
    assert (first(edition, editor).screen, first(edition, editor).section) == (
        Screen.NEW_FACTS,
        "robots",
    )
    assert first(edition, approver).waits
    assert first(edition, office.publisher).waits
    assert "開催日" in first(edition, office.administrator).text
    assert first(edition, office.viewer).screen == Screen.PREVIEW
    assert next_steps(edition, office.stranger, part_states(edition), tally(edition)) == []


@pytest.mark.parametrize(
    "asked",
    [SECTIONS[:1], pytest.param(SECTIONS, marks=pytest.mark.thorough)],
    ids=["one section", "every section"],
)
def test_the_next_step_follows_the_work_to_the_publication(asked, draft, office):
    draft.committee_on = draft.created_at.date()
    draft.save()
    editors, approvers = office.editors, office.approvers
    for section, register in (
        ("robots", "robots.robot"),
        ("international", "international.activity"),
    ):
        settle_register(edition=draft, ref=register, user=editors[section])
    for section in asked:
        assert first(draft, editors[section]).screen in (Screen.PART, Screen.CHECKS)
        submit(draft, section, editors[section])
        assert first(draft, editors[section]).waits
        assert "承認してください" in first(draft, approvers[section]).text
        approve(draft, section, approvers[section], reason="確認済み")
        assert first(draft, approvers[section]).waits
    for section in SECTIONS[len(asked) :]:
        submit(draft, section, editors[section])
        approve(draft, section, approvers[section], reason="確認済み")
    assert state(draft, "robots").is_approved
    assert "公開の手続" in first(draft, office.publisher).button
    assert first(draft, office.administrator).waits


@pytest.mark.parametrize("role", ["editor", "approver", "publisher", "administrator", "viewer"])
def test_the_start_page_has_one_button_of_the_first_rank(published, role):
    STATES["rolled"](published)
    start = page(signed_in(person(role)), "index")
    assert len(start.select(".start .next a.button")) == 1
    first_rank = start.select(".start a.button:not(.quiet-button)")
    assert len(first_rank) == (0 if role in ("approver", "publisher", "viewer") else 1)

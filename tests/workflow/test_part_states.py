"""All parts of a draft at once: what is read, what counts for which part, what is public."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kanagawa.editions.copying import copy_edition
from kanagawa.editions.hashing import section_hashes
from kanagawa.editions.models import Node
from kanagawa.workflow.models import Act, SameContent
from kanagawa.workflow.parts import WHOLE, parts
from kanagawa.workflow.states import StateName, part_states
from robots.models import Robot
from tests.people import person

pytestmark = pytest.mark.sample

BEFORE = "b" * 64
ENTERING, UNCHANGED, SUBMITTED = StateName.ENTERING, StateName.UNCHANGED, StateName.SUBMITTED


def decide(edition, section, act, content_hash=""):
    """Whoever approves is another person than the one who submitted."""
    people = {"by": person("boss")}
    if act == Act.APPROVED:
        people["submitted_by"] = person("editor", section)
    return edition.decisions.create(
        section=section,
        act=act,
        content_hash=content_hash,
        number=edition.decisions.count() + 1,
        **people,
    )


def names(edition):
    return {section: state.name for section, state in part_states(edition).items()}


def reads_content(edition) -> bool:
    """Whether a question for the states reads the rows of the sections."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        part_states(edition)
    return any(f'FROM "{Robot._meta.db_table}"' in query["sql"] for query in queries)


def test_a_decision_counts_for_its_own_part_alone(draft):
    hashes = section_hashes(draft)
    decide(draft, "robots", Act.SUBMITTED, hashes["robots"])
    decide(draft, "zones", Act.APPROVED, hashes["zones"])
    states = part_states(draft)
    assert list(states) == parts()
    assert (states["robots"].name, states["robots"].number) == (SUBMITTED, 1)
    assert (states["zones"].name, states["zones"].number) == (StateName.APPROVED, 2)
    assert (states["programs"].name, states["programs"].number) == (ENTERING, 0)


def test_the_content_is_read_only_when_something_depends_on_it(draft):
    assert not reads_content(draft)
    hashes = section_hashes(draft)
    decide(draft, "robots", Act.SUBMITTED, hashes["robots"])
    decide(draft, "robots", Act.WITHDRAWN)
    assert names(draft)["robots"] == ENTERING
    assert not reads_content(draft)
    decide(draft, "robots", Act.SUBMITTED, hashes["robots"])
    assert names(draft)["robots"] == SUBMITTED
    assert reads_content(draft)
    # Whoever has read it already hands it over.
    handed_over = {**hashes, "robots": BEFORE}
    assert part_states(draft, handed_over)["robots"].content_hash == BEFORE


def test_in_a_correction_what_says_the_same_as_what_is_public_needs_nobody(published):
    correction = copy_edition(source=published, fiscal_year=2025, reason="誤りがあったため。")
    Robot.objects.filter(edition=correction).first().delete()
    states = names(correction)
    assert states.pop("robots") == ENTERING
    assert set(states.values()) == {UNCHANGED}


def test_the_headings_taken_over_from_last_year_need_nobody(draft):
    states = names(draft)
    assert states.pop(WHOLE) == UNCHANGED
    assert set(states.values()) == {ENTERING}
    heading = next(node for node in Node.objects.filter(edition=draft) if node.section == WHOLE)
    heading.text += "　改"
    heading.save()
    assert names(draft)[WHOLE] == ENTERING


def test_the_headings_of_a_first_edition_need_somebody(published):
    assert published.last_year is None
    assert names(published)[WHOLE] == ENTERING


def test_what_an_update_keeps_alive_is_asked_only_where_a_decision_is_void(draft):
    now = section_hashes(draft)["robots"]
    decision = decide(draft, "robots", Act.SUBMITTED, BEFORE)
    assert names(draft)["robots"] == ENTERING
    SameContent.objects.create(edition=draft, decision=decision, content_hash=now)
    assert names(draft)["robots"] == SUBMITTED
    decide(draft, "robots", Act.SUBMITTED, now)
    with CaptureQueriesContext(connection) as queries:
        assert names(draft)["robots"] == SUBMITTED
    assert not any(SameContent._meta.db_table in query["sql"] for query in queries)

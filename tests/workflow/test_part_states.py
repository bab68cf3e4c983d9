"""All parts of a draft at once: what is read, what counts for which part, what is public already.

Decisions, hashes and headings are given, so that nothing is asked of a database.
"""

from types import SimpleNamespace

import pytest

from kanagawa.workflow import states
from kanagawa.workflow.models import Act, Decision
from kanagawa.workflow.parts import WHOLE, parts
from kanagawa.workflow.states import StateName, part_states

NOW, BEFORE = "a" * 64, "b" * 64
ENTERING, UNCHANGED = StateName.ENTERING, StateName.UNCHANGED


class Decisions(list):
    """As the decisions of an edition are asked for."""

    def select_related(self, *_):
        return self

    order_by = select_related


class Same:
    """As `SameContent.objects` is asked: what decisions hold for beside their own hash."""

    def __init__(self):
        self.held, self.times = [], 0

    def filter(self, **_):
        self.times += 1
        return self

    def values_list(self, *_):
        return self.held


@pytest.fixture
def given(monkeypatch):
    """What the draft would read, to be set by a test: hashes, headings, what is published."""
    by_edition = SimpleNamespace(
        hashes={section: NOW for section in parts()},
        corrected=None,
        headings={},
        same=Same(),
        hashed=[],
    )

    def section_hashes(edition):
        by_edition.hashed.append(edition)
        return by_edition.hashes

    monkeypatch.setattr(states, "section_hashes", section_hashes)
    monkeypatch.setattr(states, "corrected_edition", lambda _: by_edition.corrected)
    monkeypatch.setattr(states, "printed_today", lambda corrected: corrected)
    monkeypatch.setattr(states, "SameContent", SimpleNamespace(objects=by_edition.same))
    monkeypatch.setattr(states, "stored", lambda node: node.text)
    rows = lambda edition: SimpleNamespace(of=lambda _: by_edition.headings[edition.name])  # noqa: E731
    monkeypatch.setattr(states, "EditionRows", rows)
    return by_edition


def draft(*steps, last_year=None):
    """A draft with these decisions: (section, act, hash)."""
    decisions = [
        Decision(pk=n, section=section, number=n, act=act, content_hash=content_hash)
        for n, (section, act, content_hash) in enumerate(steps, 1)
    ]
    return SimpleNamespace(name="draft", decisions=Decisions(decisions), last_year=last_year)


def names(edition, hashes=None):
    return {section: state.name for section, state in part_states(edition, hashes).items()}


def node(section: str, text: str):
    return SimpleNamespace(section=section, ref=f"node/{section}", text=text)


def test_a_decision_counts_for_its_own_part_alone(given):
    found = part_states(draft(("robots", Act.SUBMITTED, NOW), ("zones", Act.APPROVED, NOW)))
    assert list(found) == parts()
    assert (found["robots"].name, found["robots"].number) == (StateName.SUBMITTED, 1)
    assert (found["zones"].name, found["zones"].number) == (StateName.APPROVED, 2)
    assert (found["programs"].name, found["programs"].number) == (ENTERING, 0)


def test_the_content_is_read_only_when_something_depends_on_it(given):
    assert set(names(draft()).values()) == {ENTERING}
    withdrawn = draft(("robots", Act.SUBMITTED, NOW), ("robots", Act.WITHDRAWN, ""))
    assert names(withdrawn)["robots"] == ENTERING
    assert given.hashed == []
    bound = draft(("robots", Act.SUBMITTED, NOW))
    assert names(bound)["robots"] == StateName.SUBMITTED
    assert given.hashed == [bound]
    # Whoever has read it already hands it over.
    assert part_states(bound, given.hashes)["robots"].content_hash == NOW
    assert given.hashed == [bound]


def test_in_a_correction_what_says_the_same_as_what_is_public_needs_nobody(given):
    given.corrected = SimpleNamespace(hashes={"robots": NOW, "zones": BEFORE})
    found = names(draft())
    assert (found["robots"], found["zones"], found["programs"]) == (UNCHANGED, ENTERING, ENTERING)
    assert len(given.hashed) == 1


def test_the_headings_taken_over_from_last_year_need_nobody(given):
    before = SimpleNamespace(name="before")
    given.headings = {
        "draft": [node(WHOLE, "第１章"), node("robots", "新しい文")],
        "before": [node(WHOLE, "第１章"), node("robots", "古い文")],
    }
    found = names(draft(last_year=before))
    assert found.pop(WHOLE) == UNCHANGED
    assert set(found.values()) == {ENTERING}
    given.headings["draft"] = [node(WHOLE, "第１章　改"), node("robots", "古い文")]
    assert names(draft(last_year=before))[WHOLE] == ENTERING


def test_the_headings_of_a_first_edition_need_somebody(given):
    assert names(draft())[WHOLE] == ENTERING


def test_what_an_update_keeps_alive_is_asked_only_where_a_decision_is_void(given):
    assert names(draft(("robots", Act.SUBMITTED, NOW)))["robots"] == StateName.SUBMITTED
    assert given.same.times == 0
    void = draft(("robots", Act.SUBMITTED, BEFORE))
    assert names(void)["robots"] == ENTERING
    assert given.same.times == 1
    given.same.held = [(1, NOW)]
    assert names(void)["robots"] == StateName.SUBMITTED

"""What every step has in common: on what was shown, one after the other, with a line in the log."""

import pytest
from django.db import IntegrityError

from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import NotAllowed, Stale
from kanagawa.events import Event
from kanagawa.workflow import steps
from kanagawa.workflow.models import Act, Decision, Exceptional
from kanagawa.workflow.states import PartState, StateName
from kanagawa.workflow.steps import decide, require, same_content, same_step
from tests.people import person

pytestmark = pytest.mark.sample


@pytest.fixture
def edition(db):
    return Edition.objects.create(fiscal_year=2030)


@pytest.fixture
def events(monkeypatch):
    """What is written to the log, by the name of the event."""
    lines = []
    monkeypatch.setattr(steps, "record", lambda event, **details: lines.append((event, details)))
    return lines


def state(number: int = 3, content_hash: str = "a") -> PartState:
    return PartState("robots", StateName.ENTERING, None, number, content_hash)


def test_what_is_not_allowed_is_refused_with_its_words():
    require(True, "できません。")
    with pytest.raises(NotAllowed, match="できません"):
        require(False, "できません。")


def test_a_step_is_taken_on_the_step_that_was_shown():
    same_step(state(number=3), 3)
    for number in (2, 4):
        with pytest.raises(Stale, match="手続きを進めました"):
            same_step(state(number=3), number)


def test_a_step_is_taken_on_the_content_that_was_shown():
    same_content(state(content_hash="a"), "a")
    # Who was shown nothing has seen nothing, also where nothing depends on the content yet.
    for now, seen in (("a", "b"), ("a", ""), ("", "")):
        with pytest.raises(Stale, match="内容が変更されました"):
            same_content(state(content_hash=now), seen)


def test_a_step_has_the_next_number_and_is_written_once(edition):
    editor = person("editor", "robots")
    values = {"edition": edition, "section": "robots", "act": Act.SUBMITTED, "content_hash": "a"}
    first = decide(number=0, by=editor, reason=" 急ぎ ", **values)
    assert (first.number, first.content_hash, first.reason) == (1, "a", "急ぎ")
    assert (first.by, first.submitted_by, first.exceptional) == (editor, None, "")
    assert decide(number=1, by=editor, **values).number == 2
    with pytest.raises(IntegrityError):
        decide(number=1, by=editor, **values)


def test_the_log_names_a_publication_and_every_other_step(
    edition, events, django_capture_on_commit_callbacks
):
    publisher = person("publisher")
    values = {"edition": edition, "section": "", "by": publisher, "reason": "緊急"}
    with django_capture_on_commit_callbacks(execute=True):
        decide(number=0, act=Act.SCHEDULED, **values)
        assert events == [], "what is not done yet is in no log"
        decide(number=1, act=Act.RELEASED, exceptional=Exceptional.EMERGENCY, **values)
    of_all = {"user": publisher, "edition": edition, "section": ""}
    assert events == [
        (Event.DECIDED, {**of_all, "act": "scheduled", "exceptional": ""}),
        (Event.PUBLISHED, {**of_all, "act": "released", "exceptional": "emergency"}),
    ]
    assert Decision.objects.filter(edition=edition).count() == 2

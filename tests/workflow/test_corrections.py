"""A correction: only the parts that differ from the published revision are approved anew."""

import pytest

from kanagawa.checks.run import findings
from kanagawa.editions.models import Node
from kanagawa.editions.refusals import Refused
from kanagawa.workflow import releasing
from kanagawa.workflow.beginning import start_correction
from kanagawa.workflow.confirming import open_findings
from kanagawa.workflow.finding_counts import tally
from kanagawa.workflow.models import Act, Confirmation
from kanagawa.workflow.next_steps import Screen, Step, next_steps
from kanagawa.workflow.parts import WHOLE, parts
from kanagawa.workflow.reviewing import part_reviews
from kanagawa.workflow.states import StateName, part_states
from robots.models import Robot, RobotIndicatorFigure
from tests.states.making import copied

from .acts import approve, return_, state, submit, withdraw

pytestmark = pytest.mark.sample


@pytest.fixture
def correction(published):
    return copied(published)


def steps(edition, user) -> list[Step]:
    return next_steps(edition, user, part_states(edition), tally(edition))


def change(edition, name: str = "改", user=None) -> Robot:
    robot = Robot.objects.filter(edition=edition).first()
    robot.name, robot._history_user = name, user
    robot.save()
    return robot


def step(edition, user) -> dict:
    return {"edition": edition, "user": user, "number": state(edition, WHOLE).number}


def test_what_was_not_changed_needs_nobody(correction, office):
    assert {s.name for s in part_states(correction).values()} == {StateName.UNCHANGED}
    for section in parts():
        assert Screen.PART not in {s.screen for s in steps(correction, office.editors[section])}
        with pytest.raises(Refused, match="提出も承認も要りません"):
            submit(correction, section, office.editors[section])


def test_what_was_said_of_a_warning_goes_with_the_correction(published, office):
    findings = open_findings(published).open
    confirm_all = [
        Confirmation(
            edition=published,
            section=f.section,
            check_key=f.check,
            ref=f.ref,
            digest=f.digest,
            message=f.message,
            reason="端数処理のため",
            by=office.editors[f.section],
        )
        for f in findings
    ]
    Confirmation.objects.bulk_create(confirm_all)
    correction = start_correction(source=published, reason="集計の誤り", user=office.publisher)
    checked = open_findings(correction)
    assert findings and {c.finding.digest for c in checked.confirmed} == {
        f.digest for f in findings
    }
    assert {c.confirmation.reason for c in checked.confirmed} == {"端数処理のため"}


def test_a_corrected_value_asks_for_no_second_reason(correction):
    figure = RobotIndicatorFigure.objects.get(edition=correction, key="field-tests-actual-2024")
    figure.value += 1
    figure.save()
    assert "plausible.settled" not in {f.check for f in findings(correction)}


def test_a_correction_that_corrects_nothing_is_not_published(correction, office):
    for publish in (releasing.release, releasing.release_in_emergency):
        reason = {} if publish is releasing.release else {"reason": "至急"}
        with pytest.raises(Refused, match="公開する訂正がありません"):
            publish(**step(correction, office.publisher), **reason)


def test_the_changed_part_alone_is_approved_and_all_is_published(correction, office):
    change(correction, user=office.editors["robots"])
    assert [s for s in parts() if state(correction, s).name == StateName.ENTERING] == ["robots"]
    assert [s.section for s in steps(correction, office.editors["robots"])] == ["robots"]
    with pytest.raises(Refused, match=r"：「さがみロボット産業特区」（入力中）$"):
        releasing.release(**step(correction, office.publisher))
    submit(correction, "robots", office.editors["robots"])
    approve(correction, "robots", office.approvers["robots"])
    done = releasing.release(**step(correction, office.publisher))
    assert done.is_published
    assert {d.section for d in done.decisions.filter(act=Act.APPROVED)} == {"robots"}


def test_a_change_taken_back_is_none_unless_somebody_waits_for_an_answer(correction, office):
    editor, approver = office.editors["robots"], office.approvers["robots"]
    before = Robot.objects.filter(edition=correction).first().name
    change(correction)
    submit(correction, "robots", editor)
    withdraw(correction, "robots", editor)
    assert state(correction, "robots").name == StateName.ENTERING
    change(correction, before)
    assert state(correction, "robots").is_unchanged
    change(correction)
    submit(correction, "robots", editor)
    approve(correction, "robots", approver)
    change(correction, before)
    assert state(correction, "robots").is_unchanged, "the approval was for something else"
    change(correction)
    return_(correction, "robots", approver, "ほかにも誤りがあります。")
    change(correction, before)
    assert state(correction, "robots").name == StateName.RETURNED


def test_the_overview_says_so(correction):
    assert all(review.state.is_ready for review in part_reviews(correction))
    change(correction)
    not_ready = [r.name for r in part_reviews(correction) if not r.state.is_ready]
    assert not_ready == ["robots"]


def test_of_a_new_year_every_section_is_approved_and_headings_only_when_changed(draft, office):
    states = part_states(draft)
    assert {s for s in parts() if states[s].name != StateName.ENTERING} == {WHOLE}
    assert states[WHOLE].is_unchanged
    with pytest.raises(Refused, match="提出も承認も要りません"):
        submit(draft, WHOLE, office.administrator)
    heading = next(node for node in Node.objects.filter(edition=draft) if node.section == WHOLE)
    before, heading.text = heading.text, heading.text + "（改）"
    heading.save()
    assert part_states(draft)[WHOLE].name == StateName.ENTERING
    submit(draft, WHOLE, office.administrator)
    approve(draft, WHOLE, office.publisher)
    heading.text = before
    heading.save()
    assert part_states(draft)[WHOLE].is_unchanged, "the approval was for something else"

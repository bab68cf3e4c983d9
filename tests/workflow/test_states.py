"""The state of a part from its decisions and from what it says now, case by case."""

import pytest

from kanagawa.workflow.models import Act, Decision
from kanagawa.workflow.states import StateName, state_of

NOW, BEFORE = "a" * 64, "b" * 64


def decisions(*steps: tuple[Act, str]) -> list[Decision]:
    return [Decision(number=n, act=act, content_hash=h) for n, (act, h) in enumerate(steps, 1)]


# The decisions, whether it says what is public already, and: state, label, voided.
CASES = [
    ([], False, StateName.ENTERING, "入力中", False),
    ([], True, StateName.UNCHANGED, "公開済みの版と同じ", False),
    ([(Act.SUBMITTED, NOW)], False, StateName.SUBMITTED, "提出済み", False),
    ([(Act.SUBMITTED, NOW)], True, StateName.SUBMITTED, "提出済み", False),
    (
        [(Act.SUBMITTED, BEFORE)],
        False,
        StateName.ENTERING,
        "入力中（提出後に変更あり）",
        True,
    ),
    ([(Act.SUBMITTED, BEFORE)], True, StateName.UNCHANGED, "公開済みの版と同じ", False),
    ([(Act.SUBMITTED, NOW), (Act.WITHDRAWN, "")], False, StateName.ENTERING, "入力中", False),
    ([(Act.SUBMITTED, NOW), (Act.WITHDRAWN, "")], True, StateName.UNCHANGED, None, False),
    ([(Act.SUBMITTED, NOW), (Act.RETURNED, NOW)], False, StateName.RETURNED, "差戻し", False),
    ([(Act.SUBMITTED, NOW), (Act.RETURNED, BEFORE)], True, StateName.RETURNED, "差戻し", False),
    ([(Act.SUBMITTED, NOW), (Act.APPROVED, NOW)], False, StateName.APPROVED, "承認済み", False),
    ([(Act.SUBMITTED, NOW), (Act.APPROVED, NOW)], True, StateName.APPROVED, "承認済み", False),
    (
        [(Act.SUBMITTED, BEFORE), (Act.APPROVED, BEFORE)],
        False,
        StateName.ENTERING,
        "入力中（承認後に変更あり）",
        True,
    ),
    # What is done to the whole edition is counted, and decides nothing about the part.
    ([(Act.SUBMITTED, NOW), (Act.RELEASED, "")], False, StateName.SUBMITTED, "提出済み", False),
]


@pytest.mark.parametrize(("steps", "as_published", "name", "label", "voided"), CASES)
def test_the_last_step_and_the_content_say_the_state(steps, as_published, name, label, voided):
    state = state_of("robots", decisions(*steps), NOW, as_published)
    assert (state.name, state.voided, state.number) == (name, voided, len(steps))
    assert label is None or state.label == label
    assert state.content_hash == NOW
    assert state.is_approved is (name == StateName.APPROVED)
    assert state.is_unchanged is (name == StateName.UNCHANGED)
    assert state.is_ready is (name in (StateName.APPROVED, StateName.UNCHANGED))
    assert state.is_submitted is (name == StateName.SUBMITTED)
    assert state.is_open is (name in (StateName.ENTERING, StateName.RETURNED, StateName.UNCHANGED))


def test_the_newest_step_of_the_part_is_the_one_that_is_named():
    steps = decisions((Act.SUBMITTED, NOW), (Act.RETURNED, NOW), (Act.SUBMITTED, NOW))
    assert state_of("robots", steps, NOW).last is steps[2]
    # Without what was said to be public, nothing is.
    assert not state_of("robots", [], NOW).is_unchanged


def test_an_approval_holds_only_for_exactly_what_was_seen():
    approved = decisions((Act.SUBMITTED, NOW), (Act.APPROVED, NOW))
    for other in ("", BEFORE, NOW[:-1], NOW.upper()):
        assert not state_of("robots", approved, other).is_ready


def test_a_decision_holds_for_the_hash_that_an_update_gave_to_the_same_content():
    approved = decisions((Act.SUBMITTED, BEFORE), (Act.APPROVED, BEFORE))
    approved[1].pk = 7
    assert state_of("robots", approved, NOW, False, {(7, NOW)}).is_approved
    for same in ({(8, NOW)}, {(7, "c" * 64)}, set()):
        assert state_of("robots", approved, NOW, False, same).voided

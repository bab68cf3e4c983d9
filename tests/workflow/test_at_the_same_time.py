"""Steps of the review in processes of their own: at the same time, and killed at random moments."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import Process, Talk, at_once, moments, own_database

SCRIPT = Path(__file__).with_name("office_process.py")
ROUNDS, KILLS = 1, 4


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    with own_database(tmp_path_factory.mktemp("office"), sample=True) as environment:
        process = Process(SCRIPT, environment)
        process.ask("prepare")
        yield process
        process.end()


@pytest.fixture(scope="module")
def three(office) -> Iterator[list[Talk]]:
    with office.forked(3) as processes:
        yield processes


def test_two_approvers_at_once_decide_once(three):
    clerk, first, second = three
    for turn in range(ROUNDS):
        clerk.ask("submit")
        before = clerk.ask("state")[1]
        answers = at_once((first, "approve first"), (second, "approve second"))
        assert sorted(answers) == ["Stale", "approved"]
        assert clerk.ask("state") == ["承認済み", before + 1]
        assert at_once((clerk, f"save turn-{turn}")) == ["saved"]


def test_what_is_saved_while_it_is_approved_is_never_approved_unseen(three):
    clerk, first, editor = three
    outcomes = set()
    for turn in range(ROUNDS):
        clerk.ask("submit")
        before = clerk.ask("state")[1]
        answer, saved = at_once((first, "approve first"), (editor, f"save meanwhile-{turn}"))
        assert saved == "saved"
        label, approvals = clerk.ask("state")
        # Either the change came first and the approval was refused, or it voided the approval.
        assert (answer, label, approvals - before) in {
            ("Stale", "入力中（提出後に変更あり）", 0),
            ("approved", "入力中（承認後に変更あり）", 1),
        }
        outcomes.add(answer)
    assert outcomes


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.thorough)])
def test_a_release_killed_at_any_moment_is_before_or_after(office, every):
    pk = office.ask("plan")
    count = office.ask("undisturbed")
    assert count > 3 and office.ask(f"found {pk}")["public"]
    sides = []
    first, middle, *others, last = moments(random.Random(8), count, KILLS)
    for moment in (first, middle, *others, last) if every else (middle, last):
        pk = office.ask("plan")
        office.ask(f"killed {moment}")
        after = office.ask(f"found {pk}")
        sides.append(after["public"])
        if after["public"]:
            assert after == {**after, "whole": True, "released": 1, "planned": []}
            continue
        assert (after["parts"], after["released"], after["planned"]) == (0, 0, [""])
    office.ask("plan")
    assert office.ask("release") == [""]
    assert (sides[0], sides[-1]) == (False, True)

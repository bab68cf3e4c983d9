"""Applying an upload in processes of its own: at the same time, and killed at random moments."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.breadth import first_daily
from tests.processes import Process, at_once, moments, own_database

SCRIPT = Path(__file__).with_name("applying.py")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    with own_database(tmp_path_factory.mktemp("applying"), sample=True) as environment:
        process = Process(SCRIPT, environment)
        assert process.ask("prepare") > 20
        yield process
        process.end()


@pytest.mark.parametrize("number", first_daily(2, 5))
def test_applied_several_times_at_once_it_counts_once(number, first):
    turn = str(7000 + number)
    pk = first.ask(f"upload {turn}")
    before = first.ask("state")
    with first.forked(number) as many:
        answers = at_once(*((process, f"apply {pk}") for process in many))
    assert sum(answer.startswith("changed") for answer in answers) == 1
    assert sum("すでに反映してあります" in answer for answer in answers) == number - 1
    after = first.ask("state")
    assert after["values"] == [turn]
    assert after["history"] == [count + 1 for count in before["history"]]


@pytest.mark.parametrize("kills", first_daily(1, 4))
def test_a_process_killed_while_it_applies_leaves_before_or_after(kills, first):
    """Also: what it had said to be done is done."""
    count = first.ask(f"undisturbed {first.ask('upload 8000')}")
    outcomes = []
    for turn, moment in enumerate(moments(random.Random(2025), count, kills), start=8001):
        before = first.ask("state")
        pk = first.ask(f"upload {turn}")
        answer = first.ask(f"killed {pk} {moment}")
        outcomes.append(outcome(str(turn), before, first.ask("state")))
        assert outcomes[-1] == "after" or not answer
    assert (outcomes[0], outcomes[-1]) == ("before", "after")


def outcome(turn: str, before, after) -> str:
    """Which of the two it is; anything in between fails."""
    assert len(after["values"]) == 1
    if after["values"] == [turn]:
        assert after["history"] == [count + 1 for count in before["history"]]
        assert after["applied"][:2] == [turn, True] and after["applied"][2] > 20
        return "after"
    assert (after["values"], after["history"]) == (before["values"], before["history"])
    assert after["applied"] == [turn, False, 0]
    return "before"

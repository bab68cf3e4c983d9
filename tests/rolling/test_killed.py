"""An edition made in a process that is killed at random moments is there whole or not at all."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.breadth import first_daily
from tests.processes import Process, moments, own_database

SCRIPT = Path(__file__).with_name("making.py")


@pytest.fixture(scope="module")
def maker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    with own_database(tmp_path_factory.mktemp("making"), sample=True) as found:
        process = Process(SCRIPT, found)
        process.ask("prepare")
        yield process
        process.end()


@pytest.mark.parametrize(
    ("act", "kills"), first_daily(("roll", 1), ("copy", 1), ("roll", 4), ("copy", 4))
)
def test_a_process_killed_while_it_makes_an_edition_leaves_before_or_after(maker, act, kills):
    count = maker.ask(f"undisturbed {act}")
    whole = maker.ask("state")
    assert whole[0] == 1 and whole[1] > 200 and whole[2] == whole[1]
    maker.ask("forget")
    outcomes = []
    for moment in moments(random.Random(2025), count, kills):
        maker.ask(f"killed {act} {moment}")
        answer = maker.ask("state")
        assert answer in ([0, 0, 0], whole)
        outcomes.append(answer == whole)
        maker.ask("forget")
    assert (outcomes[0], outcomes[-1]) == (False, True)

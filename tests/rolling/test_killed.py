"""An edition made in a process that is killed at random moments is there whole or not at all."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import Process, moments, own_database

SCRIPT = Path(__file__).with_name("making.py")
KILLS = 6


@pytest.fixture(scope="module")
def maker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    with own_database(tmp_path_factory.mktemp("making")) as found:
        process = Process(SCRIPT, found)
        process.ask("prepare")
        yield process
        process.end()


@pytest.mark.parametrize("act", ["roll", "copy"])
def test_a_process_killed_while_it_makes_an_edition_leaves_before_or_after(maker, act):
    draw = random.Random(2025)
    begin = time.monotonic()
    whole = maker.ask(act)
    seconds = time.monotonic() - begin
    assert whole[0] == 1 and whole[1] > 500 and whole[2] == whole[1]
    maker.ask("forget")
    outcomes = []
    for moment in moments(draw, seconds, KILLS):
        maker.ask(f"killed {act} {moment}")
        found = maker.ask("state")
        assert found in ([0, 0, 0], whole)
        outcomes.append(found == whole)
        maker.ask("forget")
    assert not all(outcomes), "no process was killed in time"

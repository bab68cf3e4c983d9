"""Many people save the same figures at the same time, in processes of their own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import Process, own_database

PEOPLE, TIMES = 5, 110
SCRIPT = Path(__file__).with_name("meeting.py")


@pytest.fixture
def environment(tmp_path) -> Iterator[dict[str, str]]:
    with own_database(tmp_path) as found:
        yield found


def test_no_update_is_lost_and_every_loser_is_told(environment):
    """Saves by the grid's service, by its page and by a figure's own form.

    One that was overwritten, half done or told wrongly would put what is stored out of step with
    what was said to be saved; an error (a locked database, an answer 500) ends a process.
    """
    first = Process(SCRIPT, environment)
    before = first.ask("prepare")
    many = [Process(SCRIPT, environment) for _ in range(PEOPLE)]
    for who, process in enumerate(many):
        process.tell(f"save {who} {TIMES}")
    for process in many:
        assert process.hear() == "ready"
    for process in many:
        process.tell("")
    said = [json.loads(process.hear()) for process in many]
    for process in many:
        process.end()
    after = first.ask("state")
    first.end()
    added = [number for one in said for number in one["added"]]
    noted = [number for one in said for number in one["noted"]]
    told = sum(one["told"] for one in said)
    assert len(added) + len(noted) + told == PEOPLE * TIMES
    assert added and noted and told, "nobody met anybody: the test proves nothing"
    assert after["values"] == [value + sum(added) for value in before["values"]]
    assert sorted(after["notes"]) == sorted(noted)
    assert after["changes"] == [len(added) + len(noted), len(added), len(added)]

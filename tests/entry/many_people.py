"""Many people who save the same figures at the same time, in processes of their own."""

from dataclasses import dataclass
from pathlib import Path

from tests.processes import Process, at_once

SCRIPT = Path(__file__).with_name("meeting.py")


@dataclass(frozen=True)
class Meeting:
    """What was tried, what was said to be saved, how often somebody was told of another's change.

    `is_in_step`: what is stored, and its history, is exactly what was said to be saved.
    """

    tried: int
    added: list[int]
    noted: list[int]
    told: int
    is_in_step: bool

    @property
    def saved(self) -> int:
        return len(self.added) + len(self.noted)

    @property
    def lost(self) -> int:
        return self.tried - self.saved - self.told


def save_at_once(environment: dict[str, str], people: int, times: int) -> Meeting:
    """An error (a locked database, an answer 500) ends a process and raises ValueError."""
    first = Process(SCRIPT, environment)
    before = first.ask("prepare")
    with first.forked(people) as many:
        said = at_once(*((process, f"save {who} {times}") for who, process in enumerate(many)))
    after = first.ask("state")
    first.end()
    added = [number for one in said for number in one["added"]]
    noted = [number for one in said for number in one["noted"]]
    in_step = (
        after["values"] == [value + sum(added) for value in before["values"]]
        and sorted(after["notes"]) == sorted(noted)
        and after["changes"] == [len(added) + len(noted), len(added), len(added)]
    )
    return Meeting(people * times, added, noted, sum(one["told"] for one in said), in_step)

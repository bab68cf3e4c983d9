"""Many people save the same figures at the same time, in processes of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.breadth import first_daily
from tests.entry.many_people import save_at_once
from tests.processes import own_database

PEOPLE = 4


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    with own_database(tmp_path, sample=True) as found:
        yield found


@pytest.mark.parametrize("times", first_daily(12, 110))
def test_no_update_is_lost_and_every_loser_is_told(times, environment):
    """Saves by the grid's service, by its page and by a figure's own form.

    One that was overwritten, half done or told wrongly would put what is stored out of step with
    what was said to be saved; an error (a locked database, an answer 500) ends a process.
    """
    meeting = save_at_once(environment, PEOPLE, times)
    assert meeting.lost == 0
    assert meeting.added and meeting.noted and meeting.told, "nobody met: the test proves nothing"
    assert meeting.is_in_step

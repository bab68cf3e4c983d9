"""Many people save the same figures at the same time, in processes of their own."""

import pytest

from tests.breadth import first_daily
from tests.entry.many_people import save_at_once
from tests.processes import own_database

# Whether they meet is chance: on a busy machine they may not.
PEOPLE, TURNS = 4, 4


@pytest.mark.parametrize("times", first_daily(12, 110))
def test_no_update_is_lost_and_every_loser_is_told(times, tmp_path):
    """Saves by the grid's service, by its page and by a figure's own form.

    One that was overwritten, half done or told wrongly would put what is stored out of step with
    what was said to be saved; an error (a locked database, an answer 500) ends a process.
    """
    for turn in range(TURNS):
        folder = tmp_path / str(turn)
        folder.mkdir()
        with own_database(folder, sample=True) as environment:
            meeting = save_at_once(environment, PEOPLE, times)
        assert meeting.lost == 0
        assert meeting.is_in_step
        if meeting.added and meeting.noted and meeting.told:
            return
    pytest.fail("nobody met: the test proves nothing")

"""What measures the promises works: small runs, so that it does not rot."""

import pytest

from tests.reliability import __main__ as running
from tests.reliability import attacks, load
from tests.reliability.figures import Measured, as_row, percentile


def test_hostile_files_are_counted(monkeypatch):
    small = attacks.files(3)
    assert small.is_kept and small.size == "3個" and small.figures.startswith("エラー0、")

    def stumbles(content):
        raise KeyError

    monkeypatch.setattr(attacks, "require_workbook", stumbles)
    assert not attacks.files(1).is_kept


def test_the_spike_is_in_the_middle():
    moments = load._moments(10)
    assert len(moments) == pytest.approx(9 * load.STEADY + load.SPIKE, abs=2)
    assert sum(4.5 < at < 5.5 for at in moments) == pytest.approx(load.SPIKE, abs=2)


def test_the_table_tells_a_broken_promise():
    assert percentile([], 0.95) == 0
    assert percentile([3, 1, 2, 4], 0.5) == 2 and percentile(range(1, 101), 0.95) == 95
    rows = [as_row(Measured("a", "b", "c", kept)) for kept in (True, False)]
    assert rows == ["| a | b | c | はい |", "| a | b | c | **いいえ** |"]


def test_a_part_that_breaks_off_is_a_broken_promise_and_stops_none_of_the_others(capsys):
    def breaks_off():
        raise TimeoutError("the server does not answer")

    told = list(running.measured({"one": breaks_off, "two": lambda: attacks.files(1)}))
    assert (told[0].promise, told[0].is_kept) == ("one", False)
    assert told[1].is_kept and "TimeoutError" in told[0].figures
    assert "the server does not answer" in capsys.readouterr().err

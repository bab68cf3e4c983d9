"""What measures the promises works: small runs, so that it does not rot."""

import pytest

from tests.reliability import attacks, load
from tests.reliability.figures import Measured, as_table, percentile


def test_hostile_files_are_counted(monkeypatch):
    small = attacks.files(30)
    assert small.is_kept and small.size == "30個" and small.figures.startswith("エラー0、")

    def stumbles(content):
        raise KeyError

    monkeypatch.setattr(attacks, "require_workbook", stumbles)
    assert not attacks.files(3).is_kept


def test_the_spike_is_in_the_middle():
    moments = load._moments(10)
    assert len(moments) == pytest.approx(9 * load.STEADY + load.SPIKE, abs=2)
    assert sum(4.5 < at < 5.5 for at in moments) == pytest.approx(load.SPIKE, abs=2)


def test_the_table_tells_a_broken_promise():
    assert percentile([], 0.95) == 0
    assert percentile([3, 1, 2, 4], 0.5) == 2 and percentile(range(1, 101), 0.95) == 95
    table = as_table([Measured("a", "b", "c", True), Measured("d", "e", "f", False)])
    assert table.splitlines()[2:] == ["| a | b | c | はい |", "| d | e | f | **いいえ** |"]

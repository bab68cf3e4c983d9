"""What is called slow is there: a list that names tests of yesterday would let slow ones in."""

from pathlib import Path

from conftest import SLOW

ROOT = Path(__file__).parents[2]


def test_every_slow_test_is_there():
    missing = []
    for line in SLOW:
        file, _, name = line.partition("::")
        path = ROOT / file
        if not path.exists() or f"def {name}(" not in path.read_text() + "def (":
            missing.append(line)
    assert missing == []

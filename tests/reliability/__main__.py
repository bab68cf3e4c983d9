"""`./run test-reliability`: the promises of the operators' guide, measured on this machine.

Kills, conflicting edits, hostile files and requests, and steady reading with a spike, each on a
database and a server of its own on loopback. Ends with 1 when a promise is broken.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.reliability import attacks, load
from tests.reliability.figures import Measured, as_table
from tests.reliability.server import served


def measured(wanted: argparse.Namespace, folder: Path) -> list[Measured]:
    results = [
        attacks.kills_of_releases(folder / "releases", wanted.kills),
        attacks.kills_of_saves(folder / "saves", wanted.kills),
        attacks.edits(folder / "edits", wanted.edits),
        attacks.files(wanted.files),
    ]
    with served(folder / "server") as address:
        results.append(attacks.requests(address, wanted.requests))
        results.append(load.steady(address, wanted.minutes))
    return results


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run test-reliability", description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="of each kind (50)")
    parser.add_argument("--edits", type=int, default=1000, help="by five people at once (1000)")
    parser.add_argument("--files", type=int, default=5000, help="hostile workbooks (5000)")
    parser.add_argument("--requests", type=int, default=10_000, help="hostile requests (10000)")
    parser.add_argument("--minutes", type=float, default=10, help="of steady reading (10)")
    wanted = parser.parse_args()
    with TemporaryDirectory() as folder:
        results = measured(wanted, Path(folder))
    print(as_table(results))
    return 0 if all(result.is_kept for result in results) else 1


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kanagawa.settings")
    django.setup()
    sys.exit(main())

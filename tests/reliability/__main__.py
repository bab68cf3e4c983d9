"""`./run test-reliability`: the promises of the operators' guide, measured on this machine.

Kills, conflicting edits, hostile files and requests, steady reading with a spike, and eight people
who stand in the way of the readers, each on a database and a server of its own on loopback. Each is
told as soon as it is measured; one that breaks off counts as broken and stops none of the others.
Ends with 1 when a promise is broken.
"""

import argparse
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.reliability import attacks, load
from tests.reliability.crowd import crowd
from tests.reliability.figures import HEAD, Measured, as_row
from tests.reliability.server import served

Part = Callable[[], Measured]


def parts(wanted: argparse.Namespace, folder: Path) -> dict[str, Part]:
    """What is measured, by the names of `--only`."""

    def requests() -> Measured:
        with served(folder / "requests") as address:
            return attacks.requests(address, wanted.requests)

    def reading() -> Measured:
        with served(folder / "reading") as address:
            return load.steady(address, wanted.minutes)

    return {
        "releases": lambda: attacks.kills_of_releases(folder / "releases", wanted.kills),
        "saves": lambda: attacks.kills_of_saves(folder / "saves", wanted.kills),
        "edits": lambda: attacks.edits(folder / "edits", wanted.edits),
        "files": lambda: attacks.files(wanted.files),
        "requests": requests,
        "reading": reading,
        "crowd": lambda: crowd(folder / "crowd", wanted.minutes),
    }


def measured(chosen: dict[str, Part]) -> Iterator[Measured]:
    for name, part in chosen.items():
        try:
            yield part()
        except Exception as error:  # whatever it is, the others are measured
            traceback.print_exc()
            yield Measured(name, "－", f"途中で止まった（{type(error).__name__}）", False)


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run test-reliability", description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="of each kind (50)")
    parser.add_argument("--edits", type=int, default=1000, help="by five people at once (1000)")
    parser.add_argument("--files", type=int, default=5000, help="hostile workbooks (5000)")
    parser.add_argument("--requests", type=int, default=10_000, help="hostile requests (10000)")
    parser.add_argument("--minutes", type=float, default=10, help="of steady reading (10)")
    parser.add_argument("--only", nargs="*", metavar="PART", help="some of the parts")
    wanted = parser.parse_args()
    all_kept = True
    with TemporaryDirectory() as folder:
        every = parts(wanted, Path(folder))
        if unknown := set(wanted.only or ()) - set(every):
            parser.error(f"{', '.join(sorted(unknown))}: one of {', '.join(every)}")
        print(HEAD, flush=True)
        chosen = {name: part for name, part in every.items() if name in (wanted.only or every)}
        for result in measured(chosen):
            print(as_row(result), flush=True)
            all_kept &= result.is_kept
    return 0 if all_kept else 1


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kanagawa.settings")
    django.setup()
    sys.exit(main())

"""Run all benchmarks and print a line each; the exit code tells whether all floors were kept."""

import os
import sys
from io import StringIO
from pathlib import Path

import django

from .result import Result

ROOT = Path(__file__).parents[1]


def prepare() -> None:
    """A database of its own with 令和７年度 published, and stored as the watcher stores it."""
    from django.core.management import call_command

    from kanagawa.public.storing import store_files

    call_command("migrate", verbosity=0)
    folder = ROOT / "fixtures" / "2025"
    call_command("load_edition", folder, publish=True, if_missing=True, stdout=StringIO())
    store_files()


def main() -> int:
    if "DATA_DIR" not in os.environ:
        print("./run benchmark で動かしてください（自分のデータを使わないため）。")
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kanagawa.settings")
    django.setup()
    prepare()
    from . import checking, entry, exports, pages, paper, rolling, uploads, workbooks, writing

    kept = True
    for measure in (
        pages.measure,
        workbooks.measure,
        paper.measure,
        exports.measure,
        rolling.measure,
        uploads.measure,
        writing.measure,
        checking.measure,
        entry.measure,
    ):
        for name, measured, floor, unit in measure():
            result = Result(name, measured, floor, unit)
            kept &= result.is_kept
            print(result.line(), flush=True)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())

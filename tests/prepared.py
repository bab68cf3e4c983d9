"""The databases that tests start from, as files that are made once for all workers and processes.

To migrate an empty database takes longer than most of these tests, so its tables are made at once,
marked as migrated, and the file is copied. What really migrates: tests/editions/test_migrating.py.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

ROOT = Path(__file__).parents[1]
NAME = "kanagawa.sqlite3"
FOLDER = "2025"  # of the sample as files
FILLED = "FILLED_DATABASE"  # names to a process the file that `filled_database` made
FILES = "EDITION_FILES"  # names to a process the folder of the edition to begin with
# A publication proves the page of the whole report (tests/quick_proof.py).
QUICK = {"DJANGO_SETTINGS_MODULE": "tests.quick_settings"}
_FILL = """
from tests.processes import fill_database

fill_database()
"""
_SAMPLE = """
import os
from pathlib import Path
from django.conf import settings
from django.db import connection
from kanagawa.editions.models import Edition
from tests.prepared import FOLDER
from tests.processes import fill_database
from tests.sample import write_sample

fill_database()
files = Path(settings.DATA_DIR) / FOLDER
write_sample(Edition.objects.get(), files)
connection.close()
os.remove(connection.settings_dict["NAME"])
del os.environ["FILLED_DATABASE"]
os.environ["EDITION_FILES"] = str(files)
fill_database()
"""
_MAKE = """
from django.conf import settings
from django.core.management import call_command
from tests.processes import fill_database

fill_database()
call_command("create_demo_staff")
settings.MIGRATION_MODULES = {}
call_command("migrate", fake=True, verbosity=0)
"""
_EMPTY = """
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}
call_command("migrate", run_syncdb=True, verbosity=0)
settings.MIGRATION_MODULES = {}
call_command("migrate", fake=True, verbosity=0)
"""


# Accounts with a password that everybody knows stay behind.
_MOVE = """
import os
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from kanagawa.editions.moving import CannotMove, move
from kanagawa.environment import Environment

User.objects.update(password="!")
settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}
try:
    rows = move(Environment(os.environ, settings.BASE_DIR).database("MOVE_TO", "sqlite:///x"))
    print(sum(rows.values()))
except CannotMove as error:
    print(error)
"""


def environment(data: Path) -> dict[str, str]:
    """What a process needs to work on the SQLite database in this folder."""
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "CACHE_URL")}
    # How long a publication takes depends on the machine, what a test finds must not.
    return {**kept, "DATA_DIR": str(data), "DJANGO_ENV": "development", "WEB_REQUEST": "0"}


def move_database(data: Path, url: str) -> str:
    """Move the database of a folder to the URL, without the migrations one by one; returns
    the number of rows, or why nothing was moved."""
    return manage(data, "shell", "-v0", "-c", _MOVE, MOVE_TO=url).strip()


def manage(data: Path, *arguments: str, **more: str) -> str:
    """Run a management command on the database of a folder; returns what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(data) | more,
        text=True,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def copy_database(data: Path, *, sample: bool = False) -> Path:
    """Put a database with 令和７年度 published and the demo accounts into a folder."""
    data.mkdir(parents=True, exist_ok=True)
    name = "sample-in-use" if sample else "in-use"
    shutil.copy(
        _made_once(name, _MAKE, **{FILLED: str(filled_database(sample=sample))}), data / NAME
    )
    return data / NAME


def empty_database() -> Path:
    """A database with all tables, marked as migrated, and nothing in them."""
    return _made_once("empty", _EMPTY)


def filled_database(*, sample: bool = False) -> Path:
    """A database with 令和７年度 published, which nobody uses yet and no migration is marked in."""
    if sample:
        return _made_once("sample", _SAMPLE, **{FILLED: str(filled_database())})
    return _made_once("filled", _FILL)


def sample_files() -> Path:
    """The sample (tests/sample.py) as files, as `load_edition` reads them."""
    return filled_database(sample=True).parent / FOLDER


def _made_once(name: str, script: str, **more: str) -> Path:
    folder = Path(settings.DATA_DIR) / f"prepared-{_content()}" / name
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / "made.sqlite3"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two workers want it at the same time
        if not made.exists():
            # One that was ended on the way leaves nothing in the place of this one.
            with TemporaryDirectory(dir=folder) as empty:
                work = Path(empty)
                manage(work, "shell", "-v0", "-c", script, **(QUICK | more))
                with sqlite3.connect(work / NAME) as database:
                    database.execute("VACUUM INTO ?", (str(work / "copy.sqlite3"),))
                if (work / FOLDER).exists():
                    shutil.rmtree(folder / FOLDER, ignore_errors=True)
                    (work / FOLDER).rename(folder / FOLDER)
                (work / "copy.sqlite3").rename(made)
    return made


def _content() -> str:
    """Changes with all that such a database is made from."""
    digest = hashlib.sha256()
    for pattern in (
        "kanagawa/**/*.py",
        *(f"{section}/**/*.py" for section in settings.REPORT_SECTIONS),
        "fixtures/**/*.yaml",
        "tests/sample.py",
    ):
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]

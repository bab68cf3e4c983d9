"""A process of its own that applies uploads of a draft, told what to do line by line.

`prepare` makes the draft and prints how many cells are open; `upload` keeps an upload that gives
every open cell the number of the turn and prints its id; `apply <id>` waits for a line, applies
it and prints what came of it; `undisturbed <id>` applies it and prints in how many statements;
`killed <id> <statement> <later>` does so in a child that is killed at that moment, and prints what
the child had said to be done; `state` prints what is stored.
"""

import os
import sys

SECTION = "investment"


def prepare():
    from django.contrib.auth import get_user_model

    from kanagawa.editions.copying import copy_edition
    from kanagawa.editions.models import Edition
    from tests.processes import fill_database

    fill_database()
    copy_edition(source=Edition.objects.get(), fiscal_year=2026)
    get_user_model().objects.create_superuser("clerk", password="x")
    return len(open_cells())


def open_cells():
    from kanagawa.editions.models import Edition
    from kanagawa.editions.rows import EditionRows
    from kanagawa.entry.cells import by_ref, entry_tables

    draft = Edition.objects.get(state="draft")
    return by_ref(entry_tables(draft, SECTION, EditionRows(draft)))


def upload(turn):
    from django.contrib.auth import get_user_model

    from kanagawa.editions.models import Edition
    from kanagawa.entry.models import Upload

    parts = {"value": turn, "kind": None, "status": None, "as_of": None}
    cells = open_cells()
    content = {
        "entries": {a: {"shown": c.shown, **parts} for a, c in cells.items()},
        "shown": {a: c.shown for a, c in cells.items()},
        "at": {},
        "problems": [],
    }
    return Upload.objects.create(
        edition=Edition.objects.get(state="draft"),
        section=SECTION,
        name="turn.xlsx",
        by=get_user_model().objects.get(),
        content=content,
        sha256=turn,
    ).pk


def apply(pk):
    kept, seen = shown(pk)
    print("ready", flush=True)
    sys.stdin.readline()
    return written(kept, seen)


def written(kept, seen):
    from django.contrib.auth import get_user_model

    from kanagawa.entry.uploads import apply_upload

    clerk = get_user_model().objects.get()
    done = apply_upload(upload=kept, user=clerk, seen=seen, choices={})
    return done.message or f"changed {done.upload.changed}"


def killed(pk, statement, later):
    from tests.processes import Moment, killed_at

    kept, seen = shown(pk)
    listening, speaking = os.pipe()
    moment = Moment(int(statement), float(later))
    killed_at(moment, lambda: os.write(speaking, written(kept, seen).encode()))
    os.close(speaking)
    text = os.read(listening, 1000).decode()
    os.close(listening)
    return text


def undisturbed(pk):
    """In how many statements an upload is written."""
    from tests.processes import statements

    kept, seen = shown(pk)
    return statements(lambda: written(kept, seen))


def shown(pk):
    """The upload, and the mark of what its preview shows."""
    from kanagawa.entry.models import Upload
    from kanagawa.entry.preview import preview

    row = Upload.objects.select_related("edition").get(pk=pk)
    return row, preview(row).seen


def state():
    """Every value and number of history rows there is, and what the newest upload says."""
    from kanagawa.entry.models import Upload

    cells = open_cells().values()
    newest = Upload.objects.latest("pk")
    return {
        "values": sorted({str(c.entered.value) for c in cells}),
        "history": sorted({c.row.history.count() for c in cells}),
        "applied": [newest.sha256, newest.is_applied, newest.changed],
    }

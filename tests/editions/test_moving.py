"""Everything moves into the other database: all rows, all hashes, and the guards stand there."""

import json

import pytest

from tests.prepared import copy_database, manage, move_database
from tests.processes import own_database

_LOOK = """
import json
from django.contrib.auth.models import User
from django.db import DatabaseError
from kanagawa.editions.models import Edition, FrozenPart
from kanagawa.workflow.verifying import verify
from robots.models import Robot

edition = Edition.objects.get()
try:
    FrozenPart.objects.update(content="{}")
    refused = False
except DatabaseError as error:
    refused = "published edition" in str(error)
found = verify()
print(json.dumps({
    "hash": edition.content_hash,
    "users": sorted(User.objects.values_list("pk", "username", "password")),
    "history": Robot.history.count(),
    "refused": refused,
    "problems": list(found.problems),
    "new": User.objects.create(username="new").pk > User.objects.exclude(username="new").count(),
}))
"""


def look(data, **more):
    return json.loads(manage(data, "shell", "-v0", "-c", _LOOK, **more))


@pytest.mark.thorough
def test_all_of_it_is_there_and_guarded_and_a_full_place_is_refused(tmp_path):
    copy_database(tmp_path / "old")
    other = tmp_path / "new" / "kanagawa.sqlite3"
    other.parent.mkdir()
    assert int(move_database(tmp_path / "old", f"sqlite:///{other}")) > 1000
    moved = look(tmp_path / "new")
    assert moved["new"]
    assert moved["problems"] == []
    assert moved["refused"]
    assert moved == look(tmp_path / "old")
    assert "年度版があります" in move_database(tmp_path / "old", f"sqlite:///{other}")
    missing = f"sqlite:///{tmp_path}/missing/x.sqlite3"
    assert "書けません" in move_database(tmp_path / "old", missing)


@pytest.mark.thorough
@pytest.mark.postgres
def test_from_sqlite_to_postgresql(tmp_path):
    copy_database(tmp_path / "old")
    with own_database(tmp_path) as environment:
        url = environment["DATABASE_URL"]
        assert int(move_database(tmp_path / "old", url)) > 1000
        moved = look(tmp_path / "old", DATABASE_URL=url)
        assert moved["new"]
        assert moved["problems"] == []
        assert moved["refused"]
        assert moved == look(tmp_path / "old")

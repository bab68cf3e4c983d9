"""A database of release 0.2.0, in the middle of a year, becomes one of today and prints the same.

It was made once by the code of that release: 令和７年度 published, a draft 令和８年度 in review
(ロボット submitted, 支援 returned with a remark, 特区 approved) with a planned release. Beside it
lie the tables and lines that the release printed.
"""

import json
import lzma
from pathlib import Path

import pytest

from tests.prepared import NAME, manage

pytestmark = pytest.mark.deploy
STORED = Path(__file__).parents[1] / "editions" / "stored"
# What the migrated database prints, and where its draft stands.
_LOOK = """
import json
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from kanagawa.editions.hashing import section_hashes
from kanagawa.editions.models import Edition
from kanagawa.workflow.models import Release, Remark
from kanagawa.workflow.states import part_states

settings.ALLOWED_HOSTS = ["*"]
settings.STORAGES = {**settings.STORAGES, "staticfiles": {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
answer = Client().get("/2025/report/")
main = BeautifulSoup(answer.content.decode(), "html.parser").find("main")
for reason in main.select("td abbr .hidden"):  # why there is no value, for screen readers
    reason.decompose()
words = lambda tag, between: " ".join(tag.get_text(between).split())
rows = lambda table: [
    [words(cell, " ") for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]
tables = [rows(table) for table in main.find_all("table")]
for table in main.find_all("table"):
    table.decompose()
heads = ["h1", "h2", "h3", "h4", "h5", "h6"]
lines = [words(tag, "") for tag in main.find_all(["p", "li", *heads])]
draft = Edition.objects.get(state="draft")
states = part_states(draft, section_hashes(draft))
print(json.dumps({
    "status": answer.status_code, "tables": tables, "lines": lines,
    "states": {key: state.label for key, state in states.items()},
    "planned": [str(planned.at) for planned in Release.objects.all()],
    "remarks": [remark.text for remark in Remark.objects.all()],
}))
"""


def test_a_database_of_the_release_takes_the_migrations(tmp_path):
    stored = lzma.decompress((STORED / "release_0_2_0.sqlite3.xz").read_bytes())
    (tmp_path / NAME).write_bytes(stored)
    (tmp_path / NAME).chmod(0o600)
    manage(tmp_path, "migrate", "-v0")
    carried = manage(tmp_path, "carry_decisions")
    assert carried.count("そのまま有効です。") == 2, carried
    manage(tmp_path, "verify_editions")  # ends with an error when a hash does not agree
    data = json.loads(manage(tmp_path, "shell", "-v0", "-c", _LOOK))
    printed = json.loads(lzma.decompress((STORED / "release_0_2_0.json.xz").read_bytes()))
    assert data["status"] == 200
    assert data["tables"] == printed["tables"]
    assert [line for line in printed["lines"] if line not in data["lines"]] == []
    assert data["states"] == STATES
    assert data["planned"] == ["2099-09-01 00:00:00+00:00"]
    assert data["remarks"] == ["件数を確かめてください。"]


# What was submitted and approved is so still.
STATES = {
    "": "公開済みの版と同じ",
    "robots": "提出済み",
    "programs": "差戻し",
    "investment": "入力中",
    "international": "入力中",
    "zones": "承認済み",
}

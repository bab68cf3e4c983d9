"""The files of a published edition are made once, stored with their hash, and served so."""

import hashlib

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from kanagawa.editions.integrity import problems
from kanagawa.editions.models import StoredFile
from kanagawa.public import storing
from kanagawa.public.storing import store_files

pytestmark = pytest.mark.sample
FEW = ("report-file",)


@pytest.fixture
def stored(published, monkeypatch):
    """Those of the whole report; all the others are made the same way."""
    monkeypatch.setattr(storing, "_KEPT", FEW)
    monkeypatch.setattr(storing, "_complete", set())
    assert store_files() == 5
    return {file.path: file for file in published.files.all()}


@pytest.mark.thorough
def test_each_has_its_hash_and_a_japanese_name(stored, published):
    for file in stored.values():
        assert (file.size, file.sha256) == (
            len(file.content),
            hashlib.sha256(file.content).hexdigest(),
        )
    assert stored["report.pdf"].name == f"令和{published.fiscal_year - 2018}年度_全体_様式.pdf"
    assert store_files() == 0


def test_it_is_served_though_the_program_would_make_another_one_today(stored, monkeypatch):
    monkeypatch.setattr("kanagawa.public.downloads.Content", None)
    for path in ("report.pdf", "report.docx", "report.json"):
        answer = Client().get(f"/2025/{path}")
        assert answer.content == bytes(stored[path].content)
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")


@pytest.mark.thorough
def test_pages_say_how_large_it_is(stored):
    size = -(-stored["report.pdf"].size // 1024)
    assert f"PDFダウンロード（様式・{size:,}KB）" in Client().get("/2025/report/").text


def test_nobody_changes_it_and_what_got_past_that_is_found(stored, published):
    assert problems(published) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        StoredFile.objects.filter(path="report.pdf").update(name="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        StoredFile.objects.filter(path="report.pdf").delete()
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            return
        cursor.execute('DROP TRIGGER "editions_storedfile_guard_update"')
    StoredFile.objects.filter(path="report.pdf").update(content=b"other")
    assert problems(published) == ["ファイル「report.pdf」が、ハッシュ値と合いません。"]


@pytest.mark.thorough
def test_a_draft_has_none(draft, stored):
    assert not draft.files.exists() and Client().get("/2026/report.pdf").status_code == 404

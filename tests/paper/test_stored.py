"""The files of a published edition are made once, stored with their hash, and served so."""

import hashlib
import json
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.cache import caches
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from kanagawa.editions.integrity import problems
from kanagawa.editions.models import Edition, State, StoredFile
from kanagawa.public import grids, storing
from kanagawa.public.record_page import Shown
from kanagawa.public.record_prints import ListPrint
from kanagawa.public.storing import store_files
from kanagawa.reports.columns import Column
from kanagawa.reports.grid import Cell
from kanagawa.reports.records import Records
from kanagawa.reports.registry import record_lists

pytestmark = pytest.mark.sample
FEW = ("report-file",)
TABLE = "tables/robots.indicator.commercialised"
DOCUMENTS = (
    "figures.csv-metadata.json",
    "datapackage.json",
    "data.zip",
    f"{TABLE}.jsonstat.json",
    f"{TABLE}.metadata.json",
    f"{TABLE}.svg",
    "robots/robots.csv",
    "robots/robots.json",
)
storing_all = storing.is_kept


@pytest.fixture
def stored(published, monkeypatch):
    """Those of the whole report; all the others are made the same way."""
    store_only(monkeypatch, lambda site_url: site_url.name in FEW)
    assert store_files() == 5
    return {file.path: file for file in published.files.all()}


def store_only(monkeypatch, is_kept, lists=()):
    """These files, and what the pages of these lists print."""
    monkeypatch.setattr(storing, "is_kept", is_kept)
    monkeypatch.setattr(storing, "record_lists", lambda: lists)
    monkeypatch.setattr(storing, "_complete", set())


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


def test_documents_and_lists_of_a_revision_stay_as_they_were_first_made(
    client, published, monkeypatch, settings
):
    """Whatever a release or a reorganisation would write in them today."""
    paths = [f"/2025-1/{path}" for path in DOCUMENTS]
    store_only(monkeypatch, lambda url: storing_all(url) and url.path in paths)
    before = {path: client.get(path) for path in paths}
    assert store_files() == len(paths)
    monkeypatch.setattr("kanagawa.public.downloads.Content", None)
    monkeypatch.setattr("kanagawa.public.open_data.Content", None)
    settings.ORGANISATION = replace(settings.ORGANISATION, bureau="商工局", licence="別の条件")
    caches["pages"].clear()
    for path, answer in before.items():
        again = client.get(path)
        assert (again.status_code, again.content) == (200, answer.content), path
        for name in ("Content-Type", "Content-Disposition", "Access-Control-Allow-Origin"):
            assert again.get(name) == answer.get(name), (path, name)


def test_the_pages_of_a_list_stay_whatever_a_release_calls_and_prints_otherwise(
    client, published, monkeypatch
):
    stored = ("robots-indicators", "robots-indicator-figures")
    lists = [records for records in record_lists() if records.name in stored]
    store_only(monkeypatch, lambda url: False, lists)
    paths = [f"/2025-1/robots/{records.key}/" for records in lists]
    paths += [f"{paths[0]}commercialised/", f"{paths[1]}commercialised-actual-2024/"]
    before = {path: client.get(path).content for path in paths}
    assert store_files() == len(lists)
    declared = Records.on
    monkeypatch.setattr(Records, "on", lambda records, face: renamed(declared(records, face)))
    monkeypatch.setattr(Column, "text", lambda column, record: "別の印字")
    monkeypatch.setattr(grids, "cell", lambda row: Cell("別の印字"))
    caches["pages"].clear()
    assert {path: client.get(path).content for path in paths} == before


def test_what_another_release_stored_of_a_list_is_read():
    """It may know more, or not yet all of it."""
    field = {"label": "名称", "text": "手", "record": "", "new": 1}
    record = {"name": "手", "fields": [field], "figures": [], "refs": [], "children": []}
    data = {"columns": [], "cells": {}, "records": {"a": {**record, "tables": [], "new": 1}}}
    prints = ListPrint.from_json({**data, "new": 1})
    assert prints.grid is None
    assert prints.record("a").fields == (Shown("名称", "手"),)


def renamed(columns):
    return [replace(column, label="別の名") for column in columns]


def test_a_stored_document_names_the_site_that_it_is_read_at(
    client, published, monkeypatch, settings
):
    path = "/2025-1/data.zip"
    store_only(monkeypatch, lambda url: url.path == path)
    assert store_files() == 1
    settings.ALLOWED_HOSTS = ["report.example.jp"]
    content = Client(headers={"host": "report.example.jp"}).get(path).content
    with ZipFile(BytesIO(content)) as archive:
        homepage = json.loads(archive.read("datapackage.json"))["homepage"]
        assert homepage == "http://report.example.jp/2025-1/"
        assert not [n for n in archive.namelist() if b"site.invalid" in archive.read(n)]


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


def test_one_edition_is_stored_at_a_time_for_others_may_be_due_meanwhile(
    published, draft, monkeypatch
):
    public = {"state": State.PUBLISHED, "published_at": timezone.now(), "content_hash": "x"}
    Edition.objects.filter(pk=draft.pk).update(**public)
    missing = {published.pk: 5, draft.pk: 3}
    monkeypatch.setattr(storing, "_complete", set())
    monkeypatch.setattr(storing, "_store", lambda edition: missing.pop(edition.pk, 0))
    assert sorted(store_files() for _ in range(3)) == [0, 3, 5]


@pytest.mark.thorough
def test_a_draft_has_none(draft, stored):
    assert not draft.files.exists() and Client().get("/2026/report.pdf").status_code == 404

"""Stored copies of every form that editions were ever published in are read, and never changed.

`stored/schema_<n>.json` are some parts of an edition as the releases of that form stored them.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kanagawa.editions import schema
from kanagawa.editions.content import Content
from kanagawa.editions.freezing import edition_hash, frozen_part
from kanagawa.editions.frozen import FrozenContent
from kanagawa.editions.models import Edition, FrozenKind, FrozenPart, State
from kanagawa.editions.schema import SCHEMA, Stored, UnknownSchemaError
from kanagawa.reports.document import Block
from kanagawa.reports.grid import Cell, Figure, Grid
from kanagawa.reports.manifest import Manifest

FOLDER = Path(__file__).with_name("stored")
NUMBERS = range(SCHEMA + 1)


def stored(number: int) -> list[dict[str, Any]]:
    text = (FOLDER / f"schema_{number}.json").read_text(encoding="utf-8")
    parts: list[dict[str, Any]] = json.loads(text)
    return parts


def published_then(number: int) -> Edition:
    """An edition of 令和22年度 that was published in the form of this number."""
    edition = Edition.objects.create(fiscal_year=2040)
    parts = [
        frozen_part(edition, Stored(part["kind"], part["key"], part["data"]), position)
        for position, part in enumerate(stored(number))
    ]
    FrozenPart.objects.bulk_create(parts)
    Edition.objects.filter(pk=edition.pk).update(
        state=State.PUBLISHED, published_at=timezone.now(), content_hash=edition_hash(parts)
    )
    return Edition.objects.get(pk=edition.pk)


def tables_of(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [part["data"] for part in parts if part["kind"] == FrozenKind.TABLE]


def test_every_form_has_a_step_and_a_stored_copy():
    assert sorted(schema.UPGRADES) == list(range(SCHEMA))
    for number in NUMBERS:
        manifest = [part for part in stored(number) if part["kind"] == FrozenKind.MANIFEST]
        assert (manifest[0]["data"]["schema"] if manifest else 0) == number


@pytest.mark.parametrize("number", NUMBERS)
def test_an_edition_of_every_form_is_read(number, db):
    content = Content(published_then(number))
    assert [section.key for section in content.sections] == ["robots", "international", "zones"]
    manifest = content.manifest
    assert list(content.tables) == [table.key for table in manifest.tables]
    assert [t.key for t in manifest.tables if manifest.is_list(t.key)] == [
        "robots.measures",
        "zones.events",
    ]
    (chart,) = manifest.charts
    assert (chart.table, chart.kind, len(chart.points)) == (
        "international.foreign-nationality",
        "pie",
        7,
    )
    headlines = {headline.section: headline for headline in manifest.headlines}
    assert headlines["robots"].text == "33件"
    assert content.blocks and content.references.printed["edition"]


@pytest.mark.parametrize("number", NUMBERS)
def test_an_edition_of_every_form_has_its_pages_and_files(number, db):
    published_then(number)
    client = Client()
    pages = ("", "report/", "robots/", "tables/", "tables/robots.measures/", "errata/")
    files = ("report.xlsx", "report.csv", "report.json", "zones.json")
    for path in (*pages, *files):
        assert client.get(f"/2040/{path}").status_code == 200, path
    assert client.get("/").status_code == 200
    assert client.get("/2040/programs/").status_code == 404


@pytest.mark.parametrize("number", NUMBERS)
def test_what_was_stored_is_written_as_it_was(number, db):
    """Fields that came later do not show in the files of what was published before."""
    published_then(number)
    written = json.loads(Client().get("/2040/report.json").content)["tables"]
    assert written == tables_of(stored(number))


def test_the_manifest_made_afterwards_says_what_the_declarations_said(db):
    path = Path(schema.__file__).parent / "migrations" / "before_manifests.json"
    declared = json.loads(path.read_text(encoding="utf-8"))
    parts = [Stored(part["kind"], part["key"], part["data"]) for part in stored(0)]
    manifest = Manifest.from_json(schema.upgrade_0_to_1(parts, declared)[-1].data)
    then = next(part["data"] for part in stored(1) if part["kind"] == FrozenKind.MANIFEST)
    assert [section.title for section in manifest.sections] == [
        section["title"] for section in then["sections"]
    ]
    made = {headline["section"]: headline for headline in manifest.to_json()["headlines"]}
    # What a headline says beside its figure (target, year before) came later.
    assert all(h.items() <= made[h["section"]].items() for h in then["headlines"])
    lists = {entry["model"]: entry for entry in manifest.to_json()["records"]}
    assert set(lists["robots.measure"]["tables"]) == {"robots.measures"}


def test_a_newer_form_is_refused_and_says_what_to_do(db):
    edition = published_then(SCHEMA)
    part = edition.frozen.get(kind=FrozenKind.MANIFEST)
    newer = json.loads(part.content) | {"schema": SCHEMA + 1}
    content = FrozenContent(edition, {part.kind: [Stored(part.kind, part.key, newer)]})
    for name in ("manifest", "tables", "blocks", "references", "errata"):
        with pytest.raises(UnknownSchemaError, match="新しいものに入れ替えて"):
            getattr(content, name)


def test_steps_follow_each_other(monkeypatch):
    monkeypatch.setattr(schema, "SCHEMA", 3)
    steps = {n: (lambda parts, n=n: [*parts, Stored("step", str(n), None)]) for n in range(3)}
    monkeypatch.setattr(schema, "UPGRADES", steps)
    assert [part.key for part in schema.upgraded([], 1)] == ["1", "2"]


def test_a_field_that_is_not_known_is_left_and_one_that_misses_has_its_default():
    table = tables_of(stored(0))[0]
    grid = Grid.from_json(table)
    assert Grid.from_json({**table, "later": 1}) == grid
    for thing, names in ((table, ("aside", "unit", "notes", "chart", "widths")),):
        assert Grid.from_json({k: v for k, v in thing.items() if k not in names}).body == grid.body
    cell = next(cell for row in table["body"] for cell in row if cell["figures"])
    assert Cell.from_json({**cell, "later": [1]}) == Cell.from_json(cell)
    assert Cell.from_json({"text": "１"}) == Cell("１")
    figure = cell["figures"][0]
    assert Figure.from_json({**figure, "later": {}}) == Figure.from_json(figure)
    required = ("key", "indicator", "value", "unit", "kind", "text")
    few = Figure.from_json({name: figure[name] for name in required})
    assert (few.status, few.period, few.as_of, few.note) == ("value", None, None, "")
    assert Block.from_json({"kind": "note", "text": "注", "later": 1}) == Block("note", text="注")

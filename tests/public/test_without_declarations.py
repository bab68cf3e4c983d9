"""What was published is read without today's declarations: no release changes it."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from kanagawa.editions.content import Content
from kanagawa.editions.models import FrozenKind
from kanagawa.reports import registry
from kanagawa.reports.declaration import Section, Table
from kanagawa.reports.grid import Grid
from tests.breadth import first_daily
from tests.declaring import declare, declare_nothing

from .public_urls import FORMATS, url_of

pytestmark = pytest.mark.sample


def of_edition(edition, *, whole: bool = False) -> list[str]:
    """The URLs of the edition itself; without `whole` one table of each section.

    With `whole` all of them, by the year and by the revision.
    """
    manifest = Content(edition).manifest
    firsts = {section.key: manifest.tables_of(section.key)[0] for section in manifest.sections}
    tables = [t.key for t in manifest.tables if whole or t.key in firsts.values()]
    paths = [url_of("home")]
    for slug in ("2025", "2025-1") if whole else ("2025",):
        paths += [url_of(n, slug=slug) for n in ("edition", "report", "tables", "errata")]
        paths += [url_of("section", slug=slug, section=section) for section in firsts]
        paths += [url_of("table", slug=slug, key=key) for key in tables]
    for extension in FORMATS if whole else ("json",):
        at = {"slug": "2025", "extension": extension}
        paths.append(url_of("report-file", **at))
        paths += [url_of("section-file", section=section, **at) for section in firsts]
        if extension != "xlsx":
            paths += [url_of("table-file", key=key, **at) for key in tables]
    return paths


def answers(paths) -> dict[str, tuple[int, bytes]]:
    client = Client(raise_request_exception=False)
    return {path: (r.status_code, r.content) for path, r in ((p, client.get(p)) for p in paths)}


def different(before, after) -> list[str]:
    return [path for path, answer in before.items() if after[path] != answer]


@pytest.mark.parametrize("whole", first_daily(False, True))
def test_without_any_section_every_address_answers_the_same_bytes(
    whole, web, published, monkeypatch, settings
):
    paths = of_edition(published, whole=whole)
    before = answers(paths)
    assert {status for status, _ in before.values()} == {200}
    declare_nothing(monkeypatch, settings)
    assert registry.sections() == {}
    assert different(before, answers(paths)) == []


@pytest.mark.thorough
def test_without_any_section_lists_and_their_records_show_the_frozen_tables(
    web, published, monkeypatch, settings
):
    content = Content(published)
    records = content.manifest.records
    cells = (cell for row in content.tables["robots.robots"].body for cell in row)
    robot = next(cell.link for cell in cells if cell.link)
    declare_nothing(monkeypatch, settings)
    paths = [
        url_of("records", slug="2025", section=entry.section, key=entry.key) for entry in records
    ]
    files = [f"{path.rstrip('/')}.{form}" for path in paths for form in ("xlsx", "csv")]
    found = answers([*paths, *files, *(f"{path}any-record/" for path in paths)])
    broken = {path for path, (status, _) in found.items() if status != 200}
    # A list that no table prints has nothing that a file could hold.
    bare = [path for path, entry in zip(paths, records, strict=True) if not entry.tables]
    assert broken == {f"{path.rstrip('/')}.{form}" for path in bare for form in ("xlsx", "csv")}
    for path, entry in zip(paths, records, strict=True):
        page = BeautifulSoup(found[path][1], "html.parser")
        assert page.h1.text == entry.title
        assert len(page.select("table.report-table")) == len(entry.tables)
    key = robot.partition("/")[2]
    page = BeautifulSoup(web.get(f"/2025/robots/robots/{key}/").content, "html.parser")
    links = [a["href"] for a in page.select("table.report-table a")]
    assert f"/2025/robots/robots/{key}/" in links
    assert len(page.select("table.report-table")) == 1, "the table that names the robot"
    assert web.get("/2025/robots/no-such-list/").status_code == 404


@pytest.mark.thorough
def test_a_dropped_section_stays_where_it_was_published(web, published, monkeypatch):
    paths = of_edition(published)
    before = answers(paths)
    declare(monkeypatch, [s for s in registry.sections().values() if s.key != "zones"])
    assert different(before, answers(paths)) == []


@pytest.mark.thorough
def test_renamed_sections_and_lists_keep_the_names_they_were_published_with(
    web, published, monkeypatch
):
    paths = of_edition(published)
    before = answers(paths)

    def renamed(section: Section) -> Section:
        tables = (replace(table, is_list=False, key=f"{table.key}-new") for table in section.tables)
        return replace(section, title=f"新・{section.title}", tables=tuple(tables))

    declare(monkeypatch, [renamed(section) for section in registry.sections().values()])
    assert different(before, answers(paths)) == []


def test_a_new_section_or_list_is_not_on_what_was_published_before_it(web, published, monkeypatch):
    paths = of_edition(published)
    before = answers(paths)
    table = Table("skills.one", lambda rows: Grid("skills.one", "新しい表", ()), ())
    robots = registry.sections()["robots"]
    awards = replace(robots.records[0], key="awards", title="表彰")
    monkeypatch.setattr(type(awards), "section", property(lambda records: "robots"))
    declare(
        monkeypatch,
        [
            Section("skills", "技能", (table,)),
            replace(robots, records=(*robots.records, awards)),
            *(s for s in registry.sections().values() if s.key != "robots"),
        ],
    )
    assert different(before, answers(paths)) == []
    for path in ("/2025/skills/", "/2025/tables/skills.one/", "/2025/robots/awards/"):
        assert web.get(path).status_code == 404, path


def test_a_list_declared_after_the_edition_is_not_an_edition_s_list(web, published, monkeypatch):
    """Its URL is resolved by today's declaration, which the edition does not know."""
    part = published.frozen.get(kind=FrozenKind.MANIFEST)
    assert '"key":"robots"' in part.content
    manifest = Content(published).manifest
    fewer = replace(manifest, records=tuple(r for r in manifest.records if r.key != "robots"))
    monkeypatch.setattr("kanagawa.editions.frozen.FrozenContent.manifest", fewer)
    for name in ("", ".csv", ".xlsx"):
        path = "/2025/robots/robots" + (name or "/")
        assert web.get(path).status_code == 404, path


@pytest.mark.parametrize("path", ["/2025/", "/2025/report/", "/2025/report.json", "/"])
def test_what_a_newer_release_published_is_refused_in_clear_words(
    web, published, monkeypatch, path
):
    monkeypatch.setattr("kanagawa.editions.frozen.SCHEMA", 0)
    response = web.get(path)
    assert response.status_code == 503
    assert "このプログラムより新しいプログラムで公開された" in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"

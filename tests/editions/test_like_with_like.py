"""A correction after a release: what the release changed in the form is no correction."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kanagawa.editions.content import Content
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.correcting import errata
from kanagawa.editions.models import Edition
from kanagawa.editions.publishing import publish
from kanagawa.reports import registry
from kanagawa.reports.declaration import Section, Table
from kanagawa.reports.grid import Cell, Grid, column_head
from kanagawa.workflow.sheet import FORM, Sheet
from kanagawa.workflow.states import part_states
from programs.models import MetricFigure
from tests.breadth import few_daily
from tests.declaring import declare
from tests.made_once import made_once
from tests.people import person

Release = Callable[[dict[str, Section]], list[Section]]
FIGURE = "programs.metricfigure/contest-participants-actual-2024"


def rebuilt(section: Section, key: str, change: Callable[[Grid], Grid]) -> Section:
    """The section whose table is made like this by the release."""

    def release(table: Table) -> Table:
        if table.key != key:
            return table
        return replace(table, build=lambda rows: change(table.build(rows)))

    return replace(section, tables=tuple(release(table) for table in section.tables))


def with_column(grid: Grid) -> Grid:
    """A list with one more column."""
    header = tuple((*row, column_head("メーカー")) for row in grid.header)
    return grid.with_(header=header, body=tuple((*row, Cell("－")) for row in grid.body), widths=())


def in_robots(change: Callable[[Section], Section]) -> Release:
    return lambda sections: [
        change(section) if section.key == "robots" else section for section in sections.values()
    ]


def without_list(section: Section) -> Section:
    tables = tuple(table for table in section.tables if table.key != "robots.by-period")
    return replace(section, tables=tables)


def renamed_list(section: Section) -> Section:
    return replace(
        section,
        title="ロボット",
        tables=tuple(
            replace(table, key="robots.by-plan") if table.key == "robots.by-period" else table
            for table in section.tables
        ),
    )


def new_section(sections: dict[str, Section]) -> list[Section]:
    grid = Grid("skills.one", "技能", ((Cell("１"),),))
    skills = Section("skills", "技能", (Table("skills.one", lambda rows: grid, ()),))
    return [*sections.values(), skills]


RELEASES: dict[str, Release] = {
    "nothing": lambda sections: list(sections.values()),
    "a section more": new_section,
    "a list column more": in_robots(lambda s: rebuilt(s, "robots.robots", with_column)),
    "a list less": in_robots(without_list),
    "a section and a list renamed": in_robots(renamed_list),
    "an attribute of a table": in_robots(
        lambda s: rebuilt(s, "robots.robots", lambda grid: grid.with_(aside="（参考）", widths=()))
    ),
}
UNPRINTED = {"nothing", "a section more"}
RELEASES_BY_SIZE = sorted(RELEASES, key=lambda name: "list" not in name)


@pytest.fixture
def correction(published: Edition) -> Edition:
    return made_once("one figure corrected", lambda: corrected(published))


def corrected(published: Edition) -> Edition:
    """One figure is corrected: it is printed in one place, and no total follows from it."""
    edition = copy_edition(source=published, fiscal_year=2025, reason="集計の誤り")
    figure = MetricFigure.objects.get(edition=edition, key=FIGURE.partition("/")[2])
    figure.value = 94
    figure.save()
    return edition


@pytest.mark.parametrize("name", few_daily(2, *RELEASES_BY_SIZE))
def test_one_corrected_figure_is_one_row_whatever_the_release_changed(
    name, published, correction, monkeypatch
):
    shown = {key: grid.to_json() for key, grid in Content(published).tables.items()}
    declare(monkeypatch, RELEASES[name](registry.sections()))
    states = part_states(correction)
    assert [key for key, state in states.items() if not state.is_unchanged] == ["programs"]
    done = publish(edition=correction)
    rows = errata(done).rows
    assert [(r.old, r.new, r.difference.ref) for r in rows] == [("93", "94", FIGURE)]
    # What the public reads of the old edition is what was published.
    assert {key: grid.to_json() for key, grid in Content(published).tables.items()} == shown


@pytest.mark.thorough
def test_a_section_less_adds_nothing_to_what_was_corrected(published, correction, monkeypatch):
    """Its headings and places are taken out by staff, which is a correction of the text."""
    declare(monkeypatch, [s for s in registry.sections().values() if s.key != "zones"])
    assert [(row.old, row.new) for row in errata(correction).rows] == [("93", "94")]
    assert "zones.structural" in Content(published).tables


@pytest.mark.parametrize("name", few_daily(2, *reversed(RELEASES)))
def test_who_reviews_is_told_what_the_release_changed_in_the_form(name, correction, monkeypatch):
    declare(monkeypatch, RELEASES[name](registry.sections()))
    sheet = Sheet(correction, "robots", person("viewer"))
    comparisons = {comparison.key: comparison for comparison in sheet.comparisons}
    assert comparisons["published"].rows == []
    assert (FORM in comparisons) is (name not in UNPRINTED)
    if FORM in comparisons:
        assert comparisons[FORM].title == "様式の変更"
        assert "正誤表には載りません" in comparisons[FORM].note


def test_the_change_sheet_page_and_its_workbook_tell_the_form_apart(
    correction, monkeypatch, admin_client
):
    declare(monkeypatch, RELEASES["a list column more"](registry.sections()))
    page = admin_client.get(f"/staff/review/{correction.pk}/robots/").content.decode()
    assert "様式の変更（1件）" in page
    assert "いまのプログラムによる印字" in page


@pytest.mark.thorough
def test_the_old_rows_are_printed_once_however_often_they_are_asked_for(
    published, correction, monkeypatch
):
    from kanagawa.editions import comparing

    built = []
    live = comparing.LiveContent
    monkeypatch.setattr(comparing, "LiveContent", lambda rows: built.append(rows) or live(rows))
    for _ in range(3):
        errata(correction)
        part_states(correction)
        Sheet(correction, "robots", person("viewer")).comparisons  # noqa: B018  (reads them)
    assert len(built) == 1

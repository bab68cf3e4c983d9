"""What the office says instead of a value, or of one: typed, printed, checked, asked again."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kanagawa.checks.context import Context
from kanagawa.checks.empty import compiling, left_notes
from kanagawa.checks.stale import notes
from kanagawa.editions.content import Content
from kanagawa.editions.hashing import section_hashes
from kanagawa.editions.publishing import publish
from kanagawa.editions.rolling import roll_edition
from kanagawa.editions.rows import EditionRows
from kanagawa.entry.parsing import Entered, Entry
from kanagawa.entry.saving import save_entries
from kanagawa.reports.writers.flat import flat_rows
from robots.models import RobotIndicatorFigure

from .conftest import open_cells

pytestmark = pytest.mark.sample


def figures_of(edition: Any) -> list[RobotIndicatorFigure]:
    return [f for f in EditionRows(edition).of(RobotIndicatorFigure) if f.kind == "actual"]


def type_into(edition: Any, user: Any, ref: str, text: str) -> None:
    cell = open_cells(edition, "robots")[ref]
    entries = {ref: Entry(cell.shown, text, cell.kind, cell.status, cell.as_of)}
    outcome = save_entries(edition=edition, section="robots", entries=entries, user=user)
    assert outcome.is_saved, outcome.errors


def printed(edition: Any, ref: str) -> list[tuple[str, str, str]]:
    """Print, status and qualifier of a figure in the flat rows of all tables."""
    rows = flat_rows("2025-1", Content(edition).section_tables("robots").values())
    return [(r.printed, r.status, r.qualifier) for r in rows if r.figure_key == ref]


def test_words_typed_into_the_grid_are_reasons_and_qualifiers(draft: Any, clerk: Any) -> None:
    ref = next(f.ref for f in figures_of(draft) if f.value is not None)
    for text, print_, status, qualifier in (
        ("集計中", "集計中", "compiling", ""),
        ("未定", "未定", "undecided", ""),
        ("Ｘ", "Ｘ", "withheld", ""),
        ("廃止", "廃止", "discontinued", ""),
        ("皆無", "－", "nil", ""),
        ("約1,200", "約1,200", "value", "about"),
        ("40程度", "40程度", "value", "around"),
        ("1,234（速報値）", "1,234（速報値）", "value", "provisional"),
        ("1,234", "1,234", "value", ""),
    ):
        type_into(draft, clerk, ref, text)
        assert printed(draft, ref)[0] == (print_, status, qualifier), text
        stored = Entered.of(open_cells(draft, "robots")[ref].row)
        assert Entered.read(stored.mark()) == stored
        assert stored.text == text if status != "nil" else "－"


def test_what_is_compiled_needs_a_reason_and_a_day(draft: Any) -> None:
    rows = EditionRows(draft)
    figure = rows.of(RobotIndicatorFigure)[0]

    def said(**values: Any) -> list[str]:
        for name, value in values.items():
            setattr(figure, name, value)
        return [finding.severity for finding in compiling(Context(rows))]

    assert said(value=None, status="compiling") == ["error"]
    assert said(due_on=date(2026, 9, 30)) == ["error"]
    assert said(remark="市町の回答待ち") == []
    draft.committee_on = date(2026, 10, 1)
    assert said() == ["warning"]
    assert said(due_on=date(2026, 10, 2)) == []


def test_a_note_that_a_value_waits_is_told_where_there_is_one(draft: Any) -> None:
    rows = EditionRows(draft)
    figure = next(f for f in rows.of(RobotIndicatorFigure) if f.value is not None)

    def told(note: str, qualifier: str = "") -> list[str]:
        figure.note, figure.qualifier = note, qualifier
        return [f.ref for f in left_notes(Context(rows))]

    assert told("集計中（６月末）") == [figure.ref] == told("速報による。")
    assert told("速報による。", "provisional") == told("うち県外は３件") == []


def test_a_remark_for_colleagues_is_no_content_and_is_in_no_table(draft: Any) -> None:
    before = section_hashes(draft)
    figure = figures_of(draft)[0]
    figure.remark = "市町に確認中"
    figure.save()
    assert section_hashes(draft) == before
    tables = Content(draft).tables.values()
    assert "市町に確認中" not in "".join(str(grid.to_json()) for grid in tables)


def test_the_next_edition_asks_again_and_tells_what_was_revised(draft: Any) -> None:
    last, open_, sure, ended = [f for f in figures_of(draft) if f.value is not None][-4:]
    last.qualifier = "provisional"
    open_.value, open_.status, open_.remark = None, "compiling", "市町の回答待ち"
    open_.due_on = date(2026, 9, 30)
    ended.value, ended.status = None, "discontinued"
    for figure in (last, open_, sure, ended):
        figure.note = "注"
        figure.save()
    publish(edition=draft)
    rolled = roll_edition(source=draft)
    now = {f.key: f for f in EditionRows(rolled).of(RobotIndicatorFigure)}
    for figure in (last, open_):
        asked = now[figure.key]
        assert (asked.value, asked.status, asked.qualifier) == (None, "to_enter", "")
        assert (asked.remark, asked.due_on, asked.published_value) == ("", None, None)
    assert now[ended.key].status == "discontinued"
    asked_again = {finding.ref for finding in notes(Context(EditionRows(rolled)))}
    assert asked_again == {last.ref, open_.ref}
    again = now[sure.key]
    assert (again.value, again.published_value) == (sure.value, sure.value)
    assert again.printed_note == "注"
    again.value = Decimal(sure.value) + 3
    assert again.printed_note == f"（遡及改訂）前年度の版では{sure.printed}。注"
    again.save()
    table = next(g for g in Content(rolled).tables.values() if again.ref in _keys(g))
    assert any("（遡及改訂）前年度の版では" in note for note in table.notes)
    again.hides_revision = True
    assert again.printed_note == "注"


def _keys(grid: Any) -> set[str]:
    return {figure.key for figure in grid.figures()}

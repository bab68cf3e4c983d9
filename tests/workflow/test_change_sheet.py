"""The change sheets of all parts together show every printed difference, and nothing else."""

import io
import random
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from openpyxl import load_workbook

from kanagawa.editions.content import Content
from kanagawa.editions.models import Node
from kanagawa.editions.rows import EditionRows, row_models
from kanagawa.figures.kinds import Status
from kanagawa.figures.models import FigureRow
from kanagawa.reports.comparing.text import printed as printed_text
from kanagawa.reports.grid import placed
from kanagawa.reports.writers.file_formats import EXCEL
from kanagawa.workflow.lines import sheet_lists
from kanagawa.workflow.parts import parts
from kanagawa.workflow.sheet import Comparison, Sheet
from kanagawa.workflow.snapshots import Present, look_at
from robots.models import RobotIndicatorFigure
from tests.states.making import STATES, copied

pytestmark = pytest.mark.sample

EDITS = 10
TEXTS = ("name", "text", "title", "description", "note")


def edit(draft: Any, draw: random.Random, user: Any, times: int = EDITS) -> None:
    """Change values or wordings somewhere, each so that nothing moves to another place."""
    before = places(Content(draft)).keys()
    for _ in range(times):
        with transaction.atomic():
            _change(draft, draw, user)
            if places(Content(draft)).keys() != before:
                transaction.set_rollback(True)  # a name that cells are merged or grouped by


def _change(draft: Any, draw: random.Random, user: Any) -> None:
    rows = EditionRows(draft)
    model: Any = draw.choice(row_models())
    row = draw.choice(rows.of(model))
    if isinstance(row, FigureRow) and row.status == Status.VALUE and row.value is not None:
        row.value += draw.randint(1, 9)
    else:
        names = [f.name for f in model._meta.concrete_fields if f.name in TEXTS]
        written = [name for name in names if getattr(row, name)]
        if not written or (isinstance(row, Node) and row.kind in ("table", "listing")):
            return
        name = draw.choice(written)
        setattr(row, name, f"{getattr(row, name)}{draw.randint(1, 9)}")
    row._history_user = user
    row.save()


def places(content: Content) -> dict[tuple[Any, ...], str]:
    """What stands printed at every place: cells of tables and blocks of the text."""
    by_place: dict[tuple[Any, ...], str] = {}
    for key, grid in content.tables.items():
        by_place |= {(key, row, column): cell.text for cell, row, column in placed(grid)}
        for name in ("title", "caption", "aside", "unit", "as_of", "period", "source"):
            by_place[key, name] = getattr(grid, name)
        by_place |= {(key, "note", n): note for n, note in enumerate(grid.notes)}
    for section in parts():
        for n, block in enumerate(content.section_blocks(section)):
            by_place["text", section, n] = printed_text(block)
    return by_place


def shown(comparisons: list[Comparison], section: str) -> set[tuple[Any, ...]]:
    """The places that the rows of a sheet are about."""
    rows: set[tuple[Any, ...]] = set()
    for difference in (row.difference for each in comparisons for row in each.rows):
        if not difference.printed:
            continue
        assert difference.old != difference.new
        if difference.table and difference.kind in ("value", "text", "head"):
            rows |= {(difference.table, *at) for at in difference.new_at}
        elif difference.table and difference.kind == "note":
            rows |= {(difference.table, "note", at[0]) for at in difference.new_at}
        elif difference.table:
            rows.add((difference.table, difference.kind))
        else:
            rows |= {("text", section, at[0]) for at in difference.new_at}
    return rows


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.thorough) for seed in (1, 2))]
)
def test_the_sheets_are_complete_and_exact_whatever_is_edited(seed, published, office):
    # A correction: in another fiscal year the unchanged rows already print in other columns.
    draft = copied(published)
    draw, user = random.Random(seed), office.editors["robots"]
    edit(draft, draw, user)
    old, new = places(Content(published)), places(Content(draft))
    assert old.keys() == new.keys()
    expected = {place for place, text in new.items() if old[place] != text}
    assert len(expected) > 5
    rows: set[tuple[Any, ...]] = set()
    for section in parts():
        sheet = Sheet(draft, section, office.superuser)
        assert [each.key for each in sheet.comparisons] == ["published"]
        rows |= shown(sheet.comparisons, section)
    assert rows == expected


def test_nothing_is_missed_between_two_looks(draft, office):
    """Changed, looked at, changed again: each look says exactly what is new since the last."""
    draw, user = random.Random(7), office.superuser
    before = places(Content(draft))
    for turn in range(2):
        present = Present(draft)
        for section in parts():
            look_at(present, section, user)
        edit(draft, draw, office.editors["robots"], times=5)
        after = places(Content(draft))
        rows: set[tuple[Any, ...]] = set()
        for section in parts():
            sheet = Sheet(draft, section, user)
            rows |= shown([c for c in sheet.comparisons if c.key == "look"], section)
        assert rows == {place for place, text in after.items() if before[place] != text}, turn
        before = after


def test_who_and_when_is_told_of_everything_that_somebody_entered(draft, office):
    draw, user = random.Random(3), office.editors["robots"]
    edit(draft, draw, user)
    changed = {
        model.ref_of(record)
        for model in row_models()
        for record in model.history.filter(history_user=user)
    }
    count = 0
    for section in parts():
        for row in Sheet(draft, section, office.superuser).comparisons[0].rows:
            entered = [c.figure.key for c in row.difference.figures if not c.figure.computed]
            by_hand = [key for key in entered if key in changed]
            if by_hand:
                assert row.touch is not None, by_hand
            if row.touch is not None:
                assert row.touch.user == "robots-editor"
                count += 1
    assert count > 5


def test_every_difference_is_decided_or_moved_and_each_thing_stands_once(draft, office):
    draw, user = random.Random(11), office.editors["robots"]
    edit(draft, draw, user, times=8)
    decided = 0
    for section in parts():
        for each in Sheet(draft, section, office.superuser).comparisons:
            split = [row for thing in each.decided for row in thing.rows] + each.moved
            assert sorted(map(id, split)) == sorted(map(id, each.rows))
            assert all(row.touch is None for row in each.moved)
            things = [(thing.where, thing.ref) for thing in each.decided]
            assert len(things) == len(set(things))
            assert all(thing.figures or thing.has_text for thing in each.decided)
            decided += len(things)
    assert 2 < decided <= 8


def test_what_only_moved_on_with_the_year_was_decided_by_nobody(published, office):
    rolled = STATES["rolled"](published)
    moved = 0
    for section in parts():
        for each in Sheet(rolled, section, office.superuser).comparisons:
            assert each.decided == []
            moved += len(each.moved)
    assert moved > 50


def test_a_new_value_stands_beside_last_year_and_its_target(published, office):
    rolled = STATES["rolled"](published)
    figure = RobotIndicatorFigure.objects.get(edition=rolled, key="field-tests-actual-2025")
    figure.value, figure.status = Decimal(145), Status.VALUE
    figure._history_user = office.editors["robots"]
    figure.save()
    (each,) = Sheet(rolled, "robots", office.superuser).comparisons
    (thing,) = each.decided
    (told,) = thing.figures
    assert (told.before, told.is_last_year, told.target, told.now) == (
        "142件",
        True,
        "180件",
        "145件",
    )
    assert (told.amount.text, told.amount.percent_text) == ("＋３件", "＋2.1％")
    assert (told.name, thing.touch.user) == ("第３期 / 令和７年度", "robots-editor")
    # Of a value that was published itself, that one is what it is held against.
    earlier = RobotIndicatorFigure.objects.get(edition=rolled, key="field-tests-actual-2024")
    earlier.value += 2
    earlier.save()
    (each,) = Sheet(rolled, "robots", office.superuser).comparisons
    before = {f.name: (f.before, f.is_last_year) for d in each.decided for f in d.figures}
    assert before["第３期 / 令和６年度"] == ("142件", False)


def lines_of(book, name):
    """The lines of a sheet; of one that has none the contents say so, and it takes no paper."""
    number = dict(book["目次"].iter_rows(min_row=2, values_only=True))[name]
    lines = list(book[name].iter_rows(min_row=2, values_only=True)) if name in book else []
    assert number == (f"{len(lines)}件" if lines else "該当なし")
    return lines


def test_excel_has_all_that_was_decided_and_all_that_moved(draft, office):
    draw, user = random.Random(5), office.superuser
    edit(draft, draw, user)
    section = max(parts(), key=lambda s: len(Sheet(draft, s, user).comparisons[0].rows))
    look_at(Present(draft), section, user)
    edit(draft, draw, user)
    sheet = Sheet(draft, section, user)
    content = EXCEL.changes("変更点", sheet_lists(sheet))
    book = load_workbook(io.BytesIO(content))
    for comparison, name in zip(
        sheet.comparisons, ("前に見た時から", "公開版との違い"), strict=True
    ):
        listed = lines_of(book, name)
        things = [thing.where for thing in comparison.decided for _ in range(thing.lines)]
        assert [row[0] for row in listed] == things
        now = [f.now for thing in comparison.decided for f in thing.figures]
        assert [row[5] for row in listed if row[1] != "文"] == now
        moved = lines_of(book, f"{name}（連動）")
        assert [row[0] for row in moved] == [row.difference.where for row in comparison.moved]
        for row, line in zip(comparison.moved, moved, strict=True):
            assert str(line[2] or "").startswith(row.difference.old)
            assert str(line[3] or "").startswith(row.difference.new)
    assert book["入力の記録"].max_row > 1
    keys = [row.key for model in row_models() for row in EditionRows(draft).of(model) if row.key]
    texts = {str(c.value) for ws in book for line in ws.iter_rows() for c in line if c.value}
    assert not texts & set(keys), "names, not keys"

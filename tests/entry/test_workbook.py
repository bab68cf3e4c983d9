"""The entry workbook: what it holds, and what comes back from it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from openpyxl.utils.cell import coordinate_to_tuple

from kanagawa.editions.publishing import publish
from kanagawa.editions.refusals import EditionPublished
from kanagawa.entry.models import Upload
from kanagawa.entry.preview import preview
from kanagawa.entry.records import SHEET
from kanagawa.entry.unsafe_files import require_workbook
from kanagawa.entry.uploads import apply_upload, forget_old_uploads, store
from kanagawa.entry.workbook import entry_workbook
from kanagawa.figures.kinds import Status
from kanagawa.reports import registry
from tests.breadth import each_section

from .books import filled, opened, places
from .conftest import open_cells

SECTIONS = list(registry.sections())


def uploaded(draft, section, user, content, name="入力用.xlsx"):
    return store(edition=draft, section=section, user=user, name=name, content=content)


def applied(kept, user, **choices):
    return apply_upload(upload=kept, user=user, seen=preview(kept).seen, choices=choices)


@each_section
def test_every_open_cell_is_in_the_file_once_unlocked_and_marked(section, draft, clerk):
    book = opened(entry_workbook(draft, section, clerk))
    cells, in_file = open_cells(draft, section), places(book)
    assert list(in_file) == list(cells)
    assert {a for a, p in in_file.items() if not p.as_of} == {
        a for a, cell in cells.items() if cell.day_holder
    }
    typed_at = [(p.sheet, at) for p in in_file.values() for at in (p.value, p.status)]
    typed_at += [(p.sheet, at) for p in in_file.values() for at in (p.kind, p.as_of) if at]
    assert len(set(typed_at)) == len(typed_at)
    unlocked = {
        (ws.title, cell.coordinate)
        for ws in book.worksheets
        for row in ws.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    merged_parts = {
        (ws.title, cell.coordinate)
        for ws in book.worksheets
        for area in ws.merged_cells.ranges
        for row in ws[area.coord]
        for cell in row
    }
    assert set(typed_at) <= unlocked
    assert unlocked - set(typed_at) <= merged_parts
    for sheet, at in typed_at:
        assert book[sheet][at].fill.fgColor.rgb.endswith("FFF7D6")


@each_section
def test_numbers_are_numbers_and_notes_and_lists_help(section, draft, clerk):
    book = opened(entry_workbook(draft, section, clerk))
    cells = places(book)
    for ref, cell in open_cells(draft, section).items():
        place = cells[ref]
        ws = book[place.sheet]
        value = ws[place.value].value
        if cell.entered.value is not None:
            assert Decimal(str(value)) == cell.entered.value
        else:
            assert (value or "") == cell.value
        note = ws[place.value].comment.text
        assert cell.label in note
        for beside in (cell.beside.last_year, cell.beside.forecast, cell.beside.target):
            assert beside in note
        choices = {
            at: rule.formula1
            for rule in ws.data_validations.dataValidation
            for area in rule.sqref.ranges
            for at in [area.coord]
        }
        in_lists = [a for a in choices if ":" not in a]
        assert place.status in in_lists or any(
            _within(place.status, area) for area in choices if ":" in area
        )


def _within(at, area):
    row, column = coordinate_to_tuple(at)
    first, last = map(coordinate_to_tuple, area.split(":"))
    return first[0] <= row <= last[0] and first[1] <= column <= last[1]


def test_the_file_is_protected_hides_its_record_and_says_what_it_is(draft, clerk):
    book = opened(entry_workbook(draft, "robots", clerk))
    assert book.security.lockStructure
    assert all(ws.protection.sheet for ws in book.worksheets)
    assert book[SHEET].sheet_state == "veryHidden"
    front = book.worksheets[0]
    text = "\n".join(str(c.value) for row in front.iter_rows() for c in row if c.value)
    for words in (str(draft), registry.sections()["robots"].title, "下書き", "clerk", "第1表"):
        assert words in text


@each_section
def test_the_file_itself_is_a_safe_one(section, draft, clerk):
    require_workbook(entry_workbook(draft, section, clerk))


def test_a_published_edition_gives_no_file(published, clerk):
    with pytest.raises(EditionPublished):
        entry_workbook(published, "robots", clerk)


@each_section
def test_an_untouched_file_changes_nothing(section, draft, clerk):
    kept = uploaded(draft, section, clerk, entry_workbook(draft, section, clerk))
    result = preview(kept)
    assert (result.changes, result.clashes, result.problems, result.since) == ([], [], [], [])
    assert result.unchanged == len(open_cells(draft, section))
    assert not result.can_apply


@each_section
def test_every_cell_changed_in_the_file_is_changed_exactly_so(section, draft, clerk):
    cells = open_cells(draft, section)
    wanted = {a: Decimal(1000 + n) for n, a in enumerate(cells)}
    content = filled(
        entry_workbook(draft, section, clerk), {a: {"value": int(v)} for a, v in wanted.items()}
    )
    kept = uploaded(draft, section, clerk, content)
    result = preview(kept)
    assert result.problems == []
    assert [line.ref for line in result.changes] == list(cells)
    assert (
        open_cells(draft, section)[next(iter(cells))].entered == next(iter(cells.values())).entered
    )
    assert applied(kept, clerk).is_done
    after = open_cells(draft, section)
    assert {a: c.entered.value for a, c in after.items()} == wanted
    for ref, cell in after.items():
        before = cells[ref].entered
        assert cell.entered._replace(value=before.value, status=before.status) == before
        assert cell.status == Status.VALUE
        last = cell.row.history.latest()
        assert last.history_user == clerk
        assert last.history_change_reason == "Excel取込み：入力用.xlsx"


@pytest.mark.thorough
def test_a_draft_that_was_published_meanwhile_takes_nothing(draft, clerk):
    cells = open_cells(draft, "robots")
    content = filled(entry_workbook(draft, "robots", clerk), {next(iter(cells)): {"value": 7}})
    kept = uploaded(draft, "robots", clerk, content)
    seen = preview(kept).seen
    publish(edition=draft)
    kept.refresh_from_db()
    done = apply_upload(upload=kept, user=clerk, seen=seen, choices={})
    assert not done.is_done and done.preview.refused
    assert (
        open_cells(draft, "robots")[next(iter(cells))].entered == cells[next(iter(cells))].entered
    )
    with pytest.raises(EditionPublished):
        uploaded(draft.__class__.objects.get(pk=draft.pk), "robots", clerk, content)


def test_files_that_nobody_applied_are_forgotten_after_a_month(draft, clerk):
    content = entry_workbook(draft, "zones", clerk)
    old, done, fresh = (uploaded(draft, "zones", clerk, content) for _ in range(3))
    long_ago = timezone.now() - timedelta(days=31)
    Upload.objects.filter(pk=old.pk).update(at=long_ago)
    Upload.objects.filter(pk=done.pk).update(at=long_ago, applied_at=long_ago, applied_by=clerk)
    forget_old_uploads()
    assert {u.pk for u in Upload.objects.all()} == {done.pk, fresh.pk}

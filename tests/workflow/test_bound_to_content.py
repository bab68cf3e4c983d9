"""An approval holds for the content that was seen: any change voids it, an empty save does not."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from kanagawa.editions.content import Content
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.hashing import hashes_of, section_hashes, stored
from kanagawa.editions.models import Edition, EditionRow, Node, Term
from kanagawa.editions.rows import EditionRows, row_models, update_rows
from kanagawa.workflow.lines import sheet_lists
from kanagawa.workflow.sheet import Sheet
from kanagawa.workflow.states import part_states
from tests.people import person

# A remark is for colleagues: nobody approves it.
_NOT_CONTENT = {"id", "edition", "search_text", "remark"}


def other(rows: EditionRows, row: EditionRow, field: Any) -> Any:
    """Another value than the row has; None where the edition offers no other."""
    value = getattr(row, field.name)
    if field.is_relation:
        return next((r for r in rows.of(field.related_model) if r not in (value, row)), None)
    if field.choices:
        return next((key for key, _ in field.flatchoices if key != value), None)
    match field:
        case models.BooleanField():
            return not value
        case models.DateField():
            return value + timedelta(days=1) if value else "2025-04-01"
        case models.DecimalField() | models.IntegerField():
            return (value or 0) + 1
    return f"{value}x"


@pytest.mark.sample
def test_every_field_of_every_kind_of_row_is_part_of_what_is_approved(draft):
    rows = EditionRows(draft)
    tried = 0
    for model in row_models():
        row = rows.of(model)[0]
        for field in model._meta.concrete_fields:
            was = getattr(row, field.name)
            changed = None if field.name in _NOT_CONTENT else other(rows, row, field)
            if changed is None:
                continue
            before = stored(row)
            setattr(row, field.name, changed)
            assert stored(row) != before, (model, field)
            setattr(row, field.name, was)
            assert stored(row) == before
            tried += 1
    assert tried > 5 * len(row_models())


@pytest.mark.sample
def test_every_row_of_every_kind_is_in_the_hash_of_its_section_and_of_no_other(draft):
    rows = EditionRows(draft)
    content = Content(draft, rows)
    before = hashes_of(rows, content)
    for model in row_models():
        found: Any = rows.of(model)
        assert found, f"no row of {model._meta.label}: it would be tested in nothing"
        for row in (found[0], found[-1]):
            row.position += 1
            changed = {s for s, h in hashes_of(rows, content).items() if h != before[s]}
            assert changed == {row.section}, row
            row.position -= 1
        gone = found.pop()
        assert hashes_of(rows, content)[gone.section] != before[gone.section], model
        found.append(gone)
    assert hashes_of(rows, content) == before


# How a change of each kind is printed is in the test above; what is stored is read in one way.
@pytest.mark.sample
@pytest.mark.parametrize("step", [6, pytest.param(1, marks=pytest.mark.thorough)])
def test_a_stored_change_of_a_row_changes_the_hash_and_taken_back_it_holds(step, draft):
    before = section_hashes(draft)
    for model in row_models()[::step]:
        row = model._default_manager.filter(edition=draft).order_by("-position", "-id").first()
        found = model._default_manager.filter(pk=row.pk)
        found.update(position=row.position + 1)
        assert section_hashes(draft)[row.section] != before[row.section], model
        found.update(position=row.position)
    assert section_hashes(draft) == before


@pytest.mark.sample
def test_an_empty_save_of_every_kind_of_row_changes_nothing(draft):
    before = section_hashes(draft)
    for model in row_models():
        row = model._default_manager.filter(edition=draft).first()
        row.save()
        update_rows(model, [row], ["position"])
    assert section_hashes(draft) == before


def test_what_a_text_quotes_of_another_section_is_part_of_its_own(draft):
    node = next(n for n in Node.objects.filter(edition=draft, kind="paragraph") if n.section)
    printed = (f.key for grid in Content(draft).tables.values() for f in grid.figures())
    ref = next(a for a in printed if "/" in a and not a.startswith(node.section))
    node.text += f"{{{ref}}}"
    node.save()
    before = section_hashes(draft)
    label, _, key = ref.partition("/")
    figure = apps.get_model(label).objects.get(edition=draft, key=key)
    figure.value = (figure.value or 0) + 1
    figure.status = "value"
    figure.save()
    changed = {s for s, content_hash in section_hashes(draft).items() if content_hash != before[s]}
    assert {node.section, figure.section} <= changed


@pytest.fixture
def chief(db):
    return person("approver", "robots")


def changed_sections(draft: Edition, before: dict[str, str]) -> set[str]:
    return {
        section for section, digest in section_hashes(draft).items() if digest != before[section]
    }


@pytest.mark.sample
def test_the_meaning_of_a_word_is_approved_where_the_word_is_printed(draft, chief):
    """Readers find it beside the table: nobody may put it there alone, after the approval."""
    before = section_hashes(draft)
    word = Content(draft).section_blocks("robots")[0].text
    assert not Sheet(draft, "robots", chief).beside
    term = Term.objects.create(word=word, meaning="ある説明", source="ある資料")
    assert changed_sections(draft, before) == {"robots"}
    sheet = Sheet(draft, "robots", chief)
    assert sheet.beside == [(word, "", "ある説明")]
    assert [list(each.rows) for each in sheet_lists(sheet) if "用語" in each.name] == [sheet.beside]
    assert not Sheet(draft, "zones", chief).beside
    term.meaning = ""  # it waits for a meaning, and nobody reads it
    term.save()
    assert not changed_sections(draft, before)


@pytest.mark.sample
def test_a_correction_that_explains_a_word_anew_is_approved(published):
    word = Content(published).section_blocks("robots")[0].text
    correction = copy_edition(source=published, fiscal_year=2025, reason="誤記")
    assert part_states(correction)["robots"].is_unchanged
    Term.objects.create(word=word, meaning="ある説明")
    states = part_states(correction)
    assert not states["robots"].is_unchanged
    assert states["zones"].is_unchanged


@pytest.mark.sample
def test_the_figure_that_stands_for_a_section_is_approved_with_it(draft, chief):
    before = section_hashes(draft)
    draft.headlines = {"robots": "robots.robotindicatorfigure/field-tests"}
    assert changed_sections(draft, before) == {"robots"}
    ((what, old, new),) = Sheet(draft, "robots", chief).beside
    assert what == "主な数値"
    assert old != new

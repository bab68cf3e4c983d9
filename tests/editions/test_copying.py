"""A copy has every row under the same key, with references inside the copy."""

from unittest import mock

import pytest
from django.core.exceptions import ValidationError

from kanagawa.editions import copying
from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition, references
from kanagawa.editions.rows import row_models

pytestmark = pytest.mark.sample


def values(row):
    skipped = {"id", "edition", *(f.name for f in references(type(row)))}
    fields = [f for f in row._meta.concrete_fields if f.name not in skipped]
    return {f.name: getattr(row, f.attname) for f in fields}


@pytest.mark.parametrize("model", row_models(), ids=lambda m: m._meta.label)
def test_every_row_is_copied_with_its_references_mapped(model, published, draft):
    originals = {row.key: row for row in model.objects.filter(edition=published)}
    copies = {row.key: row for row in model.objects.filter(edition=draft)}
    assert copies.keys() == originals.keys()
    for key, row in copies.items():
        assert values(row) == values(originals[key])
        for field in references(model):
            target, source = getattr(row, field.name), getattr(originals[key], field.name)
            assert (target is None) == (source is None)
            if target is not None:
                assert (target.edition, target.key) == (draft, source.key)


def test_a_copy_of_the_same_year_prints_the_same_text_and_tables(published):
    copy = copying.copy_edition(source=published, fiscal_year=2025, reason="誤記")
    assert (copy.fiscal_year, copy.revision) == (2025, 2)
    old, new = Content(published), Content(copy)
    assert list(new.blocks) == list(old.blocks)
    assert new.tables == old.tables


def test_a_second_draft_of_a_year_is_refused(published, draft):
    with pytest.raises(ValidationError, match="下書きがすでにあります"):
        copying.copy_edition(source=published, fiscal_year=draft.fiscal_year)


def test_a_copy_that_fails_on_the_way_leaves_nothing(published):
    model = row_models()[-1]
    original = copying.create_rows

    def fail(kind, rows, **kwargs):
        if kind is model:
            raise RuntimeError("power cut")
        return original(kind, rows, **kwargs)

    with mock.patch.object(copying, "create_rows", fail), pytest.raises(RuntimeError):
        copying.copy_edition(source=published, fiscal_year=2026)
    assert not Edition.objects.filter(fiscal_year=2026).exists()


def test_every_copied_row_has_its_history(draft):
    for model in row_models():
        count = model.objects.filter(edition=draft).count()
        history = model.history.filter(edition=draft)
        assert history.count() == count
        assert set(history.values_list("history_type", flat=True)) == {"+"}

"""The sample is what it promises: of every kind something, few of each, nothing to complain of."""

import pytest

from kanagawa.checks.run import findings
from kanagawa.editions.content import Content, LiveContent
from kanagawa.editions.models import Edition
from kanagawa.editions.rows import EditionRows, row_models
from kanagawa.reports import registry


def size(edition: Edition) -> int:
    return sum(len(EditionRows(edition).of(model)) for model in row_models())


@pytest.mark.sample
def test_the_sample_has_every_kind_of_row_and_every_section(published: Edition) -> None:
    rows = EditionRows(published)
    assert [model for model in row_models() if not rows.of(model)] == []
    assert {block.section for block in Content(published).blocks} >= {*registry.sections()}
    assert 200 < size(published) < 400


@pytest.mark.sample
def test_nothing_in_the_sample_is_broken_or_found(draft: Edition) -> None:
    assert LiveContent(EditionRows(draft)).broken == []
    assert [f"{f.check} {f.message}" for f in findings(draft) if f.severity == "error"] == []


def test_without_the_mark_it_is_the_whole_report(published: Edition) -> None:
    assert size(published) > 600
    assert Edition.objects.count() == 1

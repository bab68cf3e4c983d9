"""A lock gives the edition as it is stored, or says that it is gone or published."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kanagawa.editions.locking import (
    lock_draft,
    lock_drafts,
    lock_edition,
    lock_to_delete,
    present_draft,
)
from kanagawa.editions.models import Edition, State
from kanagawa.editions.refusals import EditionDeleted, EditionPublished

pytestmark = pytest.mark.sample


@pytest.fixture
def draft(db):
    return Edition.objects.create(fiscal_year=2030, running_head="前")


@pytest.mark.parametrize("lock", [lock_edition, lock_draft, lock_to_delete, present_draft])
def test_what_is_stored_counts_and_not_what_was_read_before(lock, draft):
    Edition.objects.filter(pk=draft.pk).update(running_head="後")
    assert lock(draft).running_head == "後"
    gone = Edition(pk=draft.pk + 1, fiscal_year=2031)
    with pytest.raises(EditionDeleted, match="令和13年度版の下書きは、ほかの人が削除しました"):
        lock(gone)


@pytest.mark.parametrize("lock", [lock_draft, lock_to_delete, present_draft])
def test_a_draft_that_was_published_meanwhile_is_none(lock, draft):
    Edition.objects.filter(pk=draft.pk).update(
        state=State.PUBLISHED, content_hash="a" * 64, published_at=timezone.now()
    )
    with pytest.raises(EditionPublished):
        lock(draft)
    assert lock_edition(draft).is_published


def test_all_drafts_are_locked_at_once(draft):
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        lock_drafts()
    assert len(queries) == 1

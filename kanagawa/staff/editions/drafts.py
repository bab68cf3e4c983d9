"""Deleting a whole draft: an edition's rows are protected, so they go first, children before."""

from django.contrib.auth.models import User
from django.db import transaction

from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition
from kanagawa.editions.rows import row_models


def row_count(edition: Edition) -> int:
    return sum(m._default_manager.filter(edition=edition).count() for m in row_models())


@transaction.atomic
def delete_draft(*, edition: Edition, user: User | None = None) -> int:
    """Delete a draft with all its rows, all or nothing; the history of the rows stays.

    Raises EditionPublished for a published edition, ProtectedError when an edition was copied
    from it. Returns the number of rows.
    """
    locked = lock_draft(edition)
    count = row_count(locked)
    for model in reversed(row_models()):
        model._default_manager.filter(edition=locked).delete()
    locked.delete()
    return count

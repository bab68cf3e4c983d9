"""The lock of a draft: who has it is the only one who writes in the edition or publishes it.

On SQLite the transaction is the only one that writes. On PostgreSQL writers of rows hold a shared
lock (trigger) and are waited for; rows that merely refer to the edition are not kept waiting.
"""

from django.db.models import QuerySet

from .models import Edition, State
from .refusals import EditionDeleted

_DELETED = "{}の下書きは、ほかの人が削除しました。"


def lock_edition(edition: Edition) -> Edition:
    """The edition as stored, locked until the transaction ends. Raises EditionDeleted."""
    locked = _locked().filter(pk=edition.pk).first()
    if locked is None:
        raise EditionDeleted(_DELETED.format(edition))
    return locked


def lock_draft(edition: Edition) -> Edition:
    """The draft as stored, locked until the transaction ends; to be called first in it.

    Raises EditionDeleted, and EditionPublished when it is a draft no more.
    """
    locked = lock_edition(edition)
    locked.require_draft()
    return locked


def lock_to_delete(edition: Edition) -> Edition:
    """As `lock_draft`, and nobody adds to what refers to the draft: all of it is to go."""
    locked = Edition.objects.select_for_update(of=("self",)).filter(pk=edition.pk).first()
    if locked is None:
        raise EditionDeleted(_DELETED.format(edition))
    locked.require_draft()
    return locked


def present_draft(edition: Edition) -> Edition:
    """The draft as stored, without a lock, for what is read before it. Raises as `lock_draft`."""
    stored = Edition.objects.filter(pk=edition.pk).first()
    if stored is None:
        raise EditionDeleted(_DELETED.format(edition))
    stored.require_draft()
    return stored


def lock_drafts() -> None:
    """Lock all drafts: for screens that find out later which of them they write in."""
    list(_locked().filter(state=State.DRAFT).order_by("pk").values_list("pk"))


def _locked() -> QuerySet[Edition]:
    return Edition.objects.select_for_update(of=("self",), no_key=True)

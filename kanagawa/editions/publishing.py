"""Draft → published: one transaction that freezes the printed form and locks the rows."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from .content import Content
from .correcting import make_errata
from .freezing import edition_hash, frozen_parts
from .locking import lock_draft, present_draft
from .models import Edition, FrozenPart, State
from .proving import Proof, digest, prove
from .published_cache import forget_editions
from .refusals import CannotPublish
from .search_index import write_index


class ChangedMeanwhile(CannotPublish):
    """Somebody saved something after the proof was begun."""


def proved(edition: Edition) -> Proof:
    """Build every public page and file of a draft as it is now, before anything is locked.

    Raises CannotPublish that says what stands in the way.
    """
    fresh = present_draft(edition)
    return prove(fresh, _parts(fresh))


@transaction.atomic
def publish(*, edition: Edition, user: User | None = None, proof: Proof | None = None) -> Edition:
    """Freeze tables, text and 正誤表 with their hashes and make the edition public.

    `proof` (of `proved`, asked for before) must be of the very content that is frozen; only tests
    and those who make sample data go without. Raises EditionPublished when it is public already,
    CannotPublish when the text refers to something that is not there, the outline is empty or the
    content is not the proved one. Returns the published edition.
    """
    locked = lock_draft(edition)
    locked.published_at = timezone.now()
    parts = _parts(locked)
    if proof is not None and proof != Proof(locked.pk, digest(parts)):
        raise ChangedMeanwhile(
            "公開できるか確かめている間に内容が変わったため、公開しませんでした。もう一度操作してください。"
        )
    FrozenPart.objects.bulk_create(parts)
    locked.content_hash = edition_hash(parts)
    locked.state = State.PUBLISHED
    locked.published_by = user
    locked.save()
    write_index(locked)
    transaction.on_commit(forget_editions)
    return locked


def _parts(edition: Edition) -> list[FrozenPart]:
    """What is frozen of a draft as it is now. Raises CannotPublish when it cannot be."""
    content = Content(edition)
    if not content.blocks:
        raise CannotPublish("目次と本文が空のため公開できません。")
    if content.broken:
        raise CannotPublish(
            "参照先のない記述や番号を付けられない見出しがあるため公開できません："
            + "、".join(content.broken)
            + "。「検査の結果」の画面で、代わりに書くものを選べます。"
        )
    return frozen_parts(edition, content, make_errata(edition, content))

"""Draft → published: one transaction that freezes the printed form and locks the rows."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from .content import Content
from .correcting import make_errata
from .freezing import edition_hash, frozen_parts
from .locking import lock_draft
from .models import Edition, FrozenPart, State
from .published_cache import forget_editions
from .refusals import CannotPublish


@transaction.atomic
def publish(*, edition: Edition, user: Any = None) -> Edition:
    """Freeze tables, text and 正誤表 with their hashes and make the edition public.

    Raises EditionPublished when it is public already, CannotPublish when the text refers to
    something that is not there or the outline is empty. Returns the published edition.
    """
    locked = lock_draft(edition)
    content = Content(locked)
    if not content.blocks:
        raise CannotPublish("目次と本文が空のため公開できません。")
    if content.broken:
        raise CannotPublish(
            "参照先のない記述や番号を付けられない見出しがあるため公開できません："
            + "、".join(content.broken)
            + "。「検査の結果」の画面で、代わりに書くものを選べます。"
        )
    locked.published_at = timezone.now()
    parts = frozen_parts(locked, content, make_errata(locked, content))
    FrozenPart.objects.bulk_create(parts)
    locked.content_hash = edition_hash(parts)
    locked.state = State.PUBLISHED
    locked.published_by = user
    locked.save()
    transaction.on_commit(forget_editions)
    return locked

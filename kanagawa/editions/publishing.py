"""Draft → published: one transaction that freezes the printed form and locks the rows."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from kanagawa.reports import registry

from .content import Content
from .correcting import make_errata
from .models import Edition, FrozenKind, FrozenPart, State
from .published_cache import forget_editions


class CannotPublish(ValueError):
    """The edition cannot be published as it is; the message says why."""


@transaction.atomic
def publish(*, edition: Edition, user: Any = None) -> Edition:
    """Freeze tables, text and 正誤表 with their hashes and make the edition public.

    Raises EditionPublished when it is public already, CannotPublish when the text refers to
    something that is not there or the outline is empty. Returns the published edition.
    """
    locked = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    locked.require_draft()
    content = Content(locked)
    if not content.blocks:
        raise CannotPublish("目次と本文が空のため公開できません。")
    if content.broken:
        raise CannotPublish(
            "参照先のない記述や番号を付けられない見出しがあるため公開できません："
            + "、".join(content.broken)
            + "。「検査の結果」の画面で、代わりに書くものを選べます。"
        )
    parts = [
        _part(locked, FrozenKind.TABLE, key, registry.section_of(key), n, grid.to_json())
        for n, (key, grid) in enumerate(content.tables.items())
    ]
    text = [block.to_json() for block in content.blocks]
    parts.append(_part(locked, FrozenKind.TEXT, "text", "", len(parts), text))
    printed = content.references.printed
    parts.append(_part(locked, FrozenKind.REFERENCES, "references", "", len(parts), dict(printed)))
    locked.published_at = timezone.now()
    errata = make_errata(locked, content)
    if errata:
        corrected = errata.to_json()
        parts.append(_part(locked, FrozenKind.ERRATA, "errata", "", len(parts), corrected))
    FrozenPart.objects.bulk_create(parts)
    locked.content_hash = _digest("\n".join(part.sha256 for part in parts))
    locked.state = State.PUBLISHED
    locked.published_by = user
    locked.save()
    transaction.on_commit(forget_editions)
    return locked


def _part(
    edition: Edition, kind: FrozenKind, key: str, section: str, position: int, data: Any
) -> FrozenPart:
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return FrozenPart(
        edition=edition,
        kind=kind,
        key=key,
        section=section,
        position=position,
        content=content,
        sha256=_digest(content),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def broken_copies(edition: Edition) -> list[str]:
    """Keys of frozen parts whose content no longer has its hash, and "edition" for the whole."""
    parts = list(edition.frozen.order_by("position"))
    wrong = [part.key for part in parts if _digest(part.content) != part.sha256]
    if _digest("\n".join(part.sha256 for part in parts)) != edition.content_hash:
        wrong.append("edition")
    return wrong

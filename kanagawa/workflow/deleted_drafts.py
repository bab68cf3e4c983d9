"""A whole draft is deleted with a copy, from which an administrator brings it back as it was.

The copy holds the edition, its rows and the office's work on it, each with its number, so that
URLs and the history go on. Only a planned release stays behind: its time may be over.
"""

import gzip
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core import serializers
from django.core.serializers.base import DeserializationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from kanagawa.editions.locking import lock_to_delete
from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import Refused, Stale
from kanagawa.editions.rows import row_models
from kanagawa.events import Event, record
from kanagawa.formats.digests import sha256

from .models import DeletedDraft, Release

# What a confirmation of 「追加なし」 was told by before there was a model for it.
_SETTLED = "new_facts.register"
REASON = "削除した下書きを元に戻す"
Model = type[models.Model]


def row_count(edition: Edition) -> int:
    return sum(m._default_manager.filter(edition=edition).count() for m in row_models())


@transaction.atomic
def delete_draft(*, edition: Edition, user: User | None = None) -> DeletedDraft:
    """Delete a draft with all its rows and keep a copy, all or nothing; the history stays.

    Raises EditionPublished for a published edition, EditionDeleted when it is gone already,
    ProtectedError when an edition was copied from it.
    """
    locked = lock_to_delete(edition)
    content = _written(locked)
    deleted = DeletedDraft.objects.create(
        name=str(locked),
        fiscal_year=locked.fiscal_year,
        revision=locked.revision,
        rows=row_count(locked),
        by=user,
        content=content,
        sha256=sha256(content),
    )
    for model in reversed(row_models()):
        model._default_manager.filter(edition=locked).delete()
    transaction.on_commit(lambda: record(Event.DRAFT_DELETED, user=user, draft=deleted.name))
    locked.delete()
    return deleted


@transaction.atomic
def bring_back(*, number: int, user: User) -> Edition:
    """Put a deleted draft back as it was, all of it or nothing.

    Raises Stale when it is back already or its time is over, Refused when its place is taken,
    something it refers to is gone, or the copy cannot be read.
    """
    deleted = DeletedDraft.objects.select_for_update(of=("self",)).filter(pk=number).first()
    if deleted is None or not deleted.can_be_brought_back:
        raise Stale("この下書きは、すでに元に戻されたか、残しておく期間が過ぎました。")
    _require_place(deleted)
    content = bytes(deleted.content)
    if sha256(content) != deleted.sha256:
        raise Refused("残してある内容が壊れています。バックアップから戻してください。")
    edition = _put_back(content, user)
    deleted.brought_back_at, deleted.brought_back_by = timezone.now(), user
    deleted.content = b""
    deleted.save()
    transaction.on_commit(lambda: record(Event.DRAFT_BROUGHT_BACK, user=user, edition=edition))
    return edition


def deleted_drafts() -> QuerySet[DeletedDraft]:
    """All that were ever deleted, newest first, without what they said."""
    return DeletedDraft.objects.select_related("by", "brought_back_by").defer("content")


def forget_old_copies() -> int:
    """Throw away the content of copies whose time is over; who deleted what stays known."""
    old = timezone.now() - timedelta(days=settings.DELETED_DRAFT_DAYS)
    copies = DeletedDraft.objects.filter(at__lt=old).exclude(content=b"")
    return copies.update(content=b"")


def _require_place(deleted: DeletedDraft) -> None:
    """Of a year there is one draft, and nothing is put behind what was published since."""
    of_year = Edition.objects.filter(fiscal_year=deleted.fiscal_year)
    taken = of_year.filter(Q(state="draft") | Q(revision__gte=deleted.revision)).first()
    if taken is None:
        return
    if taken.is_published:
        raise Refused(f"{taken}がすでに公開されているため、元に戻せません。")
    raise Refused(
        f"{taken}の下書きがいまあるため、元に戻せません。"
        "その下書きを先に削除してください（削除したものは、この一覧に残ります）。"
    )


@cache
def _models() -> dict[Model, str]:
    """What goes with an edition, behind what it refers to, with the way from it to the edition."""
    ways: dict[Model, str] = {Edition: "pk"}
    content = [m for m in apps.get_models() if not hasattr(m, "history_type")]
    size = 0
    while size < len(ways):
        size = len(ways)
        for model in content:
            if model not in ways and (way := _way(model, ways)):
                ways[model] = way
    del ways[Release]
    return ways


def _way(model: Model, ways: dict[Model, str]) -> str:
    for field in model._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey) or field.related_model not in ways:
            continue
        if field.remote_field.on_delete in (models.CASCADE, models.PROTECT):
            above = ways[field.related_model]
            return field.name if above == "pk" else f"{field.name}__{above}"
    return ""


class _Exact(DjangoJSONEncoder):
    """Moments to the microsecond: who entered something is told by them."""

    def default(self, o: object) -> str:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _written(edition: Edition) -> bytes:
    text = serializers.serialize("json", _objects(edition), cls=_Exact, ensure_ascii=False)
    return gzip.compress(text.encode(), mtime=0)


def _objects(edition: Edition) -> Iterator[models.Model]:
    for model, way in _models().items():
        yield from model._default_manager.filter(**{way: edition.pk}).order_by("pk")


def _read(content: bytes) -> str:
    """The rows of a copy as today's models hold them.

    `ref` was once called `address`, and 「追加なし」 was a confirmation.
    """
    rows: list[dict[str, Any]] = json.loads(gzip.decompress(content))
    for row in rows:
        fields = row["fields"]
        if "address" in fields:
            fields["ref"] = fields.pop("address")
        if row["model"] == "workflow.confirmation" and fields["check_key"] == _SETTLED:
            line = {name: fields[name] for name in ("edition", "section", "ref", "by", "at")}
            row |= {"model": "workflow.settledregister", "pk": None, "fields": line}
    return json.dumps(rows)


def _put_back(content: bytes, user: User) -> Edition:
    """Write what the copy holds, with one line of history each. Raises Refused."""
    by_model: dict[Model, list[Any]] = {model: [] for model in _models()}
    try:
        for read in serializers.deserialize("json", _read(content)):
            by_model[type(read.object)].append(read.object)
            read.object.save_base(raw=True, force_insert=True)
        connection.check_constraints()
    except (DeserializationError, KeyError) as error:
        raise Refused(
            "プログラムの更新で内容の形が変わったため、この画面からは元に戻せません。"
            "削除する前のバックアップから戻してください。"
        ) from error
    except IntegrityError as error:
        raise Refused(
            "この下書きのもとの版か、参照していたもの（照会先など）が、いまはありません。"
            "もとの版が削除した下書きなら、先にそれを元に戻してください。"
        ) from error
    for model, objects in by_model.items():
        if objects and (history := getattr(model, "history", None)) is not None:
            history.bulk_history_create(
                objects, batch_size=500, default_user=user, default_change_reason=REASON
            )
    edition: Edition = by_model[Edition][0]
    return edition

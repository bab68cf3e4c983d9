"""Files that show where a value comes from: taken in, pinned to a place, handed out again."""

import re
from pathlib import PurePath

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import Refused
from kanagawa.events import Event, record
from kanagawa.formats.digests import sha256

from .models import Evidence
from .parts import may_submit
from .states import part_states
from .steps import require

LARGEST = 5 * 1024 * 1024  # bytes
KINDS = ("pdf", "xlsx", "docx", "csv", "txt", "png", "jpg", "eml")
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f\ud800-\udfff/\\:*?"<>|]')


def refusal_of(name: str, size: int) -> str:
    """Why a file of this name and of so many bytes is not kept; "" when it may be."""
    if PurePath(name).suffix.lstrip(".").lower() not in KINDS:
        return f"「{name}」は登録できない種類です。登録できるのは {'、'.join(KINDS)} です。"
    if not size:
        return f"「{name}」は空のファイルです。"
    if size > LARGEST:
        return f"「{name}」が大きすぎます。5MBまでのファイルを登録してください。"
    return ""


@transaction.atomic
def add_evidence(
    *,
    edition: Edition,
    section: str,
    user: User,
    name: str,
    content: bytes,
    ref: str = "",
    place: str = "",
) -> Evidence:
    """Keep a file of the part. It is never opened here and only handed out as an attachment."""
    edition = lock_draft(edition)
    require(may_submit(user, section), "根拠資料を登録できるのは、この節の担当者です。")
    name = safe_name(name)
    digest = sha256(content)
    same = edition.evidence.filter(section=section, sha256=digest, ref=ref[:200])
    why = refusal_of(name, len(content))
    if not why and same.exists():
        why = f"「{name}」と同じ内容のファイルが、すでに登録されています。"
    if why:
        record(Event.UPLOAD_REFUSED, user=user, edition=edition, section=section, why="evidence")
        raise Refused(why)
    return Evidence.objects.create(
        edition=edition,
        section=section,
        ref=ref[:200],
        place=place[:200],
        name=name,
        content=content,
        size=len(content),
        sha256=digest,
        by=user,
    )


@transaction.atomic
def delete_evidence(*, edition: Edition, evidence_id: int, user: User) -> str:
    """Remove a file while its part is being entered. Returns its name."""
    edition = lock_draft(edition)
    file = evidence_of(edition).filter(pk=evidence_id).first()
    if file is None:
        raise Refused("この根拠資料はありません。")
    require(may_submit(user, file.section), "根拠資料を削除できるのは、この節の担当者です。")
    state = part_states(edition)[file.section]
    if not state.is_open:
        raise Refused(f"{state.quoted_title}は{state.label}のため、根拠資料を削除できません。")
    file.delete()
    return file.name


def evidence_of(edition: Edition) -> QuerySet[Evidence]:
    """The files of an edition without their content."""
    return edition.evidence.defer("content").select_related("by")


def safe_name(name: str) -> str:
    """The last part of a file name without what systems forbid, its ending kept."""
    name = _NOT_IN_NAMES.sub("", re.split(r"[/\\]", name)[-1]).strip(" .")
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: 199 - len(ending)]}{dot}{ending}"[:200] or "無題"

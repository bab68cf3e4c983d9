"""From an uploaded workbook to changed figures: kept as read, looked at, applied once and whole."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import NotAllowed
from kanagawa.events import Event, record
from kanagawa.formats.digests import sha256
from kanagawa.reports.writers.cells import clean
from kanagawa.workflow.roles import may_edit

from .models import Upload
from .parsing import Entry
from .preview import Preview, preview
from .reading import Reading, read_workbook
from .records import WrongWorkbook
from .saving import SaveOutcome, save_entries
from .unsafe_files import UnsafeFile

_NAME, _REASON = 200, 100  # characters that the database keeps
_WAITS = timedelta(days=30)


def store(*, edition: Edition, section: str, user: User, name: str, content: bytes) -> Upload:
    """Read a file and keep what was typed in it; no figure is changed.

    Raises NotAllowed, EditionPublished, UnsafeFile or WrongWorkbook.
    """
    if not may_edit(user, section):
        raise NotAllowed("ファイルを取り込めるのは、この節の担当者です。")
    edition.require_draft()
    try:
        reading = read_workbook(content, edition, section)
    except (UnsafeFile, WrongWorkbook) as error:
        why = type(error).__name__
        record(Event.UPLOAD_REFUSED, user=user, edition=edition, section=section, why=why)
        raise
    return Upload.objects.create(
        edition=edition,
        section=section,
        by=user,
        name=clean(name)[-_NAME:],
        sha256=sha256(content),
        content=_as_json(reading),
    )


def forget_old_uploads() -> int:
    """What nobody applied for so long is of no use any more; applied ones stay in the record.

    Returns how many were thrown away.
    """
    since = timezone.now() - _WAITS
    return Upload.objects.filter(applied_at=None, at__lt=since).delete()[0]


def _as_json(reading: Reading) -> dict[str, object]:
    return {
        "made_at": reading.head.made_at,
        "made_by": reading.head.made_by,
        "respondent": reading.head.respondent,
        "entries": {ref: asdict(entry) for ref, entry in reading.entries.items()},
        "shown": reading.shown,
        "at": reading.at,
        "problems": [problem.to_json() for problem in reading.problems],
        "remarks": [remark.to_json() for remark in reading.remarks],
    }


def entries_of(upload: Upload) -> dict[str, Entry]:
    return {ref: Entry(**parts) for ref, parts in upload.content["entries"].items()}


def uploaders(edition: Edition, section: str) -> set[int]:
    """Ids of those whose files were applied: they typed what somebody else may have saved."""
    applied = Upload.objects.filter(edition=edition, section=section, changed__gt=0)
    return set(applied.values_list("by_id", flat=True))


def is_applied(upload: Upload) -> bool:
    """Whether it is applied by now, whatever this copy of it in memory says."""
    return Upload.objects.filter(pk=upload.pk).exclude(applied_at=None).exists()


def earlier(upload: Upload) -> Upload | None:
    """The same file, when it was applied before."""
    same = Upload.objects.filter(
        edition=upload.edition_id, section=upload.section, sha256=upload.sha256
    )
    return same.exclude(applied_at=None).exclude(pk=upload.pk).select_related("applied_by").first()


@dataclass(frozen=True)
class Application:
    """What came of applying. Unless `is_done` nothing was written, and `preview` is to be shown."""

    upload: Upload
    preview: Preview | None = None
    message: str = ""

    @property
    def is_done(self) -> bool:
        return self.preview is None


def apply_upload(
    *, upload: Upload, user: User, seen: str, choices: Mapping[str, str]
) -> Application:
    """Write what the preview `seen` showed, all or nothing, and once however often it is asked for.

    `choices` says for the ref of each conflict whether "mine" or "theirs" is to stand. Raises
    NotAllowed.
    """
    if not may_edit(user, upload.section):
        raise NotAllowed("ファイルを取り込めるのは、この節の担当者です。")
    # Looked at before anybody has to wait: what is refused anyway takes no lock.
    now = preview(upload)
    if (refusal := _refusal(now, seen, choices)) and not is_applied(upload):
        return Application(upload, now, refusal)
    with transaction.atomic():
        locked = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if locked.is_applied:
            return Application(locked, message="このファイルは、すでに反映してあります。")
        now = preview(locked)
        if refusal := _refusal(now, seen, choices):
            return Application(locked, now, refusal)
        mine = {a for a, choice in choices.items() if choice == "mine"}
        outcome = _save(locked, user, now, mine)
        if not outcome.is_saved:
            return Application(
                locked,
                preview(locked),
                "確かめている間に値が変わりました。もう一度確かめてください。",
            )
        locked.applied_at, locked.applied_by = timezone.now(), user
        locked.changed = len(outcome.changed)
        locked.kept = sum(clash.ref not in mine for clash in now.clashes)
        locked.save()
    return Application(locked)


def _refusal(now: Preview, mark: str, choices: Mapping[str, str]) -> str:
    if now.seen != mark:
        return "確かめている間に値が変わりました。もう一度確かめてください。"
    if not now.can_apply:
        return "反映できません。下に示した箇所を直して、もう一度ファイルを選んでください。"
    if any(choices.get(clash.ref) not in ("mine", "theirs") for clash in now.clashes):
        return "ほかの人も変えた数値について、どちらの値にするかを選んでください。"
    return ""


def _save(upload: Upload, user: User, now: Preview, mine: Collection[str]) -> SaveOutcome:
    """Save what was seen: a value of somebody else is replaced only where that was chosen."""
    entries = entries_of(upload)
    for clash in now.clashes:
        if clash.ref in mine:
            entries[clash.ref] = clash.mine
        else:
            del entries[clash.ref]
    return save_entries(
        edition=upload.edition,
        section=upload.section,
        entries=entries,
        user=user,
        reason=f"Excel取込み：{upload.name}"[:_REASON],
    )

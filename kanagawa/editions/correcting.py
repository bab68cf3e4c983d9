"""A corrected edition and its 正誤表: made from the rows of both, frozen at publication.

Both are printed by the code of that day, so the 正誤表 tells what was corrected and nothing of
what a release changed in the form; what the public reads of the old edition is its frozen copy.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from kanagawa.reports import registry
from kanagawa.reports.comparing import Difference
from kanagawa.reports.errata import Errata, Erratum

from .comparing import differences, printed_today
from .content import Content
from .copying import copied
from .frozen import FrozenContent, with_errata
from .hashing import stored
from .in_text import repeats_texts
from .models import Edition, State
from .proving import being_proved
from .rows import EditionRows, label_in_refs, row_models


def corrected_edition(edition: Edition) -> Edition | None:
    """The published revision that this one corrects; None for the first of its year."""
    if edition.revision == 1:
        return None
    same_year = Edition.objects.filter(fiscal_year=edition.fiscal_year, state=State.PUBLISHED)
    return same_year.filter(revision__lt=edition.revision).order_by("revision").last()


def errata(edition: Edition, content: Content | None = None) -> Errata | None:
    """The 正誤表 of a revision, a published one's as frozen; None when it corrects nothing."""
    if edition.is_published or being_proved(edition):
        return FrozenContent.of(edition).errata
    return make_errata(edition, content)


def make_errata(draft: Edition, content: Content | None = None) -> Errata | None:
    """Compares the draft with the revision it corrects; its day is that of its publication."""
    before = corrected_edition(draft)
    if before is None:
        return None
    all_differences = differences(printed_today(before), content or Content(draft))
    reasons = _reasons(draft) if all_differences else {}
    day = timezone.localdate(draft.published_at) if draft.published_at else None
    changed = _changed_rows(before, draft) if all_differences else set()
    rows = [
        Erratum(difference, _reason(difference, reasons, draft), not _told_by(difference) & changed)
        for difference in all_differences
    ]
    return Errata(before.slug, draft.slug, day, draft.reason, tuple(_once(rows)))


def reasons_of(draft: Edition) -> list[str]:
    """The reasons that its 正誤表 may print, each once; none where it corrects nothing."""
    if corrected_edition(draft) is None:
        return []
    return list(dict.fromkeys((draft.reason, *_reasons(draft).values())))


def _changed_rows(before: Edition, draft: Edition) -> set[str]:
    """The refs of the rows that say otherwise than the published ones, or are new or gone."""
    old, new = (
        {row.ref: stored(row) for model in row_models() for row in rows.of(model)}
        for rows in (EditionRows(before), EditionRows(draft))
    )
    return {ref for ref in old | new if old.get(ref) != new.get(ref)}


def _told_by(difference: Difference) -> set[str]:
    """The refs of what stands at its place: a record, or figures that are entered."""
    figures = {change.figure.key for change in difference.figures if not change.figure.computed}
    return {difference.ref, registry.row_of(difference.table), *figures}


def _once(rows: Iterable[Erratum]) -> Iterator[Erratum]:
    """A text that a list repeats is told where the report prints it."""
    rows = list(rows)
    on_paper = {row.difference.ref for row in rows if not registry.is_list(row.difference.table)}
    for row in rows:
        repeats = registry.is_list(row.difference.table) and not row.difference.figures
        is_told = row.difference.ref in on_paper or repeats_texts(row.difference.table)
        if not (repeats and is_told):
            yield row


def corrections(edition: Edition, content: Content | None = None) -> list[Errata]:
    """The 正誤表 of every revision of the year up to this one, newest first."""
    if edition.revision == 1:
        return []
    revisions = Edition.objects.filter(
        state=State.PUBLISHED,
        fiscal_year=edition.fiscal_year,
        revision__gt=1,
        revision__lte=edition.revision,
    ).order_by("-revision")
    all_errata = [frozen.errata for frozen in with_errata(revisions)]
    if not edition.is_published:
        all_errata.insert(0, make_errata(edition, content))
    return [each for each in all_errata if each]


def _reasons(edition: Edition) -> dict[str, str]:
    """The last reason given for a change of a row of this edition, by the row's ref."""
    first, *others = list(_changes_with_reason(edition))
    changes = first.union(*others, all=True).order_by("history_date", "history_id")
    return {f"{label}/{key}": reason for label, key, reason, _, _ in changes}


def _changes_with_reason(edition: Edition) -> Iterator[QuerySet[Any, Any]]:
    unsaid = ["", copied(edition.copied_from)] if edition.copied_from else [""]
    for model in row_models():
        changes = model.history.filter(edition_id=edition.pk).order_by()
        yield (
            changes.exclude(history_change_reason__in=unsaid)
            .exclude(history_change_reason=None)
            .annotate(of_model=label_in_refs(model))
            .values_list("of_model", "key", "history_change_reason", "history_date", "history_id")
        )


def _reason(difference: Difference, reasons: dict[str, str], edition: Edition) -> str:
    figures = [change.figure.key for change in difference.figures]
    for ref in (*figures, difference.ref, registry.row_of(difference.table)):
        if ref in reasons:
            return reasons[ref]
    return edition.reason

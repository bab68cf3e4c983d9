"""What people changed of the English of a part's texts: who approves sees it beside the rest."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from kanagawa.editions.models import Edition, State, Translation
from kanagawa.editions.words import mark_of
from kanagawa.history.changes import person_name


@dataclass(frozen=True)
class EnglishChange:
    """The English of a Japanese text before and now, "" where there was or is none."""

    japanese: str
    old: str
    new: str
    by: str
    at: datetime


def last_published(edition: Edition) -> Edition | None:
    """The edition that the public saw before this one: an earlier revision or year."""
    earlier = Q(fiscal_year__lt=edition.fiscal_year) | Q(
        fiscal_year=edition.fiscal_year, revision__lt=edition.revision
    )
    published = Edition.objects.filter(earlier, state=State.PUBLISHED)
    return published.order_by("-fiscal_year", "-revision").first()


def translators(edition: Edition, section: str) -> set[int]:
    """Ids of those who changed the English of the part's texts for this draft."""
    records = Translation.history.filter(section=section, history_date__gt=_since(edition))
    people = records.exclude(history_user=None).order_by()
    return set(people.values_list("history_user_id", flat=True).distinct())


def _since(edition: Edition) -> datetime:
    """Translations belong to no edition: those of a draft are changed since the edition before it
    was published. Nobody's entry is what a first edition came with.
    """
    before = last_published(edition)
    return (before and before.published_at) or edition.created_at


def english_changes(edition: Edition, section: str) -> list[EnglishChange]:
    """Those for this draft, newest first; what is again as it was is left out."""
    since = _since(edition)
    history: Any = Translation.history
    touched = history.filter(section=section, history_date__gt=since).values("japanese")
    records = history.filter(section=section, japanese__in=touched)
    changes: dict[str, EnglishChange] = {}
    before: dict[str, str] = {}
    for record in records.select_related("history_user").order_by("history_date", "history_id"):
        mark = mark_of(record.japanese)
        english = "" if record.history_type == "-" else record.english
        if record.history_date <= since:
            before[mark] = english
            continue
        by, at = person_name(record.history_user), record.history_date
        changes[mark] = EnglishChange(record.japanese, before.get(mark, ""), english, by, at)
    changed = [change for change in changes.values() if change.old != change.new]
    return sorted(changed, key=lambda change: change.at, reverse=True)

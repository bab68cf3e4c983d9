"""What people changed of the English of a part's texts: who approves sees it beside the rest."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kanagawa.editions.models import Translation
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


def english_changes(section: str, since: datetime) -> list[EnglishChange]:
    """Newest first, what is again as it was left out; one query.

    Translations belong to no edition: those of a draft are changed since the edition before it
    was published.
    """
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

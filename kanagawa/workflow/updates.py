"""What was decided on stays decided when an update of the program changed only how it is kept.

The hash of a content covers its rows as they are stored and its print by today's code, so an
update may give another one though nobody entered anything. Then the print that was seen is held
against today's: a decision holds on when nobody entered anything in the part since, and every word
and figure is printed as it was. The layout may be another one, a list may be new that repeats what
the texts say, and a table may have a new column in which nothing stands yet: that is a change of
form (様式の変更), which the change sheet tells apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from kanagawa.editions.in_text import repeats_texts
from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition
from kanagawa.editions.words import Translation
from kanagawa.reports.comparing import Difference, compare
from kanagawa.reports.grid import Grid

from .entries import is_entered_since
from .models import Decision, SameContent
from .parts import quoted_title
from .snapshots import Present, keep_seen, seen_at
from .states import part_states


@dataclass(frozen=True)
class CarriedDecision:
    """A decision whose hash is no more that of the content; `why` it does not hold, "": it does."""

    edition: Edition
    decision: Decision
    why: str

    def __str__(self) -> str:
        what = f"{self.edition} {quoted_title(self.decision.section)}"
        act = self.decision.get_act_display()
        return f"{what}：{act}は、{self.why or 'そのまま有効です。'}"


def carry_decisions() -> list[CarriedDecision]:
    """Let submissions and approvals of all drafts hold on where nothing of their content changed.

    To be run after an update, before anybody works again; harmless at any other time.
    """
    return [outcome for draft in Edition.objects.filter(state="draft") for outcome in _carry(draft)]


@transaction.atomic
def _carry(draft: Edition) -> list[CarriedDecision]:
    edition = lock_draft(draft)
    present = Present(edition)
    outcomes = []
    for section, state in part_states(edition, present.hashes).items():
        if not state.voided or state.last is None:
            continue
        why = _why_not(present, state.last)
        if not why:
            keep_seen(present, section)
            SameContent.objects.create(
                edition=edition, decision=state.last, content_hash=state.content_hash
            )
        outcomes.append(CarriedDecision(edition, state.last, why))
    return outcomes


def _why_not(present: Present, decision: Decision) -> str:
    """Why a decision does not hold for the present content, "" when it does."""
    edition, section = present.edition, decision.section
    printed_then = seen_at(edition, section, decision.content_hash)
    if printed_then is None:
        return "そのとき見た内容が残っていないため、もう一度要ります。"
    translated = Translation.history.filter(section=section, history_date__gt=decision.at)
    if is_entered_since(edition, section, decision.at) or translated.exists():
        return "そのあとに入力があったため、もう一度要ります。"
    printed_now = present.printed(section)
    differences = compare(*printed_then, *printed_now)
    places = [d.where for d in differences if not _is_of_form(d, printed_now[0])]
    if places:
        return f"印字が{len(places)}か所違うため（{places[0]} など）、もう一度要ります。"
    return ""


def _is_of_form(difference: Difference, tables: Mapping[str, Grid]) -> bool:
    """Whether only the form of the print is another one: no word and no figure came or went."""
    if difference.kind == "layout" or repeats_texts(difference.table):
        return True
    if (difference.kind, difference.act) != ("column", "added"):
        return False
    heads = len(tables[difference.table].header)
    return all(row < heads for row, _ in difference.new_at)

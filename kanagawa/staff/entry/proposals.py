"""Rows of last year that may come again: taken up, or dropped for this year and brought back."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition, EditionRow
from kanagawa.people import signed_in
from kanagawa.staff.rows.admin import EditionRowAdmin

DROP, PROPOSE_AGAIN = "_drop", "_propose_again"


@dataclass(frozen=True)
class Proposals:
    """`open` may be taken up; `dropped` were said not to come again this year."""

    open: list[EditionRow]
    dropped: list[EditionRow]


def proposals_of(screen: EditionRowAdmin, edition: Edition) -> Proposals:
    refs = set(edition.dropped_proposals.values_list("ref", flat=True))
    rows = screen.proposals(edition)
    return Proposals(
        [row for row in rows if row.ref not in refs], [row for row in rows if row.ref in refs]
    )


def drop(request: HttpRequest, screen: EditionRowAdmin, edition: Edition) -> HttpResponse:
    """Propose the chosen ones no more."""
    draft = lock_draft(edition)
    chosen = set(request.POST.getlist("proposal"))
    rows = [row for row in proposals_of(screen, draft).open if row.key in chosen]
    dropped = {"section": screen.opts.app_label, "by": signed_in(request)}
    for row in rows:
        draft.dropped_proposals.create(ref=row.ref, **dropped)
    return _back(request, f"{len(rows)}件を、今年は行わないものにしました。" if rows else "")


def propose_again(request: HttpRequest, screen: EditionRowAdmin, edition: Edition) -> HttpResponse:
    """Propose the chosen ones of the dropped ones again."""
    draft = lock_draft(edition)
    chosen = set(request.POST.getlist("proposal"))
    refs = [row.ref for row in proposals_of(screen, draft).dropped if row.key in chosen]
    draft.dropped_proposals.filter(ref__in=refs).delete()
    return _back(request, f"{len(refs)}件を候補に戻しました。" if refs else "")


def _back(request: HttpRequest, message: str) -> HttpResponse:
    if message:
        messages.success(request, message)
    else:
        messages.info(request, "催しを選んでください。")
    return HttpResponseRedirect(request.path)

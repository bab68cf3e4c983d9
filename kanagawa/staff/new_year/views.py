"""Next year's edition in one action, and the list of its new facts."""

from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from kanagawa.checks.context import Context
from kanagawa.editions.models import Edition, Node
from kanagawa.editions.refusals import Refused
from kanagawa.editions.rolling import Rolling, rolled, why_not
from kanagawa.editions.rows import EditionRows, models_of
from kanagawa.figures.kinds import Status
from kanagawa.figures.models import FigureRow
from kanagawa.formats.years import fiscal_year
from kanagawa.people import signed_in
from kanagawa.reports import registry
from kanagawa.staff.access import editions
from kanagawa.workflow.new_facts import open_by_section
from kanagawa.workflow.next_year import start_next_year


@dataclass(frozen=True)
class RollPreview:
    """How many rows of a section go on, are to be entered, begin and stay behind."""

    title: str
    kept: int = 0
    to_enter: int = 0
    dropped: int = 0


def next_name(source: Edition) -> str:
    return f"{fiscal_year(source.fiscal_year + 1)}版"


def roll_view(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Says what the new edition will hold (GET) and makes it (POST)."""
    if not request.user.has_perm("editions.copy_edition"):
        raise PermissionDenied
    source = get_object_or_404(Edition, pk=pk)
    why = why_not(source)
    if request.method == "POST" and not why:
        try:
            draft = start_next_year(source=source, user=signed_in(request))
        except Refused as error:
            why = str(error)
        else:
            messages.success(request, f"{draft}の下書きを作りました。入力するものの一覧です。")
            return HttpResponseRedirect(reverse("admin:new_facts", args=[draft.pk]))
    context = {
        **site.each_context(request),
        "title": f"{next_name(source)}を作成",
        "edition": source,
        "next_name": next_name(source),
        "why": why,
        "draft": _draft_after(request, source),
        "sections": [] if why else _previews(source),
    }
    return TemplateResponse(request, "admin/rolling/roll.html", context)


def _draft_after(request: HttpRequest, source: Edition) -> Edition | None:
    year = source.fiscal_year + 1
    drafts = (e for e in editions(request) if e.fiscal_year == year and not e.is_published)
    return next(drafts, None)


def _previews(source: Edition) -> list[RollPreview]:
    """What the rules make of the edition, tried out in memory."""
    following = Edition(fiscal_year=source.fiscal_year + 1, copied_from=source)
    rolling = rolled(source, following)
    # Nothing that is asked of the rows here needs them to be stored.
    to_enter = open_by_section(Context(cast(EditionRows, rolling)))
    return [
        _preview(rolling, key, section.title, to_enter[key])
        for key, section in registry.sections().items()
    ]


def _preview(rolling: Rolling, section: str, title: str, to_enter: int) -> RollPreview:
    models = models_of(section)
    rows = [row for m in models for row in rolling.rows[m] if row.section == section]
    waiting = sum(isinstance(r, FigureRow) and r.status == Status.TO_ENTER for r in rows)
    dropped = sum(type(r) is not Node and r.section == section for r in rolling.dropped)
    return RollPreview(title, len(rows) - waiting, to_enter, dropped)

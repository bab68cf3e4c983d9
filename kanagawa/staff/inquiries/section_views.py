"""The inquiry of one section: who is asked for which table until when; it is opened and closed."""

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone

from kanagawa.editions.models import Edition
from kanagawa.inquiries.inquiring import close_inquiry, open_inquiry
from kanagawa.inquiries.items import Item, inquiries_of, items_of
from kanagawa.reports import registry
from kanagawa.staff.new_year.assignments import (
    AssignmentForm,
    assignable,
    owners,
    respondents,
    save_assignments,
)
from kanagawa.workflow.models import Assignment
from kanagawa.workflow.roles import may_edit, may_view


class OpenForm(forms.Form):
    """Due dates that came from the year before are somebody's decision before they are asked."""

    confirmed = forms.BooleanField(
        label="照会先と期限を確かめました",
        error_messages={"required": "照会を始めるには、確かめた印を付けてください。"},
    )


def section_inquiry(site: AdminSite, request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """The tables with their assignments (GET); saved, opened or closed (POST)."""
    if section not in registry.sections():
        raise Http404("この節はありません。")
    if not may_view(request.user, section):
        raise PermissionDenied
    edition = get_object_or_404(Edition, pk=pk)
    bound: dict[str, AssignmentForm] = {}
    opening = OpenForm()
    if request.method == "POST":
        if not may_edit(request.user, section):
            raise PermissionDenied
        act = request.POST.get("act", "")
        edition.require_draft()
        if act == "open":
            opening = OpenForm(request.POST)
            if opening.is_valid():
                open_inquiry(edition=edition, section=section, user=request.user)
                messages.success(request, "照会を始めました。依頼のメールは、まもなく送られます。")
                return HttpResponseRedirect(request.path)
        elif act == "close":
            close_inquiry(edition=edition, section=section, user=request.user)
            messages.success(request, "照会を終えました。")
            return HttpResponseRedirect(request.path)
        else:
            bound = save_assignments(request, edition, lambda key: key == section)
            if not any(form.errors for form in bound.values()):
                return HttpResponseRedirect(request.path)
    return _page(site, request, edition, section, bound, opening)


def _page(
    site: AdminSite,
    request: HttpRequest,
    edition: Edition,
    section: str,
    bound: dict[str, AssignmentForm],
    opening: OpenForm,
) -> HttpResponse:
    items = items_of(edition, [section], timezone.localdate())
    may_manage = may_edit(request.user, section) and not edition.is_published
    inquiry = inquiries_of(edition).get(section)
    forms_of = _forms(edition, section, items, bound) if may_manage else {}
    context = {
        **site.each_context(request),
        "title": f"照会：{registry.sections()[section].title}（{edition}）",
        "edition": edition,
        "section": section,
        "section_title": registry.sections()[section].title,
        "inquiry": inquiry,
        "rounds": edition.inquiries.filter(section=section).count(),
        "lines": [(item, forms_of.get(item.table)) for item in items],
        "asked": [item for item in items if item.respondent],
        "may_manage": may_manage,
        "opening": opening,
        "has_errors": any(form.errors for form in bound.values()),
    }
    return TemplateResponse(request, "admin/inquiries/section.html", context)


def _forms(
    edition: Edition, section: str, items: list[Item], bound: dict[str, AssignmentForm]
) -> dict[str, AssignmentForm]:
    people = assignable(owners(), section)
    asked = respondents()
    return {
        item.table: bound.get(item.table)
        or AssignmentForm(
            assignment=item.assignment or Assignment(edition=edition, table=item.table),
            people=people,
            respondents=asked,
        )
        for item in items
    }

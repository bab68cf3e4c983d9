"""The inquiry of one section: who is asked for which table until when; it is opened and closed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone

from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition
from kanagawa.formats.numbers import quoted
from kanagawa.inquiries.inquiring import close_inquiry, open_inquiry
from kanagawa.inquiries.items import Item, inquiries_of, items_of
from kanagawa.people import signed_in
from kanagawa.reports import registry
from kanagawa.staff.new_year.assignments import (
    AssignmentForm,
    assignable,
    owners,
    respondents,
    save_assignments,
)
from kanagawa.staff.rows.fields import DateField
from kanagawa.workflow.models import Assignment
from kanagawa.workflow.roles import may_edit, may_view


class OpenForm(forms.Form):
    """Due dates that came from the year before are somebody's decision before they are asked."""

    confirmed = forms.BooleanField(
        label="照会先と期限を確かめました",
        error_messages={"required": "照会を始めるには、確かめた印を付けてください。"},
    )


class FillForm(forms.Form):
    """One respondent or due date for all tables that have none."""

    respondent = forms.TypedChoiceField(
        label="照会先のない表に入れる照会先", coerce=int, empty_value=None, required=False
    )
    due_on = DateField(
        label="照会先があって期限のない表に入れる期限",
        required=False,
        widget=forms.TextInput,
        help_text="例：令和８年７月31日",
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="fill-%s")
        self.fields["respondent"].choices = [("", "（入れない）"), *respondents()]  # type: ignore[attr-defined]  # a field of choices


def section_inquiry(site: AdminSite, request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """The tables with their assignments (GET); saved, opened or closed (POST)."""
    if section not in registry.sections():
        raise Http404("この節はありません。")
    if not may_view(request.user, section):
        raise PermissionDenied
    edition = get_object_or_404(Edition, pk=pk)
    bound: dict[str, AssignmentForm] = {}
    opening, filling = OpenForm(), FillForm()
    if request.method == "POST":
        if not may_edit(request.user, section):
            raise PermissionDenied
        edition.require_draft()
        act = request.POST.get("act", "")
        if act == "open":
            opening = OpenForm(request.POST)
            is_done = opening.is_valid() and _open(request, edition, section)
        elif act == "close":
            close_inquiry(edition=edition, section=section, user=signed_in(request))
            messages.success(request, "照会を終えました。")
            is_done = True
        elif act == "fill":
            filling = FillForm(request.POST)
            is_done = filling.is_valid() and _fill(request, edition, section, filling.cleaned_data)
        else:
            bound = save_assignments(request, edition, lambda key: key == section)
            is_done = not any(form.errors for form in bound.values())
        if is_done:
            return HttpResponseRedirect(request.path)
    return _page(site, request, edition, section, bound, opening, filling)


def _open(request: HttpRequest, edition: Edition, section: str) -> bool:
    open_inquiry(edition=edition, section=section, user=signed_in(request))
    messages.success(request, "照会を始めました。依頼のメールは、まもなく送られます。")
    recipients = {item.respondent for item in items_of(edition, [section], timezone.localdate())}
    if unreached := sorted(r.name for r in recipients if r is not None and not r.address):
        names = "、".join(f"「{quoted(name)}」" for name in unreached)
        messages.warning(
            request,
            f"{names}にはメールアドレスがないため、メールは送られません。電話などで知らせてください。",
        )
    return True


@transaction.atomic
def _fill(request: HttpRequest, edition: Edition, section: str, data: dict[str, Any]) -> bool:
    """Into empty places only: what somebody decided stays."""
    edition = lock_draft(edition)
    changed = 0
    for item in items_of(edition, [section], timezone.localdate()):
        assignment = item.assignment or Assignment(edition=edition, table=item.table)
        before = (assignment.respondent_id, assignment.due_on)
        if assignment.respondent_id is None:
            assignment.respondent_id = data["respondent"]
        if assignment.respondent_id is not None and assignment.due_on is None:
            assignment.due_on = data["due_on"]
        if (assignment.respondent_id, assignment.due_on) != before:
            assignment.save()
            changed += 1
    messages.success(request, f"分担を{changed}件保存しました。")
    return True


def _page(
    site: AdminSite,
    request: HttpRequest,
    edition: Edition,
    section: str,
    bound: dict[str, AssignmentForm],
    opening: OpenForm,
    filling: FillForm,
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
        "filling": filling,
        "has_errors": any(form.errors for form in bound.values()),
    }
    return TemplateResponse(request, "admin/inquiries/section.html", context)


def _forms(
    edition: Edition, section: str, items: list[Item], bound: dict[str, AssignmentForm]
) -> dict[str, AssignmentForm]:
    people = assignable(owners(), section)
    all_respondents = respondents()
    return {
        item.table: bound.get(item.table)
        or AssignmentForm(
            assignment=item.assignment or Assignment(edition=edition, table=item.table),
            people=people,
            respondents=all_respondents,
        )
        for item in items
    }

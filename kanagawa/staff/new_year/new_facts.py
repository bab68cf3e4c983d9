"""The list of a draft's new facts: what is open, who enters it, from where and until when."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse

from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition
from kanagawa.staff.places import place_url
from kanagawa.staff.rows.fields import DateField
from kanagawa.workflow.models import Assignment
from kanagawa.workflow.new_facts import Group, NewFact, new_facts, settle_register
from kanagawa.workflow.roles import may_administer, may_edit, sections_to_view

from .assignments import (
    AssignmentForm,
    Choices,
    People,
    assignable,
    owners,
    respondents,
    save_assignments,
)


class CommitteeForm(forms.ModelForm[Edition]):
    """The day of the committee: a new fact of the edition as a whole."""

    committee_on = DateField(label="委員会の開催日", required=False, widget=forms.TextInput)

    class Meta:
        model = Edition
        fields = ("committee_on",)


def new_facts_view(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """The list, filtered by section and by person; assignments are changed in it."""
    sections = sections_to_view(request.user)
    if not sections:
        raise PermissionDenied
    edition = get_object_or_404(Edition, pk=pk)
    bound: dict[str, AssignmentForm] = {}
    committee = CommitteeForm(instance=edition)
    if request.method == "POST":
        if edition.is_published:
            messages.error(request, f"{edition}は公開済みのため変更できません。")
            return _again(request)
        if "settle" in request.POST:
            return _settle(request, edition)
        if "committee" in request.POST:
            committee = _saved_committee(request, edition)
            if not committee.errors:
                return _again(request)
        else:
            bound = save_assignments(request, edition, _editable(request.user))
            if not any(form.errors for form in bound.values()):
                return _again(request)
    return _page(site, request, edition, sections, bound, committee)


def _page(
    site: AdminSite,
    request: HttpRequest,
    edition: Edition,
    sections: list[str],
    bound: dict[str, AssignmentForm],
    committee: CommitteeForm,
) -> HttpResponse:
    found = new_facts(edition, sections)
    shown = found.of(_wanted(request))
    may = _editable(request.user)
    people, asked = owners(), respondents()
    groups = [
        {
            "group": group,
            "facts": [(fact, _url(edition, fact)) for fact in group.facts],
            "form": _form(group, edition, people, asked, bound) if may(group.section) else None,
        }
        for group in shown.groups
    ]
    context = {
        **site.each_context(request),
        "title": f"{edition}：入力するものの一覧",
        "edition": edition,
        "found": found,
        "groups": groups,
        "section": request.GET.get("section", ""),
        "mine": "mine" in request.GET,
        "may_assign": any(entry["form"] for entry in groups),
        "committee": committee,
        "may_set_day": _may_set_day(request, edition),
        "has_errors": any(form.errors for form in bound.values()),
    }
    return TemplateResponse(request, "admin/rolling/new_facts.html", context)


def _wanted(request: HttpRequest) -> Callable[[Group], bool]:
    section = request.GET.get("section", "")
    mine = "mine" in request.GET

    def wanted(group: Group) -> bool:
        owner = group.assignment.owner_id if group.assignment else None
        return section in ("", group.section) and (not mine or owner == request.user.pk)

    return wanted


def _editable(user: Any) -> Callable[[str], bool]:
    """Editors of a section and administrators say who enters what there."""
    return lambda section: may_edit(user, section) or may_administer(user)


def _form(
    group: Group,
    edition: Edition,
    people: People,
    asked: Choices,
    bound: dict[str, AssignmentForm],
) -> AssignmentForm | None:
    if edition.is_published or not group.table:
        return None
    assignment = group.assignment or Assignment(edition=edition, table=group.table)
    return bound.get(group.table) or AssignmentForm(
        assignment=assignment, people=assignable(people, group.section), respondents=asked
    )


def _url(edition: Edition, fact: NewFact) -> str:
    """Where the fact is entered: its cell or screen, of a register the list of its rows."""
    if not fact.is_register:
        return place_url(edition, fact.address)
    try:
        listed = reverse(f"admin:{fact.address.replace('.', '_')}_changelist")
    except NoReverseMatch:
        return ""
    return f"{listed}?edition={edition.pk}"


def _settle(request: HttpRequest, edition: Edition) -> HttpResponse:
    address = request.POST["settle"]
    settle_register(edition=edition, address=address, user=request.user)
    messages.success(request, "登録するものはないと記録しました。")
    return _again(request)


def _may_set_day(request: HttpRequest, edition: Edition) -> bool:
    return request.user.has_perm("editions.change_edition") and not edition.is_published


def _saved_committee(request: HttpRequest, edition: Edition) -> CommitteeForm:
    if not _may_set_day(request, edition):
        raise PermissionDenied
    with transaction.atomic():
        locked = lock_draft(edition)
        form = CommitteeForm(request.POST, instance=locked)
        if form.is_valid():
            form.instance.save(update_fields=["committee_on"])
            messages.success(request, "委員会の開催日を保存しました。")
    return form


def _again(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(request.get_full_path())

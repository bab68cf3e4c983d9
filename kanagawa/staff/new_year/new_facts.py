"""The list of a draft's new facts: what is open, who enters it, from where and until when."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import Refused
from kanagawa.people import Person, signed_in
from kanagawa.reports import registry
from kanagawa.staff.places import fact_url
from kanagawa.staff.refusals import tell
from kanagawa.staff.rows.fields import DateField
from kanagawa.workflow.new_facts import FactGroup, NewFact, new_facts, settle_register
from kanagawa.workflow.roles import may_administer, may_edit, sections_to_view

from .bulk_assignments import BulkForm, assign, editors, mark


@dataclass(frozen=True)
class FactLine:
    """A table of the list with its facts and their refs; `mark` is that of its assignment."""

    group: FactGroup
    facts: list[tuple[NewFact, str]]
    mark: str
    may_edit: bool
    may_assign: bool
    is_chosen: bool


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
    assigning = BulkForm(people=editors(sections).items())
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
            assigning = BulkForm(request.POST, people=editors(sections).items())
            if assigning.is_valid() and _assigned(request, edition, assigning):
                return _again(request)
    return _page(site, request, edition, sections, assigning, committee)


def _assigned(request: HttpRequest, edition: Edition, form: BulkForm) -> bool:
    """Whether the form was carried out; else a message says why not."""
    marks, may = _chosen(request), _editable(request.user)
    if not all(may(registry.section_of(table)) for table in marks):
        raise PermissionDenied
    changes = form.changes()
    if not marks or not changes:
        what = "担当者、照会先、出どころ、期限のどれかを入れて" if marks else "表を選んで"
        messages.error(request, f"分担は変えていません。{what}ください。")
        return False
    try:
        number = assign(edition, marks, changes, may)
    except Refused as error:
        tell(request, error)
        return False
    messages.success(request, f"{number}件の表に分担をあてはめました。")
    return True


def _chosen(request: HttpRequest) -> dict[str, str]:
    """The marks of the tables that were chosen, by themselves or with all of their section."""
    fields_by_table = {n.removeprefix("seen:"): n for n in request.POST if n.startswith("seen:")}
    whole = request.POST.getlist("of")
    chosen = [
        *request.POST.getlist("table"),
        *(t for t in fields_by_table if registry.section_of(t) in whole),
    ]
    return {table: request.POST.get(f"seen:{table}", "") for table in chosen}


def _page(
    site: AdminSite,
    request: HttpRequest,
    edition: Edition,
    sections: list[str],
    assigning: BulkForm,
    committee: CommitteeForm,
) -> HttpResponse:
    facts = new_facts(edition, sections)
    lines = [_line(request, edition, group) for group in facts.of(_filter(request)).groups]
    context = {
        **site.each_context(request),
        "title": f"{edition}：入力するものの一覧",
        "edition": edition,
        "found": facts,
        "sections": [
            (progress, [line for line in lines if line.group.section == progress.section])
            for progress in facts.progress
        ],
        "shown": len(lines),
        "section": request.GET.get("section", ""),
        "mine": "mine" in request.GET,
        "may_assign": any(line.may_assign for line in lines),
        "assigning": assigning,
        "assignable": {line.group.section for line in lines if line.may_assign},
        "committee": committee,
        "may_set_day": _may_set_day(request, edition),
    }
    return TemplateResponse(request, "admin/rolling/new_facts.html", context)


def _line(request: HttpRequest, edition: Edition, group: FactGroup) -> FactLine:
    may_assign = bool(group.table) and _editable(request.user)(group.section)
    return FactLine(
        group,
        [(fact, fact_url(edition, fact)) for fact in group.facts],
        mark(group.assignment),
        may_edit=may_edit(request.user, group.section) and not edition.is_published,
        may_assign=may_assign and not edition.is_published,
        is_chosen=group.table in request.POST.getlist("table"),
    )


def _filter(request: HttpRequest) -> Callable[[FactGroup], bool]:
    section = request.GET.get("section", "")
    mine = "mine" in request.GET

    def is_in_filter(group: FactGroup) -> bool:
        owner = group.assignment.owner_id if group.assignment else None
        return section in ("", group.section) and (not mine or owner == request.user.pk)

    return is_in_filter


def _editable(user: Person) -> Callable[[str], bool]:
    """Editors of a section and administrators say who enters what there."""
    return lambda section: may_edit(user, section) or may_administer(user)


def _settle(request: HttpRequest, edition: Edition) -> HttpResponse:
    ref = request.POST["settle"]
    settle_register(edition=edition, ref=ref, user=signed_in(request))
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

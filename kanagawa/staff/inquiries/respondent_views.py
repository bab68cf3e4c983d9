"""The list of one respondent in a section: his tables, his workbook, his due dates, his answers."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import Refused
from kanagawa.editions.rows import EditionRows
from kanagawa.entry.cells import entry_tables
from kanagawa.entry.workbook import Asked, entry_workbook
from kanagawa.inquiries.digests import calendar_of
from kanagawa.inquiries.inquiring import answer, tables_of, withdraw_answer
from kanagawa.inquiries.items import Item, inquiries_of, items_of
from kanagawa.inquiries.models import AnswerKind
from kanagawa.people import signed_in
from kanagawa.reports import registry
from kanagawa.reports.writers.export import safe_name
from kanagawa.reports.writers.file_formats import EXCEL
from kanagawa.staff.places import place_url
from kanagawa.workflow import evidence
from kanagawa.workflow.models import Evidence, Respondent
from kanagawa.workflow.roles import may_edit, may_view


class AnswerForm(forms.Form):
    """What a respondent answered about one table, with a file that shows it if there is one."""

    table = forms.CharField(widget=forms.HiddenInput, max_length=120)
    kind = forms.ChoiceField(label="回答", choices=AnswerKind.choices, widget=forms.RadioSelect)
    file = forms.FileField(
        label="根拠資料（なくてもよい）",
        required=False,
        allow_empty_file=True,
        max_length=None,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{k}" for k in evidence.KINDS)}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > evidence.LARGEST:  # told without reading it
            raise forms.ValidationError(
                f"「{file.name}」が大きすぎます。5MBまでのファイルを登録してください。"
            )
        return file


def _edition_and_respondent(
    request: HttpRequest, pk: int, section: str, respondent_pk: int
) -> tuple[Edition, Respondent]:
    """The edition and the respondent, for who may see the section or is the one who is asked."""
    if section not in registry.sections():
        raise Http404("この節はありません。")
    respondent = Respondent.objects.select_related("account").filter(pk=respondent_pk).first()
    is_own = respondent is not None and respondent.is_active and _is(signed_in(request), respondent)
    if not may_view(request.user, section) and not is_own:
        raise PermissionDenied
    edition = get_object_or_404(Edition, pk=pk)
    assignments = edition.assignments.filter(respondent=respondent_pk)
    if respondent is None or not tables_of(assignments, section, respondent):
        raise Http404("この照会先の表はありません。")
    return edition, respondent


def _is(user: User, respondent: Respondent) -> bool:
    return user.pk is not None and respondent.account_id == user.pk


def respondent_list(
    site: AdminSite, request: HttpRequest, pk: int, section: str, respondent: int
) -> HttpResponse:
    """The tables with what is still open in each; the section's editor takes the answers here."""
    edition, addressee = _edition_and_respondent(request, pk, section, respondent)
    bound: AnswerForm | None = None
    if request.method == "POST":
        if not may_edit(request.user, section):
            raise PermissionDenied
        edition.require_draft()
        act = _ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise PermissionDenied
        bound = act(request, edition, section)
        if bound is None:
            return HttpResponseRedirect(request.path)
    return _page(site, request, edition, section, addressee, bound)


def _page(
    site: AdminSite,
    request: HttpRequest,
    edition: Edition,
    section: str,
    addressee: Respondent,
    bound: AnswerForm | None,
) -> HttpResponse:
    place = [edition.pk, section, addressee.pk]
    workbook_url = "" if edition.is_published else reverse("admin:inquiry_workbook", args=place)
    files: dict[str, list[Evidence]] = defaultdict(list)
    for file in evidence.evidence_of(edition).filter(section=section):
        files[file.ref].append(file)
    all_items = items_of(edition, [section], timezone.localdate())
    items = [item for item in all_items if item.respondent == addressee]
    may_answer = may_edit(request.user, section) and not edition.is_published
    context = {
        **site.each_context(request),
        "title": f"照会：{addressee.name}（{registry.sections()[section].title}）",
        "edition": edition,
        "section": section,
        "section_title": registry.sections()[section].title,
        "respondent": addressee,
        "inquiry": inquiries_of(edition).get(section),
        "lines": [
            {
                "item": item,
                "form": _form(item, bound) if may_answer and item.is_awaited else None,
                "url": place_url(edition, item.facts[0].ref) if item.facts else "",
                "files": files[item.table],
            }
            for item in items
        ],
        "may_answer": may_answer,
        "may_view": may_view(request.user, section),
        "workbook_url": workbook_url,
        "calendar_url": reverse("admin:inquiry_calendar", args=place),
    }
    return TemplateResponse(request, "admin/inquiries/respondent.html", context)


def _form(item: Item, bound: AnswerForm | None) -> AnswerForm:
    """An empty form, or the one that was sent for this very table."""
    if bound is not None and bound["table"].value() == item.table:
        return bound
    return AnswerForm(initial={"table": item.table}, auto_id=_auto_id(item.table))


def _auto_id(table: str) -> str:
    return f"{table.replace('.', '-')}-%s"


def _answer(request: HttpRequest, edition: Edition, section: str) -> AnswerForm | None:
    """The form again when it is wrong, None when the answer was taken."""
    table = request.POST.get("table", "")
    if registry.section_of(table) != section:
        raise PermissionDenied
    form = AnswerForm(request.POST, request.FILES, auto_id=_auto_id(table))
    if not form.is_valid():
        return form
    file = form.cleaned_data["file"]
    try:
        taken = answer(
            edition=edition,
            table=table,
            kind=form.cleaned_data["kind"],
            user=signed_in(request),
            file_name=file.name if file else "",
            content=file.read() if file else None,
        )
    except Refused as error:
        messages.error(request, str(error))
        return form
    messages.success(request, f"回答（{taken.get_kind_display()}）を記録しました。")
    return None


def _withdraw(request: HttpRequest, edition: Edition, section: str) -> AnswerForm | None:
    table = request.POST.get("table", "")
    if registry.section_of(table) != section:
        raise PermissionDenied
    withdraw_answer(edition=edition, table=table, user=signed_in(request))
    messages.success(request, "回答の記録を取り消しました。入力した値はそのままです。")
    return None


_ACTS: dict[str, Callable[[HttpRequest, Edition, str], AnswerForm | None]] = {
    "answer": _answer,
    "withdraw": _withdraw,
}


def respondent_workbook(
    site: AdminSite, request: HttpRequest, pk: int, section: str, respondent: int
) -> HttpResponse:
    """The entry workbook with the tables of the respondent and no others."""
    edition, addressee = _edition_and_respondent(request, pk, section, respondent)
    if not may_edit(signed_in(request), section) and not _is(signed_in(request), addressee):
        raise PermissionDenied
    listed = HttpResponseRedirect(reverse("admin:inquiry_list", args=[pk, section, respondent]))
    if edition.is_published:
        messages.error(request, f"{edition}は公開済みのため、入力用Excelはありません。")
        return listed
    tables = tables_of(edition.assignments.filter(respondent=addressee), section, addressee)
    written = {t.key for t in entry_tables(edition, section, EditionRows(edition)) if t.open}
    if not tables & written:
        messages.error(request, "数値の表がないため、入力用Excelはありません。")
        return listed
    content = entry_workbook(
        edition,
        section,
        signed_in(request),
        Asked(addressee.name, str(addressee.pk), frozenset(tables)),
    )
    title = registry.sections()[section].title
    name = f"{safe_name(f'{edition.label}_{title}_{addressee.name}')}_入力用.xlsx"
    return _file(content, EXCEL.media_type, name)


def respondent_calendar(
    site: AdminSite, request: HttpRequest, pk: int, section: str, respondent: int
) -> HttpResponse:
    edition, addressee = _edition_and_respondent(request, pk, section, respondent)
    inquiry = inquiries_of(edition).get(section)
    if inquiry is None:
        raise Http404("照会はまだ始まっていません。")
    tables = edition.assignments.filter(respondent=addressee)
    here = [a for a in tables if registry.section_of(a.table) == section]
    content = calendar_of(inquiry, addressee, here, timezone.now())
    return _file(content, "text/calendar; charset=utf-8", "照会の期限.ics")


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response

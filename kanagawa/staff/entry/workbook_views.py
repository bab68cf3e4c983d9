"""The entry grid as a workbook: download, upload, look at what would change, apply."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import EditionPublished, Refused
from kanagawa.entry.models import Upload
from kanagawa.entry.preview import Preview, preview
from kanagawa.entry.uploads import apply_upload, earlier, store
from kanagawa.entry.workbook import entry_workbook
from kanagawa.inquiries.items import inquiries_of
from kanagawa.inquiries.returned import respondent_of, take_answers
from kanagawa.people import signed_in
from kanagawa.reports import registry
from kanagawa.reports.declaration import Finding
from kanagawa.reports.writers.file_formats import EXCEL
from kanagawa.staff.places import place_url
from kanagawa.workflow.roles import may_edit

from .sent_files import ExcelForm

_TEMPLATES = "admin/workbooks"
_CONFLICT = 409


def _of(request: HttpRequest, edition_pk: int, section: str) -> Edition:
    """The edition, for those who may enter figures of the section."""
    if section not in registry.sections():
        raise Http404("この節はありません。")
    if not may_edit(request.user, section):
        raise PermissionDenied
    return get_object_or_404(Edition, pk=edition_pk)


def workbook(site: AdminSite, request: HttpRequest, edition_pk: int, section: str) -> HttpResponse:
    """The file to fill in; for a published edition the page that says why there is none."""
    edition = _of(request, edition_pk, section)
    if edition.is_published:
        return HttpResponseRedirect(reverse("admin:upload", args=[edition.pk, section]))
    content = entry_workbook(edition, section, signed_in(request))
    name = f"{edition.label}_{registry.sections()[section].title}_入力用.xlsx"
    response = HttpResponse(content, content_type=EXCEL.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def upload(site: AdminSite, request: HttpRequest, edition_pk: int, section: str) -> HttpResponse:
    """Takes a file and goes on to what it would change; refuses with words and keeps nothing."""
    edition = _of(request, edition_pk, section)
    posted = request.method == "POST"
    form = (
        ExcelForm(request.POST, request.FILES, label_suffix="")
        if posted
        else ExcelForm(label_suffix="")
    )
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            stored = store(
                edition=edition,
                section=section,
                user=signed_in(request),
                name=file.name,
                content=file.read(),
            )
        except EditionPublished:
            pass  # the page says why
        except Refused as error:
            form.add_error("file", str(error))
        else:
            return HttpResponseRedirect(reverse("admin:upload_preview", args=[stored.pk]))
    recent = Upload.objects.filter(edition=edition, section=section).exclude(applied_at=None)
    recent = recent.select_related("applied_by").order_by("-applied_at")[:10]
    context = {**_about(edition, section), "form": form, "recent": recent}
    status = _CONFLICT if posted and edition.is_published else 200
    return _page(site, request, "upload", "Excelの取込み", context, status)


def upload_preview(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would change, cell by cell; sent back, it is applied."""
    stored = get_object_or_404(Upload.objects.select_related("edition", "by", "applied_by"), pk=pk)
    if not may_edit(request.user, stored.section):
        raise PermissionDenied
    if request.method == "POST":
        return _apply(site, request, stored)
    return _preview_page(
        site, request, stored, None if stored.is_applied else preview(stored, checked=True)
    )


def _apply(site: AdminSite, request: HttpRequest, stored: Upload) -> HttpResponse:
    choices = {
        name.removeprefix("choice:"): str(value)
        for name, value in request.POST.items()
        if name.startswith("choice:")
    }
    mark = request.POST.get("seen", "")
    result = apply_upload(upload=stored, user=signed_in(request), seen=mark, choices=choices)
    if not result.is_done:
        messages.error(request, result.message)
        return _preview_page(site, request, stored, result.preview, choices, _CONFLICT)
    if result.message:
        messages.warning(request, result.message)
    else:
        messages.success(request, f"{result.upload.changed}件の数値を反映しました。")
        returned = take_answers(upload=result.upload, user=signed_in(request))
        if returned.answers:
            messages.success(request, f"照会の回答を{len(returned.answers)}件記録しました。")
        for reason in returned.reasons:
            messages.warning(request, reason)
    return HttpResponseRedirect(reverse("admin:upload_preview", args=[stored.pk]))


def _preview_page(
    site: AdminSite,
    request: HttpRequest,
    stored: Upload,
    preview_: Preview | None,
    choices: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **_about(stored.edition, stored.section),
        "upload": stored,
        "preview": preview_,
        "earlier": earlier(stored),
        "respondent": respondent_of(stored),
        "inquiry": inquiries_of(stored.edition).get(stored.section),
        "findings": _placed_findings(stored.edition, preview_),
        "clashes": [(c, (choices or {}).get(c.ref, "")) for c in preview_.clashes]
        if preview_
        else [],
    }
    return _page(site, request, "preview", f"取込みの確認：{stored.name}", context, status)


def _placed_findings(edition: Edition, preview_: Preview | None) -> list[tuple[Finding, str]]:
    findings = preview_.findings if preview_ else []
    return [(finding, place_url(edition, finding.ref)) for finding in findings]


def _about(edition: Edition, section: str) -> dict[str, object]:
    place = [edition.pk, section]
    return {
        "edition": edition,
        "section": registry.sections()[section],
        "entry_url": reverse("admin:entry", args=place),
        "workbook_url": reverse("admin:workbook", args=place),
        "upload_url": reverse("admin:upload", args=place),
    }


def _page(
    site: AdminSite,
    request: HttpRequest,
    name: str,
    title: str,
    context: dict[str, object],
    status: int,
) -> HttpResponse:
    whole_context = {**site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"{_TEMPLATES}/{name}.html", whole_context, status=status)

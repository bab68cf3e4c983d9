"""One part of an edition under review: the change sheet, its remarks and files, the steps."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import Refused
from kanagawa.people import signed_in
from kanagawa.reports.writers.export import CannotWrite, safe_name
from kanagawa.reports.writers.file_formats import formats_of
from kanagawa.staff.refusals import tell
from kanagawa.workflow import deciding, evidence, remarking
from kanagawa.workflow.lines import sheet_lists
from kanagawa.workflow.models import Evidence
from kanagawa.workflow.parts import (
    from_url,
    may_decide,
    may_review,
    may_submit,
    quoted_title,
    title,
)
from kanagawa.workflow.sheet import Sheet

from .part_page import Bound, form_for, page


def part_review(site: AdminSite, request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """The change sheet with the forms of everything that can be done about the part."""
    edition, section = _edition_and_part(request, pk, part)
    if edition.is_published:
        return HttpResponseRedirect(reverse("admin:review", args=[pk]))
    if request.method == "POST":
        return _act(site, request, edition, section)
    return page(site, request, Sheet(edition, section, signed_in(request)))


def _edition_and_part(request: HttpRequest, pk: int, part: str) -> tuple[Edition, str]:
    """The edition and part of a URL, for those who may see it."""
    edition = get_object_or_404(Edition, pk=pk)
    section = from_url(part)
    if section is None:
        raise Http404(f"「{part}」という節はありません。")
    if not may_review(request.user, section):
        raise PermissionDenied
    return edition, section


def _act(site: AdminSite, request: HttpRequest, edition: Edition, section: str) -> HttpResponse:
    name = request.POST.get("act", "")
    # Who never may is refused before anything is printed; the act asks again, and about more.
    if name not in ACTS or not MAY.get(name, may_review)(request.user, section):
        raise PermissionDenied
    sheet = Sheet(edition, section, signed_in(request))
    form = form_for(name, sheet, request.POST, request.FILES)
    if not form.is_valid():
        return page(site, request, sheet, Bound(name, form))
    try:
        message = ACTS[name](sheet, form.cleaned_data)
    except Refused as error:
        status = tell(request, error)
        # Read anew: the page shows what is there now, with what was typed still in its place.
        return page(
            site, request, Sheet(edition, section, signed_in(request)), Bound(name, form), status
        )
    messages.success(request, message)
    return HttpResponseRedirect(request.path)


def _step(sheet: Sheet, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "edition": sheet.edition,
        "section": sheet.section,
        "user": sheet.user,
        "number": data["number"],
    }


def _submit(sheet: Sheet, data: dict[str, Any]) -> str:
    deciding.submit(**_step(sheet, data), seen_hash=data["seen_hash"], note=data["reason"])
    return f"{quoted_title(sheet.section)}を提出しました。"


def _withdraw(sheet: Sheet, data: dict[str, Any]) -> str:
    deciding.withdraw(**_step(sheet, data), note=data["reason"])
    return f"{quoted_title(sheet.section)}の提出を取り下げました。"


def _return(sheet: Sheet, data: dict[str, Any]) -> str:
    deciding.return_(**_step(sheet, data), seen_hash=data["seen_hash"], reason=data["reason"])
    return f"{quoted_title(sheet.section)}を差し戻しました。"


def _approve(sheet: Sheet, data: dict[str, Any]) -> str:
    decision = deciding.approve(
        **_step(sheet, data), seen_hash=data["seen_hash"], reason=data["reason"]
    )
    deputy = "（代決）" if decision.exceptional else ""
    return f"{quoted_title(sheet.section)}を承認しました{deputy}。"


def _look(sheet: Sheet, data: dict[str, Any]) -> str:
    deciding.look(
        edition=sheet.edition, section=sheet.section, user=sheet.user, seen_hash=data["seen_hash"]
    )
    return "ここまで見たことを記録しました。次からは、このあとの変更を示します。"


def _remark(sheet: Sheet, data: dict[str, Any]) -> str:
    place = sheet.places[data["ref"]] if data["ref"] else ""
    remarking.remark(
        edition=sheet.edition,
        section=sheet.section,
        user=sheet.user,
        text=data["text"],
        ref=data["ref"],
        place=place,
    )
    return "指摘を書きました。差し戻すと担当者に回ります。"


def _answer(sheet: Sheet, data: dict[str, Any]) -> str:
    remarking.answer(
        edition=sheet.edition, remark_id=data["remark"], user=sheet.user, text=data["text"]
    )
    return "指摘に回答しました。"


def _add_evidence(sheet: Sheet, data: dict[str, Any]) -> str:
    file = data["file"]
    place = sheet.places[data["ref"]] if data["ref"] else ""
    added = evidence.add_evidence(
        edition=sheet.edition,
        section=sheet.section,
        user=sheet.user,
        name=file.name,
        content=file.read(evidence.LARGEST + 1),  # enough to tell that it is too large
        ref=data["ref"],
        place=place,
    )
    return f"根拠資料「{added.name}」を登録しました。"


def _delete_evidence(sheet: Sheet, data: dict[str, Any]) -> str:
    name = evidence.delete_evidence(
        edition=sheet.edition, evidence_id=data["evidence"], user=sheet.user
    )
    return f"根拠資料「{name}」を削除しました。"


ACTS: dict[str, Callable[[Sheet, dict[str, object]], str]] = {
    "submit": _submit,
    "withdraw": _withdraw,
    "return": _return,
    "approve": _approve,
    "look": _look,
    "remark": _remark,
    "answer": _answer,
    "evidence": _add_evidence,
    "delete_evidence": _delete_evidence,
}

# Whose acts these are in any state of the part; the others are everybody's who sees it.
MAY = {
    **dict.fromkeys(("submit", "withdraw", "evidence", "delete_evidence"), may_submit),
    **dict.fromkeys(("return", "approve", "remark"), may_decide),
}


def sheet_file(
    site: AdminSite, request: HttpRequest, pk: int, part: str, ending: str
) -> HttpResponse:
    """The change sheet as a file, the same rows as on the page."""
    edition, section = _edition_and_part(request, pk, part)
    if edition.is_published:
        raise Http404(f"{edition}は公開済みです。")
    form = next((form for form in formats_of("changes") if form.ending == ending), None)
    if form is None:
        raise Http404(f"変更表に「{ending}」という形式のファイルはありません。")
    moment = f"{timezone.localtime():%Y%m%d-%H%M}"
    name = safe_name(f"{edition.label}_{title(section)}_変更点_{moment}") + f".{ending}"
    title_of_book = f"変更点　{title(section)}（{edition}）"
    try:
        content = form.changes(
            title_of_book, sheet_lists(Sheet(edition, section, signed_in(request)))
        )
    except CannotWrite as error:
        raise Http404(str(error)) from None
    return _to_be_saved(HttpResponse(content, content_type=form.media_type), name)


def _to_be_saved(response: HttpResponse, name: str) -> HttpResponse:
    """Under a Japanese name, in the one form that every browser reads."""
    disposition = f"attachment; filename*=utf-8''{quote(name, safe='')}"
    response.headers["Content-Disposition"] = disposition
    return response


def evidence_file(site: AdminSite, request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A file as it was handed in: always to be saved, never shown by the browser."""
    stored = get_object_or_404(Evidence.objects.select_related("edition"), pk=file, edition=pk)
    if not may_review(request.user, stored.section):
        raise PermissionDenied
    response = HttpResponse(bytes(stored.content), content_type="application/octet-stream")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return _to_be_saved(response, stored.name)

"""What was deleted in a draft: a list with who and when, and a button that brings it back."""

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.html import format_html

from kanagawa.editions.models import Edition
from kanagawa.figures.missing import make_missing
from kanagawa.people import signed_in
from kanagawa.staff import saved_checks
from kanagawa.staff.places import place_url
from kanagawa.staff.rows.history import PER_PAGE
from kanagawa.workflow import roles
from kanagawa.workflow.restoring import Deletion, deletions, restore

from .log import require_log


def deleted_rows(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """The deletions that the person may see; POST brings the one named by `number` back."""
    edition = get_object_or_404(Edition, pk=pk)
    require_log(request)
    if request.method == "POST":
        return _bring_back(request, edition)
    visible = [d for d in deletions(edition) if roles.may_view_row(request.user, d.row)]
    page = Paginator(visible, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        **site.each_context(request),
        "title": f"削除したもの（{edition}）",
        "edition": edition,
        "page": page,
        "lines": [(deletion, _may_restore(request, deletion)) for deletion in page],
    }
    return TemplateResponse(request, "admin/editions/deleted.html", context)


def _may_restore(request: HttpRequest, deletion: Deletion) -> bool:
    is_draft = not deletion.row.edition.is_published
    return is_draft and all(roles.may_edit_row(request.user, row) for row in deletion.rows)


def _bring_back(request: HttpRequest, edition: Edition) -> HttpResponse:
    number = request.POST.get("number", "")
    deletion = restore(edition=edition, number=number, user=signed_in(request))
    make_missing(edition, deletion.row.section, signed_in(request))
    url = place_url(edition, deletion.row.ref)
    message = format_html('「<a href="{}">{}</a>」を元に戻しました。', url, deletion.name)
    messages.success(request, message)
    saved_checks.remember(request, deletion.row)
    saved_checks.tell(request)
    return HttpResponseRedirect(request.get_full_path())

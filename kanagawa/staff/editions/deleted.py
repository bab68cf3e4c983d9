"""The drafts that were deleted as a whole, and the button that brings one back."""

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from kanagawa.editions.models import Edition
from kanagawa.people import signed_in
from kanagawa.workflow.deleted_drafts import bring_back, deleted_drafts

_PER_PAGE = 50


def deleted_editions(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """For those who may delete a draft; POST brings the one of this `number` back."""
    if not request.user.has_perm("editions.delete_edition"):
        raise PermissionDenied("管理の役割を持つ人だけが使える画面です。")
    if request.method == "POST":
        return _bring_back(site, request)
    context = {
        **site.each_context(request),
        "title": "削除した下書き",
        "page": Paginator(deleted_drafts(), _PER_PAGE).get_page(request.GET.get("p")),
        "days": settings.DELETED_DRAFT_DAYS,
    }
    return TemplateResponse(request, "admin/editions/deleted_editions.html", context)


def _bring_back(site: AdminSite, request: HttpRequest) -> HttpResponse:
    number = request.POST.get("number", "")
    # A number too long for the database is that of no draft either.
    is_number = number.isascii() and number.isdigit() and len(number) < 16
    edition = bring_back(number=int(number) if is_number else 0, user=signed_in(request))
    screen = site._registry[Edition]
    screen.log_addition(request, edition, "削除した下書きを元に戻しました。")
    url = reverse("admin:editions_edition_change", args=[edition.pk])
    messages.success(request, format_html('<a href="{}">{}</a>を元に戻しました。', url, edition))
    return HttpResponseRedirect(reverse("admin:editions_edition_deleted"))

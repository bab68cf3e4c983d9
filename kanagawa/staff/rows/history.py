"""The page that shows the changes of one row."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kanagawa.history.changes import changes

PER_PAGE = 100


def object_history(
    screen: Any, request: HttpRequest, object_id: str, extra_context: Any = None
) -> HttpResponse:
    """The changes of one row, for those who may see rows of its kind."""
    row = screen.get_object(request, unquote(object_id))
    if not screen.has_view_or_change_permission(request, row):
        raise PermissionDenied
    if row is None:
        raise Http404
    context = {
        **screen.admin_site.each_context(request),
        "title": f"変更の記録：{row}",
        "page": Paginator(changes(type(row), {"id": row.pk}), PER_PAGE).get_page(
            request.GET.get("p")
        ),
        "object": row,
        "opts": screen.opts,
        "module_name": str(screen.opts.verbose_name_plural),
        **(extra_context or {}),
    }
    return render(request, screen.object_history_template, context)

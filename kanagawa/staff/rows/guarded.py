"""What surrounds every write on the screens of rows: one person at a time, all or nothing, and a
message instead of an error when somebody published, changed or deleted things meanwhile.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import actions
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from kanagawa.editions.locking import lock_drafts
from kanagawa.staff import saved_checks

from . import versions


def guarded(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """The page; what is sent to it is written by one person at a time, all or nothing."""
    if request.method != "POST":
        return view()
    with transaction.atomic():
        lock_drafts()
        response = view()
    saved_checks.tell(request)
    return response


@admin.action(permissions=["delete"])
def delete_selected(
    screen: Any, request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponse | None:
    """The stock action; its page sends back what it showed, so that no change goes unseen."""
    response = actions.delete_selected(screen, request, queryset)
    if response is not None and response.context_data is not None:
        response.context_data[versions.NAME] = versions.version_of(queryset)
    return response


def tell_typed(request: HttpRequest, opts: Any) -> None:
    """Of a row that is gone, what was sent for it, as a message."""
    entries = [
        f"{field.verbose_name}「{request.POST[field.name]}」"
        for field in opts.concrete_fields
        if request.POST.get(field.name) and not field.is_relation
    ]
    if entries:
        messages.error(request, f"{versions.DELETED}入力した内容：{'、'.join(entries)}")

"""What surrounds every write on the screens of rows: one person at a time, all or nothing, and a
message instead of an error when somebody published, changed or deleted things meanwhile.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import actions
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from kanagawa.editions.models import EditionPublished
from kanagawa.editions.triggers import MESSAGE as REFUSED_BY_DATABASE
from kanagawa.staff import access, saved_checks

from . import versions


def guarded(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """The page; when its edition was published in the meantime, a message and the page anew."""
    try:
        if request.method != "POST":
            return view()
        with transaction.atomic():
            versions.lock_drafts()
            response = view()
        saved_checks.tell(request)
        return response
    except EditionPublished as error:
        messages.error(request, "".join(error.messages))
    except versions.ChangedMeanwhile as error:
        messages.error(request, str(error))
    except DatabaseError as error:
        if REFUSED_BY_DATABASE not in str(error):
            raise
        messages.error(request, access.PUBLISHED_WHY)
    return HttpResponseRedirect(request.get_full_path())


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
    typed = [
        f"{field.verbose_name}「{request.POST[field.name]}」"
        for field in opts.concrete_fields
        if request.POST.get(field.name) and not field.is_relation
    ]
    if typed:
        messages.error(request, f"{versions.DELETED}入力した内容：{'、'.join(typed)}")

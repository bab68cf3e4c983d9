"""The one place where refusals become messages and status codes of the staff site."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from kanagawa.editions.refusals import (
    EditionDeleted,
    EditionPublished,
    NotAllowed,
    NotThere,
    Refused,
    Stale,
)
from kanagawa.editions.triggers import refused_by_database

from .carried import carried

_STATUSES = ((NotAllowed, 403), (NotThere, 404), (Stale, 409), (EditionPublished, 409))


def tell(request: HttpRequest, error: Refused) -> int:
    """Say why a step was not taken, on the page that is shown again; returns its status.

    200 is for what the person can put right on that page. Raises the refusal on when its edition
    was deleted, for then there is no such page.
    """
    if isinstance(error, EditionDeleted):
        raise error
    messages.error(request, str(error))
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 200)


def refusals_told(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A refusal that leaves the view becomes a message on the page it was sent from.

    What a person may not do at all stays the page that says so (403).
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            with refused_by_database(user=request.user, edition=lambda: carried(request).edition):
                return view(request, *args, **kwargs)
        except NotAllowed:
            raise
        except Refused as error:
            if request.method != "POST":
                raise
            messages.error(request, str(error))
            is_gone = isinstance(error, EditionDeleted)
        return HttpResponseRedirect(reverse("admin:index") if is_gone else request.get_full_path())

    return guarded

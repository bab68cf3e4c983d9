"""The way in once a person is known: the second factor, then a session; and when it was used last.

Every way of signing in (password, passkey, directory) ends here.
"""

import time

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from kanagawa.events import Event, record
from kanagawa.workflow.account_log import note
from kanagawa.workflow.factors import has_factor
from kanagawa.workflow.models import AccountAct

from .addresses import address_of
from .sessions import begin_session
from .sign_in import remember_browser

_PENDING, _CONFIRMED = "sign-in", "confirmed"
_PENDING_SECONDS = 10 * 60
_BACKEND = "kanagawa.workflow.roles.PasswordBackend"


def enter(request: HttpRequest, user: User, *, how: str, to: str) -> HttpResponse:
    """Begin the session of a person, or ask for his second factor before it.

    `how` is for the log; `to` is the page to go on with.
    """
    if not has_factor(user):
        return begin(request, user, how=how, to=to, with_factor=False)
    request.session[_PENDING] = {
        "user": user.pk,
        # A password that is changed meanwhile opens nothing.
        "hash": user.get_session_auth_hash(),
        "at": time.time(),
        "how": how,
        "to": to,
    }
    return HttpResponseRedirect(reverse("admin:second_factor"))


def waiting_person(request: HttpRequest) -> User | None:
    """Who gave his password in this browser and has to show his second factor; None: nobody."""
    pending = request.session.get(_PENDING)
    if pending is None or time.time() - pending["at"] > _PENDING_SECONDS:
        return None
    user = User.objects.filter(pk=pending["user"], is_active=True, is_staff=True).first()
    if user and constant_time_compare(user.get_session_auth_hash(), pending["hash"]):
        return user
    return None


def begin_waiting(request: HttpRequest, user: User, *, factor: str) -> HttpResponse:
    """Let in who has shown his second factor."""
    pending = request.session.pop(_PENDING)
    how = f"{pending['how']}と{factor}"
    return begin(request, user, how=how, to=pending["to"], with_factor=True)


def begin(
    request: HttpRequest, user: User, *, how: str, to: str, with_factor: bool
) -> HttpResponse:
    """Sign the person in and note it; `how` is told in the log of the account."""
    login(request, user, backend=_BACKEND)
    begin_session(request)
    confirmed(request, with_factor=with_factor)
    record(Event.SIGNED_IN, user=user)
    note(AccountAct.SIGNED_IN, user, address=str(address_of(request)), detail=how)
    response = HttpResponseRedirect(to)
    remember_browser(response, user)
    return response


def confirmed(request: HttpRequest, *, with_factor: bool) -> None:
    """The person showed just now that it is he."""
    request.session[_CONFIRMED] = {"at": time.time(), "with_factor": with_factor}


def is_fresh(request: HttpRequest, *, with_factor: bool) -> bool:
    """Whether he showed it within the last minutes (SECOND_FACTOR_MINUTES)."""
    last = request.session.get(_CONFIRMED)
    if last is None or (with_factor and not last["with_factor"]):
        return False
    seconds: float = settings.SECOND_FACTOR_FRESH.total_seconds()
    return bool(0 <= time.time() - last["at"] < seconds)

"""Signing in with a passkey alone: it knows whose it is, and has asked him for a finger or PIN."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from kanagawa.events import Event, record
from kanagawa.workflow.account_log import note
from kanagawa.workflow.factors import factor_name
from kanagawa.workflow.models import AccountAct
from kanagawa.workflow.passkeys import request_options, take_passkey

from .addresses import address_of
from .codes import WRONG_PASSKEY
from .entering import begin
from .sign_in import LOCKED, tries_of

# No user name: the tries of one address with passkeys, for their log is kept for good.
_NOBODY = "\0passkey"


@method_decorator(never_cache, name="dispatch")
class PasskeySignIn(RedirectURLMixin, View):
    http_method_names = ["get", "head", "post"]
    next_page = "admin:index"

    def get(self, request: HttpRequest) -> HttpResponse:
        """What the script of the sign-in page asks the browser for."""
        return JsonResponse(request_options(None))

    def post(self, request: HttpRequest) -> HttpResponse:
        tries = tries_of(_NOBODY, request)
        if tries.are_used_up():
            return self._back(LOCKED)
        tries.begin()
        passkey = take_passkey(None, request.POST.get("passkey", ""))
        user: User | None = passkey.user if passkey else None
        if passkey is None or user is None or not (user.is_active and user.is_staff):
            record(Event.FACTOR_REFUSED)
            note(AccountAct.REFUSED, user, address=str(address_of(request)), detail="パスキー")
            return self._back(WRONG_PASSKEY)
        tries.forget()
        return begin(
            request, user, how=factor_name(passkey), to=self.get_success_url(), with_factor=True
        )

    def _back(self, problem: str) -> HttpResponse:
        messages.error(self.request, problem)
        return HttpResponseRedirect(reverse("admin:login"))


passkey_sign_in = PasskeySignIn.as_view()

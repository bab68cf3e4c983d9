"""Signing in through the directory of the prefecture: there and back."""

from django.contrib import messages
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from kanagawa.editions.refusals import Refused
from kanagawa.workflow.directory import directory, person_of

from .addresses import address_of
from .entering import enter
from .oidc import begin, claims_of

_PENDING = "directory"


def _callback(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("admin:directory_callback"))


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("admin:login"))


@method_decorator(never_cache, name="dispatch")
class ToDirectory(RedirectURLMixin, View):
    """Leads to the page of the directory, and keeps in the session what its answer has to fit."""

    http_method_names = ["get", "head"]
    next_page = "admin:index"

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            page, pending = begin(directory(), _callback(request))
        except Refused as refusal:
            return _refused(request, refusal)
        request.session[_PENDING] = {**pending, "to": self.get_success_url()}
        return HttpResponseRedirect(page)


@method_decorator(never_cache, name="dispatch")
class FromDirectory(View):
    """What the browser brings back; it counts once, in the browser that was sent."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        pending = request.session.pop(_PENDING, None)
        try:
            claims = claims_of(directory(), request.GET, pending, _callback(request))
            user = person_of(claims, address=str(address_of(request)))
        except Refused as refusal:
            return _refused(request, refusal)
        return enter(request, user, how="ディレクトリ", to=pending["to"])

"""The one door of the staff site."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import LoginView
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from kanagawa.workflow.directory import is_used

from .entering import enter
from .sign_in import LOCKED_CODE, SECONDS, SignInForm


class SignInPage(LoginView):
    template_name = "admin/staff_login.html"
    authentication_form = SignInForm

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if admin.site.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return {
            **admin.site.each_context(self.request),
            **super().get_context_data(**kwargs),
            "directory_title": settings.OIDC_TITLE if is_used() else "",
            "title": "職員用ログイン",
            "app_path": self.request.get_full_path(),
            "username": self.request.user.get_username(),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        return enter(self.request, form.get_user(), how="パスワード", to=self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        if form.has_error(NON_FIELD_ERRORS, LOCKED_CODE):
            response.status_code = HTTPStatus.TOO_MANY_REQUESTS
            response.headers["Retry-After"] = str(SECONDS)
        return response

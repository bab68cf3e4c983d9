"""A person sets his own password by a link that an administrator hands him: there is no e-mail.

The link works once, and no longer than settings.PASSWORD_RESET_TIMEOUT; nobody else ever knows
the password.
"""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from kanagawa.events import Event, record
from kanagawa.people import Person
from kanagawa.workflow.account_log import note
from kanagawa.workflow.directory import is_of_directory
from kanagawa.workflow.models import AccountAct

from .addresses import address_of

DAYS = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)


def may_give_link(by: Person, user: User) -> bool:
    """Who comes through the directory needs no password: it would outlast him there."""
    return may_help(by, user) and not is_of_directory(user)


def may_help(by: Person, user: User) -> bool:
    """An administrator by role must not open the account of a system administrator."""
    return user.is_active and user.is_staff and (by.is_superuser or not user.is_superuser)


def password_link(request: HttpRequest, user: User) -> str:
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return request.build_absolute_uri(reverse("admin:set_password", args=[uid, token]))


class SetPassword(PasswordResetConfirmView):
    """Open to whoever has the link; a link that was used or is too old says what to do."""

    template_name = "admin/people/set_password.html"
    success_url = reverse_lazy("admin:login")
    title = "パスワードの設定"

    def get_user(self, uidb64: str) -> Any:
        user = super().get_user(uidb64)
        return user if user is not None and user.is_active else None

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context = super().get_context_data(**kwargs)
        return {**admin.site.each_context(self.request), **context, "title": self.title}

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        record(Event.PASSWORD_SET, account=str(form.user.get_username()))
        note(AccountAct.PASSWORD_SET, form.user, address=str(address_of(self.request)))
        messages.success(self.request, "パスワードを設定しました。ログインしてください。")
        return response

"""Addresses of people, their roles and the links by which they set a password."""

from collections.abc import Callable
from functools import wraps

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from kanagawa.staff.screens import READ, WRITE, screen
from kanagawa.workflow.roles import may_administer

from .directory_pages import FromDirectory, ToDirectory
from .factor_pages import app, codes, factors, passkey, remove, second_factor
from .log_pages import account_log, own_account, vouch_for
from .passkey_page import passkey_sign_in
from .password_links import SetPassword
from .roles import carry_out_plan, history, new_link, new_people, reset_factor, roles

View = Callable[[AdminSite, HttpRequest], HttpResponse]


def urls(site: AdminSite) -> list[URLPattern]:
    return [
        screen(site, "roles/", administered(roles), "roles"),
        screen(site, "roles/carry-out/", administered(carry_out_plan), "roles_carry_out", WRITE),
        screen(site, "roles/people/", administered(new_people), "roles_people", WRITE),
        screen(site, "roles/link/", administered(new_link), "roles_link", WRITE),
        screen(site, "roles/factor/", administered(reset_factor), "roles_factor", WRITE),
        screen(site, "roles/history/", administered(history), "roles_history", READ),
        screen(site, "roles/log/", administered(account_log), "account_log", READ),
        screen(site, "account/", own_account, "own_account"),
        screen(site, "account/vouch/", vouch_for, "vouch_for", WRITE),
        screen(site, "account/factors/", factors, "factors", READ),
        screen(site, "account/factors/app/", app, "factor_app"),
        screen(site, "account/factors/codes/", codes, "factor_codes", WRITE),
        screen(site, "account/factors/passkey/", passkey, "factor_passkey"),
        screen(site, "account/factors/remove/", remove, "factor_remove", WRITE),
        path("login/passkey/", passkey_sign_in, name="passkey_sign_in"),
        path("login/directory/", ToDirectory.as_view(), name="to_directory"),
        path("login/directory/back/", FromDirectory.as_view(), name="directory_callback"),
        path("login/factor/", second_factor, name="second_factor"),
        path("password/<uidb64>/<token>/", SetPassword.as_view(), name="set_password"),
    ]


def administered(view: View) -> View:
    @wraps(view)
    def checked(site: AdminSite, request: HttpRequest) -> HttpResponse:
        if not may_administer(request.user):
            raise PermissionDenied("管理の役割を持つ人だけが使える画面です。")
        return view(site, request)

    return checked

"""The staff site: Japanese titles, sections in the order of the report, and its start page."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver

from kanagawa.workflow.roles import may_administer

from .access import drafts, editions, rollable
from .accounts.sign_in import SignInForm
from .editions.overview import overview

# Modules of this package with screens that belong to no single model: each has `urls(site)`.
SCREENS = (
    "places",
    "history",
    "life",
    "rolling",
    "entry",
    "workbooks",
    "checks",
    "prose",
    "reviews",
    "roles",
    "guide",
)
# Stock addresses that no screen uses and that tell of rows by their bare number.
_LEFT_OUT = ("autocomplete", "view_on_site")


class StaffSite(admin.AdminSite):
    site_title = "県産業労働局 報告書 職員用"
    site_header = "委員会報告 職員用画面"
    index_title = "はじめの画面"
    index_template = "admin/staff_index.html"
    login_template = "admin/staff_login.html"
    login_form = SignInForm
    empty_value_display = "－"
    enable_nav_sidebar = False

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """Apps and their models in the order of the report, not of the alphabet."""
        apps = self._build_app_dict(request, app_label)
        order = [*settings.REPORT_SECTIONS, "editions", "auth"]
        return sorted(apps.values(), key=lambda app: _place(order, app["app_label"]))

    def get_urls(self) -> list[URLResolver | URLPattern]:
        screens = [import_module(f"{__package__}.{name}") for name in SCREENS]
        found = [pattern for screen in screens for pattern in screen.urls(self)]
        stock = [p for p in super().get_urls() if getattr(p, "name", "") not in _LEFT_OUT]
        return [*found, *stock]

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        context = {
            "overviews": [overview(self, request, draft) for draft in drafts(request)],
            "published": [edition for edition in editions(request) if edition.is_published],
            "rollable": rollable(request),
            "may_administer": may_administer(request.user),
        }
        return super().index(request, context | (extra_context or {}))


def _place(order: list[str], app_label: str) -> int:
    return order.index(app_label) if app_label in order else len(order)

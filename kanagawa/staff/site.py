"""The staff site: Japanese titles, sections in the order of the report, and its start page."""

from functools import partial
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver
from django.utils.functional import SimpleLazyObject

from kanagawa.organisation import organisation
from kanagawa.people import signed_in
from kanagawa.workflow.account_log import note
from kanagawa.workflow.models import AccountAct
from kanagawa.workflow.roles import may_administer, may_vouch, must_wait
from kanagawa.workflow.verifying import last_verification
from kanagawa.workflow.vouching import causers

from . import guide, places
from .access import drafts, editions, rollable
from .accounts import urls as accounts
from .accounts.addresses import address_of
from .accounts.confirming import person_confirmed
from .accounts.sign_in_page import SignInPage
from .editions.overview import overview
from .entry import urls as entry
from .history import urls as history
from .inquiries import urls as inquiries
from .new_year import urls as new_year
from .prose import urls as prose
from .refusals import refusals_told
from .review import urls as review

# Stock URLs that no screen uses and that tell of rows by their bare number.
_LEFT_OUT = ("autocomplete", "view_on_site")


class StaffSite(admin.AdminSite):
    site_title = f"{organisation().name} 報告書 職員用"
    site_header = "委員会報告 職員用画面"
    index_title = "はじめの画面"
    index_template = "admin/staff_index.html"
    empty_value_display = "－"
    enable_nav_sidebar = False

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return super().admin_view(person_confirmed(refusals_told(view)), cacheable)

    def each_context(self, request: HttpRequest) -> dict[str, object]:
        """With the seconds until the session ends, for the page warns before it does."""
        context = super().each_context(request)
        if request.user.is_authenticated:
            context["session_seconds"] = request.session.get_expiry_age()
            context["must_wait"] = must_wait(request.user)
        return context

    def login(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        page = SignInPage.as_view(extra_context=extra_context)
        return page(request)  # type: ignore[return-value]  # its stubs know only the base class

    def logout(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> TemplateResponse:
        if request.user.is_authenticated:
            note(AccountAct.SIGNED_OUT, request.user, address=str(address_of(request)))
        return super().logout(request, extra_context)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> TemplateResponse:
        response = super().password_change(request, extra_context)
        if response.status_code == HTTPStatus.FOUND:
            note(AccountAct.PASSWORD_SET, signed_in(request), address=str(address_of(request)))
        return response

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """Apps and their models in the order of the report, not of the alphabet.

        Django puts it into the context of every page. Only a few look at it, and it takes as long
        as a small page, so it is made when it is looked at.
        """
        return SimpleLazyObject(partial(self._app_list, request, app_label))  # type: ignore[return-value]  # a list by then

    def _app_list(self, request: HttpRequest, app_label: str | None) -> list[dict[str, Any]]:
        apps = self._build_app_dict(request, app_label)
        order = [*settings.REPORT_SECTIONS, "editions", "auth"]
        return sorted(apps.values(), key=lambda app: _place(order, app["app_label"]))

    def get_urls(self) -> list[URLResolver | URLPattern]:
        screens = [
            pattern
            for room in (
                places,
                history,
                new_year,
                inquiries,
                entry,
                prose,
                review,
                accounts,
                guide,
            )
            for pattern in room.urls(self)
        ]
        stock = [p for p in super().get_urls() if getattr(p, "name", "") not in _LEFT_OUT]
        return [*screens, *stock]

    def index(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> TemplateResponse:
        context = {
            "overviews": [overview(request, draft) for draft in drafts(request)],
            "published": [edition for edition in editions(request) if edition.is_published],
            "rollable": rollable(request),
            "may_administer": may_administer(request.user),
            "somebody_waits": may_vouch(request.user) and bool(causers()),
            "verification": last_verification() if may_administer(request.user) else None,
        }
        return super().index(request, context | (extra_context or {}))


def _place(order: list[str], app_label: str) -> int:
    return order.index(app_label) if app_label in order else len(order)

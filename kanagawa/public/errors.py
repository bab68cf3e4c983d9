"""Error pages in the look of the site: what happened and what to do."""

import sys
from http import HTTPStatus

from django.conf import settings
from django.contrib import admin
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext, override

from kanagawa.editions.english import LANGUAGE

from .visible import last_known_newest

_BAD_REQUEST = (
    "アドレスか送信された内容を読めませんでした。アドレスを確かめて、もう一度お試しください。"
)
_NOT_FOUND = "お探しのページはありません。アドレスが変わったか、まだ公開されていない内容です。"
_FORBIDDEN = (
    "この操作をする権限がありません。必要なときは、権限を管理する担当者に相談してください。"
)
_CSRF = (
    "安全のための確認ができず、送信された内容は保存していません。前の画面に戻り、画面を読み込み直してから、"
    "もう一度送信してください。ブラウザーのCookieを無効にしているときは有効にしてください。"
)
_SERVER_ERROR = (
    "システムに不具合が起きました。しばらくたってから、もう一度お試しください。"
    "続くときは、担当者にこのページのアドレスと時刻をお知らせください。"
)
_BUSY = (
    "データベースが応答しないか、ほかの処理を待ち続けたため、この操作を終わりにしました。"
    "送信した内容は保存していません。１分ほどたってから、前の画面に戻ってもう一度お試しください。"
    "続くときは、システムの担当者に、データベースが動いているかを確かめてもらってください。"
)
_OVERDUE = (
    "時間がかかりすぎたため、この操作を終わりにしました。送信した内容は保存していません。"
    "前の画面に戻り、一度に送る量を減らすか、時間をおいてもう一度お試しください。"
    "続くときは、担当者にこのページのアドレスと時刻をお知らせください。"
)
_TOO_LARGE = "送信された内容が大きすぎます。ログインしてから送信してください。"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400, "読み取れない要求です", _own_words(exception) or _BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403, "見る権限がありません", _own_words(exception) or _FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404, "ページが見つかりません", _NOT_FOUND, _own_words(exception))


def server_error(request: HttpRequest) -> HttpResponse:
    """Also for a database that is away or kept somebody waiting too long: what failed is told."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = _page(request, 503, "いまは使えません", _BUSY)
        response.headers["Retry-After"] = "60"
        return response
    return _page(request, 500, "エラーが起きました", _SERVER_ERROR)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An edition that a newer release published, asked of an older one."""
    return _page(request, 503, "いまは表示できません", _own_words(exception))


def too_large(request: HttpRequest) -> HttpResponse:
    return _page(request, 413, "送信された内容が大きすぎます", _TOO_LARGE)


def overdue(request: HttpRequest) -> HttpResponse:
    """A request whose time is over (`kanagawa.overdue`)."""
    return _page(request, 503, "時間がかかりすぎました", _OVERDUE)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, 403, "送信を受け付けられませんでした", _CSRF)


def _own_words(exception: Exception) -> str:
    """The message of an error of ours; Django's own speak English to developers."""
    words = str(exception.args[0]) if exception.args and isinstance(exception.args[0], str) else ""
    return words if any("\u3040" <= letter <= "\u30ff" for letter in words) else ""


def _of_staff(request: HttpRequest, status: int) -> dict[str, object]:
    """What the frame of the staff site asks for; after a fault nothing is read for it."""
    fault = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    user = None if fault else getattr(request, "user", None)
    return {
        "site_header": admin.site.site_header,
        "site_title": admin.site.site_title,
        "has_permission": bool(user and user.is_active and user.is_staff),
    }


def _page(
    request: HttpRequest, status: int, title: str, message: str, detail: str = ""
) -> HttpResponse:
    if request.path.startswith(f"/{LANGUAGE}/"):
        with override(LANGUAGE):
            return _written(request, status, gettext(title), gettext(message))
    return _written(request, status, title, message, detail)


def _written(
    request: HttpRequest, status: int, title: str, message: str, detail: str = ""
) -> HttpResponse:
    context = {"title": title, "message": message, "detail": detail, "status": status}
    if request.path.startswith(reverse("admin:index")):
        template, more = "admin/error.html", _of_staff(request, status)
    else:
        # It is the page of no URL.
        language = get_language() or settings.LANGUAGE_CODE
        template = "kanagawa/error.html"
        more = {"canonical": "", "language": language, "newest": last_known_newest()}
    response = render(request, template, context | more, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response

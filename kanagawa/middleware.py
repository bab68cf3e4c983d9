"""What every request and every response passes on its way, outermost first in the settings."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponseBase, QueryDict, UnreadablePostError
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.datastructures import MultiValueDict
from django.utils.http import parse_header_parameters

from kanagawa import events
from kanagawa.formats.text import repaired
from kanagawa.public.errors import too_large

GetResponse = Callable[[HttpRequest], HttpResponseBase]
REQUEST_ID = "X-Request-ID"
UNREADABLE_CONTENT_TYPE = "application/octet-stream; charset=unreadable"


def number_requests(get_response: GetResponse) -> GetResponse:
    """Give every request an id, for its lines in the log and for whoever asks about it.

    One that is sent along counts only where the settings tell of a proxy of ours, and only when
    nothing but letters and digits is in it.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        sent = request.headers.get(REQUEST_ID, "") if settings.PROXIES else ""
        identifier = events.begin_request(sent)
        response = get_response(request)
        response.headers[REQUEST_ID] = identifier
        return response

    return middleware


def refuse_unreadable_requests(get_response: GetResponse) -> GetResponse:
    """Answer 400 to what Django would stumble over later, past its own error pages.

    A form with the charset UTF-16 and any CSRF cookie ends Django 5.2 in a bare 500; a NUL byte
    does so in PostgreSQL; a body without end fills the disk. The unreadable part is emptied first,
    so the error page can be drawn.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        reason = _too_large(request) or _unreadable_charset(request) or _unreadable_url(request)
        if reason:
            raise BadRequest(reason)
        return get_response(request)

    return middleware


def refuse_large_posts_of_strangers(get_response: GetResponse) -> GetResponse:
    """Answer 413 to a large body, unread, unless it comes from somebody who is signed in.

    Only those upload files; the largest form of others is the sign-in.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        is_large = length.isdecimal() and int(length) > settings.STRANGER_MAX_BYTES
        if is_large and not _has_session(request):
            _leave_unread(request)
            return too_large(request)
        return get_response(request)

    return middleware


def _has_session(request: HttpRequest) -> bool:
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    return bool(key and Session.objects.filter(pk=key, expire_date__gt=timezone.now()).exists())


def _leave_unread(request: HttpRequest) -> None:
    request.POST, request._files = QueryDict(), MultiValueDict()  # type: ignore[attr-defined]  # what the views behind it read


def _too_large(request: HttpRequest) -> str:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) <= settings.REQUEST_MAX_BYTES:
        return ""
    _leave_unread(request)
    most = settings.REQUEST_MAX_BYTES // 1024 // 1024
    return f"送信された内容が大きすぎます。{most}MBまでのファイルを選んでください。"


def _unreadable_charset(request: HttpRequest) -> str:
    charset = (request.content_params or {}).get("charset")
    if charset is None:
        return ""
    # Also for `utf8`: Django refuses every spelling but `utf-8` when it reads a form.
    request.encoding = "utf-8"
    if _is_utf8(charset):
        return ""
    return "文字コードがUTF-8ではないため、送信された内容を読めません。"


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        return False


def _unreadable_url(request: HttpRequest) -> str:
    query = unquote_to_bytes(request.META.get("QUERY_STRING", "").encode("latin-1"))
    try:
        query.decode("utf-8")
        readable = b"\0" not in query and "\0" not in request.path_info
        _ = request.GET
    except (UnicodeError, SuspiciousOperation):
        readable = False
    if readable:
        return ""
    request.META["QUERY_STRING"] = ""
    request.GET = QueryDict()
    return "アドレスに読めない文字が含まれています。"


def repair_sent_texts(get_response: GetResponse) -> GetResponse:
    """Repair the texts of every form that is sent (`formats.text.repaired`).

    A browser sends CR LF for every line end; a paste out of a PDF file brings characters that
    nobody sees. NUL is taken neither into a text nor into a question by PostgreSQL. Refusing the
    form for it would lose what was typed.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        try:
            if request.method == "POST":
                _repair(request)
        except UnreadablePostError as error:
            raise BadRequest("送信が途中で切れました。もう一度送信してください。") from error
        return get_response(request)

    return middleware


def _repair(request: HttpRequest) -> None:
    sent = [
        (name.replace("\0", ""), [_repaired(name, text) for text in texts])
        for name, texts in request.POST.lists()
    ]
    if sent == list(request.POST.lists()):
        return
    repaired_form = QueryDict(mutable=True, encoding=request.POST.encoding)
    for name, texts in sent:
        for text in texts:
            repaired_form.appendlist(name, text)
    repaired_form._mutable = False
    request.POST = repaired_form  # type: ignore[assignment]  # what the views behind it read


def _repaired(name: str, text: str) -> str:
    # A password is what was typed when it was chosen, whatever that was.
    return text.replace("\0", "") if "password" in name else repaired(text)


def content_security_policy(get_response: GetResponse) -> GetResponse:
    """Send SECURE_CSP with every response, as Django 6 does; a view may have set its own."""
    policy = "; ".join(" ".join([name, *values]) for name, values in settings.SECURE_CSP.items())

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return middleware


def keep_nothing_of_staff(get_response: GetResponse) -> GetResponse:
    """Forbid every cache to keep a staff page, or an answer to somebody who may be signed in.

    The session cookie alone decides: to look into the session would cost the public pages a
    query and a `Vary: Cookie`. A public view that set its own Cache-Control keeps it.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        staff_page = request.path_info.startswith(settings.STAFF_PATH)
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
        if staff_page or (signed_in and not response.has_header("Cache-Control")):
            patch_cache_control(response, no_store=True, private=True)
        return response

    return middleware


def readable_content_type(application: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the WSGI application: a Content-Type that Django cannot parse becomes one it refuses.

    Django parses it while it makes the request object, before any middleware and outside its
    own error handling.
    """

    def wrapped(environ: dict[str, Any], start_response: Any) -> Any:
        try:
            parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        except (ValueError, LookupError):
            environ["CONTENT_TYPE"] = UNREADABLE_CONTENT_TYPE
        return application(environ, start_response)

    return wrapped

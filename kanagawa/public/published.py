"""Public views: a published edition never changes, so its pages are built once and kept.

A conditional request is answered before anything is built, a known page from memory. Nothing of a
draft, of a signed-in person, no error and no refused filter is ever kept.
"""

import gzip
import hashlib
import re
from collections.abc import Callable
from functools import cache, partial, wraps
from importlib import import_module
from pathlib import Path
from typing import Any, overload

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import split_domain_port
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from kanagawa.editions.models import Edition
from kanagawa.editions.schema import UnknownSchemaError
from kanagawa.formats.digests import sha256

from .english import speaking
from .errors import unreadable
from .visible import directory, get_edition, is_preview, refuse_preview

View = Callable[..., HttpResponseBase]
LARGEST_KEPT = 2 * 1024 * 1024
LONGEST_QUERY = 500
FOR_EVER = "public, max-age=31536000, immutable"
# What becomes much smaller; workbooks, PDF and archives are compressed as they are.
_COMPRESSIBLE = re.compile(r"text/|image/svg|application/(?:\S+\+)?(?:json|xml)\b")
_TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
_SMALL = 500  # bytes; below, compression saves nothing


@overload
def public(view: View) -> View: ...
@overload
def public(*, query: bool = ..., data: bool = ...) -> Callable[[View], View]: ...
def public(
    view: View | None = None, *, query: bool = False, data: bool = False
) -> View | Callable[[View], View]:
    """Decorate `view(request, edition, **kwargs)`; `edition` is None where nothing is published.

    The URL names the edition by `slug`. `query` says that the view reads the query string;
    for others it is left out of the page's identity. `data` says of documents for machines that
    they hold nothing but the edition: at the URL of a revision they never change.
    """
    if view is None:
        return partial(_public, query=query, data=data)
    return _public(view, query=query, data=data)


def _public(view: View, *, query: bool, data: bool) -> View:
    @require_safe
    @wraps(view)
    def wrapped(
        request: HttpRequest, slug: str | None = None, **kwargs: object
    ) -> HttpResponseBase:
        with speaking(request):
            if is_preview(request):
                return _preview(view, request, slug, kwargs)
            response = _published(view, request, slug, kwargs, query)
        if data and slug and "-" in slug and "ETag" in response.headers:
            response.headers["Cache-Control"] = FOR_EVER
        return response

    return wrapped


def _published(
    view: View, request: HttpRequest, slug: str | None, kwargs: dict[str, object], query: bool
) -> HttpResponseBase:
    slugs = directory()
    if slug and slug not in slugs.editions:
        raise Http404(f"{slug}の版は公開されていません。")
    text = request.META.get("QUERY_STRING", "") if query else ""
    # Pages give their own URL to cite, so the host belongs to their identity.
    host = f"{request.scheme}://{request.META.get('HTTP_HOST', '')}"
    tag = _tag(slugs.digest, host, request.path, text)
    if tag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        return _labelled(HttpResponse(status=304), tag)
    pages = caches["pages"]
    cached = pages.get(tag)
    if cached is not None:
        content, zipped, headers = cached
        return _answer(request, HttpResponse(content, headers=headers), zipped, tag)
    try:
        response = view(request, _edition(slug, slugs.editions), **kwargs)
    except UnknownSchemaError as error:
        return unreadable(request, error)
    if response.status_code != 200 or len(text) > LONGEST_QUERY or _refused(response):
        patch_cache_control(response, no_store=True)
        _send_compressed(request, response, _compressed(response))
        return response
    zipped = _compressed(response)
    if _is_own_host(request):
        _keep(pages, tag, response, zipped)
    return _answer(request, response, zipped, tag)


def _edition(slug: str | None, editions: dict[str, tuple[int, str]]) -> Edition | None:
    """The published edition of `2025`, `2025-1` or None (the newest); None where there is none.

    The directory has its number, so it is not looked for by year and revision. Raises Http404
    when it went in this moment.
    """
    if not editions:
        return None
    pk, _ = editions[slug] if slug else next(iter(editions.values()))
    return get_object_or_404(Edition, pk=pk)


def _tag(*identity: str) -> str:
    text = "\n".join((*identity, code_version()))
    return f'"{sha256(text)[:32]}"'


def _is_own_host(request: HttpRequest) -> bool:
    """Whether the site is known by this host: anybody may write any port or letters of any case."""
    host = request.get_host()
    _, port = split_domain_port(host)
    own = ("", request.META.get("SERVER_PORT", ""))
    origin = f"{request.scheme}://{host}"
    return host == host.lower() and (port in own or origin in settings.CSRF_TRUSTED_ORIGINS)


def _refused(response: HttpResponseBase) -> bool:
    return bool(getattr(response, "keep_nothing", False))


def _keep(pages: Any, tag: str, response: HttpResponseBase, zipped: bytes | None) -> None:
    if response.streaming or settings.DEBUG:
        return
    content = response.content  # type: ignore[attr-defined]  # only one kind of answer comes here
    if len(content) <= LARGEST_KEPT:
        pages.set(tag, (content, zipped, dict(response.headers)))


def _compressed(response: HttpResponseBase) -> bytes | None:
    """The answer as gzip, made once; None where that would save nothing."""
    if response.streaming or not _COMPRESSIBLE.match(response.headers.get("Content-Type", "")):
        return None
    content = response.content  # type: ignore[attr-defined]  # only one kind of answer comes here
    return gzip.compress(content, mtime=0) if len(content) >= _SMALL else None


def _answer(
    request: HttpRequest, response: HttpResponseBase, zipped: bytes | None, tag: str
) -> HttpResponseBase:
    """The page as this reader takes it; compressed it has the weak form of the tag, as web servers
    write it.
    """
    is_compressed = _send_compressed(request, response, zipped)
    return _labelled(response, f"W/{tag}" if is_compressed else tag)


def _send_compressed(
    request: HttpRequest, response: HttpResponseBase, zipped: bytes | None
) -> bool:
    """Put the compressed content in the answer if this reader takes it, and whether he does.

    Nothing in it is secret, so that its length tells nothing.
    """
    if zipped is None:
        return False
    patch_vary_headers(response, ["Accept-Encoding"])
    if not _TAKES_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
        return False
    response.content = zipped  # type: ignore[attr-defined]  # only one kind comes here
    response.headers["Content-Encoding"] = "gzip"
    return True


def _labelled(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    response.headers["ETag"] = tag
    # Anybody may keep it but has to ask whether it still holds: a correction shows at once.
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _preview(
    view: View, request: HttpRequest, slug: str | None, kwargs: dict[str, object]
) -> HttpResponseBase:
    response = refuse_preview(request)
    if response is None:
        response = view(request, get_edition(request, slug), **kwargs)
    patch_cache_control(response, no_store=True, private=True)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@cache
def code_version() -> str:
    """Changes with the code, templates and styles, so that a new release builds its pages anew."""
    digest = hashlib.sha256()
    for package in ("kanagawa", *settings.REPORT_SECTIONS):
        folder = Path(str(import_module(package).__file__)).parent
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".mo"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]

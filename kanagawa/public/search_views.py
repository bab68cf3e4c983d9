"""The search of the site, and what lets browsers offer it."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext

from kanagawa.editions.models import Edition, EntryKind
from kanagawa.reports.wording import said

from .published import public
from .searching import (
    LONGEST_SEARCH,
    SHOWN_ON_A_PAGE,
    Found,
    parts_of,
    search,
    search_for_parts,
    synonyms_of,
    words_of,
)


@public(query=True)
def search_page(request: HttpRequest, edition: Edition | None) -> HttpResponseBase:
    """What was found; of one kind (`?kind=table`) all, page by page."""
    query = request.GET.get("q", "").strip()
    kind = request.GET.get("kind", "")
    page = _page(request.GET.get("page", ""))
    problem = _problem(query, kind)
    results = Found()
    parts: list[str] = []
    words = [] if problem else words_of(query)
    if words:
        results = search(request, words, kind, page)
    if words and not results.count and (within := parts_of(query)):
        of_parts, parts = search_for_parts(request, within, kind, page)
        results = of_parts if parts else results
    context = {
        "asked": query[:LONGEST_SEARCH] if words or problem else "",
        "problem": problem,
        "has_words": bool(words),
        "parts": parts,
        "synonyms": synonyms_of(words),
        "found": results,
        "kind": kind,
        "page": page,
        "has_more": any(group.count > page * SHOWN_ON_A_PAGE for group in results.groups),
    }
    response = render(request, "kanagawa/search.html", context, status=400 if problem else 200)
    # There are more questions than a memory holds, and the synonyms change without publication.
    response.keep_nothing = bool(request.GET)  # type: ignore[attr-defined]  # ours, for `public`
    return response


def _page(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 4 else 1


def _problem(query: str, kind: str) -> str:
    if len(query) > LONGEST_SEARCH:
        return said(
            "検索のことばは{most}文字までです。短くして、もう一度検索してください。",
            most=LONGEST_SEARCH,
        )
    if kind and kind not in EntryKind.values:
        return gettext("その種類の検索はありません。上の欄から検索してください。")
    return ""


@public
def opensearch(request: HttpRequest, edition: Edition | None) -> HttpResponse:
    """Lets a browser search this site from its address bar."""
    response = render(
        request,
        "kanagawa/opensearch.xml",
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )
    return response

"""The staff's guide: the pages of docs/guide, by task, with their pictures."""

import re
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_NAME = re.compile(r"\d\d-([a-z-]+)\.md\Z")


@dataclass(frozen=True)
class Page:
    """A page of the guide: its URL, its title, what it says, and its tasks by their places."""

    name: str
    title: str
    html: SafeString
    tasks: dict[str, str]


@cache
def pages() -> dict[str, Page]:
    """All pages in the order of their file names; read once per process."""
    pages_ = {}
    for file in sorted(Path(settings.GUIDE_DIR).glob("*.md")):
        if match := _NAME.fullmatch(file.name):
            pages_[match[1]] = _read(match[1], file.read_text(encoding="utf-8"))
    return pages_


def _read(name: str, text: str) -> Page:
    first, _, rest = text.partition("\n")
    markdown = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}).enable("table")
    tokens = markdown.parse(rest)
    tasks: dict[str, str] = {}
    for token, following in pairwise(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            token.attrs["id"] = f"task-{len(tasks) + 1}"
            tasks[str(token.attrs["id"])] = following.content
    for token in tokens:
        for child in token.children or ():
            _point(child)
    html = markdown.renderer.render(tokens, markdown.options, {})
    written = mark_safe(html)  # nosec B308 B703: our files
    return Page(name, first.removeprefix("# ").strip(), written, tasks)


def _point(token: Token) -> None:
    """Let pictures and links lead to where the site serves what lies beside the page."""
    if token.type == "image":
        name = str(token.attrs["src"]).removeprefix("images/")
        token.attrs["src"] = static(f"guide/{name}")
        token.attrs["loading"] = "lazy"
    elif token.type == "link_open" and (match := _NAME.fullmatch(str(token.attrs["href"]))):
        token.attrs["href"] = reverse("admin:guide_page", args=[match[1]])


def contents(site: AdminSite, request: HttpRequest) -> HttpResponse:
    context = {**site.each_context(request), "title": "職員の手引き", "pages": pages().values()}
    return TemplateResponse(request, "admin/guide/contents.html", context)


def page(site: AdminSite, request: HttpRequest, name: str) -> HttpResponse:
    guide_page = pages().get(name)
    if guide_page is None:
        raise Http404(f"手引きに「{name}」という頁はありません。")
    order = list(pages().values())
    place = order.index(guide_page)
    context = {
        **site.each_context(request),
        "title": guide_page.title,
        "page": guide_page,
        "pages": order,
        "next": order[place + 1] if place + 1 < len(order) else None,
    }
    return TemplateResponse(request, "admin/guide/page.html", context)


def urls(site: AdminSite) -> list[URLPattern]:
    return [
        path("guide/", site.admin_view(partial(contents, site)), name="guide"),
        path("guide/<slug:name>/", site.admin_view(partial(page, site)), name="guide_page"),
    ]

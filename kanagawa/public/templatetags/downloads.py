"""The links to the files of what a page shows."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from kanagawa.public.storing import path_below
from kanagawa.reports.writers.file_formats import Scope, formats_of

register = template.Library()


@register.inclusion_tag("kanagawa/parts/files.html", takes_context=True)
def file_links(
    context: dict[str, Any], base: str, scope: Scope, label: str, query: str = ""
) -> dict[str, object]:
    """A link for each format with its size, where that is known: `base` is the URL of the
    file without its ending.
    """
    edition = context.get("edition")
    sizes: dict[str, int] = {}
    if edition and edition.is_published and scope != "list":
        path = path_below(base, context["slug"])
        stored = edition.files.filter(path__startswith=f"{path}.")
        sizes = dict(stored.values_list("path", "size"))
        sizes = {name.removeprefix(path): size for name, size in sizes.items()}
    links = [
        (f"{base}.{f.ending}{query}", f.link_text(scope, sizes.get(f".{f.ending}", 0)))
        for f in formats_of(scope)
    ]
    return {"links": links, "label": label}


@register.simple_tag
def print_link(base: str, scope: Scope) -> SafeString:
    """The way to the paper: its PDF, where this machine can make one."""
    if not any(f.ending == "pdf" for f in formats_of(scope)):
        return SafeString("")
    return format_html(
        '<p class="buttons"><a class="button" href="{}.pdf">{}</a></p>',
        base,
        gettext("印刷する（PDF）"),
    )

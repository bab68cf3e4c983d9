"""The links to the files of what a page shows."""

from typing import Any

from django import template

from kanagawa.reports.writers.file_formats import Scope, formats_of

register = template.Library()


@register.inclusion_tag("kanagawa/parts/files.html")
def file_links(base: str, scope: Scope, label: str, query: str = "") -> dict[str, Any]:
    """A link for each format: `base` is the address of the file without its ending."""
    links = [(f"{base}.{f.ending}{query}", f.link_text(scope)) for f in formats_of(scope)]
    return {"links": links, "label": label}

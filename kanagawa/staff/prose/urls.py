"""URLs of the facts that texts may quote and of the numbers typed into texts."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern

from kanagawa.staff.screens import READ, WRITE, screen

from .views import fact, facts, pick_facts, preview_text, replace, typed


def urls(site: AdminSite) -> list[URLPattern]:
    edition = "facts/<int:pk>/"
    return [
        screen(site, edition, facts, "facts", READ),
        screen(site, f"{edition}pick/", pick_facts, "pick_facts", READ),
        screen(site, f"{edition}preview/", preview_text, "preview_text", WRITE),
        screen(site, f"{edition}typed/", typed, "typed_numbers", READ),
        screen(site, f"{edition}replace/", replace, "replace_typed", WRITE),
        screen(site, f"{edition}of/<path:key>/", fact, "fact", READ),
    ]

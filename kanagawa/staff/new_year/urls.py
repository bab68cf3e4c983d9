"""URLs of the roll-over and of the facts a new year asks for."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern

from kanagawa.staff.screens import screen

from .new_facts import new_facts_view
from .views import roll_view


def urls(site: AdminSite) -> list[URLPattern]:
    return [
        screen(site, "roll/<int:pk>/", roll_view, "roll"),
        screen(site, "new-facts/<int:pk>/", new_facts_view, "new_facts"),
    ]

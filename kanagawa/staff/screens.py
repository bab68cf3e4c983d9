"""How the rooms of the staff site put their pages at a URL."""

from collections.abc import Callable
from functools import partial

from django.contrib.admin import AdminSite
from django.http import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

READ = ("GET", "HEAD")
WRITE = ("POST",)


def screen(
    site: AdminSite,
    route: str,
    view: Callable[..., HttpResponseBase],
    name: str,
    methods: tuple[str, ...] = READ + WRITE,
) -> URLPattern:
    """A page for people who are signed in as staff; the view is handed the site it stands on."""
    page = require_http_methods(methods)(partial(view, site))
    return path(route, site.admin_view(page), name=name)

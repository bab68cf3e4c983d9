"""Builds every public page and file of an edition that is about to be published."""

import logging
from inspect import unwrap

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import ResolverMatch

from kanagawa.editions.models import Edition

from .english import speaking
from .every_url import SiteUrl, site_urls
from .visible import PREVIEW, PREVIEW_ENGLISH

_log = logging.getLogger(__name__)


def unbuildable(edition: Edition) -> list[str]:
    """The pages and files that cannot be built, in the words of staff; empty when all can."""
    return [
        site_url.title if instance == PREVIEW else f"英語の{site_url.title}"
        for instance in (PREVIEW, PREVIEW_ENGLISH)
        for site_url in site_urls(edition, instance)
        if not builds(site_url, edition, instance)
    ]


def builds(site_url: SiteUrl, edition: Edition, instance: str = PREVIEW) -> bool:
    """Whether the view of the URL makes what it should of this edition."""
    view = unwrap(site_url.pattern.callback)  # the view without the question what is public
    arguments = {name: value for name, value in site_url.arguments.items() if name != "slug"}
    try:
        request = request_of(site_url, instance)
        with speaking(request):
            response = view(request, edition, **site_url.pattern.default_args, **arguments)
        size = sum(map(len, response)) if response.streaming else len(response.content)
    except Exception:
        # Whatever it is, it would be an error page for ever.
        _log.exception("%s of %s cannot be built", site_url.path, edition.slug)
        return False
    if response.status_code != 200 or not size:
        _log.error("%s of %s answers %s", site_url.path, edition.slug, response.status_code)
        return False
    return True


def request_of(site_url: SiteUrl, namespace: str = PREVIEW) -> HttpRequest:
    """As it comes from a reader who is not signed in."""
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", site_url.path, site_url.path
    hosts = [host.removeprefix(".") for host in settings.ALLOWED_HOSTS if host != "*"]
    request.META = {
        "HTTP_HOST": hosts[0] if hosts else "localhost",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "443",
    }
    request.user = AnonymousUser()
    request.resolver_match = ResolverMatch(
        site_url.pattern.callback,
        (),
        site_url.arguments,
        site_url.name,
        app_names=["report"],
        namespaces=[namespace],
    )
    return request

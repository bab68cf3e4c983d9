"""Which edition a URL shows, and to whom: the one way from a URL to an edition."""

import logging
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache, caches
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from kanagawa.editions.models import Edition, State
from kanagawa.editions.published_cache import editions_version

PREVIEW, PREVIEW_ENGLISH = "preview", "preview-english"
KNOWN = "published-editions"
KNOWN_LAST = "published-editions-last"
# A publication by a command cannot reach this cache; it is seen after this many seconds.
SECONDS = 30
# To ask the shared cache with every request would cost a third of a page that is known.
MOMENT = 0.2
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PublishedSlugs:
    """The published editions as URLs need them: slug → (pk, content hash), newest first.

    `digest` changes with every publication, so pages that tell of other editions change too.
    """

    editions: dict[str, tuple[int, str]]
    digest: str


def is_preview(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.namespace in (PREVIEW, PREVIEW_ENGLISH)


def visible_editions(request: HttpRequest) -> QuerySet[Edition]:
    """Published editions, newest first; drafts too in the staff preview."""
    everything = Edition.objects.order_by("-fiscal_year", "-revision")
    return everything if is_preview(request) else everything.filter(state=State.PUBLISHED)


def get_edition(request: HttpRequest, slug: str | None) -> Edition:
    """The edition of `2025` (newest revision of the year), `2025-1` or None (the newest of all).

    Drafts are found in the staff preview only, where the signed-in person's permission was asked
    before. Raises Http404, which names the URL, when there is none such to see.
    """
    if is_preview(request) and not may_preview(request):
        raise PermissionDenied
    return find_edition(request, slug)


def find_edition(request: HttpRequest, slug: str | None) -> Edition:
    """As `get_edition`, for a view of which the permission was asked before."""
    editions = visible_editions(request)
    if slug:
        year, _, revision = slug.partition("-")
        editions = editions.filter(fiscal_year=int(year))
        if revision:
            editions = editions.filter(revision=int(revision))
    edition = editions.first()
    if edition is None:
        raise Http404(f"{slug or ''}の版は公開されていません。")
    return edition


def may_preview(request: HttpRequest) -> bool:
    return request.user.is_staff and request.user.has_perm("editions.preview_edition")


def refuse_preview(request: HttpRequest) -> HttpResponseBase | None:
    """The sign-in page for strangers, an error for staff without the permission, else None."""
    if request.user.is_anonymous:
        return redirect_to_login(request.get_full_path(), reverse(settings.LOGIN_URL))
    if not may_preview(request):
        raise PermissionDenied("下書きをプレビューする権限がありません。")
    return None


def directory() -> PublishedSlugs:
    """The published editions: from the cache all processes share, asked at most every 0.2 s.

    A shared cache that is away costs a question to the database instead. While the database is
    away too, what this process knew last still holds, so the pages it has kept go on answering.
    """
    slugs: PublishedSlugs | None = caches["pages"].get(KNOWN)
    if slugs is None:
        try:
            slugs = _shared_directory()
        except (DatabaseError, InterfaceError):
            slugs = caches["pages"].get(KNOWN_LAST)
            if slugs is None:
                raise
        caches["pages"].set(KNOWN, slugs, MOMENT)
        caches["pages"].set(KNOWN_LAST, slugs, None)
    return slugs


def last_known_newest() -> str:
    """The slug of the newest edition that this process knew last, for pages that read nothing."""
    slugs: PublishedSlugs | None = caches["pages"].get(KNOWN_LAST)
    return next(iter(slugs.editions), "") if slugs else ""


def _shared_directory() -> PublishedSlugs:
    try:
        # The mark is read first: what we read while somebody publishes then counts as old.
        version = editions_version()
        cached: tuple[str, PublishedSlugs] | None = cache.get(KNOWN)
    except Exception as error:  # each kind of cache has errors of its own
        _log.warning("the shared cache does not answer: %s", error)
        return _read_directory()
    if cached and cached[0] == version:
        return cached[1]
    slugs = _read_directory()
    with suppress(Exception):
        cache.set(KNOWN, (version, slugs), SECONDS)
    return slugs


def _read_directory() -> PublishedSlugs:
    editions: dict[str, tuple[int, str]] = {}
    files = 0
    rows = Edition.objects.filter(state=State.PUBLISHED).order_by("-fiscal_year", "-revision")
    rows = rows.annotate(stored=models.Count("files"))  # pages say how large the files are
    for edition in rows.only("id", "fiscal_year", "revision", "content_hash"):
        place = (edition.pk, edition.content_hash)
        editions.setdefault(str(edition.fiscal_year), place)
        editions[edition.slug] = place
        files += edition.stored
    digest = "-".join(f"{s}:{pk}:{h}" for s, (pk, h) in editions.items())
    return PublishedSlugs(editions, f"{digest}-{files}")

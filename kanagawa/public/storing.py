"""Keeps the files of published editions: each is made once, stored with its hash, and served so.

A release of the program that writes files differently changes nothing of what is out: neither the
files that readers take home nor the documents that describe an edition to machines.
"""

import hashlib
import logging
from collections.abc import Container, Iterator
from inspect import unwrap

from django.db import IntegrityError, transaction
from django.http import Http404

from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition, State, StoredFile
from kanagawa.editions.published_cache import forget_editions
from kanagawa.editions.schema import UnknownSchemaError
from kanagawa.reports.records import Records
from kanagawa.reports.registry import record_lists

from .documents import without_host
from .every_url import SiteUrl, site_urls
from .proof import request_of
from .record_prints import path_of, prints_of

_log = logging.getLogger(__name__)
# Editions of which this process has made all the files that it can.
_complete: set[tuple[object, ...]] = set()
_FILES = {"report-file", "section-file", "table-file", "errata-file"}
_DOCUMENTS = {
    "figures-metadata",
    "package",
    "package-zip",
    "table-jsonstat",
    "table-metadata",
    "table-chart",
}
_KEPT = _FILES | _DOCUMENTS


def store_files() -> int:
    """Make and store the files that a published edition does not have yet; returns how many.

    Of one edition at a time, so that whoever also publishes at a set time can look for that in
    between; 0 when nothing is left to do. A file that cannot be made here (a PDF without its
    letters) is left for another time.
    """
    published = Edition.objects.filter(state=State.PUBLISHED)
    waiting = [edition for edition in published if _identity(edition) not in _complete]
    for edition in waiting:
        if count := _store(edition):
            forget_editions()
            return count
    return 0


def _identity(edition: Edition) -> tuple[object, ...]:
    return edition.pk, edition.content_hash, edition.published_at


def _store(edition: Edition) -> int:
    paths = set(edition.files.values_list("path", flat=True))
    try:
        files = [each for each in site_urls(edition) if is_kept(each)]
    except UnknownSchemaError:  # of a newer release, which stores them
        files = []
    missing = [each for each in files if path_below(each.path, edition.slug) not in paths]
    count = sum(_make(site_url, edition) for site_url in missing)
    count += sum(_make_prints(records, edition) for records in _lists_without(edition, paths))
    _complete.add(_identity(edition))
    return count


def is_kept(site_url: SiteUrl) -> bool:
    """Whether it is a file; of a list of records that with all of them, as no filter is kept."""
    is_list = "records" in site_url.pattern.default_args and "extension" in site_url.arguments
    return is_list or site_url.name in _KEPT


def path_below(url: str, slug: str) -> str:
    """The part of a URL that follows its edition: `report.pdf` of `/2025-1/report.pdf`."""
    return url.rpartition(f"/{slug}/")[2]


def _make(site_url: SiteUrl, edition: Edition) -> bool:
    view = unwrap(site_url.pattern.callback)  # the view without the question what is public
    arguments = {name: value for name, value in site_url.arguments.items() if name != "slug"}
    request = request_of(site_url, "report")
    try:
        response = view(request, edition, **site_url.pattern.default_args, **arguments)
    except Http404 as error:
        _log.warning("%s: %s", site_url.path, error)
        return False
    content = b"".join(response)
    if site_url.name in _DOCUMENTS:
        content = without_host(request, content)
    return _stored(
        edition,
        path_below(site_url.path, edition.slug),
        content,
        response.headers["Content-Type"],
        getattr(response, "file_name", ""),
    )


def _lists_without(edition: Edition, paths: Container[str]) -> Iterator[Records]:
    """The lists of an edition of whose pages nothing is stored yet."""
    content = Content(edition)
    for records in record_lists():
        if path_of(records) not in paths and content.record_list(records.section, records.key):
            yield records


def _make_prints(records: Records, edition: Edition) -> bool:
    return _stored(edition, path_of(records), prints_of(edition, records), "application/json")


def _stored(edition: Edition, path: str, content: bytes, media_type: str, name: str = "") -> bool:
    try:
        with transaction.atomic():
            StoredFile.objects.create(
                edition=edition,
                path=path,
                name=name,
                media_type=media_type,
                content=content,
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
            )
    except IntegrityError:
        return False  # another process was quicker
    return True

"""Shorter proofs of a publication, for tests that publish on their way.

The whole proof takes as long as many of these tests together; tests/states/test_proof.py runs it.
"""

from kanagawa.editions.models import Edition
from kanagawa.public.every_url import site_urls
from kanagawa.public.proof import builds
from kanagawa.public.visible import PREVIEW


def the_report(edition: Edition) -> list[str]:
    """The page of the whole report alone, with every text and table."""
    report = (url for url in site_urls(edition, PREVIEW) if url.name == "report")
    return [url.title for url in report if not builds(url, edition)]


def one_of_each(edition: Edition) -> list[str]:
    """One URL of each view."""
    kinds: dict[object, object] = {}
    for site_url in site_urls(edition, PREVIEW):
        kinds.setdefault(site_url.pattern.callback, site_url)
    return [a.title for a in kinds.values() if not builds(a, edition)]  # type: ignore[arg-type]


def no_files() -> int:
    """Stores none of the hundreds of files; tests/paper stores some."""
    return 0
